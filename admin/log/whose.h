/* SPDX-License-Identifier: Apache-2.0 */
/*
 * whose.h – whose key this is, by the store as it is now
 *
 * Shape:  read when it is first asked. A key that is revoked is whose the list of revoked keys says
 *         it was, whoever else has it now. Where several people have a key, all are told, or of
 *         more than WHOSE_NAMES_MAX so many and that there are others; with `first` the one alone
 *         that is found first. A folder or a list that can't be read has nobody's keys.
 * Units:  at most WHOSE_KEYS_MAX keys; the rest are nobody's.
 * Memory: whose_free gives all back; names last as long.
 * Errors: cannot fail.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_LOG_WHOSE_H
#define KEYHOLE_ADMIN_LOG_WHOSE_H

#include "common/view.h"

#include <stdbool.h>
#include <stdint.h>

#define WHOSE_KEYS_MAX 200000
#define WHOSE_NAMES_MAX 3

struct whose_key {
	uint64_t hash; /* 0: free */
	char *people;  /* in brackets */
	unsigned count;
	bool revoked; /* by the list */
};

struct whose {
	const char *keys_dir;     /* NULL: no store is asked */
	const char *revoked_keys; /* NULL: no list is */
	bool first, loaded;
	struct whose_key *keys;
	size_t slots, used;
	char **people;
	size_t people_count;
};

/** Who has a key of this fingerprint, in brackets, as no record says it: `(carol)`,
 *  `(alice, ida)`; NULL for nobody. */
const char *whose_key(struct whose *whose, struct view fingerprint);

/** Whether a person is the one that a row names, or among those in its brackets. */
bool whose_has(struct view people, const char *person);

/** Frees what was read. */
void whose_free(struct whose *whose);

#endif
