/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chain_log.h – a log of a test's own, chained and sealed, to be tampered with and judged
 *
 * Shape:  lines in memory, each of a file by its number; records are written as keyhole writes
 *         them, with chain_seal. Then lines are changed, moved, taken away, and the judge is asked.
 * Units:  lines count from 0 here, from 1 in a verdict.
 * Memory: malloc'ed; chain_log_close frees.
 * Errors: a failing call fails the test.
 * Source: none.
 */
#ifndef KEYHOLE_TESTS_UNIT_CHAIN_LOG_H
#define KEYHOLE_TESTS_UNIT_CHAIN_LOG_H

#include "audit/gap.h"
#include "audit/judge.h"
#include "crypto/mac.h"
#include "seal/chain.h"
#include "tests/unit/tree.h"

#define CHAIN_LOG_MAX 512
#define CHAIN_LOG_TIME 1795355110000000 /* 2026-11-22T13:45:10Z */

struct chain_line {
	int file;
	size_t len;
	bool newline;
	char *text;
};

struct chain_log {
	struct mac *mac;
	struct hash hash;
	int64_t epoch; /* EVENT_UNKNOWN: plain */
	int64_t seq;   /* of the next record */
	unsigned char key[HASH_SIZE], before[HASH_SIZE];
	struct gap gap;
	int file;
	bool fresh; /* no record in this file */
	size_t count;
	struct chain_line line[CHAIN_LOG_MAX];
};

static struct note note;
static const char *const chain_log_names[] = {"log.0", "log.1", "log.2", "log.3", "log.4"};

/** Begins a plain chain. */
static inline void chain_log_open(struct chain_log *log)
{
	memset(log, 0, sizeof *log);
	assert_int_equal(mac_open(&log->mac, &note), 0);
	log->hash = (struct hash){log->mac, mac_make};
	log->epoch = EVENT_UNKNOWN;
	log->seq = 1;
	log->fresh = true;
}

/** Frees it. */
static inline void chain_log_close(struct chain_log *log)
{
	for (size_t i = 0; i < log->count; i++)
		free(log->line[i].text);
	gap_free(&log->gap);
	mac_close(log->mac);
}

/** Puts a line before the n-th. */
static inline void chain_log_insert(struct chain_log *log, size_t n, const char *text, size_t len)
{
	assert_true(log->count < CHAIN_LOG_MAX && n <= log->count);
	memmove(log->line + n + 1, log->line + n, (log->count - n) * sizeof *log->line);
	log->count++;
	char *copy = malloc(len + 1);
	assert_non_null(copy);
	memcpy(copy, text, len);
	copy[len] = '\0';
	int file = n < log->count - 1 ? log->line[n + 1].file : log->file;
	log->line[n] = (struct chain_line){file, len, true, copy};
}

/** Takes the n-th line away. */
static inline void chain_log_drop(struct chain_log *log, size_t n)
{
	assert_true(n < log->count);
	free(log->line[n].text);
	log->count--;
	memmove(log->line + n, log->line + n + 1, (log->count - n) * sizeof *log->line);
}

/** Gives the n-th line another text. */
static inline void chain_log_replace(struct chain_log *log, size_t n, const char *text)
{
	int file = log->line[n].file;
	bool newline = log->line[n].newline;
	chain_log_drop(log, n);
	chain_log_insert(log, n, text, strlen(text));
	log->line[n].file = file;
	log->line[n].newline = newline;
}

/** Writes a line that is no record, such as one that a crash has torn. */
static inline void chain_log_foreign(struct chain_log *log, const char *text, size_t len)
{
	chain_log_insert(log, log->count, text, len);
	assert_int_equal(gap_add(&log->gap, (struct view){text, len}), 0);
	assert_int_equal(gap_add(&log->gap, (struct view){"\n", 1}), 0);
}

/** Writes the body of the next record. */
static inline size_t chain_log_body(
	const struct chain_log *log, const char *fields, char *out, size_t cap)
{
	char time[28], epoch[32] = "", after[CHAIN_HEX + 1], linked[96] = "";
	event_time_text(CHAIN_LOG_TIME + log->seq * 1000000, time);
	if (log->epoch != EVENT_UNKNOWN)
		snprintf(epoch, sizeof epoch, "\"epoch\":%lld,", (long long)log->epoch);
	chain_hex(log->before, after);
	if (log->fresh && log->seq > 1)
		snprintf(linked, sizeof linked, ",\"after\":\"%s\"", after);
	return (size_t)snprintf(out, cap, "{\"v\":1,%s\"seq\":%lld,\"time\":\"%s\",%s%s", epoch,
		(long long)log->seq, time, fields, linked);
}

/** Seals a body with what the log knows, and appends it as a line. */
static inline void chain_log_seal(struct chain_log *log, const char *body)
{
	char text[EVENT_LINE_MAX], hex[CHAIN_HEX + 1];
	struct chain_link link = {.before = log->before,
		.gap_len = log->gap.len,
		.gap = gap_view(&log->gap),
		.body = view_of(body)};
	bool plain = log->epoch == EVENT_UNKNOWN;
	assert_int_equal(
		chain_seal(&log->hash, plain ? NULL : log->key, &link, log->before, &note), 0);
	if (!plain)
		assert_int_equal(chain_next_key(&log->hash, log->key, &note), 0);
	chain_hex(log->before, hex);
	snprintf(text, sizeof text, "%s,\"seal\":\"%s\"}", body, hex);
	chain_log_insert(log, log->count, text, strlen(text));
	gap_clear(&log->gap);
	log->seq++;
	log->fresh = false;
}

/** Writes a record with these fields behind its time. */
static inline void chain_log_record(struct chain_log *log, const char *fields)
{
	char body[EVENT_LINE_MAX];
	chain_log_body(log, fields, body, sizeof body);
	chain_log_seal(log, body);
}

/** Writes logins. */
static inline void chain_log_add(struct chain_log *log, int count)
{
	for (int i = 0; i < count; i++)
		chain_log_record(log, "\"event\":\"login\",\"account\":\"brian\",\"uid\":1001");
}

/** Begins the next file. */
static inline void chain_log_rotate(struct chain_log *log)
{
	log->file++;
	log->fresh = true;
}

/** Begins an epoch; gives its verification key. */
static inline struct verification_key chain_log_begin(struct chain_log *log, uint16_t epoch)
{
	struct verification_key key = {epoch, (uint64_t)log->seq, {0}};
	char fields[128];
	memset(key.key, 0x40 + epoch, sizeof key.key);
	memcpy(log->key, key.key, sizeof key.key);
	log->epoch = epoch;
	snprintf(fields, sizeof fields,
		"\"event\":\"sealed\",\"detail\":\"epoch %u begins; key id 0123456789abcdef\"",
		epoch);
	chain_log_record(log, fields);
	return key;
}

/** Ends an epoch as it should be, and begins the next. */
static inline struct verification_key chain_log_renew(struct chain_log *log)
{
	char fields[128];
	uint16_t next = (uint16_t)(log->epoch + 1);
	snprintf(fields, sizeof fields,
		"\"event\":\"sealed\",\"detail\":\"epoch %u follows; key id 0123456789abcdef\"",
		next);
	chain_log_record(log, fields);
	return chain_log_begin(log, next);
}

/** Feeds the lines to a judge, file by file. */
static inline void chain_log_tell(const struct chain_log *log, struct judge *judge)
{
	int file = -1;
	for (size_t i = 0; i < log->count; i++) {
		const struct chain_line *line = &log->line[i];
		while (file < line->file)
			judge_file(judge, chain_log_names[++file]);
		assert_int_equal(judge_line(judge, (struct view){line->text, line->len},
					 line->newline, &note),
			0);
	}
	assert_int_equal(judge_end(judge, &note), 0);
}

/** Makes a judge with these keys. */
static inline struct judge *chain_log_judge(const struct chain_log *log,
	const struct verification_key *keys, size_t count, struct keyring **ring)
{
	struct judge *judge;
	assert_int_equal(keyring_open(&log->hash, ring, &note), 0);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(keyring_add(*ring, &keys[i], &note), 0);
	assert_int_equal(judge_open(&log->hash, *ring, &judge, &note), 0);
	return judge;
}

/** Judges the log. */
static inline struct verdict chain_log_verdict(
	const struct chain_log *log, const struct verification_key *keys, size_t count)
{
	struct keyring *ring;
	struct judge *judge = chain_log_judge(log, keys, count, &ring);
	chain_log_tell(log, judge);
	struct verdict verdict = *judge_verdict(judge);
	judge_close(judge);
	keyring_close(ring);
	return verdict;
}

#endif
