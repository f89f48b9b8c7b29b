/* SPDX-License-Identifier: Apache-2.0 */
#include "home/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* How much of a path a note of a fault holds, so that the words behind it fit. */
#define FAULT_PATH_MAX 512

/* Whether a shell takes no byte of a word for itself, nor a reader for an end of it. */
static bool is_plain(const char *word)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./@%+=:,-";
	return word[0] != '\0' && word[strspn(word, plain)] == '\0';
}

/* Writes a word between quotes, and says whether it fitted; a quote in it is written outside. What
 * is cut is closed too, and followed by dots. */
static bool put_quoted(const char *word, char *out, size_t size)
{
	static const char quote[] = "'\\''", end[] = "'...";
	size_t used = 0;
	out[used++] = '\'';
	for (; *word != '\0'; word++) {
		if (used + strlen(quote) + sizeof end > size) {
			memcpy(out + used, end, sizeof end);
			return false;
		}
		if (*word == '\'')
			used += (size_t)snprintf(out + used, size - used, "%s", quote);
		else
			out[used++] = *word;
	}
	memcpy(out + used, "'", sizeof "'");
	return true;
}

/* Quotes what is not plain, and what has to be cut. */
size_t finding_word(const char *word, char *out, size_t size)
{
	if (is_plain(word) && strlen(word) < size)
		memcpy(out, word, strlen(word) + 1);
	else
		(void)put_quoted(word, out, size);
	return strlen(out);
}

/* Leaves room for the words. */
int finding_fault(struct note *note, int fault, const char *path)
{
	char word[FAULT_PATH_MAX];
	(void)finding_word(path, word, sizeof word);
	return note_errno(note, fault, word);
}

/* Starts over with the path alone. */
void finding_begin(struct finding *finding, enum reason reason, bool grave, const char *path)
{
	finding->reason = reason;
	finding->grave = grave;
	finding->look = finding->own = false;
	finding->thing = NULL;
	finding_keep(finding);
	(void)snprintf(finding->path, sizeof finding->path, "%s", path);
	(void)finding_word(finding->path, finding->what, FINDING_PATH_MAX);
}

/* Writes path, space, words. */
void finding_say(struct finding *finding, const char *format, ...)
{
	size_t used = finding_word(finding->path, finding->what, FINDING_PATH_MAX);
	finding->what[used++] = ' ';
	va_list args;
	va_start(args, format);
	(void)vsnprintf(finding->what + used, sizeof finding->what - used, format, args);
	va_end(args);
}

/* Writes the path as a shell must see it, and says whether it fitted. */
static bool put_path(const char *path, char *out, size_t size)
{
	if (path[0] == '/' && is_plain(path))
		return (size_t)snprintf(out, size, "%s", path) < size;
	return size > strlen("''...") && put_quoted(path, out, size);
}

/* Writes the command and the path, or nothing. */
void finding_mend(struct finding *finding, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int len = vsnprintf(finding->mend, sizeof finding->mend - 1, format, args);
	va_end(args);
	bool fits = len >= 0 && (size_t)len < sizeof finding->mend - 1 &&
		    strlen(finding->path) + 1 < sizeof finding->path;
	if (fits) {
		size_t used = (size_t)len;
		finding->mend[used++] = ' ';
		fits = put_path(finding->path, finding->mend + used, sizeof finding->mend - used);
	}
	if (!fits)
		finding->mend[0] = '\0';
}

/* The command comes from the change. */
void finding_change(struct finding *finding, const struct change *change, const char *who)
{
	char words[CHANGE_WORDS_MAX];
	change_words(change, who, words);
	finding_mend(finding, "%s", words);
	finding->change = *change;
}

/* Leaves things as they are. */
void finding_keep(struct finding *finding)
{
	finding->mend[0] = '\0';
	finding->change = (struct change){.kind = CHANGE_NONE};
}
