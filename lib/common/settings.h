/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settings.h – keyhole.conf
 *
 * Shape:  libconfig syntax, every setting optional, the table in settings.c names them all. An
 *         unknown setting, a wrong type, an impossible value, an @include, a NUL or more than
 *         SETTINGS_FILE_MAX bytes MUST be a fault that names file, line and the nearest right name.
 *         A file that does not exist, is empty, or could have been written by others MUST be a
 *         fault: its settings may have been narrower than the defaults.
 * Units:  bits, seconds.
 * Memory: one block for all texts; settings_free gives it back. MUST NOT be copied by assignment.
 * Errors: 0, REASON_UNSAFE_PATH, or -errno. After a failure the settings are the defaults, whose
 *         break_glass is root alone: a configuration that can't be read never widens who gets in.
 * Source: libconfig's manual; it is called as syntax.h says.
 */
#ifndef KEYHOLE_COMMON_SETTINGS_H
#define KEYHOLE_COMMON_SETTINGS_H

#include "common/note.h"
#include "common/view.h"

#include <sys/types.h>

#define SETTINGS_PATH "/etc/keyhole/keyhole.conf"
#define SETTINGS_FILE_MAX (256 * 1024)
#define SETTINGS_LIST_MAX 100000

enum home_check { HOME_CHECK_WARN, HOME_CHECK_ENFORCE, HOME_CHECK_OFF };
enum audit_failure { AUDIT_FAILURE_ALLOW, AUDIT_FAILURE_REFUSE };

struct settings_list {
	size_t count;
	const struct view *item; /* each with a NUL behind it */
};

struct settings {
	const char *path; /* of the file that they were read from, NULL: none was */
	const char *keys_dir, *accounts_dir, *groups_dir, *revoked_keys;
	const char *log_dir, *state_dir, *run_dir, *cache_dir;
	enum home_check home_check;
	enum audit_failure audit_failure;
	bool audit_sync; /* a record is on the disk before the login goes on */
	unsigned rsa_min_bits;
	unsigned uid_min; /* an account below it is opened by grants alone */
	bool own_account;
	struct settings_list key_types, break_glass, services;
	void *syntax; /* the parsed file that the texts are in */
};

/* The words of enum home_check, in its order, and NULL. */
extern const char *const settings_home_checks[];

/** Sets the defaults. */
void settings_init(struct settings *settings);

/** Sets the defaults and reads a file over them. */
int settings_load(const char *path, struct settings *settings, struct note *note);

/** Sets the defaults and reads a text over them that is or will be the file of that path. */
int settings_parse(
	struct view text, const char *path, struct settings *settings, struct note *note);

/** Makes settings that look at the texts of others, which MUST outlive them, so that some of them can
 *  be replaced. They have nothing to be freed. */
void settings_borrow(const struct settings *settings, struct settings *borrowed);

/** Gives back what they allocated. */
void settings_free(struct settings *settings);

/** For CLEANUP(settings). */
static inline void cleanup_settings(struct settings *settings)
{
	settings_free(settings);
}

/** Whether a list has this text. */
bool settings_list_has(const struct settings_list *list, struct view text);

#endif
