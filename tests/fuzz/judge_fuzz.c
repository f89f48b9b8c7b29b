/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes are a log, which is whole or not; one that is called whole is so by a plainer look. */
#include "audit/judge.h"
#include "audit/record.h"
#include "crypto/mac.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A plainer judge: it follows the chain from its first record on, and knows nothing of faults. */
struct plain {
	const struct hash *hash;
	unsigned char key[HASH_SIZE], before[HASH_SIZE];
	int64_t key_seq, seq; /* of the key; of the last record, 0 before the first */
	const char *gap;      /* where it begins */
	uint64_t records;
};

/* Whether a line is the next record, with all that stands before it as the gap. */
static bool follows(struct plain *plain, struct view line, const struct record *record)
{
	unsigned char seal[HASH_SIZE], written[HASH_SIZE];
	char hex[CHAIN_HEX + 1];
	struct note note;
	size_t gap = (size_t)(line.data - plain->gap);
	size_t held = gap < CHAIN_GAP_MAX ? gap : CHAIN_GAP_MAX;
	struct chain_link link = {plain->before, gap, {line.data - held, held}, record->body};
	if (plain->seq == 0 && !record_after(record, plain->before) && record->seq != 1)
		return false;
	if (plain->seq > 0 && record->seq != plain->seq + 1)
		return false;
	for (; record->epoch == 1 && plain->key_seq < record->seq; plain->key_seq++)
		assert(chain_next_key(plain->hash, plain->key, &note) == 0);
	assert(chain_seal(plain->hash, record->epoch == 1 ? plain->key : NULL, &link, seal,
		       &note) == 0);
	chain_hex(seal, hex);
	if (memcmp(hex, record->seal.data, CHAIN_HEX) != 0)
		return false;
	memcpy(plain->before, seal, sizeof written);
	plain->seq = record->seq;
	plain->gap = line.data + line.len + 1;
	plain->records++;
	return true;
}

/* How many records the plainer judge can follow. */
static uint64_t follow(
	const struct hash *hash, const struct verification_key *key, struct view text)
{
	static struct event event;
	struct plain plain = {.hash = hash, .key_seq = (int64_t)key->first_seq, .gap = text.data};
	memcpy(plain.key, key->key, HASH_SIZE);
	while (text.len > 0) {
		struct record record;
		const char *newline = memchr(text.data, '\n', text.len);
		struct view line = {text.data, newline ? (size_t)(newline - text.data) : text.len};
		if (line.len < EVENT_LINE_MAX && record_read(line, &event, &record) &&
			record.linked && record.seq < 1000)
			follows(&plain, line, &record);
		text = view_skip(text, line.len + (newline ? 1 : 0));
	}
	return plain.records;
}

/* Brings all lines before the judge. */
static void tell(struct judge *judge, struct view text)
{
	struct note note;
	judge_file(judge, "log");
	while (text.len > 0) {
		const char *newline = memchr(text.data, '\n', text.len);
		size_t len = newline ? (size_t)(newline - text.data) : text.len;
		struct view line = {text.data, len};
		size_t whole = len + (newline ? 1 : 0);
		if (len < EVENT_LINE_MAX)
			assert(judge_line(judge, line, newline, &note) == 0);
		else
			assert(judge_piece(judge, (struct view){line.data, whole}, true, &note) ==
				0);
		text = view_skip(text, whole);
	}
	assert(judge_end(judge, &note) == 0);
}

/* Whether a number in the text is so great that its key takes time, but not so great that it has
 * none. */
static bool is_slow(struct view text)
{
	static const char seq[] = "\"seq\"";
	for (const char *at; (at = memmem(text.data, text.len, seq, sizeof seq - 1));) {
		size_t digits = 0;
		text = view_skip(text, (size_t)(at - text.data) + sizeof seq - 1);
		while (text.len > 0 && strchr(" \t:", *text.data))
			text = view_skip(text, 1);
		while (digits < text.len && text.data[digits] >= '0' && text.data[digits] <= '9')
			digits++;
		if (digits > 4 && digits < 10)
			return true;
	}
	return false;
}

/* Judges with the key that the corpus was sealed with, then without. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = {(const char *)data, size};
	struct verification_key key = {1, 1, {0}};
	memset(key.key, 0x41, sizeof key.key);
	if (is_slow(text))
		return 0;
	for (int keyed = 0; keyed < 2; keyed++) {
		struct note note;
		struct mac *mac;
		struct keyring *ring;
		struct judge *judge;
		assert(mac_open(&mac, &note) == 0);
		const struct hash hash = {mac, mac_make};
		assert(keyring_open(&hash, &ring, &note) == 0);
		assert(!keyed || keyring_add(ring, &key, &note) == 0);
		assert(judge_open(&hash, ring, &judge, &note) == 0);
		tell(judge, text);
		const struct verdict *verdict = judge_verdict(judge);
		assert(verdict->records <= verdict->lines);
		if (verdict_result(verdict) == VERDICT_WHOLE) {
			assert(verdict->fault_count == 0 && verdict->records > 0);
			assert(verdict->unchained > 0 ||
				follow(&hash, &key, text) == verdict->records);
		}
		judge_close(judge);
		keyring_close(ring);
		mac_close(mac);
	}
	return 0;
}
