/* SPDX-License-Identifier: Apache-2.0 */
/* On a file of its own, so that tests can link another answer (path.h). */
#include "common/path.h"

/* Root's files are believed, nobody else's. */
bool path_trusts(uid_t owner)
{
	return owner == 0;
}
