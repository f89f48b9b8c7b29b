/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chain_check.h – is the log of a test whole? An own judge, which shares chain_seal alone with keyhole
 *
 * Shape:  all bytes of LOGINS.9 to LOGINS.1, then LOGINS, are read; every line that is a record MUST
 *         be the next one, with the right seal under the key that follows from the verification key
 *         of its epoch, or without one, and the first of each file after another MUST name that
 *         one's seal. All else is torn: it MUST NOT be a record, and MUST be covered by the next.
 * Units:  none.
 * Memory: static.
 * Errors: what is not whole fails the test, and says where.
 * Source: seal/chain.h.
 */
#ifndef KEYHOLE_TESTS_UNIT_CHAIN_CHECK_H
#define KEYHOLE_TESTS_UNIT_CHAIN_CHECK_H

#include "tests/unit/log_tree.h"

#include "audit/sealing.h"
#include "seal/chain.h"
#include "seal/state.h"

#include <stdbool.h>

#define CHAIN_KEYS 8
#define CHAIN_RECORDS 32768

struct chain_check {
	struct verification_key keys[CHAIN_KEYS]; /* those that are known, epoch 0 for no more */
	unsigned char before[HASH_SIZE], key[HASH_SIZE];
	uint64_t epoch, seq;
	int64_t time;
	size_t torn, gap_len;
	char gap[1 << 20];
	char account[CHAIN_RECORDS][16]; /* by seq */
};

/** Starts with no key. */
static inline struct chain_check *chain_check_new(void)
{
	static struct chain_check check;
	memset(&check, 0, offsetof(struct chain_check, gap));
	return &check;
}

/** Lets the judge know a key. */
static inline void chain_check_key(struct chain_check *check, const struct verification_key *key)
{
	size_t i = 0;
	while (check->keys[i].epoch != 0)
		i++;
	assert_true(i + 1 < CHAIN_KEYS);
	check->keys[i] = *key;
}

/** Takes the key of an epoch that begins. */
static inline bool chain_check_epoch(struct chain_check *check, const struct event *event)
{
	uint64_t epoch = event->epoch > 0 ? (uint64_t)event->epoch : 0;
	if (epoch == check->epoch)
		return true;
	for (size_t i = 0; check->keys[i].epoch != 0; i++) {
		if (check->keys[i].epoch != epoch ||
			check->keys[i].first_seq != (uint64_t)event->seq)
			continue;
		memcpy(check->key, check->keys[i].key, HASH_SIZE);
		check->epoch = epoch;
		return true;
	}
	return epoch == 0;
}

/** Adds what is no record to the gap. */
static inline void chain_check_gap(struct chain_check *check, struct view text)
{
	assert_true(check->gap_len + text.len < sizeof check->gap);
	memcpy(check->gap + check->gap_len, text.data, text.len);
	check->gap_len += text.len;
}

/** Judges a record. */
static inline void chain_check_record(struct chain_check *check, const struct event *event,
	struct view body, const unsigned char *seal, bool first)
{
	unsigned char right[HASH_SIZE];
	size_t held = check->gap_len < CHAIN_GAP_MAX ? check->gap_len : CHAIN_GAP_MAX;
	struct chain_link link = {.before = check->before,
		.gap_len = check->gap_len,
		.gap = {check->gap + check->gap_len - held, held},
		.body = body};
	bool plain = event->epoch <= 0;
	if (!chain_check_epoch(check, event))
		fail_msg("record %d has an epoch whose key is not known", (int)event->seq);
	if ((uint64_t)event->seq != ++check->seq)
		fail_msg("record %d is where %d belongs", (int)event->seq, (int)check->seq);
	assert_int_equal(chain_seal(log_hash(), plain ? NULL : check->key, &link, right, &note), 0);
	if (memcmp(right, seal, HASH_SIZE) != 0)
		fail_msg("record %d is not sealed right: %.*s", (int)event->seq, (int)body.len,
			body.data);
	char hex[CHAIN_HEX + 1];
	chain_hex(check->before, hex);
	bool has_before = check->seq > 1;
	if (!view_is(event->after, first && has_before ? hex : ""))
		fail_msg("record %d comes after something else", (int)event->seq);
	if (!plain)
		assert_int_equal(chain_next_key(log_hash(), check->key, &note), 0);
	assert_true(event->time >= check->time);
	check->time = event->time;
	memcpy(check->before, seal, HASH_SIZE);
	check->gap_len = 0;
	assert_true(check->seq < CHAIN_RECORDS);
	snprintf(check->account[check->seq], sizeof *check->account, "%.*s",
		(int)event->account.len, event->account.data);
}

/** Judges one file. */
static inline void chain_check_file(struct chain_check *check, struct view text)
{
	static struct event event;
	struct note unread;
	bool first = true;
	while (text.len > 0) {
		const char *newline = memchr(text.data, '\n', text.len);
		struct view line = {text.data, newline ? (size_t)(newline - text.data) : text.len};
		struct view whole = {text.data, line.len + (newline != NULL)}, body;
		unsigned char seal[HASH_SIZE];
		text = view_skip(text, whole.len);
		if (chain_split(line, &body, seal) && event_decode(line, &event, &unread) == 0) {
			chain_check_record(check, &event, body, seal, first);
			first = false;
			continue;
		}
		check->torn++;
		chain_check_gap(check, whole);
	}
}

/** Judges all files of the log. */
static inline void chain_check_log(struct chain_check *check, struct tree *tree)
{
	for (int i = 9; i >= 0; i--) {
		static char text[16 << 20];
		char name[64];
		snprintf(name, sizeof name, i > 0 ? LOGINS ".%d" : LOGINS, i);
		int fd = open(tree_path(tree, name), O_RDONLY | O_CLOEXEC);
		ssize_t len = fd < 0 ? 0 : read(fd, text, sizeof text);
		assert_true(len >= 0 && len < (ssize_t)sizeof text);
		if (fd >= 0)
			close(fd);
		chain_check_file(check, (struct view){text, (size_t)len});
	}
}

/** How many records there are of an account. */
static inline int chain_check_count(const struct chain_check *check, const char *account)
{
	int count = 0;
	for (size_t i = 1; i <= check->seq; i++)
		count += strcmp(check->account[i], account) == 0;
	return count;
}

/** Seals the log of a test, or renews its seal; gives the result of sealing_begin. */
static inline int chain_check_begin(struct tree *tree, bool renew, struct sealing *sealing)
{
	struct append_place place = log_place(tree);
	memset(sealing, 0, sizeof *sealing);
	sealing->renew = renew;
	sealing->by = view_of("root");
	return sealing_begin(&place, sealing, &note);
}

/** Seals the log of a test, and lets the judge know the key. */
static inline void chain_check_seal(struct tree *tree, bool renew, struct chain_check *check)
{
	static struct sealing sealing;
	if (chain_check_begin(tree, renew, &sealing) != 0)
		fail_msg("%s", note.text);
	assert_int_equal(sealing.outcome, SEALING_DONE);
	chain_check_key(check, &sealing.key);
}

#endif
