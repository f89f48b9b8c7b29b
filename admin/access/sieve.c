/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/access/sieve.h"

/* Whether an opening has the name. */
static bool is_named(const char *name, const struct opening *opening)
{
	if (name[0] == '@')
		return opening->by_group;
	return strcmp(opening->account, name) == 0 ||
	       (opening->person && strcmp(opening->person, name) == 0);
}

/* Asks one after the other. */
bool sieve_takes(const struct sieve *sieve, const struct opening *opening)
{
	if (sieve->name && !is_named(sieve->name, opening))
		return false;
	if (sieve->weak && opening->weak == 0)
		return false;
	if (sieve->unused != 0 &&
		(opening->used == OPENING_UNKNOWN || opening->used >= sieve->unused))
		return false;
	if (sieve->expiring != 0 && (opening->until == 0 || opening->until > sieve->expiring))
		return false;
	return !sieve->duplicates ||
	       (opening->type && copies_several(&sieve->copies, opening->fingerprint));
}
