/* SPDX-License-Identifier: Apache-2.0 */
#include "seal/keyring.h"

#include "seal/chain.h"

#include <errno.h>
#include <stdlib.h>

#define RECENT 4

/* A key that is known. */
struct known {
	int64_t seq; /* 0: none */
	unsigned char key[HASH_SIZE];
};

/* All that is known of one epoch. */
struct epoch {
	struct verification_key first;
	struct known recent[RECENT]; /* the one asked for last is first */
	struct known *marks;
	size_t count, room; /* of marks */
};

struct keyring {
	const struct hash *hash;
	struct epoch *epochs;
	size_t count;
	uint64_t steps, jumps; /* still allowed */
};

/* Begins with no key. */
int keyring_open(const struct hash *hash, struct keyring **ring, struct note *note)
{
	*ring = calloc(1, sizeof **ring);
	if (!*ring)
		return note_errno(note, -ENOMEM, "the verification keys");
	(*ring)->hash = hash;
	(*ring)->steps = KEYRING_STEPS;
	(*ring)->jumps = KEYRING_JUMPS;
	return 0;
}

/* Copies to new memory and wipes the old, which realloc(3) would leave as it is. */
static void *grow(void *old, size_t size, size_t new_size)
{
	void *grown = malloc(new_size);
	if (!grown)
		return NULL;
	if (old) {
		memcpy(grown, old, size);
		explicit_bzero(old, size);
	}
	free(old);
	return grown;
}

/* The epoch of this number, NULL where there is no key of it. */
static struct epoch *find(const struct keyring *ring, int64_t epoch)
{
	for (size_t i = 0; i < ring->count; i++)
		if (ring->epochs[i].first.epoch == epoch)
			return &ring->epochs[i];
	return NULL;
}

/* Adds an epoch of which only the first key is known. */
int keyring_add(struct keyring *ring, const struct verification_key *key, struct note *note)
{
	if (find(ring, key->epoch))
		return note_set(note, -EEXIST, "there are two keys of epoch %u", key->epoch);
	size_t size = ring->count * sizeof *ring->epochs;
	struct epoch *epochs = grow(ring->epochs, size, size + sizeof *epochs);
	if (!epochs)
		return note_errno(note, -ENOMEM, "the verification keys");
	ring->epochs = epochs;
	ring->epochs[ring->count++] = (struct epoch){.first = *key};
	return 0;
}

/* Counts. */
size_t keyring_count(const struct keyring *ring)
{
	return ring->count;
}

/* Gives what was added. */
const struct verification_key *keyring_at(const struct keyring *ring, size_t n)
{
	return &ring->epochs[n].first;
}

/* Looks it up. */
bool keyring_has(const struct keyring *ring, int64_t epoch)
{
	return find(ring, epoch) != NULL;
}

/* Takes a known key if it is nearer to a record than what was found so far. */
static void take_nearer(const struct known *known, int64_t seq, struct known *nearest)
{
	if (known->seq > nearest->seq && known->seq <= seq)
		*nearest = *known;
}

/* The nearest known key from which steps lead to a record. */
static struct known nearest_to(const struct epoch *epoch, int64_t seq)
{
	struct known nearest = {.seq = (int64_t)epoch->first.first_seq};
	memcpy(nearest.key, epoch->first.key, HASH_SIZE);
	for (size_t i = 0; i < RECENT; i++)
		take_nearer(&epoch->recent[i], seq, &nearest);
	size_t mark = (size_t)((seq - (int64_t)epoch->first.first_seq) / KEYRING_MARK);
	if (epoch->count > 0)
		take_nearer(&epoch->marks[mark < epoch->count ? mark : epoch->count - 1], seq,
			&nearest);
	return nearest;
}

/* Keeps a key if it is the next one that is to be kept for good. */
static int mark(struct epoch *epoch, const struct known *known, struct note *note)
{
	int64_t from_first = known->seq - (int64_t)epoch->first.first_seq;
	if (from_first != (int64_t)epoch->count * KEYRING_MARK)
		return 0;
	if (epoch->count == epoch->room) {
		size_t room = epoch->room > 0 ? 2 * epoch->room : 64;
		struct known *marks =
			grow(epoch->marks, epoch->count * sizeof *marks, room * sizeof *marks);
		if (!marks)
			return note_errno(note, -ENOMEM, "the keys of the log");
		epoch->marks = marks;
		epoch->room = room;
	}
	epoch->marks[epoch->count++] = *known;
	return 0;
}

/* Goes forward to a record. */
static int walk(struct keyring *ring, struct epoch *epoch, struct known *known, int64_t seq,
	struct note *note)
{
	int r = mark(epoch, known, note);
	while (r == 0 && known->seq < seq) {
		r = chain_next_key(ring->hash, known->key, note);
		known->seq++;
		if (r == 0)
			r = mark(epoch, known, note);
	}
	return r;
}

/* Whether a step from the key asked for last is all that is needed, which is how records come. */
static bool is_next(const struct epoch *epoch, int64_t seq)
{
	return epoch->recent[0].seq > 0 && seq - epoch->recent[0].seq <= 1 &&
	       seq >= epoch->recent[0].seq;
}

/* Puts the key in front of those asked for last, in the place of the one that it follows if that is
 * among them. */
static void remember(struct epoch *epoch, const struct known *known, int64_t from)
{
	size_t i = 0;
	while (i < RECENT - 1 && epoch->recent[i].seq != from)
		i++;
	memmove(epoch->recent + 1, epoch->recent, i * sizeof *epoch->recent);
	epoch->recent[0] = *known;
}

/* Walks to the record from the nearest key. */
static int derive(struct keyring *ring, struct epoch *epoch, int64_t seq, struct note *note)
{
	struct known known = nearest_to(epoch, seq);
	int64_t from = known.seq;
	uint64_t *allowed = epoch->recent[0].seq == 0 ? &ring->steps : &ring->jumps;
	if ((uint64_t)(seq - from) > *allowed)
		return 1;
	*allowed -= (uint64_t)(seq - from);
	int r = walk(ring, epoch, &known, seq, note);
	if (r == 0)
		remember(epoch, &known, from);
	explicit_bzero(&known, sizeof known);
	return r;
}

/* Gives the key that is asked for again, takes the one step, or walks. */
int keyring_key(struct keyring *ring, int64_t number, int64_t seq, unsigned char key[HASH_SIZE],
	struct note *note)
{
	struct epoch *epoch = find(ring, number);
	if (!epoch || seq < (int64_t)epoch->first.first_seq)
		return 1;
	int r = is_next(epoch, seq) ? walk(ring, epoch, &epoch->recent[0], seq, note)
				    : derive(ring, epoch, seq, note);
	if (r == 0)
		memcpy(key, epoch->recent[0].key, HASH_SIZE);
	return r;
}

/* Wipes all keys. */
void keyring_close(struct keyring *ring)
{
	if (!ring)
		return;
	for (size_t i = 0; i < ring->count; i++) {
		struct epoch *epoch = &ring->epochs[i];
		if (epoch->marks)
			explicit_bzero(epoch->marks, epoch->count * sizeof *epoch->marks);
		free(epoch->marks);
	}
	if (ring->epochs)
		explicit_bzero(ring->epochs, ring->count * sizeof *ring->epochs);
	free(ring->epochs);
	free(ring);
}
