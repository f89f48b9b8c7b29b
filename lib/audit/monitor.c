/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/monitor.h"

#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#define BOOT_LEN 36
#define STAT_START 22

/* Reads the beginning of a small file of /proc; what can't be read is empty. */
static void read_proc(const char *path, char *text, size_t cap)
{
	CLEANUP(fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t len = fd < 0 ? 0 : read(fd, text, cap - 1);
	text[len > 0 ? len : 0] = '\0';
}

/* Learns the boot's id. */
static void read_boot(char boot[BOOT_LEN + 1])
{
	read_proc("/proc/sys/kernel/random/boot_id", boot, BOOT_LEN + 1);
	if (strspn(boot, "0123456789abcdef-") != BOOT_LEN)
		boot[0] = '\0';
}

/* Reads the digits that a text begins with. */
static uint64_t number_at(const char *text)
{
	uint64_t number = 0;
	for (; *text >= '0' && *text <= '9'; text++)
		number = number * 10 + (uint64_t)(*text - '0');
	return number;
}

/* Learns when a process began, 0 where there is none or it is only waiting to be reaped. The name
 * in field 2 may hold spaces and brackets, so that fields are counted from its last bracket. */
static uint64_t read_start(pid_t pid)
{
	char path[32], stat[1024];
	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	read_proc(path, stat, sizeof stat);
	const char *at = strrchr(stat, ')');
	if (!at || (at[1] == ' ' && strchr("ZXx", at[2])))
		return 0;
	for (int field = 2; at && field < STAT_START; field++)
		at = strchr(at + 1, ' ');
	return at ? number_at(at + 1) : 0;
}

/* Makes the session's name of boot, process and start; empty where one of them is unknown. */
static void name_session(struct monitor *monitor)
{
	monitor->session[0] = '\0';
	if (!monitor->boot[0] || monitor->start == 0)
		return;
	snprintf(monitor->session, sizeof monitor->session, "%.8s%.4s-%d-%llu", monitor->boot,
		monitor->boot + 9, (int)monitor->pid, (unsigned long long)monitor->start);
}

/* Learns boot and start time, and names the session by them. */
void monitor_of(pid_t pid, struct monitor *monitor)
{
	monitor->pid = pid;
	read_boot(monitor->boot);
	monitor->start = read_start(pid);
	name_session(monitor);
}

/* Compares boot and start time with those of now. */
bool monitor_alive(const char *boot, pid_t pid, uint64_t start)
{
	char now[BOOT_LEN + 1];
	read_boot(now);
	return now[0] && start != 0 && pid > 0 && strcmp(boot, now) == 0 &&
	       read_start(pid) == start;
}

/* Reads the kernel's number, which is 2^32 - 1 where there is no session. */
int64_t monitor_audit_session(void)
{
	char text[24];
	read_proc("/proc/self/sessionid", text, sizeof text);
	if (text[0] < '0' || text[0] > '9' || number_at(text) == UINT32_MAX)
		return -1;
	return (int64_t)number_at(text);
}
