/* SPDX-License-Identifier: Apache-2.0 */
/*
 * needle.h – what every record that a filter takes has in its line
 *
 * Shape:  for audit/read.h to look for: the text that is the rarest in a log of those that the filter
 *         asks for, with its quotes; of a long one the beginning. A key is asked for by the beginning
 *         of its fingerprint. An address may be written in several ways and is none.
 * Units:  bytes.
 * Memory: the caller's; the view looks at it.
 * Errors: none; where the filter asks for nothing of that kind the needle is empty.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_LOG_NEEDLE_H
#define KEYHOLE_ADMIN_LOG_NEEDLE_H

#include "admin/log/filter.h"

#define NEEDLE_MAX 256

struct needle {
	char text[NEEDLE_MAX];
};

/** Makes the needle of a filter. */
struct view needle_of(const struct filter *filter, struct needle *needle);

#endif
