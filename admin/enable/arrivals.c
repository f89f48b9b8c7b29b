/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/arrivals.h"

#include "admin/child.h"
#include "common/cleanup.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define TITLE_MAX 256
#define PROGRAM "sshd" /* and sshd-session, sshd-auth */
#define NAP_MS 100

/* Whether a title is one of sshd's before it has let anybody in. */
static bool is_arrival(const char *title)
{
	static const char *const marks[] = {"[accepted]", "[rexeced]", "[net]", "[preauth]", " -R"};
	const char *end = title + strcspn(title, " :"), *name = end;
	while (name > title && name[-1] != '/')
		name--;
	if (strncmp(name, PROGRAM, sizeof PROGRAM - 1) != 0)
		return false;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (strstr(end, marks[i]))
			return true;
	return false;
}

/* Reads the title of a process, with blanks between its words; one that has ended has none. */
static void read_title(const char *proc, const char *pid, char title[TITLE_MAX])
{
	char path[512];
	snprintf(path, sizeof path, "%s/%.32s/cmdline", proc, pid);
	CLEANUP(file) FILE *file = fopen(path, "re");
	size_t len = file ? fread(title, 1, TITLE_MAX - 1, file) : 0;
	title[len] = '\0';
	for (size_t i = 0; i < len; i++)
		title[i] = title[i] == '\0' ? ' ' : title[i];
}

/* Looks at all processes. */
bool arrivals_remain(const char *proc)
{
	DIR *folder = opendir(proc);
	char title[TITLE_MAX];
	bool found = false;
	if (!folder)
		return false;
	for (struct dirent *entry; !found && (entry = readdir(folder));) {
		if (strspn(entry->d_name, "0123456789") != strlen(entry->d_name))
			continue;
		read_title(proc, entry->d_name, title);
		found = is_arrival(title);
	}
	closedir(folder);
	return found;
}

/* Looks again and again; one that was taken a moment ago may not have its title yet. */
void arrivals_await(const char *proc)
{
	long long end = child_clock() + ARRIVALS_WAIT_MS;
	do
		nanosleep(&(struct timespec){.tv_nsec = NAP_MS * 1000000L}, NULL);
	while (arrivals_remain(proc) && child_clock() < end);
}
