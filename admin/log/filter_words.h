/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter_words.h – lists of kinds of events, and of reasons, as they are asked for
 *
 * Shape:  words with commas between; a word that is none MUST be refused, with the nearest one, or
 *         with all that there are where none is near. An empty word is none.
 * Units:  a bit for each word, by its number; what is asked for is added to the bits.
 * Memory: none.
 * Errors: 0 or -EINVAL.
 * Source: event.h, reason.h.
 */
#ifndef KEYHOLE_ADMIN_LOG_FILTER_WORDS_H
#define KEYHOLE_ADMIN_LOG_FILTER_WORDS_H

#include "audit/event.h"
#include "common/reason.h"

/** The bit of a kind or of a reason. */
static inline uint64_t filter_words_bit(int number)
{
	return UINT64_C(1) << number;
}

/** Reads kinds: `login,logout`. */
int filter_words_events(const char *list, uint64_t *bits, struct note *note);

/** The bit of a reason of sshd's own, by its place in sshd_says_reasons; 0 for what is none. */
uint64_t filter_words_sshd_bit(const char *token);

/** Reads reasons: `key-expired,key-revoked`; those of sshd's own have bits of their own. */
int filter_words_reasons(const char *list, uint64_t *bits, uint64_t *sshd_bits, struct note *note);

#endif
