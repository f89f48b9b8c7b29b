/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grant.h – who else may use an account: accounts.d/ACCOUNT.conf and groups.d/GROUP.conf
 *
 * Shape:  grants = ( { people = ("alice", "@admins"); from = (…); until = "…"; options = "…"; } );
 *         own_account = true | false; home_check = "warn" | "enforce" | "off". An unknown setting,
 *         a wrong type, a bad name, time, address or option MUST be a fault with file and line.
 *         until: RFC 3339 with Z or an offset, "2026-12-31T18:00:00Z".
 * Units:  seconds since 1970.
 * Memory: texts live in the parsed file, which grant_rules_free gives back.
 * Errors: 0, REASON_UNSAFE_PATH, -errno. A file that is not there is 0 and no grants.
 * Source: none.
 */
#ifndef KEYHOLE_ACCESS_GRANT_H
#define KEYHOLE_ACCESS_GRANT_H

#include "access/store.h"
#include "common/settings.h"
#include "keys/options.h"

#define GRANT_MAX 256

/* One grant of an account, in the order of the file. */
struct grant {
	unsigned number;             /* from 1 */
	unsigned line;               /* in the file */
	struct settings_list people; /* names, and groups as "@name" */
	uint64_t until;              /* 0: for ever */
	struct options options;      /* its options, from and until, as one set */
	char *text;                  /* what that set was read from */
};

struct grant_rules {
	char path[STORE_PATH_MAX];
	bool own_account;           /* the file's, or else the settings' */
	enum home_check home_check; /* likewise */
	size_t count;
	struct grant *grant;
	void *syntax;
};

/** Reads the rules of an account. */
int grant_rules_load(
	struct store *store, const char *account, struct grant_rules *rules, struct note *note);

/** Takes the text of an account's file apart, over what the settings say; rules->path names it. */
int grant_rules_parse(const struct settings *settings, struct view text, struct grant_rules *rules,
	struct note *note);

/** Gives back what it allocated. */
void grant_rules_free(struct grant_rules *rules);

/** For CLEANUP(grant_rules). */
static inline void cleanup_grant_rules(struct grant_rules *rules)
{
	grant_rules_free(rules);
}

/* The people of a group. */
struct grant_group {
	struct settings_list people;
	void *syntax;
};

/** Reads a group. */
int grant_group_load(
	struct store *store, const char *group, struct grant_group *people, struct note *note);

/** Takes the text of a group's file apart. */
int grant_group_parse(
	struct view text, const char *path, struct grant_group *people, struct note *note);

/** Gives back what it allocated. */
void grant_group_free(struct grant_group *people);

/** For CLEANUP(grant_group). */
static inline void cleanup_grant_group(struct grant_group *people)
{
	grant_group_free(people);
}

#endif
