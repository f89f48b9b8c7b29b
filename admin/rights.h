/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rights.h – looking at files with an account's rights instead of root's
 *
 * Shape:  file-system uid, gid and groups become the account's and root's again, so that what is
 *         seen is what sshd and the PAM module see, and root reads nothing for a user. Whoever is
 *         not root keeps what they have.
 * Units:  none.
 * Memory: held by value.
 * Errors: take: 0 or -errno, then nothing has changed. give_back cannot fail: where root's rights
 *         do not come back, the program ends.
 * Source: setfsuid(2); pam_modutil_drop_priv(3).
 */
#ifndef KEYHOLE_ADMIN_RIGHTS_H
#define KEYHOLE_ADMIN_RIGHTS_H

#include "common/note.h"

#include <pwd.h>
#include <stdbool.h>
#include <sys/types.h>

#define RIGHTS_GROUPS_MAX 1024

struct rights {
	bool taken;
	int count;
	gid_t groups[RIGHTS_GROUPS_MAX];
	gid_t gid;
};

/** Takes on an account's rights. */
int rights_take(const struct passwd *account, struct rights *rights, struct note *note);

/** Goes back to one's own. */
void rights_give_back(struct rights *rights);

/** For CLEANUP(rights). */
static inline void cleanup_rights(struct rights *rights)
{
	rights_give_back(rights);
}

#endif
