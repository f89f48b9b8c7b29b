/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/status/started.h"

#include "common/cleanup.h"

#include <string.h>

#define TITLE "sshd: "
#define LISTENER " ["

/* Takes the next word off; NULL at the end. */
static char *next_word(char **rest)
{
	char *word = strtok_r(NULL, " ", rest);
	return word;
}

/* Whether a word is an option with its value, or the value is the next one; NULL: it is neither. */
static char *value_of(const char *option, char *word, char **rest)
{
	if (strncmp(word, option, 2) != 0)
		return NULL;
	return word[2] ? word + 2 : next_word(rest);
}

/* Keeps a setting: KEYWORD=VALUE, or where a blank stands between, the next word too. */
static void keep(struct started *started, char *setting, char **rest)
{
	size_t len = strcspn(setting, "=");
	const char *value = setting[len] ? setting + len + 1 : next_word(rest);
	if (started->count == STARTED_OPTIONS_MAX || len >= sizeof started->option[0].keyword)
		return;
	setting[len] = '\0';
	memcpy(started->option[started->count].keyword, setting, len + 1);
	snprintf(started->option[started->count++].value, sizeof started->option[0].value, "%s",
		value ? value : "");
}

/* Makes words with blanks between of it first. */
void started_read(char *text, size_t len, struct started *started)
{
	char *rest = NULL, *end;
	*started = (struct started){.count = 0};
	for (size_t i = 0; i < len; i++)
		text[i] = text[i] == '\0' ? ' ' : text[i];
	text[len] = '\0';
	if (strncmp(text, TITLE, strlen(TITLE)) == 0) {
		text += strlen(TITLE);
		end = strstr(text, LISTENER);
		if (end)
			*end = '\0';
	}
	for (char *word = strtok_r(text, " ", &rest); word; word = next_word(&rest)) {
		char *setting = value_of("-o", word, &rest);
		char *file = setting ? NULL : value_of("-f", word, &rest);
		if (setting)
			keep(started, setting, &rest);
		if (file)
			snprintf(started->file, sizeof started->file, "%s", file);
	}
}

/* Reads the number in a pid file, 0 where there is none. */
static long read_pid(const char *path)
{
	CLEANUP(file) FILE *file = fopen(path, "re");
	char text[32];
	return file && fgets(text, sizeof text, file) ? strtol(text, NULL, 10) : 0;
}

/* Asks the kernel. */
bool started_find(const char *pid_file, long *pid, struct started *started)
{
	char path[64], text[STARTED_TEXT_MAX + 1];
	*pid = read_pid(pid_file);
	snprintf(path, sizeof path, "/proc/%ld/cmdline", *pid);
	CLEANUP(file) FILE *file = *pid > 0 ? fopen(path, "re") : NULL;
	size_t len = file ? fread(text, 1, STARTED_TEXT_MAX, file) : 0;
	started_read(text, len, started);
	*pid = len > 0 ? *pid : 0;
	return len > 0;
}
