/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/scrutiny.h"

#include "admin/why/own_list.h"
#include "common/cleanup.h"
#include "keys/base64.h"
#include "keys/line.h"
#include "keys/sha256.h"
#include "server/pattern.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define KRL_MAGIC "SSHKRL\n"
#define LIST_MAX (16L * 1024 * 1024)
#define KEYGEN "/usr/bin/ssh-keygen"

/* What ssh-keygen has said of a key and a list: it is a process each time. */
struct answer {
	unsigned char of[SHA256_SIZE];
	enum cause cause;
};

static struct answer answers[SCRUTINY_ASKED_MAX];
static size_t answer_count; /* that were given; the newest takes the place of the oldest */
static size_t asked;        /* for this account */

/* Whether any name of a list of algorithms signs with keys of this type. */
static bool algorithms_have(const char *list, const struct blob *key)
{
	static const char *const rsa[] = {"rsa-sha2-256", "rsa-sha2-512", "ssh-rsa"};
	char name[64];
	if (key->kind->family != KEY_RSA)
		return pattern_list_has(
			list, key->is_cert ? key->kind->cert_name : key->kind->name);
	for (size_t i = 0; i < sizeof rsa / sizeof *rsa; i++) {
		snprintf(name, sizeof name, "%s%s", rsa[i],
			key->is_cert ? "-cert-v01@openssh.com" : "");
		if (pattern_list_has(list, name))
			return true;
	}
	return false;
}

/* Reads a list, whole. */
static int read_list(const char *path, char **text, size_t *len, struct note *note)
{
	CLEANUP(file) FILE *file = fopen(path, "re");
	if (!file)
		return note_errno(note, -errno, path);
	*text = malloc(LIST_MAX);
	if (!*text)
		return note_errno(note, -ENOMEM, path);
	errno = 0;
	*len = fread(*text, 1, LIST_MAX, file);
	return ferror(file) ? note_errno(note, -errno, path) : 0;
}

/* Whether a list is a KRL. */
static bool is_krl(const char *text, size_t len)
{
	return len >= sizeof KRL_MAGIC && memcmp(text, KRL_MAGIC, sizeof KRL_MAGIC) == 0;
}

/* Looks for a key among lines; CAUSE_REVOKED_KEYS where one of them is no key. */
static enum cause search_lines(
	const char *path, struct view text, const struct blob *key, struct note *note)
{
	struct line_cursor cursor = {.rest = text};
	struct view at;
	struct note why;
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	while (line && line_next(&cursor, &at)) {
		if (line_parse_key(at, line, &why) != 0) {
			note_set(note, 0, "%s:%u is no key, and sshd refuses every key for it",
				path, cursor.number);
			return CAUSE_REVOKED_KEYS;
		}
		if (key && view_equal(line->key.bytes, key->bytes)) {
			note_set(note, 0, "sshd's RevokedKeys %s:%u has it", path, cursor.number);
			return CAUSE_SSHD_REVOKED;
		}
	}
	return CAUSE_NONE;
}

/* Writes a key into a file for ssh-keygen. */
static bool write_key(const char *path, const struct blob *key)
{
	CLEANUP(file) FILE *file = fopen(path, "wex");
	CLEANUP(free) char *base64 = malloc(BASE64_ENCODED_LEN(key->bytes.len) + 1);
	if (!file || !base64)
		return false;
	size_t len = base64_encode((const unsigned char *)key->bytes.data, key->bytes.len, base64);
	return fprintf(file, "%s %.*s\n", key->is_cert ? key->kind->cert_name : key->kind->name,
		       (int)len, base64) > 0 &&
	       fflush(file) == 0;
}

/* Says what an answer means that was given before. */
static void say_answer(const char *path, enum cause cause, struct note *note)
{
	if (cause == CAUSE_SSHD_REVOKED)
		note_set(note, 0, "sshd's RevokedKeys %s has it", path);
	else if (cause == CAUSE_REVOKED_KEYS)
		note_set(note, 0, "%s can't be read: sshd refuses every key for it", path);
	else if (cause == CAUSE_SSHD_UNKNOWN)
		note_set(note, 0, "%s does not say whether %s has it", KEYGEN, path);
}

/* Asks ssh-keygen about a KRL, and a key if there is one. */
static enum cause ask_keygen(const char *path, char *key, struct note *note)
{
	char program[] = KEYGEN, query[] = "-Q", file[] = "-f";
	CLEANUP(free) char *list = strdup(path);
	CLEANUP(child) struct child_said said = {.output = NULL};
	char *argv[] = {program, query, file, list, key, NULL};
	int r = list ? child_run(argv, NULL, &said) : -ENOMEM;
	said.errors[strcspn(said.errors, "\r\n")] = '\0';
	if (r == 0 && said.status == 0)
		return CAUSE_NONE;
	if (r == 0 && said.status == 1) {
		note_set(note, 0, "sshd's RevokedKeys %s has it", path);
		return CAUSE_SSHD_REVOKED;
	}
	/* Its words name the list where that is at fault. */
	if (r == 0 && said.status == 255 && strstr(said.errors, path)) {
		note_set(note, 0, "%s: sshd refuses every key for it", said.errors);
		return CAUSE_REVOKED_KEYS;
	}
	note_set(note, 0, "%s does not say whether %s has it: %s", KEYGEN, path, said.errors);
	return CAUSE_SSHD_UNKNOWN;
}

/* Asks about a key and a KRL. */
static enum cause ask_of_key(const char *path, const struct blob *key, struct note *note)
{
	char folder[] = "/tmp/keyhole-XXXXXX", file[64];
	if (!mkdtemp(folder)) {
		note_errno(note, -errno, "/tmp");
		return CAUSE_SSHD_UNKNOWN;
	}
	snprintf(file, sizeof file, "%s/key.pub", folder);
	enum cause cause = write_key(file, key) ? ask_keygen(path, file, note) : CAUSE_SSHD_UNKNOWN;
	unlink(file);
	rmdir(folder);
	return cause;
}

/* Asks once about the same key and a list that has not changed. */
static enum cause ask_once(
	const char *path, struct view list, const struct blob *key, struct note *note)
{
	struct sha256 hash;
	struct answer answer;
	sha256_start(&hash);
	sha256_add(&hash, key->bytes.data, key->bytes.len);
	sha256_add(&hash, list.data, list.len);
	sha256_finish(&hash, answer.of);
	for (size_t i = 0; i < answer_count && i < SCRUTINY_ASKED_MAX; i++)
		if (memcmp(answers[i].of, answer.of, sizeof answer.of) == 0) {
			say_answer(path, answers[i].cause, note);
			return answers[i].cause;
		}
	if (asked >= SCRUTINY_ASKED_MAX) {
		note_set(note, 0,
			"%s was asked about %d keys, and not whether %s has this one: ask about it "
			"alone, with keyhole why --key",
			KEYGEN, SCRUTINY_ASKED_MAX, path);
		return CAUSE_SSHD_UNKNOWN;
	}
	asked++;
	answer.cause = ask_of_key(path, key, note);
	answers[answer_count++ % SCRUTINY_ASKED_MAX] = answer;
	return answer.cause;
}

/* Asks about a KRL; without a key with none but the list itself. */
static enum cause search_krl(
	const char *path, struct view list, const struct blob *key, struct note *note)
{
	char nothing[] = "/etc/ssh/ssh_host_ed25519_key.pub";
	if (key)
		return ask_once(path, list, key, note);
	enum cause cause = ask_keygen(path, nothing, note);
	return cause == CAUSE_REVOKED_KEYS ? cause : CAUSE_NONE;
}

/* Looks for a key in the list, or at the list alone. */
static enum cause search(const char *path, const struct blob *key, struct note *note)
{
	CLEANUP(free) char *text = NULL;
	size_t len = 0;
	struct note why;
	if (read_list(path, &text, &len, &why) != 0) {
		note_set(note, 0, "%s, and sshd refuses every key for it", why.text);
		return CAUSE_REVOKED_KEYS;
	}
	return is_krl(text, len) ? search_krl(path, (struct view){text, len}, key, note)
				 : search_lines(path, (struct view){text, len}, key, note);
}

/* Counts anew; the answers stay. */
void scrutiny_next(void)
{
	asked = 0;
}

/* Looks at the list alone. */
enum cause scrutiny_list(const char *path, struct note *note)
{
	return search(path, NULL, note);
}

/* Looks for the key. */
enum cause scrutiny_revoked(const char *path, const struct blob *key, struct note *note)
{
	return search(path, key, note);
}

/* The type first, then the size. */
enum cause scrutiny_key(
	const struct effective *effective, const struct blob *key, struct note *note)
{
	const char *list = effective_value(effective, "pubkeyacceptedalgorithms");
	unsigned long bits = effective_number(effective, "requiredrsasize");
	if (list && !algorithms_have(list, key)) {
		note_set(note, 0, "sshd takes no %s: PubkeyAcceptedAlgorithms is %s",
			key->kind->name, list);
		return CAUSE_ALGORITHM;
	}
	if (key->kind->family == KEY_RSA && key->bits < bits) {
		note_set(note, 0, "it has %u bits, and RequiredRSASize asks for %lu", key->bits,
			bits);
		return CAUSE_RSA_SIZE;
	}
	return CAUSE_NONE;
}

/* In the order in which sshd asks. */
enum cause scrutiny_of(struct inquiry *inquiry, const struct blob *key, struct note *note)
{
	const struct effective *effective = &inquiry->effective;
	if (!inquiry->sshd_known)
		return CAUSE_NONE;
	enum cause cause = scrutiny_key(effective, key, note);
	if (cause != CAUSE_NONE || !effective_is_set(effective, "revokedkeys"))
		return cause;
	const char *list = effective_value(effective, "revokedkeys");
	return own_list_serves(inquiry, list) ? own_list_search(inquiry, list, key, note)
					      : search(list, key, note);
}
