/* SPDX-License-Identifier: Apache-2.0 */
/*
 * whose.h – whose key this is, by the store as it is now
 *
 * Shape:  read when it is first asked. Where several people have a key, the first that is found is
 *         told. A folder that can't be read has nobody's keys.
 * Units:  at most WHOSE_KEYS_MAX keys; the rest are nobody's.
 * Memory: whose_free gives all back; names last as long.
 * Errors: cannot fail.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_LOG_WHOSE_H
#define KEYHOLE_ADMIN_LOG_WHOSE_H

#include "common/view.h"

#include <stdint.h>

#define WHOSE_KEYS_MAX 200000

struct whose_key {
	uint64_t hash; /* 0: free */
	char *person;
};

struct whose {
	const char *keys_dir; /* NULL: no store is asked */
	bool loaded;
	struct whose_key *keys;
	size_t slots, used;
	char **people;
	size_t people_count;
};

/** The person who has a key of this fingerprint, in brackets, as no record says it: `(carol)`; NULL
 *  for nobody. */
const char *whose_key(struct whose *whose, struct view fingerprint);

/** Frees what was read. */
void whose_free(struct whose *whose);

#endif
