/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/pam/words.h"

#include "tests/pam/cmocka.h"
#include "tests/pam/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A text that is being put together. */
struct out {
	char *text;
	size_t len;
};

/* Adds bytes to it. */
static void put(struct out *out, const char *bytes, size_t len)
{
	if (out->len + len >= WORDS_MAX)
		fail_msg("a word of the case is too long");
	memcpy(out->text + out->len, bytes, len);
	out->len += len;
	out->text[out->len] = '\0';
}

/* Writes the value of a variable, and gives the length of its name; 0 where there is none such. */
static size_t variable(const char *text, char value[PATH_MAX])
{
	static const char *const names[] = {
		"$DIR", "$HOME", "$ACCOUNT", "$MODULE", "$UID", "$PID", NULL};
	size_t which = 0;
	while (names[which] && strncmp(text, names[which], strlen(names[which])) != 0)
		which++;
	if (which < 4)
		snprintf(value, PATH_MAX, "%s%s%s",
			which < 2    ? world.dir
			: which == 2 ? world.account
				     : world.module,
			which == 1 ? "/home/" : "", which == 1 ? world.home : "");
	else
		snprintf(value, PATH_MAX, "%u",
			which == 4 ? (unsigned)world.uid : (unsigned)getpid());
	return names[which] ? strlen(names[which]) : 0;
}

/* Adds the value of the variable that a text begins with; gives the length of its name. */
static size_t put_variable(struct out *out, const char *text)
{
	char value[PATH_MAX];
	size_t len = variable(text, value);
	if (len > 0)
		put(out, value, strlen(value));
	else
		put(out, text, 1);
	return len > 0 ? len : 1;
}

/* Adds type and base64 of the key that a text names; gives the length of its name. */
static size_t put_key(struct out *out, const char *text)
{
	char path[PATH_MAX], key[WORDS_MAX];
	size_t len = strcspn(text, " \t\n");
	snprintf(path, sizeof path, "%s/%.*s.pub", world.keys, (int)len - 1, text + 1);
	FILE *file = fopen(path, "re");
	if (!file || !fgets(key, sizeof key, file))
		fail_msg("%s: there is no such key", path);
	fclose(file);
	char *blob = strchr(key, ' ');
	put(out, key, blob ? (size_t)(blob - key) + 1 + strcspn(blob + 1, " \n") : strlen(key));
	return len;
}

/* Replaces variables everywhere and keys where a word begins. */
void words_expand(const char *line, char text[WORDS_MAX])
{
	struct out out = {text, 0};
	text[0] = '\0';
	for (const char *at = line; *at;) {
		bool begins = at == line || at[-1] == ' ';
		if (*at == '@' && begins)
			at += put_key(&out, at);
		else if (*at == '$')
			at += put_variable(&out, at);
		else
			put(&out, at++, 1);
	}
}

/* Adds what a backslash and the bytes behind it stand for; gives how many those are. */
static size_t put_escape(struct out *out, const char *text)
{
	char hex[3] = {text[1], text[1] ? text[2] : '\0', '\0'};
	char byte = text[0] == 'n' ? '\n' : text[0] == 't' ? '\t' : text[0];
	if (text[0] == 'x')
		byte = (char)strtoul(hex, NULL, 16);
	put(out, &byte, 1);
	return text[0] == 'x' ? 3 : 1;
}

/* Takes a word in quotes off, its escapes undone. */
static void next_quoted(const char **line, struct out *out)
{
	const char *at = *line + 1;
	while (*at && *at != '"') {
		if (*at == '\\')
			at += 1 + put_escape(out, at + 1);
		else if (*at == '$')
			at += put_variable(out, at);
		else
			put(out, at++, 1);
	}
	if (*at != '"')
		fail_msg("a quote is not closed: %s", *line);
	*line = at + 1;
}

/* Takes a word off; quotes may begin within it, as in field="two words". */
bool words_next(const char **line, char word[WORDS_MAX])
{
	struct out out = {word, 0};
	*line += strspn(*line, " \t");
	const char *begin = *line;
	word[0] = '\0';
	while (**line && !strchr(" \t", **line)) {
		if (**line == '"')
			next_quoted(line, &out);
		else if (**line == '@' && *line == begin)
			*line += put_key(&out, *line);
		else if (**line == '$')
			*line += put_variable(&out, *line);
		else
			put(&out, (*line)++, 1);
	}
	return *line != begin;
}

/* Compares the first word. */
bool words_skip(const char **line, const char *word)
{
	size_t len = strlen(word);
	const char *at = *line + strspn(*line, " \t");
	if (strncmp(at, word, len) != 0 || (at[len] && at[len] != ' '))
		return false;
	*line = at + len + strspn(at + len, " \t");
	return true;
}
