/* SPDX-License-Identifier: Apache-2.0 */
/*
 * site.h – the machine that is changed, or a tree of files that is to become one
 *
 * Shape:  live: the machine itself. Else the files are below `root`, and nothing runs there: no sshd
 *         is asked or told anything. The settings are those of the site's own keyhole.conf, their
 *         paths with the root before them; where there is none they are the defaults.
 * Units:  none.
 * Memory: held by value, its settings point into it: MUST NOT be copied; site_close gives them
 *         back.
 * Errors: open: 0 or -errno. A keyhole.conf that can't be read is kept in mind as a fault.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_ENABLE_SITE_H
#define KEYHOLE_ADMIN_ENABLE_SITE_H

#include "access/store.h"
#include "admin/verb.h"

#define SITE_PAM "/etc/pam.d/sshd"
#define SITE_DROP_IN "/etc/ssh/sshd_config.d/10-keyhole.conf"
#define SITE_SHARE "/usr/share/keyhole"
#define SITE_BREAK_GLASS "/etc/keyhole/break_glass.keys"
#define SITE_COMMAND "/usr/libexec/keyhole-keys"
#define SITE_USER "keyhole"

struct site {
	char root[STORE_PATH_MAX]; /* "" where it is live */
	bool live;
	bool starts;                  /* the machine does, and sshd after this */
	bool has_settings;            /* keyhole.conf is there */
	char revoked[STORE_PATH_MAX]; /* sshd's list of revoked keys, without the root */
	char source[STORE_PATH_MAX];  /* keyhole's, without it */
	char state[STORE_PATH_MAX];   /* where the record of what was changed is */
	struct settings settings;
	int settings_fault; /* they can't be read, and are the defaults */
	struct note settings_note;
	char config[STORE_PATH_MAX], path[8][STORE_PATH_MAX];
};

/** Learns what the site is; `root` is NULL for the machine itself. */
int site_open(const struct admin *admin, const char *root, struct site *site, struct note *note);

/** Gives the settings back. */
void site_close(struct site *site);

/** For CLEANUP(site). */
static inline void cleanup_site(struct site *site)
{
	site_close(site);
}

/** Names a file of the site; it lasts until `out` is written anew. */
const char *site_path(const struct site *site, const char *path, char out[STORE_PATH_MAX]);

#endif
