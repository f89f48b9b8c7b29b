/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/descendants.h"

#include "common/cleanup.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Who started a process, 0 where there is none such. Its name, in brackets, may be anything. */
static pid_t parent_of(pid_t pid)
{
	char path[32], stat[1024];
	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	CLEANUP(file) FILE *file = fopen(path, "re");
	size_t len = file ? fread(stat, 1, sizeof stat - 1, file) : 0;
	stat[len] = '\0';
	const char *at = strrchr(stat, ')');
	return at && strlen(at) > 4 ? (pid_t)strtol(at + 4, NULL, 10) : 0;
}

/* Adds a process. */
static int add(struct descendants *descendants, pid_t pid)
{
	if (descendants->count == descendants->room) {
		size_t room = descendants->room ? 2 * descendants->room : 256;
		struct descendant *grown = reallocarray(descendants->item, room, sizeof *grown);
		if (!grown)
			return -ENOMEM;
		descendants->item = grown;
		descendants->room = room;
	}
	descendants->item[descendants->count++] = (struct descendant){pid, parent_of(pid), -1};
	return 0;
}

/* Reads all processes there are. */
static int read_all(struct descendants *descendants)
{
	DIR *folder = opendir("/proc");
	if (!folder)
		return -errno;
	int r = 0;
	for (const struct dirent *entry; r == 0 && (entry = readdir(folder));) {
		char *end;
		long pid = strtol(entry->d_name, &end, 10);
		if (pid > 0 && *end == '\0')
			r = add(descendants, (pid_t)pid);
	}
	closedir(folder);
	return r;
}

/* Whether a process is the ancestor, or one of those that were found. */
static bool is_one(const struct descendants *descendants, pid_t ancestor, pid_t pid)
{
	if (pid == ancestor)
		return true;
	for (size_t i = 0; i < descendants->count; i++)
		if (descendants->item[i].pid == pid)
			return descendants->item[i].fd >= 0;
	return false;
}

/* Takes a process if its parent is one of those, and it is not this one; whether it did. */
static bool take(const struct descendants *descendants, pid_t ancestor, struct descendant *one)
{
	if (one->fd >= 0 || one->pid == ancestor || one->pid == getpid() ||
		!is_one(descendants, ancestor, one->parent))
		return false;
	CLEANUP(fd) int fd = (int)syscall(SYS_pidfd_open, one->pid, 0);
	if (fd < 0 || parent_of(one->pid) != one->parent)
		return false;
	one->fd = take_fd(&fd);
	return true;
}

/* Goes over all until none is added. */
int descendants_find(pid_t ancestor, struct descendants *descendants)
{
	*descendants = (struct descendants){NULL, 0, 0};
	int r = read_all(descendants);
	for (bool more = true; r == 0 && more;) {
		more = false;
		for (size_t i = 0; i < descendants->count; i++)
			more = take(descendants, ancestor, &descendants->item[i]) || more;
	}
	return r;
}

/* Whether a process is gone, after so long at the most. */
static bool is_gone(const struct descendant *one, int wait_ms)
{
	struct pollfd wait = {.fd = one->fd, .events = POLLIN};
	return poll(&wait, 1, wait_ms) > 0;
}

/* Sends one signal to all that still run; gives their count. */
static size_t tell(const struct descendants *descendants, int number)
{
	size_t count = 0;
	for (size_t i = 0; i < descendants->count; i++) {
		const struct descendant *one = &descendants->item[i];
		if (one->fd >= 0 && !is_gone(one, 0) &&
			syscall(SYS_pidfd_send_signal, one->fd, number, NULL, 0) == 0)
			count++;
	}
	return count;
}

/* Tells them, waits for each what is left of the time, and kills the others. */
size_t descendants_end(struct descendants *descendants)
{
	size_t count = tell(descendants, SIGHUP);
	int left = DESCENDANTS_WAIT_MS;
	for (size_t i = 0; count > 0 && i < descendants->count; i++)
		while (descendants->item[i].fd >= 0 && left > 0 &&
			!is_gone(&descendants->item[i], 10))
			left -= 10;
	(void)tell(descendants, SIGKILL);
	return count;
}

/* Closes each. */
void descendants_free(struct descendants *descendants)
{
	for (size_t i = 0; i < descendants->count; i++)
		if (descendants->item[i].fd >= 0)
			close(descendants->item[i].fd);
	free(descendants->item);
	*descendants = (struct descendants){NULL, 0, 0};
}
