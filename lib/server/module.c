/* SPDX-License-Identifier: Apache-2.0 */
#include "server/stack.h"

#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Where a distribution keeps PAM's modules. */
static const char *const folders[] = {"/usr/lib/*/security", "/lib/*/security", "/usr/lib/security",
	"/lib/security", "/usr/lib64/security", "/lib64/security"};

/* Compares what is behind the last slash. */
bool stack_is(const struct stack_line *line, const char *module)
{
	const char *slash = strrchr(line->module, '/');
	return strcmp(slash ? slash + 1 : line->module, module) == 0;
}

/* Walks the words. */
bool stack_argument(const struct stack_line *line, const char *name, char value[STACK_WORD_MAX])
{
	size_t len = strlen(name);
	for (const char *at = line->arguments; *at; at += strspn(at, " \t")) {
		size_t word = strcspn(at, " \t");
		if (word > len && strncmp(at, name, len) == 0 && at[len] == '=') {
			snprintf(
				value, STACK_WORD_MAX, "%.*s", (int)(word - len - 1), at + len + 1);
			return true;
		}
		at += word;
	}
	return false;
}

/* Finds the first file that fits a pattern of paths. */
static bool find_file(const char *pattern, char path[PATH_MAX])
{
	glob_t found;
	bool any = glob(pattern, GLOB_NOSORT, NULL, &found) == 0 && found.gl_pathc > 0;
	if (any)
		snprintf(path, PATH_MAX, "%s", found.gl_pathv[0]);
	globfree(&found);
	return any;
}

/* Looks in all folders. */
bool stack_module_path(const struct stack_line *line, char path[PATH_MAX])
{
	char pattern[STACK_WORD_MAX + 64];
	if (line->module[0] == '/') {
		snprintf(path, PATH_MAX, "%s", line->module);
		return access(path, F_OK) == 0;
	}
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		snprintf(pattern, sizeof pattern, "%s/%s", folders[i], line->module);
		if (find_file(pattern, path))
			return true;
	}
	return false;
}

/* Looks for its path. */
bool stack_module_exists(const struct stack_line *line)
{
	char path[PATH_MAX];
	return stack_module_path(line, path);
}
