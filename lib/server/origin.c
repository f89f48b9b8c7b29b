/* SPDX-License-Identifier: Apache-2.0 */
#include "server/origin.h"

#include "common/cleanup.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define INCLUDED "sshd_config.d/*.conf"

/* What is looked for. */
struct search {
	const char *keyword, *word; /* NULL: what varies */
	struct origin *origin;
};

/* Takes a word off a line; false at its end, or where a comment begins. */
static bool take_word(char **text, const char *ends, char **word)
{
	*word = *text + strspn(*text, " \t\r\f\"=\n");
	size_t len = strcspn(*word, ends);
	if (len == 0 || **word == '#')
		return false;
	*text = *word + len + ((*word)[len] != '\0');
	(*word)[len] = '\0';
	return true;
}

/* Whether a line begins a Match, or includes other files than Debian's. */
static bool line_varies(char *text)
{
	char *word;
	bool varies = false;
	if (!take_word(&text, " \t\r\f=\"\n", &word))
		return false;
	if (strcasecmp(word, "Match") == 0)
		return true;
	if (strcasecmp(word, "Include") != 0)
		return false;
	while (!varies && take_word(&text, " \t\r\f\"\n", &word))
		varies = strcmp(word, INCLUDED) != 0 &&
			 strcmp(word, ORIGIN_FOLDER "/" INCLUDED) != 0;
	return varies;
}

/* Whether a line has the keyword and the word; counts its values. */
static bool line_fits(const struct search *search, char *text)
{
	char *word;
	bool has = !search->word;
	unsigned values = 0;
	if (!search->keyword)
		return line_varies(text);
	if (!take_word(&text, " \t\r\f=\"\n", &word) || strcasecmp(word, search->keyword) != 0)
		return false;
	for (; take_word(&text, " \t\r\f\"\n", &word); values++)
		has = has || strcmp(word, search->word) == 0;
	search->origin->values = values;
	return has;
}

/* Reads a file. */
static bool search_file(const struct search *search, const char *path)
{
	CLEANUP(file) FILE *file = fopen(path, "re");
	char text[4096];
	for (unsigned number = 1; file && fgets(text, sizeof text, file); number++) {
		if (!line_fits(search, text))
			continue;
		snprintf(search->origin->path, sizeof search->origin->path, "%s", path);
		search->origin->number = number;
		return true;
	}
	return false;
}

/* The files that are included, in their order. */
static void list_included(const char *folder, glob_t *files)
{
	char pattern[PATH_MAX];
	snprintf(pattern, sizeof pattern, "%s/sshd_config.d/*.conf", folder);
	*files = (glob_t){0};
	if (glob(pattern, 0, NULL, files) != 0)
		files->gl_pathc = 0;
}

/* Debian's sshd_config begins with its include, so these come first. */
static bool find(const char *folder, const struct search *search)
{
	char path[PATH_MAX];
	bool found = false;
	glob_t files;
	list_included(folder, &files);
	for (size_t i = 0; i < files.gl_pathc && !found; i++)
		found = search_file(search, files.gl_pathv[i]);
	globfree(&files);
	snprintf(path, sizeof path, "%s/sshd_config", folder);
	return found || search_file(search, path);
}

/* Looks for a keyword. */
bool origin_find(const char *folder, const char *keyword, const char *word, struct origin *origin)
{
	return find(folder, &(struct search){keyword, word, origin});
}

/* Looks for what varies. */
bool origin_varies(const char *folder)
{
	struct origin ignored;
	return find(folder, &(struct search){NULL, NULL, &ignored});
}

/* Keeps the later of two times. */
static void keep_later(const char *path, struct timespec *last)
{
	struct stat st;
	if (stat(path, &st) == 0 &&
		(st.st_mtim.tv_sec > last->tv_sec ||
			(st.st_mtim.tv_sec == last->tv_sec && st.st_mtim.tv_nsec > last->tv_nsec)))
		*last = st.st_mtim;
}

/* A file that was removed has changed its folder. */
struct timespec origin_changed(const char *folder)
{
	struct timespec last = {0, 0};
	char path[PATH_MAX];
	glob_t files;
	list_included(folder, &files);
	for (size_t i = 0; i < files.gl_pathc; i++)
		keep_later(files.gl_pathv[i], &last);
	globfree(&files);
	snprintf(path, sizeof path, "%s/sshd_config", folder);
	keep_later(path, &last);
	snprintf(path, sizeof path, "%s/sshd_config.d", folder);
	keep_later(path, &last);
	return last;
}
