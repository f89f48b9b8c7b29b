/* SPDX-License-Identifier: Apache-2.0 */
/*
 * admission.h – who may use an account: its own person, and those of its grants
 *
 * Shape:  pairs of a person and a grant (NULL for the own account, which comes first and only where
 *         uid and settings allow it), then by the person's name, then by grant. A grant that names
 *         the own person takes the place of the own account, so that its limits hold; so does a group that can't be read, which may have named
 *         them. Groups are
 *         replaced by their people; one person by two ways of the same grant is there once.
 * Units:  none.
 * Memory: names look into the parsed files, which admission_free gives back.
 * Errors: 0 or -errno. A group that can't be read is dropped alone, and passed to `dropped`.
 * Source: none.
 */
#ifndef KEYHOLE_ACCESS_ADMISSION_H
#define KEYHOLE_ACCESS_ADMISSION_H

#include "access/grant.h"

#include <stdbool.h>

struct admission {
	const char *person;
	const struct grant *grant;
};

struct admission_list {
	size_t count, room;
	struct admission *item;
	size_t group_count, group_room;
	bool dropped; /* a group that can't be read: whom it limits is not known */
	struct grant_group *group;
};

/** Takes note of a group that can't be read: its name, the grant it stands in, and why. */
typedef void (*admission_dropped)(void *context, const char *group, const struct grant *grant,
	int fault, const struct note *note);

/** Lists who may use an account; `own` is its own person, NULL where that does not count. */
int admission_read(struct store *store, const struct grant_rules *rules, const char *own,
	admission_dropped dropped, void *context, struct admission_list *list, struct note *note);

/** Gives back what it allocated. */
void admission_free(struct admission_list *list);

/** For CLEANUP(admission). */
static inline void cleanup_admission(struct admission_list *list)
{
	admission_free(list);
}

#endif
