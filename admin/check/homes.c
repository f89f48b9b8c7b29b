/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/check/homes.h"

#include "admin/check/authority.h"
#include "admin/check/members.h"
#include "common/cleanup.h"
#include "home/group.h"
#include "home/group_lines.h"
#include "home/report.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* With fewer accounts the name service is asked about each. */
#define FEW 16
/* How many accounts it takes for people to be told how far it has come. */
#define MANY 200

/* One account, while its home is looked at. */
struct visit {
	struct inspection *inspection;
	const struct entrant *entrant;
	struct home_request request;
	size_t group_count;
	gid_t groups[RIGHTS_GROUPS_MAX];
};

/* All accounts' groups, read once where there are many accounts. */
struct lists {
	bool read;
	struct members members;
	struct group_lines lines;
};

/* The groups that were read; home_check asks about them without saying for whom. */
static const struct members *known;

/* Answers about a group. */
static int look_up(gid_t gid, const char *account, struct home_group *group)
{
	if (members_know(known, gid, account, group))
		return 0;
	return group_look_up(gid, account, group);
}

/* Shows a finding. */
static void visit(void *context, const struct finding *finding)
{
	const struct visit *visit = context;
	char command[FINDING_TEXT_MAX + 256];
	bool mends =
		geteuid() == 0 && report_command(&visit->request, finding, command, sizeof command);
	struct sheet_entry entry = {.weight = finding->grave ? SHEET_GRAVE : SHEET_ADVICE,
		.reason = finding->reason,
		.path = finding->path,
		.what = finding->what,
		.mend = mends            ? command
			: geteuid() == 0 ? NULL
					 : finding->mend,
		.look = finding->look};
	struct inspection_thing thing = {.thing = finding->thing,
		.change = &finding->change,
		.own = finding->own,
		.uid = visit->entrant->uid,
		.gid = visit->entrant->gid,
		.groups = visit->groups,
		.group_count = visit->group_count};
	inspection_find(visit->inspection, &entry, &thing);
}

/* Tells of a list of keys that can't be opened: nobody knows what is in it, and its owner can open
 * it to sshd at any time. What lies behind a folder that can't be looked into was told of, and so
 * was one that is a stranger's. */
static void try_list(struct inspection *inspection, const struct entrant *entrant, const char *path)
{
	struct stat st;
	struct note note;
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return;
	CLEANUP(fd) int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd >= 0)
		authority_inspect(inspection, entrant, path, fd);
	if (fd >= 0 || errno == ENOENT || (st.st_uid != entrant->uid && st.st_uid != 0))
		return;
	if (errno == EAGAIN)
		note_set(&note, -EAGAIN,
			"%s can't be read: a program holds a lease on it (`lslocks` shows which)",
			path);
	else
		note_set(&note, -errno, "%s can't be read by its account (mode %04o): %s", path,
			(unsigned)st.st_mode & 07777U, strerror(errno));
	inspection_fail(inspection, path, &note);
}

/* Tries the files that sshd reads unless it is told otherwise. */
static void try_lists(struct inspection *inspection, const struct entrant *entrant)
{
	static const char *const names[] = {"authorized_keys", "authorized_keys2"};
	char path[PATH_MAX];
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		int len = snprintf(path, sizeof path, "%s/.ssh/%s", entrant->home, names[i]);
		if ((size_t)len < sizeof path)
			try_list(inspection, entrant, path);
	}
}

/* Judges one home with the account's rights. */
static void look(struct inspection *inspection, void *context)
{
	struct visit *one = context;
	const struct entrant *entrant = one->entrant;
	struct note note, lost;
	int r = rights_take(&inspection->rights, entrant->uid, entrant->gid, one->groups,
		one->group_count, &note);
	if (r == 0)
		r = home_check(&one->request, visit, one, &note);
	if (r >= 0)
		try_lists(inspection, entrant);
	if (rights_return(&inspection->rights, &lost) != 0) {
		inspection->broken = true;
		inspection_fail(inspection, entrant->home, &lost);
	} else if (r < 0) {
		inspection_fail(inspection, entrant->home, &note);
	}
}

/* Looks at one account. */
static void inspect(
	struct inspection *inspection, const struct lists *lists, const struct entrant *entrant)
{
	static struct visit visit;
	visit.inspection = inspection;
	visit.entrant = entrant;
	visit.request = (struct home_request){.account = entrant->name,
		.uid = entrant->uid,
		.gid = entrant->gid,
		.path = entrant->home,
		.lines = lists->read ? &lists->lines : NULL,
		.group = lists->read ? look_up : NULL};
	visit.group_count = members_of(lists->read ? &lists->members : NULL, entrant->name,
		entrant->gid, visit.groups, RIGHTS_GROUPS_MAX);
	inspection_run(inspection, "account", entrant->name, look, &visit);
}

/* Tells people at a terminal how far it has come, a hundred times at most. */
static void tell(const struct entrant_list *list, size_t done)
{
	size_t step = list->count / 100 + 1;
	if (list->count < MANY || !isatty(STDERR_FILENO) ||
		(done % step != 0 && done != list->count))
		return;
	if (done < list->count)
		fprintf(stderr, "\r%zu of %zu accounts", done, list->count);
	else
		fprintf(stderr, "\r%40s\r", "");
}

/* Reads the lists, which need not be: then the name service is asked about each account. */
static void read_lists(struct lists *lists)
{
	struct note ignored;
	lists->read = members_read(&lists->members, &ignored) == 0 &&
		      group_lines_read(HOME_PASSWD, &lists->lines, &ignored) == 0;
}

/* Looks at each, unless something broke or nothing more is wanted. */
void homes_inspect(struct inspection *inspection, const struct entrant_list *list)
{
	struct lists lists = {.read = false};
	if (list->count > FEW)
		read_lists(&lists);
	known = &lists.members;
	for (size_t n = 0; n < list->count && !inspection->broken; n++) {
		tell(list, n);
		inspect(inspection, &lists, &list->item[n]);
	}
	tell(list, list->count);
	known = NULL;
	members_free(&lists.members);
	group_lines_free(&lists.lines);
}
