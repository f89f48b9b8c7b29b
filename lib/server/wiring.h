/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wiring.h – the texts by which sshd and PAM are made to ask keyhole
 *
 * Shape:  texts in, texts out; nothing is opened.
 *         PAM: two lines. The account line stands before the first line by which the phase may end
 *         well: `@include common-account`, or an account line that is sufficient, jumps or
 *         includes; where there is none, behind the last account line. The session line is the last
 *         one. A phase that names the module already stays as it is: whether it is heeded
 *         there is for server/stack.h and server/dispatch.h to say.
 *         sshd: what is installed for the drop-in, and a RevokedKeys line if it has none;
 *         exclusively, users' own files are shut, and at the end, since a Match lasts to the end of
 *         its file, the break-glass accounts get their own.
 *         keyhole.conf: one setting is replaced where it stands, or stands on a new last line;
 *         comments and all else MUST stay.
 * Units:  bytes.
 * Memory: results are malloc'ed with a NUL behind them; path_text_free gives them back.
 * Errors: 0 or -errno: -ENODATA where a stack has no account line, -ENOMEM.
 * Source: pam.conf(5), Linux-PAM pam_handlers.c; sshd_config(5); libconfig's manual.
 */
#ifndef KEYHOLE_SERVER_WIRING_H
#define KEYHOLE_SERVER_WIRING_H

#include "common/path.h"
#include "common/settings.h"

#define WIRING_MODULE "pam_keyhole.so"
#define WIRING_ACCOUNT                                                                             \
	"account [success=ok new_authtok_reqd=ok ignore=ignore module_unknown=ignore "             \
	"default=bad] " WIRING_MODULE
#define WIRING_SESSION "session optional " WIRING_MODULE

/* What the drop-in is made of. */
struct wiring_choice {
	struct view base;    /* the installed text */
	const char *revoked; /* sshd's list of revoked keys */
	bool exclusive;
	const char *break_glass_keys; /* exclusively: the file of their keys */
	const struct settings_list *break_glass;
	struct view kept; /* lines of others that are in the file */
};

/** Puts the two lines into the text of a PAM service; `path` names it in notes. */
int wiring_pam(struct view text, const char *path, struct path_text *out, struct note *note);

/** Takes the lines that name the module out of it, but those that another text has as well. */
int wiring_pam_without(struct view text, struct view but, struct path_text *out, struct note *note);

/** Makes the drop-in. */
int wiring_sshd(const struct wiring_choice *choice, struct path_text *out, struct note *note);

/** Sets a setting of keyhole.conf to a value in libconfig's syntax; an empty value takes the
 *  setting out. */
int wiring_set(struct view text, const char *name, struct view value, struct path_text *out,
	struct note *note);

/** The value of a setting as it stands in the text, empty where it is not set. */
struct view wiring_value(struct view text, const char *name);

/** Whether a drop-in shuts users' own files for everybody. */
bool wiring_is_exclusive(struct view text);

#endif
