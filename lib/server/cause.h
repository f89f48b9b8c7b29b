/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cause.h – why sshd or PAM would not let somebody in, or would although it is not safe: one table
 *
 * Shape:  what keyhole itself decides has its reasons in reason.h; these are the causes around it.
 *         A token is lower case with dashes, MUST be unique among both, and is what `keyhole why`
 *         and the manual show.
 * Units:  none.
 * Memory: the table is constant.
 * Errors: a number that is not in the table has the token and sentence of CAUSE_NONE.
 * Source: sshd_config(5), sshd(8), auth.c:allowed_user, auth2-pubkey.c, session.c; pam.conf(5).
 */
#ifndef KEYHOLE_SERVER_CAUSE_H
#define KEYHOLE_SERVER_CAUSE_H

enum cause {
	CAUSE_NONE = 0,
	/* sshd, before it looks at a key */
	CAUSE_NO_ACCOUNT,
	CAUSE_SSHD_UNKNOWN,
	CAUSE_SSHD_CONFIG,
	CAUSE_SSHD_STALE,
	CAUSE_REFUSE_CONNECTION,
	CAUSE_ACCOUNT_LOCKED,
	CAUSE_SHELL_MISSING,
	CAUSE_DENY_USERS,
	CAUSE_ALLOW_USERS,
	CAUSE_DENY_GROUPS,
	CAUSE_ALLOW_GROUPS,
	CAUSE_ROOT_LOGIN,
	CAUSE_PUBKEY_OFF,
	CAUSE_METHODS,
	/* a key */
	CAUSE_ALGORITHM,
	CAUSE_RSA_SIZE,
	CAUSE_REVOKED_KEYS,
	CAUSE_SSHD_REVOKED,
	CAUSE_STRICT_MODES,
	CAUSE_KEYS_FILE,
	CAUSE_FROM,
	CAUSE_STRIPPED,
	CAUSE_CERTIFICATES,
	/* the command that sshd asks */
	CAUSE_COMMAND_NONE,
	CAUSE_COMMAND_OTHER,
	CAUSE_COMMAND_USER,
	CAUSE_COMMAND_PATH,
	CAUSE_COMMAND_TOKEN,
	CAUSE_COMMAND_ARGUMENTS,
	CAUSE_COMMAND_FAILS,
	CAUSE_UNREADABLE,
	/* PAM */
	CAUSE_PAM_OFF,
	CAUSE_PAM_LINE,
	CAUSE_PAM_ORDER,
	CAUSE_PAM_MODULE,
	CAUSE_PAM_DENIES,
	CAUSE_PAM_ASKS,
	CAUSE_NOLOGIN,
	CAUSE_ACCOUNT_EXPIRED,
	CAUSE_PASSWORD_EXPIRED,
	CAUSE_PASSWORD_CHANGE,
	CAUSE_PASSWORD_LOCKED,
	CAUSE_HOME_UNCHECKED,
	/* the session */
	CAUSE_CHROOT,
	CAUSE_FORCED_COMMAND,
	CAUSE_SHELL_NOLOGIN,
	CAUSE_USER_ENVIRONMENT,
	CAUSE_COUNT
};

/** The token of a cause: `deny-users`. */
const char *cause_token(enum cause cause);

/** A sentence about a cause for people, without a full stop. */
const char *cause_sentence(enum cause cause);

#endif
