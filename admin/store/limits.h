/* SPDX-License-Identifier: Apache-2.0 */
/*
 * limits.h – the limits of a grant, as people read them
 *
 * Shape:  "from 10.0.0.0/8 until 2026-12-31T18:00:00Z with restrict,pty", each part only where
 *         there is one, nothing where there is none. Between those of several grants stands "; ".
 * Units:  seconds since 1970, 0 for ever.
 * Memory: what is returned is malloc'ed.
 * Errors: NULL: no memory.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_STORE_LIMITS_H
#define KEYHOLE_ADMIN_STORE_LIMITS_H

#include "access/grant.h"

/** The limits that a set of options has, its from= and expiry-time= among them. */
char *limits_text(const struct options *options);

/** The limits of those of the first `count` grants that name `who`; an empty text where none of them
 *  has any. */
char *limits_of(const struct grant_rules *rules, size_t count, const char *who);

#endif
