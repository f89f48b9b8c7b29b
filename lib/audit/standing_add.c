/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/standing.h"

#include <errno.h>

static const char zeros[CHAIN_HEX + 1] =
	"0000000000000000000000000000000000000000000000000000000000000000";

/* Whether there was a record before. */
static bool has_before(const struct seal_state *state)
{
	static const unsigned char none[HASH_SIZE];
	return memcmp(state->seal, none, HASH_SIZE) != 0;
}

/* Puts the fields in that bind a record to the one before; its own seal is zeros yet. */
static void bind_event(const struct standing *standing, struct event *event)
{
	const struct seal_state *state = &standing->state;
	char *after = event->store + CHAIN_HEX + 1;
	memcpy(event->store, zeros, sizeof zeros);
	event->seal = (struct view){event->store, CHAIN_HEX};
	event->epoch = state->epoch > 0 ? (int64_t)state->epoch : EVENT_UNKNOWN;
	if (!standing->first || !has_before(state))
		return;
	chain_hex(state->seal, after);
	event->after = (struct view){after, CHAIN_HEX};
}

/* Makes the seal of a line and puts it in its place, in the line and in the event. */
static int seal_line(struct standing *standing, const struct hash *hash, struct event *event,
	char *line, size_t len, struct note *note)
{
	struct seal_state *state = &standing->state;
	unsigned char seal[HASH_SIZE];
	struct chain_link link = {
		.before = state->seal,
		.gap_len = standing->gap.len,
		.gap = gap_view(&standing->gap),
		.body = {line, len - 1 - CHAIN_TAIL},
	};
	int r = chain_seal(hash, state->epoch > 0 ? state->key : NULL, &link, seal, note);
	if (r == 0 && state->epoch > 0)
		r = chain_next_key(hash, state->key, note);
	if (r != 0)
		return r;
	memcpy(state->seal, seal, HASH_SIZE);
	chain_hex(seal, event->store);
	memcpy(line + len - 1 - CHAIN_HEX - 2, event->store, CHAIN_HEX);
	return 0;
}

/* Writes the line, seals it, and moves the standing on. */
int standing_add(struct standing *standing, const struct hash *hash, struct event *event, char *out,
	size_t cap, size_t *len, struct note *note)
{
	struct seal_state *state = &standing->state;
	event->seq = (int64_t)state->seq;
	if (hash)
		bind_event(standing, event);
	int r = event_encode(event, out, cap, len, note);
	if (r == 0 && hash)
		r = seal_line(standing, hash, event, out, *len, note);
	if (r != 0)
		return r;
	gap_free(&standing->gap);
	state->seq++;
	state->time = event->time;
	standing->first = false;
	return 0;
}
