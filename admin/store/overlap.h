/* SPDX-License-Identifier: Apache-2.0 */
/*
 * overlap.h – a new grant beside those that somebody has already
 *
 * Shape:  a grant covers another if the other allows nothing that it does not allow: joined with it
 *         the other stays as it is (options.h). Where that can't be told it does not. What a group
 *         has, or a person by a group, is not compared. A later end that the new one names is no loss
 *         of a limit; that it names none is.
 * Units:  none.
 * Memory: views into the rules.
 * Errors: none.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_STORE_OVERLAP_H
#define KEYHOLE_ADMIN_STORE_OVERLAP_H

#include "access/grant.h"

enum overlap {
	OVERLAP_NONE,  /* the new one adds something to what there is */
	OVERLAP_WIDER, /* one that is there covers it, and allows more */
	OVERLAP_OLDER, /* it covers all that are there, of which there is one at least */
	OVERLAP_LOSS,  /* so it does, and one of those has a limit that it lacks */
};

/** How the last grant of some rules stands to those before it that name `who`; `*beside` is the
 *  wider one. */
enum overlap overlap_judge(
	const struct grant_rules *rules, const char *who, const struct grant **beside);

#endif
