/* SPDX-License-Identifier: Apache-2.0 */
/*
 * opening.h – one way into an account: a key, where it stands, and what holds for it
 *
 * Shape:  one for each account, line and grant. What opens nothing has a reason: the token of
 *         reason.h or cause.h. Where that can't be told it has a reason and is in doubt: it MUST be
 *         shown as what opens is, and MUST NOT be said to open nothing. A person is one of keys.d; of a key in a file that sshd reads by
 *         itself it is who has the same key in keys.d, if anybody.
 *         A key is weak if its type or its bits are less than key_types and rsa_min_bits ask for,
 *         if it is an RSA key of fewer than OPENING_RSA_BITS bits, or if it is one of a security
 *         key that asks for no touch.
 * Units:  seconds since 1970; the last use in microseconds.
 * Memory: texts are malloc'ed; opening_list_free gives all back.
 * Errors: 0 or -ENOMEM.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_ACCESS_OPENING_H
#define KEYHOLE_ADMIN_ACCESS_OPENING_H

#include "common/settings.h"
#include "keys/fingerprint.h"
#include "keys/line.h"

#include <stdbool.h>
#include <stdint.h>

#define OPENING_RSA_BITS 3072
#define OPENING_NEVER 0
#define OPENING_UNKNOWN (-1)

enum opening_weakness { OPENING_SHORT = 1, OPENING_TYPE = 2, OPENING_UNTOUCHED = 4 };

struct opening {
	char *account, *person; /* account: empty, person: NULL for none */
	bool own_file;          /* sshd reads it before it asks keyhole */
	bool by_group;          /* by a grant to the group that is asked for, to one of it */
	char *path;
	unsigned line, grant; /* line: 0 for a file that can't be read; grant: 0 for none */
	const char *type;     /* "ssh-rsa"; NULL: the line can't be read */
	unsigned bits;
	char fingerprint[FINGERPRINT_MAX];
	char *comment;
	char *options;         /* in canonical form */
	char *conditions;      /* in short words, a line for each (condition.h) */
	unsigned weak, enough; /* enough: the bits that it should have */
	uint64_t until;        /* 0: for ever */
	int64_t used;          /* the last time, OPENING_NEVER, OPENING_UNKNOWN */
	const char *reason;    /* why it opens nothing; NULL: it does open */
	bool doubtful;         /* with a reason: sshd may take it all the same */
	char *why;
	size_t more; /* lines behind this one of which the same holds, and that have no opening */
};

/** Whether it is certain to open nothing. */
static inline bool opening_shut(const struct opening *opening)
{
	return opening->reason && !opening->doubtful;
}

struct opening_list {
	size_t count, room;
	struct opening *item;
};

/** Describes the key of a line in an opening, and the options that hold for it. */
int opening_describe(struct opening *opening, const struct settings *settings,
	const struct line *line, const struct options *options, struct note *note);

/** Takes an opening into the list, or frees it where there is no room. */
int opening_list_add(struct opening_list *list, struct opening *opening, struct note *note);

/** Orders by account, person, file, line, grant. */
void opening_list_sort(struct opening_list *list);

/** Frees what one opening holds. */
void opening_free(struct opening *opening);

/** Frees all. */
void opening_list_free(struct opening_list *list);

/** For CLEANUP(opening_list). */
static inline void cleanup_opening_list(struct opening_list *list)
{
	opening_list_free(list);
}

#endif
