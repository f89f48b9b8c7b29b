/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/lineage.h"

#include "audit/append.h"
#include "audit/monitor.h"
#include "audit/read.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The processes above this one. */
struct chain {
	size_t count;
	struct monitor item[LINEAGE_MAX];
};

/* The parent of a process, 0 where it is not known. */
static pid_t parent_of(pid_t pid)
{
	char path[64], text[512];
	snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
	CLEANUP(file) FILE *file = fopen(path, "re");
	if (!file || !fgets(text, sizeof text, file))
		return 0;
	const char *behind = strrchr(text, ')'); /* the name may have anything in it */
	return behind && strlen(behind) > 4 ? (pid_t)strtol(behind + 4, NULL, 10) : 0;
}

/* Lists them. */
static void climb(struct chain *chain)
{
	for (pid_t pid = getppid(); pid > 1 && chain->count < LINEAGE_MAX; pid = parent_of(pid))
		monitor_of(pid, &chain->item[chain->count++]);
}

/* The process that a record names, NULL where it is none of them. */
static const struct monitor *match(const struct chain *chain, const struct event *event)
{
	for (size_t i = 0; i < chain->count; i++)
		if (event->monitor == chain->item[i].pid &&
			event->monitor_start == (int64_t)chain->item[i].start &&
			chain->item[i].start > 0 && view_is(event->boot, chain->item[i].boot))
			return &chain->item[i];
	return NULL;
}

/* Copies a text that may be too long. */
static void copy(struct view text, char *out, size_t cap)
{
	size_t len = text.len < cap ? text.len : cap - 1;
	if (len > 0)
		memcpy(out, text.data, len);
	out[len] = '\0';
}

/* Whether a process stands above another in the chain. */
static bool is_above(const struct chain *chain, const struct monitor *monitor, pid_t pid)
{
	for (size_t i = (size_t)(monitor - chain->item) + 1; i < chain->count; i++)
		if (chain->item[i].pid == pid)
			return true;
	return false;
}

/* Reads the newest logins first, as far as this start of the machine goes. */
static int search(struct read_log *log, const struct chain *chain, pid_t listener,
	struct lineage *lineage, struct note *note)
{
	static struct read_line line;
	int r;
	while ((r = read_previous(log, &line, note)) > 0) {
		if (line.bad || line.event.kind != EVENT_LOGIN)
			continue;
		const struct monitor *monitor = match(chain, &line.event);
		if (!monitor)
			continue;
		lineage->began = (int64_t)monitor->start * 1000 / sysconf(_SC_CLK_TCK);
		lineage->elsewhere = listener != 0 && !is_above(chain, monitor, listener);
		copy(line.event.account, lineage->account, sizeof lineage->account);
		copy(line.event.from, lineage->from, sizeof lineage->from);
		return 0;
	}
	return r < 0 ? r
		     : note_set(note, -ENOENT,
			       "this does not come from a login that keyhole recorded");
}

/* Lists the processes, then looks each login up. */
int lineage_find(const char *log_dir, pid_t listener, struct lineage *lineage, struct note *note)
{
	CLEANUP(read_log) struct read_log *log = NULL;
	CLEANUP(free) struct chain *chain = calloc(1, sizeof *chain);
	const struct read_query query = {.until = INT64_MAX, .needle = VIEW("\"login\"")};
	*lineage = (struct lineage){.began = 0};
	if (!chain)
		return note_errno(note, -ENOMEM, log_dir);
	climb(chain);
	int r = read_open_query(log_dir, APPEND_LOGINS, &query, &log, note);
	return r == 0 ? search(log, chain, listener, lineage, note) : r;
}
