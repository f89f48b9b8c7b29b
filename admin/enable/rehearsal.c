/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/rehearsal.h"

#include <errno.h>

/* Refuses: what is not proven is not done. */
int rehearsal_run(const struct rehearsal *proof, struct note *note)
{
	return note_set(note, -ENOSYS,
		"can't prove that %s still gets in: this keyhole has no proof by a login; with "
		"--root DIR it changes a tree of files, and proves nothing",
		proof->account);
}
