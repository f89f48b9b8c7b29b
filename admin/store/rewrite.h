/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rewrite.h – files of accounts.d and groups.d with one thing changed, before it counts
 *
 * Shape:  a rewrite has the new text of one file, made and proven by amend.h; nothing is written
 *         until rewrite_put. Several of them are made first and put then, so that a mistake in one
 *         file changes none.
 * Units:  none.
 * Memory: rewrite_free gives the texts back, and what they were.
 * Errors: as amend.h, store.h, replace.h.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_STORE_REWRITE_H
#define KEYHOLE_ADMIN_STORE_REWRITE_H

#include "access/amend.h"
#include "admin/store/change.h"

enum rewrite_kind { REWRITE_ACCOUNT, REWRITE_GROUP };

struct rewrite {
	enum rewrite_kind kind;
	char name[ACCOUNT_NAME_MAX + 1];
	char path[STORE_PATH_MAX];
	struct path_text text; /* `bytes` is NULL where nothing has to change */
	bool replaces;         /* a grant takes the place of older ones */
	bool loses;            /* of which one has a limit that it lacks */
	char *before;          /* the limits of grants that go (limits.h); NULL: not known */
	char *after;           /* and those of the one that comes */
};

struct rewrite_list {
	size_t count, room;
	unsigned failed; /* files that can't be changed; each was warned of */
	struct rewrite *item;
};

/** Makes the text of an account with one more grant, in the place of those of the same people that
 *  it covers (overlap.h). REASON_OPTIONS_CONFLICT: there is a wider one, beside which it would say
 *  nothing. */
int rewrite_grant(struct change *change, const char *account, const struct amend_grant *grant,
	struct rewrite *rewrite, struct note *note);

/** Makes the text of an account without somebody. */
int rewrite_ungrant(struct change *change, const char *account, const char *who,
	struct rewrite *rewrite, struct note *note);

/** Makes the text of a group with one more person, or without one. */
int rewrite_group(struct change *change, const char *group, const char *person, bool joins,
	struct rewrite *rewrite, struct note *note);

/** Makes the texts of every account and group that names a person, without the person. A file that
 *  can't be changed is warned of and counted: it does not hold the others up. */
int rewrite_without(
	struct change *change, const char *person, struct rewrite_list *list, struct note *note);

/** Puts a text in the place of its file. */
int rewrite_put(const struct change *change, const struct rewrite *rewrite, struct note *note);

/** Frees the texts. */
void rewrite_free(struct rewrite *rewrite);

/** For CLEANUP(rewrite). */
static inline void cleanup_rewrite(struct rewrite *rewrite)
{
	rewrite_free(rewrite);
}

/** Frees all texts. */
void rewrite_list_free(struct rewrite_list *list);

/** For CLEANUP(rewrite_list). */
static inline void cleanup_rewrite_list(struct rewrite_list *list)
{
	rewrite_list_free(list);
}

#endif
