/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sieve.h – which openings are asked for
 *
 * Shape:  all that is set MUST hold at once. A name is an account's or a person's, or both: then
 *         what has it as either is asked for; "@admins" is what a grant to that group opens. What was never used is unused; what is not known to
 *         be used or not is neither. What has ended already is among what ends.
 *         A key that stands in two files is shown, too, if its person can open no account.
 * Units:  `unused` in microseconds since 1970, `expiring` in seconds.
 * Memory: views of what is passed in.
 * Errors: cannot fail.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_ACCESS_SIEVE_H
#define KEYHOLE_ADMIN_ACCESS_SIEVE_H

#include "admin/access/copies.h"

struct sieve {
	const char *name; /* NULL: any; of a group with its @ */
	bool all;         /* what opens nothing too */
	bool weak, duplicates;
	int64_t unused;    /* not used since then; 0: any */
	uint64_t expiring; /* ends by then; 0: any */
	struct copies copies;
};

/** Whether an opening is asked for, if what opens nothing were too. */
bool sieve_takes(const struct sieve *sieve, const struct opening *opening);

/** Whether an opening is asked for. */
static inline bool sieve_shows(const struct sieve *sieve, const struct opening *opening)
{
	bool nobodys = sieve->duplicates && !opening->account[0];
	return (sieve->all || !opening_shut(opening) || nobodys) && sieve_takes(sieve, opening);
}

#endif
