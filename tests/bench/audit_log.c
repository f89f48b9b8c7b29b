/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes a sealed log of many records, as keyhole would have on a busy machine (machine.h) over 300
 * days, and its verification key: audit_log EVENTS FOLDER makes FOLDER/logins.jsonl and FOLDER/key, and
 * in FOLDER/killed an hour (--since, --until) in which a session began whose monitor was killed.
 */
#include "audit/append.h"
#include "common/cleanup.h"
#include "crypto/mac.h"
#include "seal/chain.h"
#include "seal/verification_key.h"
#include "tests/bench/machine.h"

#include <errno.h>
#include <limits.h>

#define BEGIN (INT64_C(1767225600) * 1000000) /* 2026-01-01 */
#define SPAN (300 * DAY)
#define TICK (SECOND / 100)
#define PEOPLE 1000
#define TEXT_MAX 128

/* The log as it grows. */
struct log {
	FILE *out;
	struct hash hash;
	struct verification_key key; /* the one of the next record, by and by */
	unsigned char seal[HASH_SIZE];
	int64_t seq, count;
	struct machine machine;
};

/* The texts of a record that are not the same in each. */
struct texts {
	char person[TEXT_MAX], from[TEXT_MAX], key[TEXT_MAX], comment[TEXT_MAX], known_at[TEXT_MAX],
		session[TEXT_MAX];
};

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
static void describe(const struct machine *machine, const struct session *session,
	struct event *event, struct texts *texts)
{
	unsigned person = (unsigned)(session->random % PEOPLE);
	event->monitor = 2000 + session->number % 30000;
	event->monitor_start = (session->began - machine->up) / TICK;
	event->boot = view_of(machine->boot);
	event->audit_session = session->number % 100000;
	snprintf(texts->person, TEXT_MAX, "user%04u", person);
	snprintf(texts->from, TEXT_MAX, "192.168.%u.%u", 64 + person % 4, 1 + person / 4);
	snprintf(texts->session, TEXT_MAX, "%.8s%.4s-%lld-%lld", machine->boot, machine->boot + 9,
		(long long)event->monitor, (long long)event->monitor_start);
	event->person = view_of(texts->person);
	event->account = view_of(person % 3 == 0 ? "deploy" : texts->person);
	event->uid = person % 3 == 0 ? 1001 : 2000 + person;
	event->from = view_of(texts->from);
	event->session = view_of(texts->session);
	event->port = 32768 + session->number % 28000;
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
	event.time = BEGIN;
	event.by = view_of("root");
	event.detail = view_of(detail);
	return put(log, &event, note);
}

/* Writes one record of a connection; of one that is refused, no key is known. */
static int put_next(struct log *log, struct note *note)
{
	static struct event event;
	static struct texts texts;
	struct session session;
	event_init(&event, machine_next(&log->machine, &session));
	event.time = event.kind == EVENT_LOGOUT ? session.end : session.began;
	describe(&log->machine, &session, &event, &texts);
	if (event.kind == EVENT_REFUSED) {
		event.reason = view_of("ssh-writable");
		return put(log, &event, note);
	}
	describe_key(&event, &texts, (unsigned)(session.random % PEOPLE));
	if (event.kind == EVENT_LOGOUT) {
		event.method = event.key_type = event.key_comment = event.known_at = view_of("");
		event.key_bits = EVENT_UNKNOWN;
		event.seconds = (session.end - session.began) / SECOND;
	}
	return put(log, &event, note);
}

/* Writes down in which hour the first session began whose monitor was killed, if one was. */
static int put_killed(const struct log *log, const char *folder, struct note *note)
{
	char path[PATH_MAX], since[28], until[28];
	int64_t killed = log->machine.killed;
	snprintf(path, sizeof path, "%s/killed", folder);
	CLEANUP(file) FILE *file = fopen(path, "we");
	event_time_text(killed, since);
	event_time_text(killed + 3600 * SECOND, until);
	if (!file || (killed > 0 && fprintf(file, "%s %s\n", since, until) < 0))
		return note_errno(note, -EIO, path);
	return 0;
}

/* Writes all records. */
static int put_all(struct log *log, const char *folder, struct note *note)
{
	char path[PATH_MAX];
	snprintf(path, sizeof path, "%s/" APPEND_LOGINS, folder);
	log->out = fopen(path, "we");
	int r = log->out ? begin(log, folder, note) : note_errno(note, -errno, path);
	while (r == 0 && log->seq < log->count)
		r = put_next(log, note);
	if (r == 0 && fclose(log->out) != 0)
		r = note_errno(note, -errno, path);
	return r;
}

/* Makes what the log is written with: of three connections there are five records. */
int main(int argc, char **argv)
{
	static struct log log;
	CLEANUP(mac) struct mac *mac = NULL;
	struct note note = {"usage: audit_log EVENTS FOLDER"};
	log.count = argc == 3 ? atoll(argv[1]) : 0;
	int r = log.count > 0 ? mac_open(&mac, &note) : -EINVAL;
	if (r == 0) {
		log.hash = (struct hash){mac, mac_make};
		machine_open(&log.machine, BEGIN, SPAN / log.count * 5 / 3);
		r = put_all(&log, argv[2], &note);
	}
	if (r == 0)
		r = put_killed(&log, argv[2], &note);
	if (r != 0)
		fprintf(stderr, "audit_log: %s\n", note.text);
	return r != 0;
}
