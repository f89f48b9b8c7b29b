/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reason.h – every reason for which keyhole says no, or warns: one table
 *
 * Shape:  a reason is a number above 0, ordered by how far a decision came before it ended (of two
 *         refusals the greater is the one to tell). Its token is lower case with dashes, MUST be
 *         unique, and is what the log, `keyhole why` and the manual show.
 * Units:  none.
 * Memory: the table is constant.
 * Errors: reason_token and reason_sentence answer "fault" and its sentence for a number that is not
 *         in the table.
 * Source: none.
 */
#ifndef KEYHOLE_COMMON_REASON_H
#define KEYHOLE_COMMON_REASON_H

#include "common/view.h"

enum reason {
	REASON_NONE = 0,
	/* which keys open an account, in the order of the decision */
	REASON_BAD_NAME,
	REASON_NOT_GRANTED,
	REASON_NO_SUCH_KEY,
	REASON_FAULT,
	REASON_UNSAFE_PATH,
	REASON_GRANT_EXPIRED,
	REASON_BAD_LINE,
	REASON_KEY_TYPE,
	REASON_KEY_SHORT,
	REASON_KEY_REVOKED,
	REASON_KEY_EXPIRED,
	REASON_ADDRESS,
	REASON_OPTIONS_CONFLICT,
	/* the home, from the least to the worst */
	REASON_HOME_MISSING,
	REASON_HOME_UNREADABLE,
	REASON_PRIVATE_KEY_READABLE,
	REASON_KEYS_READABLE,
	REASON_SSH_READABLE,
	REASON_HARD_LINK,
	REASON_SSH_SYMLINK,
	REASON_PARENT_OWNER,
	REASON_PARENT_WRITABLE,
	REASON_PARENT_SYMLINK,
	REASON_HOME_OWNER,
	REASON_HOME_WRITABLE,
	REASON_HOME_ACL,
	REASON_SSH_OWNER,
	REASON_SSH_WRITABLE,
	REASON_KEYS_OWNER,
	REASON_KEYS_WRITABLE,
	REASON_NOT_A_FILE,
	/* the log */
	REASON_AUDIT_FAILED,
	REASON_COUNT
};

/** The token of a reason: `ssh-writable`. */
const char *reason_token(int reason);

/** A sentence about a reason for people, without a full stop. */
const char *reason_sentence(int reason);

/** The reason that has this token, or REASON_NONE. */
enum reason reason_by_token(struct view token);

#endif
