/* SPDX-License-Identifier: Apache-2.0 */
#include "server/effective.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Reads one line; one without a value has an empty one. */
static void read_line(char *text, struct effective *effective)
{
	char *value = strchr(text, ' ');
	if (value)
		*value++ = '\0';
	effective->line[effective->count++] =
		(struct effective_line){text, value ? value : text + strlen(text)};
}

/* Reads line by line; the answer counts if it has what every sshd says. */
int effective_read(char *text, struct effective *effective, struct note *note)
{
	static const char *const needed[] = {
		"port", "usepam", "pubkeyauthentication", "authorizedkeyscommand"};
	char *rest = NULL;
	effective->count = 0;
	for (char *line = strtok_r(text, "\n", &rest);
		line && effective->count < EFFECTIVE_LINES_MAX; line = strtok_r(NULL, "\n", &rest))
		read_line(line, effective);
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (!effective_value(effective, needed[i]))
			return note_set(
				note, -EBADMSG, "sshd -T does not say what %s is", needed[i]);
	return 0;
}

/* Looks the first line up. */
const char *effective_value(const struct effective *effective, const char *keyword)
{
	size_t at = 0;
	return effective_next(effective, keyword, &at);
}

/* Compares. */
bool effective_is(const struct effective *effective, const char *keyword, const char *value)
{
	const char *found = effective_value(effective, keyword);
	return found && strcmp(found, value) == 0;
}

/* "none" and nothing are the same. */
bool effective_is_set(const struct effective *effective, const char *keyword)
{
	const char *value = effective_value(effective, keyword);
	return value && *value && strcmp(value, "none") != 0;
}

/* Walks the lines. */
const char *effective_next(const struct effective *effective, const char *keyword, size_t *at)
{
	while (*at < effective->count) {
		const struct effective_line *line = &effective->line[(*at)++];
		if (strcmp(line->keyword, keyword) == 0)
			return line->value;
	}
	return NULL;
}

/* Reads digits. */
unsigned long effective_number(const struct effective *effective, const char *keyword)
{
	const char *value = effective_value(effective, keyword);
	return value ? strtoul(value, NULL, 10) : 0;
}

/* Takes bytes until the blank that is not in quotes. */
bool effective_word(const char **value, char *word, size_t size)
{
	const char *at = *value + strspn(*value, " \t");
	size_t len = 0;
	bool quoted = false, any = *at != '\0';
	for (; *at && (quoted || (*at != ' ' && *at != '\t')); at++) {
		if (*at == '"')
			quoted = !quoted;
		else if (len + 1 < size)
			word[len++] = *at;
	}
	word[len] = '\0';
	*value = at;
	return any;
}
