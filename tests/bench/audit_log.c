/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes a sealed log of many records, as keyhole would have on a busy machine over 300 days, and its
 * verification key: audit_log EVENTS FOLDER makes FOLDER/logins.jsonl and FOLDER/key.
 */
#include "audit/append.h"
#include "common/cleanup.h"
#include "crypto/mac.h"
#include "seal/chain.h"
#include "seal/verification_key.h"

#include <errno.h>
#include <limits.h>

#define BEGIN (INT64_C(1767225600) * 1000000) /* 2026-01-01 */
#define SPAN (INT64_C(300) * 86400 * 1000000)
#define PEOPLE 1000
#define TEXT_MAX 128

/* The log as it grows. */
struct log {
	FILE *out;
	struct hash hash;
	struct verification_key key; /* the one of the next record, by and by */
	unsigned char seal[HASH_SIZE];
	int64_t seq, count;
	uint64_t random;
};

/* The texts of a record that are not the same in each. */
struct texts {
	char person[TEXT_MAX], from[TEXT_MAX], key[TEXT_MAX], comment[TEXT_MAX], known_at[TEXT_MAX],
		session[TEXT_MAX];
};

/* The next number of a row that looks disordered and is always the same (xorshift). */
static uint64_t next_random(struct log *log)
{
	log->random ^= log->random << 13;
	log->random ^= log->random >> 7;
	log->random ^= log->random << 17;
	return log->random;
}

/* Makes a fingerprint of 43 characters that is the same for the same person. */
static void write_fingerprint(unsigned person, char out[TEXT_MAX])
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint64_t number = person * UINT64_C(0x9E3779B97F4A7C15) + 1;
	strcpy(out, "SHA256:");
	for (size_t i = 7; i < 50; i++) {
		number = number * UINT64_C(6364136223846793005) + 1442695040888963407;
		out[i] = digits[number >> 58];
	}
	out[50] = '\0';
}

/* Says whose connection it is. */
static void describe(struct event *event, struct texts *texts, unsigned person, int64_t connection)
{
	snprintf(texts->person, TEXT_MAX, "user%04u", person);
	snprintf(texts->from, TEXT_MAX, "192.168.%u.%u", 64 + person % 4, 1 + person / 4);
	snprintf(texts->session, TEXT_MAX, "4f1c2a9be07d-%lld-%lld",
		(long long)(2000 + connection % 30000), (long long)(88123 + connection));
	event->person = view_of(texts->person);
	event->account = view_of(person % 3 == 0 ? "deploy" : texts->person);
	event->uid = person % 3 == 0 ? 1001 : 2000 + person;
	event->from = view_of(texts->from);
	event->session = view_of(texts->session);
	event->port = 32768 + connection % 28000;
	event->boot = view_of("4f1c2a9b-e07d-4a55-9c1e-3b8f6a2d7c10");
	event->monitor = 2000 + connection % 30000;
	event->monitor_start = 88123 + connection;
	event->audit_session = connection % 100000;
}

/* Says with which key. */
static void describe_key(struct event *event, struct texts *texts, unsigned person)
{
	write_fingerprint(person, texts->key);
	snprintf(texts->comment, TEXT_MAX, "user%04u@laptop", person);
	snprintf(texts->known_at, TEXT_MAX, "/etc/keyhole/keys.d/user%04u.keys:1", person);
	event->method = view_of("publickey");
	event->key = view_of(texts->key);
	event->key_type = view_of("ssh-ed25519");
	event->key_bits = 256;
	event->key_comment = view_of(texts->comment);
	event->known_at = view_of(texts->known_at);
}

/* Writes a record with its seal, and goes on to the next key. */
static int put(struct log *log, struct event *event, struct note *note)
{
	char line[EVENT_LINE_MAX], hex[CHAIN_HEX + 1];
	size_t len;
	event->seq = ++log->seq;
	event->epoch = 1;
	event->time = BEGIN + SPAN / log->count * log->seq;
	int r = event_encode(event, line, sizeof line - CHAIN_TAIL, &len, note);
	const struct chain_link link = {log->seal, 0, {NULL, 0}, {line, len - 2}};
	if (r == 0)
		r = chain_seal(&log->hash, log->key.key, &link, log->seal, note);
	if (r == 0)
		r = chain_next_key(&log->hash, log->key.key, note);
	chain_hex(log->seal, hex);
	fwrite(line, 1, len - 2, log->out);
	fprintf(log->out, ",\"seal\":\"%s\"}\n", hex);
	return r;
}

/* Writes the record with which the seal begins, and the key of all that follows. */
static int begin(struct log *log, const char *folder, struct note *note)
{
	static struct event event;
	static char detail[TEXT_MAX];
	char path[PATH_MAX], text[VERIFICATION_KEY_TEXT], id[VERIFICATION_KEY_ID];
	log->key.epoch = 1;
	log->key.first_seq = 1;
	memset(log->key.key, 0x5a, sizeof log->key.key);
	verification_key_print(&log->key, text);
	int r = verification_key_id(&log->hash, &log->key, id, note);
	snprintf(path, sizeof path, "%s/key", folder);
	CLEANUP(file) FILE *key = fopen(path, "we");
	if (r != 0 || !key || fprintf(key, "%s\n", text) < 0)
		return r != 0 ? r : note_errno(note, -EIO, path);
	snprintf(detail, sizeof detail, "epoch 1 begins; key id %s", id);
	event_init(&event, EVENT_SEALED);
	event.by = view_of("root");
	event.detail = view_of(detail);
	return put(log, &event, note);
}

/* Writes one record of a connection: as often as a login and its logout there is one that is
 * refused, of which no key is known. */
static int put_any(struct log *log, struct note *note)
{
	static const enum event_kind kinds[] = {EVENT_LOGIN, EVENT_LOGOUT, EVENT_REFUSED};
	static struct event event;
	static struct texts texts;
	uint64_t random = next_random(log);
	unsigned person = (unsigned)(random % PEOPLE);
	event_init(&event, kinds[(random >> 32) % 3]);
	describe(&event, &texts, person, log->seq);
	if (event.kind == EVENT_REFUSED) {
		event.reason = view_of("ssh-writable");
		return put(log, &event, note);
	}
	describe_key(&event, &texts, person);
	if (event.kind == EVENT_LOGOUT) {
		event.method = event.key_type = event.key_comment = event.known_at = view_of("");
		event.key_bits = EVENT_UNKNOWN;
		event.seconds = (int64_t)(random >> 40) % 20000;
	}
	return put(log, &event, note);
}

/* Makes what the log is written with. */
int main(int argc, char **argv)
{
	CLEANUP(mac) struct mac *mac = NULL;
	struct note note = {"usage: audit_log EVENTS FOLDER"};
	char path[PATH_MAX];
	struct log log = {.random = 88172645463325252u, .count = argc == 3 ? atoll(argv[1]) : 0};
	int r = log.count > 0 ? mac_open(&mac, &note) : -EINVAL;
	path[0] = '\0';
	if (r == 0) {
		snprintf(path, sizeof path, "%s/" APPEND_LOGINS, argv[2]);
		log.hash = (struct hash){mac, mac_make};
		log.out = fopen(path, "we");
		r = log.out ? begin(&log, argv[2], &note) : note_errno(&note, -errno, path);
	}
	while (r == 0 && log.seq < log.count)
		r = put_any(&log, &note);
	if (r == 0 && fclose(log.out) != 0)
		r = note_errno(&note, -errno, path);
	if (r != 0)
		fprintf(stderr, "audit_log: %s\n", note.text);
	return r != 0;
}
