/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/rehearsal_words.h"

#include <stdio.h>
#include <string.h>

#define ACCOUNT_MAX 512

/* Cuts the next line off a text, without its end. */
static struct view next_line(struct view *text)
{
	const char *end = memchr(text->data, '\n', text->len);
	struct view line = {text->data, end ? (size_t)(end - text->data) : text->len};
	*text = view_skip(*text, line.len + (end ? 1 : 0));
	while (line.len > 0 && line.data[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* Whether a line begins so. */
static bool begins(struct view line, const char *with)
{
	size_t len = strlen(with);
	return line.len >= len && memcmp(line.data, with, len) == 0;
}

/* Whether a line only says that the connection has ended, or how it began. */
static bool says_nothing(struct view line)
{
	static const char *const idle[] = {"Connection ", "Received disconnect", "Disconnected",
		"Warning: Permanently added", "debug", "Accepted ", "User child"};
	for (size_t i = 0; i < sizeof idle / sizeof *idle; i++)
		if (begins(line, idle[i]))
			return true;
	return view_blank(line);
}

/* The last line of a text that says something. */
static struct view last_line(struct view text)
{
	struct view last = {NULL, 0};
	while (text.len > 0) {
		struct view line = next_line(&text);
		if (!says_nothing(line))
			last = line;
	}
	return last;
}

/* sshd knows more than it tells the client. */
struct view rehearsal_words_cause(struct view sshd, struct view client)
{
	struct view cause = last_line(sshd);
	return cause.len > 0 ? cause : last_line(client);
}

/* A line has the key's fingerprint first, then " opens ACCOUNT". */
bool rehearsal_words_open(struct view *text, const char *account, char fingerprint[FINGERPRINT_MAX])
{
	char words[ACCOUNT_MAX];
	size_t len = (size_t)snprintf(words, sizeof words, " opens %s", account);
	while (text->len > 0) {
		struct view line = next_line(text);
		const char *key = memmem(line.data, line.len, "SHA256:", 7);
		const char *opens = memmem(line.data, line.len, words, len);
		if (!begins(line, "ok ") || !key || !opens || opens < key ||
			line.len - (size_t)(key - line.data) < FINGERPRINT_MAX - 1)
			continue;
		memcpy(fingerprint, key, FINGERPRINT_MAX - 1);
		fingerprint[FINGERPRINT_MAX - 1] = '\0';
		if (fingerprint_is(view_of(fingerprint)))
			return true;
	}
	return false;
}

/* Looks for it among them. */
bool rehearsal_words_opens(struct view text, const char *account, const char *fingerprint)
{
	char found[FINGERPRINT_MAX];
	while (rehearsal_words_open(&text, account, found))
		if (strcmp(found, fingerprint) == 0)
			return true;
	return false;
}

/* It begins with the account's name; behind it stands what mends it. */
struct view rehearsal_words_sentence(struct view text, const char *account)
{
	char start[ACCOUNT_MAX];
	snprintf(start, sizeof start, "%s would ", account);
	while (text.len > 0) {
		struct view line = next_line(&text);
		if (begins(line, start))
			return line;
	}
	return (struct view){NULL, 0};
}
