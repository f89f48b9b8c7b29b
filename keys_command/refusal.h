/* SPDX-License-Identifier: Apache-2.0 */
/*
 * refusal.h – the record of an offer that opened nothing
 *
 * Shape:  an `offer` event in offers.jsonl (audit/event.h): evidence, never proof, since this runs
 * as a user of its own. Units:  none. Memory: none. Errors: none: the command has nobody to tell.
 * What can't be recorded is lost. Source: none.
 */
#ifndef KEYHOLE_KEYS_COMMAND_REFUSAL_H
#define KEYHOLE_KEYS_COMMAND_REFUSAL_H

#include "access/access.h"
#include "keys_command/offer.h"

/* The candidate that came furthest. */
struct refusal {
	int verdict;
	char person[ACCESS_PERSON_MAX];
	char known_at[STORE_PATH_MAX + 16];
};

/** Keeps a candidate that came further than those before. */
void refusal_consider(struct refusal *refusal, const struct access_candidate *candidate);

/** Records the refusal of an offer: `result` is the reason, or a fault; `why` its words. */
void refusal_record(const struct settings *settings, const struct offer *offer,
	const struct refusal *refusal, int result, const struct note *why);

#endif
