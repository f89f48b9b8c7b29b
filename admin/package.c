/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/package.h"

#include <unistd.h>

/* Looks for what only the package has. */
const char *package_mend(void)
{
	return access(PACKAGE_MARK, F_OK) == 0 ? "apt install --reinstall ./keyhole_*.deb"
					       : "make install";
}
