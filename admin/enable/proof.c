/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/proof.h"

#include <errno.h>

/* Refuses: what is not proven is not done. */
int proof_run(const struct proof *proof, struct note *note)
{
	return note_set(note, -ENOSYS,
		"can't prove that %s still gets in: this keyhole has no proof by a login; with "
		"--root DIR it changes a tree of files, and proves nothing",
		proof->account);
}
