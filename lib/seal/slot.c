/* SPDX-License-Identifier: Apache-2.0 */
#include "seal/slot.h"

#include <errno.h>

#define SUM_AT (SLOT_SIZE - HASH_SIZE)
#define SEQ_MAX (UINT64_C(1) << 52) /* half of what a number in JSON can be */

/* Writes a number, the most significant byte first; gives where the next one goes. */
static unsigned char *put_number(unsigned char *at, uint64_t number)
{
	for (int i = 7; i >= 0; i--, number >>= 8)
		at[i] = (unsigned char)number;
	return at + 8;
}

/* Reads a number. */
static uint64_t take_number(const unsigned char **at)
{
	uint64_t number = 0;
	for (int i = 0; i < 8; i++)
		number = number << 8 | *(*at)++;
	return number;
}

/* Hashes what the checksum covers. */
static int sum(const unsigned char bytes[SLOT_SIZE], const struct hash *hash,
	unsigned char out[HASH_SIZE], struct note *note)
{
	const struct view covered = {(const char *)bytes, SUM_AT};
	return hash->make(hash->context, NULL, &covered, 1, out, note);
}

/* Writes the fields one after another. */
int slot_write(const struct seal_state *state, const struct hash *hash,
	unsigned char out[SLOT_SIZE], struct note *note)
{
	unsigned char *at = out + sizeof SLOT_MAGIC - 1;
	memcpy(out, SLOT_MAGIC, sizeof SLOT_MAGIC - 1);
	at = put_number(at, state->epoch);
	at = put_number(at, state->seq);
	at = put_number(at, state->first_seq);
	at = put_number(at, (uint64_t)state->since);
	at = put_number(at, (uint64_t)state->time);
	at = put_number(at, state->device);
	at = put_number(at, state->inode);
	at = put_number(at, (uint64_t)state->end);
	memcpy(at, state->key, HASH_SIZE);
	memcpy(at + HASH_SIZE, state->seal, HASH_SIZE);
	return sum(out, hash, out + SUM_AT, note);
}

/* Whether a state has numbers that a log can have: whoever can write the file could have it go on with
 * others, of which no record could be. */
static bool is_possible(const struct seal_state *state)
{
	return state->epoch > 0 && state->epoch <= UINT16_MAX && state->seq <= SEQ_MAX &&
	       state->first_seq <= SEQ_MAX && state->since >= 0 && state->time >= 0 &&
	       state->end >= 0;
}

/* Reads the fields, if the checksum is theirs. */
int slot_read(const unsigned char in[SLOT_SIZE], const struct hash *hash, struct seal_state *state,
	struct note *note)
{
	unsigned char expected[HASH_SIZE];
	const unsigned char *at = in + sizeof SLOT_MAGIC - 1;
	if (memcmp(in, SLOT_MAGIC, sizeof SLOT_MAGIC - 1) != 0)
		return note_set(note, -EBADMSG, "it is no state of the seal of this version");
	int r = sum(in, hash, expected, note);
	if (r != 0)
		return r;
	if (memcmp(expected, in + SUM_AT, HASH_SIZE) != 0)
		return note_set(note, -EBADMSG, "its checksum is wrong");
	state->epoch = take_number(&at);
	state->seq = take_number(&at);
	state->first_seq = take_number(&at);
	state->since = (int64_t)take_number(&at);
	state->time = (int64_t)take_number(&at);
	state->device = take_number(&at);
	state->inode = take_number(&at);
	state->end = (int64_t)take_number(&at);
	memcpy(state->key, at, HASH_SIZE);
	memcpy(state->seal, at + HASH_SIZE, HASH_SIZE);
	if (!is_possible(state)) {
		state_wipe(state);
		return note_set(note, -EBADMSG, "it has numbers that no log has");
	}
	return 0;
}
