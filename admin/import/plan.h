/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan.h – what the store would be with the keys of the sources in it
 *
 * Shape:  the lines of an account's files go, as they are, behind what its person's file has; one
 *         that is there already, with the same options, is not written twice. Where the person may
 *         not use the account yet, a grant without limits is added to the account's own file. What
 *         can't be planned for an account leaves all its lines, each with the reason. Nothing is
 *         written but by plan_put: the people's files first, then the grants, each whole
 *         (replace.h), each recorded; whatever breaks it off in between, what is there opens no
 *         more than the whole plan would.
 * Units:  lines count from 1.
 * Memory: plan_free gives all back; the sources and the change MUST outlive it.
 * Errors: 0; as store.h and replace.h.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_IMPORT_PLAN_H
#define KEYHOLE_ADMIN_IMPORT_PLAN_H

#include "admin/import/source.h"
#include "admin/store/change.h"
#include "admin/store/rewrite.h"

/* A line of a person's file. */
struct plan_key {
	struct view key, options;
	unsigned number;
};

/* A person's file as it would be. */
struct plan_person {
	char name[ACCESS_PERSON_MAX];
	char path[STORE_PATH_MAX];
	char *text;
	size_t len, room;
	unsigned lines;
	bool changed;
	void *keys; /* the first line of each key with the same options (tsearch) */
};

/* A grant of an account to its person. */
struct plan_grant {
	const struct source *source;
	struct rewrite rewrite;
};

struct plan {
	struct change *change;
	struct source_list *sources;
	size_t person_count, grant_count;
	struct plan_person **person;
	struct plan_grant *grant;
};

/** Plans anew for all lines that are not left; what was planned before is forgotten. */
int plan_make(struct plan *plan, struct note *note);

/** Whether there is anything to write. */
bool plan_changes(const struct plan *plan);

/** The grant that is planned for an account, NULL where none is. */
const struct plan_grant *plan_grant_of(const struct plan *plan, const struct source *source);

/** Whether a person may use an account already; false where that can't be told. */
bool plan_admits(const struct plan *plan, const struct source *source, const char *person);

/** Writes and records it. */
int plan_put(const struct plan *plan, struct note *note);

/** Frees it. */
void plan_free(struct plan *plan);

/** For CLEANUP(plan). */
static inline void cleanup_plan(struct plan *plan)
{
	plan_free(plan);
}

#endif
