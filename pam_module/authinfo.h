/* SPDX-License-Identifier: Apache-2.0 */
/*
 * authinfo.h – how a login was authenticated: sshd's SSH_AUTH_INFO_0
 *
 * Shape:  one line for each method that succeeded, in their order: the method, for a key its type
 * and base64 behind it, then what sshd adds ("client user brian, client host …"). A line of another
 * form is kept by its first word: methods come and go. Empty lines are none. A key is one only if
 * its line has both words; whether they are a key indeed is for blob.h to say. Units:  bytes; at
 * most AUTHINFO_MAX of text and AUTHINFO_METHODS_MAX lines are looked at. A line that the limit
 * falls into is left out, and `cut` says so. Memory: views into the text, which MUST outlive them.
 * Errors: cannot fail: whatever the text is, something is known or nothing.
 * Source: sshd_config(5) ExposeAuthInfo; auth2.c:auth2_update_session_info.
 */
#ifndef KEYHOLE_PAM_MODULE_AUTHINFO_H
#define KEYHOLE_PAM_MODULE_AUTHINFO_H

#include "common/view.h"

/* The longest packet holds 256 KiB, and base64 makes that a third more: three certificates. */
#define AUTHINFO_MAX (1024UL * 1024)
#define AUTHINFO_METHODS_MAX 16

struct authinfo_method {
	struct view name;         /* "publickey", "keyboard-interactive/pam" */
	struct view type, base64; /* the key; both empty where there is none */
	struct view info;         /* the rest of the line */
};

struct authinfo {
	size_t count;
	bool cut;
	struct authinfo_method method[AUTHINFO_METHODS_MAX];
};

/** Takes the text apart. */
void authinfo_parse(struct view text, struct authinfo *info);

/** Writes the methods' names with commas between, NUL-terminated; what does not fit is left out
 *  name by name. */
void authinfo_names(const struct authinfo *info, char *out, size_t cap);

#endif
