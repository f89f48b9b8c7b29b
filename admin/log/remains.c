/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/remains.h"

#include "audit/monitor.h"
#include "common/cleanup.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FIRST_ROOM 256

/* The session of a process, -1 where it has none. */
static int64_t session_of(int folder, const char *pid)
{
	char path[64], text[24] = "", *end;
	snprintf(path, sizeof path, "%.20s/sessionid", pid);
	CLEANUP(fd) int fd = openat(folder, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, text, sizeof text - 1) <= 0)
		return -1;
	unsigned long long number = strtoull(text, &end, 10);
	return end > text && number < UINT32_MAX ? (int64_t)number : -1;
}

/* Keeps a process; without memory, or where there are too many, it is not kept. */
static void keep(struct remains *remains, size_t *room, int64_t audit_session, int64_t pid)
{
	if (remains->count == *room && *room < REMAINS_MAX) {
		size_t more = *room > 0 ? 2 * *room : FIRST_ROOM;
		void *grown = reallocarray(remains->processes, more, sizeof *remains->processes);
		if (!grown)
			return;
		remains->processes = grown;
		*room = more;
	}
	if (remains->count < *room)
		remains->processes[remains->count++] = (struct remains_process){audit_session, pid};
}

/* Looks at all processes. */
static void load(struct remains *remains)
{
	struct monitor now;
	size_t room = 0;
	monitor_of(getpid(), &now);
	memcpy(remains->boot, now.boot, sizeof remains->boot);
	remains->loaded = true;
	DIR *folder = opendir(remains_folder());
	if (!folder)
		return;
	for (struct dirent *entry; (entry = readdir(folder));) {
		char *end;
		long pid = strtol(entry->d_name, &end, 10);
		int64_t session = pid > 0 && !*end ? session_of(dirfd(folder), entry->d_name) : -1;
		if (session >= 0)
			keep(remains, &room, session, pid);
	}
	closedir(folder);
}

/* Looks for the first process of the row's session. */
void remains_find(struct remains *remains, struct row *row)
{
	row->left = 0;
	if (row->kind != EVENT_LOGIN || row->ended || row->audit_session < 0 ||
		row->audit_session >= UINT32_MAX || row_is_open(row))
		return;
	if (!remains->loaded)
		load(remains);
	if (!row->boot[0] || strcmp(row->boot, remains->boot) != 0)
		return;
	for (size_t i = 0; i < remains->count; i++) {
		const struct remains_process *process = &remains->processes[i];
		if (process->audit_session == row->audit_session &&
			(row->left == 0 || process->pid < row->left))
			row->left = process->pid;
	}
}

/* Frees the processes. */
void remains_free(struct remains *remains)
{
	free(remains->processes);
	*remains = (struct remains){0};
}
