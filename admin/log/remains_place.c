/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/remains.h"

/* Where the kernel shows processes. */
const char *remains_folder(void)
{
	return "/proc";
}
