/* SPDX-License-Identifier: Apache-2.0 */
#include "home/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What a shell takes for itself nowhere in a word that begins with a slash. */
static const char plain[] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./@%+=:,-";

/* Starts over with the path alone. */
void finding_begin(struct finding *finding, enum reason reason, bool grave, const char *path)
{
	finding->reason = reason;
	finding->grave = grave;
	finding->mend[0] = '\0';
	(void)snprintf(finding->path, sizeof finding->path, "%s", path);
	(void)snprintf(finding->what, sizeof finding->what, "%s", finding->path);
}

/* Writes path, space, words. */
void finding_say(struct finding *finding, const char *format, ...)
{
	size_t used = strlen(finding->path);
	memcpy(finding->what, finding->path, used);
	finding->what[used++] = ' ';
	va_list args;
	va_start(args, format);
	(void)vsnprintf(finding->what + used, sizeof finding->what - used, format, args);
	va_end(args);
}

/* Writes a word between quotes, and says whether it fitted; a quote in it is written outside. */
static bool put_quoted(const char *word, char *out, size_t size)
{
	static const char quote[] = "'\\''";
	size_t used = 0;
	out[used++] = '\'';
	for (; *word != '\0'; word++) {
		/* What comes next, the closing quote and the NUL. */
		if (used + strlen(quote) + 2 > size)
			return false;
		if (*word == '\'')
			used += (size_t)snprintf(out + used, size - used, "%s", quote);
		else
			out[used++] = *word;
	}
	out[used++] = '\'';
	out[used] = '\0';
	return true;
}

/* Writes a word as a shell must see it, and says whether it fitted. */
static bool put_word(const char *word, char *out, size_t size)
{
	if (word[0] == '/' && word[strspn(word, plain)] == '\0')
		return (size_t)snprintf(out, size, "%s", word) < size;
	return size > strlen("''") && put_quoted(word, out, size);
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
		fits = put_word(finding->path, finding->mend + used, sizeof finding->mend - used);
	}
	if (!fits)
		finding->mend[0] = '\0';
}
