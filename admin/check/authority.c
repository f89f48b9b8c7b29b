/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/check/authority.h"

#include "common/cleanup.h"
#include "keys/line.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

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
static void look(struct reading *reading, struct view text)
{
	struct note ignored;
	if (!strcasestr(text.data, OPTION) || line_parse(text, &reading->line, &ignored) != 0 ||
		!reading->line.options.cert_authority || reading->line.options.has_principals)
		return;
	tell(reading, text);
}

/* Opens a file without waiting for anybody; NULL: there is none. */
static FILE *open_file(const char *path)
{
	struct stat st;
	CLEANUP(fd) int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return NULL;
	FILE *file = fdopen(fd, "r");
	if (file)
		(void)take_fd(&fd);
	return file;
}

/* Reads a file line by line. */
static void read_file(struct reading *reading)
{
	CLEANUP(file) FILE *file = open_file(reading->path);
	CLEANUP(free) char *text = NULL;
	size_t room = 0;
	reading->number = 0;
	for (ssize_t len; file && (len = getline(&text, &room, file)) > 0;) {
		reading->number++;
		len -= text[len - 1] == '\n';
		text[len] = '\0';
		const char *begin = text + strspn(text, " \t");
		if (*begin != '#')
			look(reading, view_of(begin));
	}
}

/* File by file. */
void authority_inspect(struct inspection *inspection, const struct entrant *entrant)
{
	static const char *const files[] = {".ssh/authorized_keys", ".ssh/authorized_keys2"};
	char path[PATH_MAX];
	CLEANUP(free) struct reading *reading = malloc(sizeof *reading);
	for (size_t i = 0; reading && i < sizeof files / sizeof *files; i++) {
		reading->inspection = inspection;
		reading->entrant = entrant;
		reading->path = path;
		if (snprintf(path, sizeof path, "%s/%s", entrant->home, files[i]) <
			(int)sizeof path)
			read_file(reading);
	}
}
