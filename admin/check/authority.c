/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/check/authority.h"

#include "common/cleanup.h"
#include "keys/line.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPTION "cert-authority"

/* A file while it is read. */
struct reading {
	struct inspection *inspection;
	const struct entrant *entrant;
	const char *path;
	unsigned number;
	struct line line;
};

/* Tells of a line. */
static void tell(struct reading *reading, struct view text)
{
	char words[PATH_MAX + 256];
	(void)snprintf(words, sizeof words,
		"%s:%u: " OPTION " without principals=\"%s\" beside it: a certificate of this CA "
		"opens the account even if it is for nobody in particular",
		reading->path, reading->number, reading->entrant->name);
	const struct sheet_entry entry = {.weight = SHEET_ADVICE,
		.reason = REASON_BAD_LINE,
		.path = reading->path,
		.line = reading->number,
		.what = words,
		.excerpt = text,
		.column = 1};
	inspection_find(reading->inspection, &entry, NULL);
}

/* Looks at a line: only those that may have the option are taken apart. */
static void look(struct reading *reading, const char *text)
{
	struct note ignored;
	const char *begin = text + strspn(text, " \t");
	if (*begin == '#' || !strcasestr(begin, OPTION) ||
		line_parse(view_of(begin), &reading->line, &ignored) != 0 ||
		!reading->line.options.cert_authority || reading->line.options.has_principals)
		return;
	tell(reading, view_of(begin));
}

/* Looks at every line of a text, which it cuts. */
static void look_at_all(struct reading *reading, char *text, size_t len)
{
	for (char *end; len > 0 && (end = memchr(text, '\n', len)); text = end + 1) {
		reading->number++;
		*end = '\0';
		len -= (size_t)(end - text) + 1;
		look(reading, text);
	}
	reading->number++;
	if (len > 0)
		look(reading, text);
}

/* Reads as much as is looked at. */
static size_t read_text(int fd, char *text, size_t room)
{
	size_t len = 0;
	for (ssize_t got = 1; got > 0 && len < room;) {
		got = read(fd, text + len, room - len);
		len += got > 0 ? (size_t)got : 0;
	}
	return len;
}

/* Takes no more memory than there is in the file. */
void authority_inspect(
	struct inspection *inspection, const struct entrant *entrant, const char *path, int fd)
{
	struct stat st;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size <= 0)
		return;
	size_t room = st.st_size < AUTHORITY_MAX ? (size_t)st.st_size : AUTHORITY_MAX;
	CLEANUP(free) char *text = malloc(room + 1);
	CLEANUP(free) struct reading *reading = malloc(sizeof *reading);
	if (!text || !reading)
		return;
	reading->inspection = inspection;
	reading->entrant = entrant;
	reading->path = path;
	reading->number = 0;
	size_t len = read_text(fd, text, room);
	text[len] = '\0';
	look_at_all(reading, text, len);
}
