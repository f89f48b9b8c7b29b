/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/package.h"

#include <unistd.h>

/* Looks at dpkg's list. */
const char *package_mend(void)
{
	return access(PACKAGE_LIST, F_OK) == 0 ? "apt install --reinstall ./keyhole_*.deb"
					       : "make install";
}
