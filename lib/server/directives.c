/* SPDX-License-Identifier: Apache-2.0 */
#include "server/directives.h"

#include "common/cleanup.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define FOLDER "/etc/ssh/"
#define BLANKS " \t\r\n\f"

/* What is being read. */
struct reading {
	const char *root;
	directive_visit visit;
	void *context;
	unsigned depth;
};

static int read_file(struct reading *reading, FILE *file, const char *path, bool matched);

/* Compares in any case. */
bool directive_is(const struct directive *directive, const char *keyword)
{
	return strcasecmp(directive->keyword, keyword) == 0;
}

/* Cuts a line into keyword and value; false: it says nothing. */
static bool cut(char *text, struct directive *directive)
{
	char *keyword = text + strspn(text, BLANKS "\"");
	char *value = keyword + strcspn(keyword, BLANKS "=\"");
	if (*keyword == '\0' || *keyword == '#')
		return false;
	if (*value)
		*value++ = '\0';
	value += strspn(value, BLANKS "=");
	size_t len = strlen(value);
	while (len > 0 && strchr(BLANKS, value[len - 1]))
		len--;
	value[len] = '\0';
	directive->keyword = keyword;
	directive->value = value;
	return true;
}

/* Reads all files that a pattern fits. */
static int include_pattern(struct reading *reading, const char *pattern, bool matched)
{
	char path[PATH_MAX];
	glob_t files = {0};
	int r = 0;
	snprintf(path, sizeof path, "%s%s%s", reading->root, pattern[0] == '/' ? "" : FOLDER,
		pattern);
	if (reading->depth >= DIRECTIVES_DEPTH_MAX || glob(path, 0, NULL, &files) != 0)
		return 0;
	reading->depth++;
	for (size_t i = 0; r == 0 && i < files.gl_pathc; i++) {
		CLEANUP(file) FILE *file = fopen(files.gl_pathv[i], "re");
		if (file)
			r = read_file(reading, file, files.gl_pathv[i], matched);
	}
	reading->depth--;
	globfree(&files);
	return r;
}

/* Reads the files of an Include, pattern by pattern. */
static int include(struct reading *reading, const struct directive *directive)
{
	CLEANUP(free) char *patterns = strdup(directive->value);
	char *rest = NULL;
	int r = 0;
	if (!patterns)
		return -ENOMEM;
	for (char *pattern = strtok_r(patterns, BLANKS "\"", &rest); r == 0 && pattern;
		pattern = strtok_r(NULL, BLANKS "\"", &rest))
		r = include_pattern(reading, pattern, directive->matched);
	return r;
}

/* Reads a file line by line. */
static int read_file(struct reading *reading, FILE *file, const char *path, bool matched)
{
	CLEANUP(free) char *text = NULL;
	size_t room = 0;
	struct directive directive = {.path = path, .matched = matched};
	int r = 0;
	while (r == 0 && getline(&text, &room, file) >= 0) {
		directive.number++;
		if (!cut(text, &directive))
			continue;
		if (directive_is(&directive, "Match"))
			directive.matched = true;
		r = reading->visit(reading->context, &directive);
		if (r == 0 && directive_is(&directive, "Include"))
			r = include(reading, &directive);
	}
	return r;
}

/* Begins with sshd_config. */
int directives_read(const char *root, directive_visit visit, void *context, struct note *note)
{
	struct reading reading = {root, visit, context, 0};
	char path[PATH_MAX];
	snprintf(path, sizeof path, "%s%s", root, DIRECTIVES_FILE);
	CLEANUP(file) FILE *file = fopen(path, "re");
	if (!file)
		return note_errno(note, -errno, path);
	return read_file(&reading, file, path, false);
}
