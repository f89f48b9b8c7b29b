/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/row.h"

#include "admin/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define BRIEF_DIGITS 4
#define NAME_BYTES 12 /* of a comment where there is no room for more */
#define CERTIFICATE "-cert-v01@openssh.com"

/* Words that grow; what does not fit is left out. */
struct words {
	char *text;
	size_t len;
};

/* Adds words behind those that are there. */
__attribute__((format(printf, 2, 3))) static void add(struct words *words, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int len = vsnprintf(words->text + words->len, ROW_TEXT_MAX - words->len, format, args);
	va_end(args);
	words->len += len > 0 ? (size_t)len : 0;
	if (words->len >= ROW_TEXT_MAX)
		words->len = ROW_TEXT_MAX - 1;
}

/* Adds the kind of a key; a certificate is called after the key in it, and by what it is where its
 * id is not known. */
static void add_kind(struct words *words, const char *key_type, int64_t bits, bool known)
{
	char kind[SAY_KEY_MAX];
	struct view type = view_of(key_type);
	const size_t suffix = sizeof CERTIFICATE - 1;
	bool is_certificate = type.len > suffix &&
			      memcmp(type.data + type.len - suffix, CERTIFICATE, suffix) == 0;
	char plain[128];
	if (is_certificate)
		snprintf(plain, sizeof plain, "%.*s%s", (int)(type.len - suffix), type.data,
			strncmp(type.data, "sk-", 3) == 0 ? "@openssh.com" : "");
	say_key(is_certificate ? view_of(plain) : type, bits, kind);
	add(words, "%s%s", kind[0] ? kind : "key", is_certificate && !known ? "-CERT" : "");
}

/* Adds the fingerprint, whole or only as much as tells two keys apart at a glance. */
static void add_fingerprint(
	struct words *words, const char *key, enum row_detail detail, const char *cut)
{
	const char *colon = strchr(key, ':');
	const char *begin = detail >= ROW_SHORT && colon ? colon + 1 : key;
	if (detail > ROW_WHOLE && colon && strlen(colon + 1) > BRIEF_DIGITS)
		add(words, " %.*s%s", (int)(colon + 1 - begin) + BRIEF_DIGITS, begin, cut);
	else
		add(words, " %s", begin);
}

/* Adds what else is known of the key, and the methods where it was not the only one. */
static void add_comment(struct words *words, const struct row *row)
{
	if (row->key_comment[0])
		add(words, " %s", row->key_comment);
	if (row->cert_id[0])
		add(words, " (certificate %s)", row->cert_id);
	if (row->method[0] && strcmp(row->method, "publickey") != 0)
		add(words, " (%s)", row->method);
}

/* Adds what people know a key by: the beginning of its comment, else of its fingerprint. */
static void add_name(struct words *words, const char *key, const char *comment, const char *cut)
{
	size_t len = strlen(comment);
	if (len == 0) {
		const char *colon = strchr(key, ':');
		add(words, "%.*s%s", BRIEF_DIGITS, colon ? colon + 1 : key, cut);
		return;
	}
	bool is_long = len > NAME_BYTES;
	for (len = is_long ? NAME_BYTES - 1 : len; is_long && (comment[len] & 0xc0) == 0x80;)
		len--;
	add(words, "%.*s%s", (int)len, comment, is_long ? cut : "");
}

/* Puts the parts of a key's description together. */
void row_key(const struct row *row, enum row_detail detail, const char *cut, char out[ROW_TEXT_MAX])
{
	struct words words = {out, 0};
	out[0] = '\0';
	if (!row->key[0]) {
		add(&words, "%s", row->method);
		return;
	}
	if (detail == ROW_NAME && row->key[0]) {
		add_name(&words, row->key, row->key_comment, cut);
		return;
	}
	add_kind(&words, row->key_type, row->key_bits, row->cert_id[0]);
	add_fingerprint(&words, row->key, detail, cut);
	if (detail < ROW_BRIEF)
		add_comment(&words, row);
}

/* Puts the parts of a try's key together. */
void row_try_key(const struct row_try *attempt, enum row_detail detail, const char *cut,
	char out[ROW_TEXT_MAX])
{
	struct words words = {out, 0};
	out[0] = '\0';
	if (!attempt->key[0])
		return;
	if (detail == ROW_NAME) {
		add_name(&words, attempt->key, "", cut);
		return;
	}
	add_kind(&words, attempt->key_type, attempt->key_bits, false);
	add_fingerprint(&words, attempt->key, detail, cut);
}

/* Says what a list of addresses is that sshd told. */
void row_detail(bool sshd, const char *reason, const char *detail, char out[ROW_TEXT_MAX])
{
	bool is_list = sshd && detail[0] && strcmp(reason, "address") == 0;
	snprintf(out, ROW_TEXT_MAX, "%s%s", is_list ? "from= allows only " : "", detail);
}

/* Cuts off the group in front, of which the result speaks. */
void row_limits(const struct row *row, char out[ROW_TEXT_MAX])
{
	const char *limits = "";
	if (row->kind == EVENT_GRANTED || row->kind == EVENT_UNGRANTED ||
		row->kind == EVENT_CHANGED)
		limits = row->detail;
	if (limits[0] == '@')
		limits += strcspn(limits, " ,");
	limits += strspn(limits, " ,");
	snprintf(out, ROW_TEXT_MAX, "%s", limits);
}

/* Puts the reason of a try into words. */
void row_try_result(const struct row_try *attempt, bool whole, char out[ROW_TEXT_MAX])
{
	struct words words = {out, 0};
	out[0] = '\0';
	add(&words, "%s%s", attempt->sshd ? "sshd: " : "", attempt->reason);
	char detail[ROW_TEXT_MAX];
	row_detail(attempt->sshd, attempt->reason, attempt->detail, detail);
	if (whole && detail[0])
		add(&words, ": %s", detail);
}

/* What a change by the administrator, or a step of the clock, is called. */
static const char *name_change(enum event_kind kind)
{
	static const char *const names[EVENT_KIND_COUNT] = {
		[EVENT_NONE] = "a record of a newer keyhole",
		[EVENT_CLOCK] = "the clock was set back",
		[EVENT_ADDED] = "key added",
		[EVENT_REMOVED] = "key removed",
		[EVENT_REVOKED] = "key revoked",
		[EVENT_GRANTED] = "access granted",
		[EVENT_UNGRANTED] = "access taken away",
		[EVENT_CHANGED] = "file edited",
		[EVENT_ENABLED] = "keyhole enabled",
		[EVENT_DISABLED] = "keyhole disabled",
		[EVENT_SEALED] = "log sealed",
	};
	return names[kind] ? names[kind] : event_kind_name(kind);
}

/* The last two parts of a path, "keys.d/alice.keys", or what there is of them; as long as its text.
 */
static const char *file_of(const char *path)
{
	const char *last = strrchr(path, '/'), *file = last;
	while (file && file > path && file[-1] != '/')
		file--;
	return !last ? path : file == last ? last + 1 : file;
}

/* Adds what was changed: for whom, in which group, or which file. */
static void add_change(struct words *words, const struct row *row)
{
	bool group = row->detail[0] == '@';
	int name = (int)strcspn(row->detail, " ,");
	if (row->kind == EVENT_GRANTED && group)
		add(words, row->account[0] ? "access granted to %.*s" : "joined %.*s", name,
			row->detail);
	else if (row->kind == EVENT_UNGRANTED && group)
		add(words, row->account[0] ? "access taken away from %.*s" : "left %.*s", name,
			row->detail);
	else if (row->kind == EVENT_CHANGED && row->key[0])
		add(words, "key changed");
	else if (row->kind == EVENT_CHANGED && row->known_at[0])
		add(words, "%s edited", file_of(row->known_at));
	else if (row->kind == EVENT_REMOVED && !row->key[0] && row->known_at[0])
		add(words, "%s removed", file_of(row->known_at));
	else
		add(words, "%s", name_change(row->kind));
}

/* Adds how a login went. */
static void add_login(struct words *words, const struct row *row, bool alive)
{
	bool is_login = row->kind == EVENT_LOGIN;
	if (row->kind == EVENT_LOGOUT)
		add(words, "logged out, no login");
	else if (row->ended)
		add(words, "logged in");
	else if (is_login && alive)
		add(words, "still open");
	else if (is_login && row->left > 0)
		add(words, "still on, unwatched");
	else
		add(words, is_login ? "logged in, no logout" : "let in, no login");
	if (row->unwanted)
		add(words, " (keyhole would refuse: %s)", row->reason);
	else if (row->warned)
		add(words, " (warned: %s)", row->reason);
}

/* Whether the words of a change say why. */
static bool is_reason(enum event_kind kind)
{
	return kind == EVENT_ENABLED || kind == EVENT_DISABLED || kind == EVENT_REVOKED;
}

/* Puts the parts of a result together. */
void row_result(const struct row *row, bool alive, bool count, char out[ROW_TEXT_MAX])
{
	struct words words = {out, 0};
	out[0] = '\0';
	switch (row->kind) {
	case EVENT_LOGIN:
	case EVENT_LOGOUT:
	case EVENT_ADMITTED:
	case EVENT_WARNED:
		add_login(&words, row, alive);
		break;
	case EVENT_REFUSED:
	case EVENT_OFFER:
		add(&words, "refused: %s%s", row->sshd ? "sshd: " : "", row->reason);
		if (row->keys > 1 && (count || row->keys > ROW_TRIES_MAX))
			add(&words, " (%u keys)", row->keys);
		break;
	default:
		add_change(&words, row);
		if (row->by[0])
			add(&words, " by %s", row->by);
		if (row->detail[0] && is_reason(row->kind))
			add(&words, ": %s", row->detail);
	}
}
