/* SPDX-License-Identifier: Apache-2.0 */
#include "home/walk.h"

#include "common/cleanup.h"
#include "home/judge.h"
#include "home/name.h"
#include "home/others.h"
#include "home/way.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>

/* Where a walk is to end, and how far it came. */
struct goal {
	enum role way, end;
	unsigned links; /* that were followed */
	struct way rest;
};

/* Where the walk is, to be judged. */
static struct thing here(const struct walk *walk)
{
	return (struct thing){.fd = walk->fd,
		.stat = walk->stat,
		.path = walk->path,
		.linked = walk->linked,
		.below = walk->below};
}

/* Writes the note of a name that gives no answer. */
static int fail(const struct walk *walk, const char *name, int fault, struct note *note)
{
	char path[FINDING_PATH_MAX];
	memcpy(path, walk->path, sizeof path);
	return finding_fault(note, fault, walk_join(path, name) ? path : walk->path);
}

/* Goes up one folder where the name says so. */
bool walk_join(char *path, const char *name)
{
	size_t used = strlen(path), len = strlen(name);
	if (strcmp(name, "..") == 0) {
		char *slash = strrchr(path, '/');
		slash[slash == path] = '\0';
		return true;
	}
	if (used + 1 + len >= FINDING_PATH_MAX)
		return false;
	if (used > 1)
		path[used++] = '/';
	memcpy(path + used, name, len + 1);
	return true;
}

/* Root's own folders are nobody else's. */
bool walk_sways(const struct walk *walk)
{
	uid_t uid = walk->report->request->uid;
	return walk->below || (uid != 0 && walk->stat.st_uid == uid);
}

/* Moves the walk to what is open. */
static void move(struct walk *walk, int *fd, const struct stat *stat)
{
	if (walk->fd >= 0)
		close(walk->fd);
	walk->fd = take_fd(fd);
	walk->stat = *stat;
}

/* Moves the walk to the root folder. */
static int move_to_root(struct walk *walk, struct note *note)
{
	struct stat stat;
	CLEANUP(fd) int fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &stat) != 0)
		return note_errno(note, -errno, "/");
	memcpy(walk->path, "/", sizeof "/");
	walk->below = false;
	move(walk, &fd, &stat);
	return 0;
}

/* Opens a name, whatever it is: first as a folder, so that what is mounted on demand is. */
static int open_name(int folder, const char *name)
{
	int flags = O_PATH | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(folder, name, flags | O_DIRECTORY);
	return fd < 0 && (errno == ENOTDIR || errno == ELOOP) ? openat(folder, name, flags) : fd;
}

/* Whether the folder was judged before, in whatever role; from now on it was. */
static bool judged_before(struct walk *walk)
{
	for (size_t n = 0; n < walk->judged_count; n++)
		if (walk->judged[n].dev == walk->stat.st_dev &&
			walk->judged[n].ino == walk->stat.st_ino)
			return true;
	if (walk->judged_count < WALK_JUDGED_MAX) {
		walk->judged[walk->judged_count].dev = walk->stat.st_dev;
		walk->judged[walk->judged_count++].ino = walk->stat.st_ino;
	}
	return false;
}

/* Judges the folder in which the next name is to be opened. */
static int leave(struct walk *walk, const struct goal *goal, struct note *note)
{
	struct thing thing = here(walk);
	walk->ended = !S_ISDIR(walk->stat.st_mode);
	if (judged_before(walk))
		return 0;
	return judge_thing(walk->report, goal->way, &thing, note);
}

/* Tells of a home that is not there. */
static void say_no_home(struct report *report)
{
	const char *path = report->request->path;
	finding_say(report_begin(report, REASON_HOME_MISSING, false, path), "does not exist");
	report_give(report);
}

/* Ends the walk at a name that is not there, unless others could put it there. */
static int end_missing(
	struct walk *walk, const struct goal *goal, const char *name, struct note *note)
{
	struct thing thing = here(walk);
	thing.missing = name;
	walk->ended = true;
	int r = 0;
	/* Anywhere else the sticky bit was no excuse when the folder was judged. */
	if ((thing.stat.st_mode & S_ISVTX) != 0 && (goal->links > 0 || goal->end == ROLE_HOME))
		r = others_judge_writers(walk->report, goal->way, &thing, note);
	if (goal->end == ROLE_HOME)
		say_no_home(walk->report);
	return r;
}

/* Ends the walk in a folder that the account may not look into. */
static void end_denied(struct walk *walk)
{
	struct report *report = walk->report;
	struct name owner;
	name_of_user(walk->stat.st_uid, &owner);
	walk->ended = walk->denied = true;
	finding_say(report_begin(report, REASON_HOME_UNREADABLE, false, walk->path),
		"can't be looked into by %s (mode %04o, it belongs to %s)",
		report->request->account, (unsigned)walk->stat.st_mode & 07777U, owner.text);
	report_give(report);
}

/* Tells apart why a name did not open. */
static int end_at(
	struct walk *walk, const struct goal *goal, const char *name, int error, struct note *note)
{
	if (error == ENOENT || error == ENAMETOOLONG)
		return end_missing(walk, goal, name, note);
	if (error != EACCES)
		return fail(walk, name, -error, note);
	end_denied(walk);
	return 0;
}

/* Ends the walk at a link that leads nowhere that could be judged. */
static void end_at_link(
	struct walk *walk, const struct goal *goal, const char *path, bool grave, const char *why)
{
	struct report *report = walk->report;
	walk->ended = true;
	finding_say(report_begin(report, role_traits(goal->end)->link, grave, path), "%s", why);
	report_give(report);
}

/* Whether a link is one of /proc, which may lead elsewhere than it reads. */
static bool is_magic(int fd)
{
	struct statfs fs;
	return fstatfs(fd, &fs) != 0 || fs.f_type == PROC_SUPER_MAGIC;
}

/* Puts the target of a link before what is still to go. */
static int follow(struct walk *walk, struct goal *goal, const char *target, struct note *note)
{
	int r = way_put(&goal->rest, target, note);
	return r == 0 && target[0] == '/' ? move_to_root(walk, note) : r;
}

/* Judges a link, and follows it. */
static int step_link(
	struct walk *walk, struct goal *goal, const struct thing *link, struct note *note)
{
	char target[FINDING_PATH_MAX];
	ssize_t len = readlinkat(link->fd, "", target, sizeof target);
	if (len < 0 || (size_t)len == sizeof target)
		return finding_fault(note, len < 0 ? -errno : -ENAMETOOLONG, link->path);
	target[len] = '\0';
	judge_link(walk->report, goal->end, link, target, goal->links == 0);
	if (is_magic(link->fd)) {
		end_at_link(walk, goal, link->path, true,
			"is a symbolic link of /proc, which leads elsewhere for each process");
		return 0;
	}
	if (++goal->links > WALK_LINKS_MAX) {
		end_at_link(walk, goal, link->path, false,
			"is one symbolic link too many: nothing can be reached by it");
		return 0;
	}
	walk->linked = walk->linked || link->stat.st_uid != 0 || role_traits(goal->end)->inside;
	return follow(walk, goal, target, note);
}

/* Opens the next name, and goes there. */
static int step(struct walk *walk, struct goal *goal, const char *name, struct note *note)
{
	struct stat stat;
	CLEANUP(fd) int fd = open_name(walk->fd, name);
	if (fd < 0)
		return end_at(walk, goal, name, errno, note);
	if (fstat(fd, &stat) != 0)
		return fail(walk, name, -errno, note);
	char path[FINDING_PATH_MAX];
	memcpy(path, walk->path, sizeof path);
	if (!walk_join(path, name))
		return finding_fault(note, -ENAMETOOLONG, path);
	if (S_ISLNK(stat.st_mode)) {
		const struct thing link = {.fd = fd,
			.stat = stat,
			.path = path,
			.linked = walk->linked,
			.below = walk_sways(walk)};
		return step_link(walk, goal, &link, note);
	}
	memcpy(walk->path, path, sizeof path);
	walk->below = walk_sways(walk);
	move(walk, &fd, &stat);
	return 0;
}

/* Opens it. */
int walk_start(struct walk *walk, struct report *report, struct note *note)
{
	*walk = (struct walk){.report = report, .fd = -1};
	return move_to_root(walk, note);
}

/* Copies all but the descriptor, which is opened once more. */
int walk_branch(struct walk *walk, const struct walk *from, struct note *note)
{
	*walk = *from;
	walk->fd = fcntl(from->fd, F_DUPFD_CLOEXEC, 0);
	return walk->fd >= 0 ? 0 : finding_fault(note, -errno, from->path);
}

/* Judges each folder when it is left, and what is reached when nothing is left to go. */
int walk_go(struct walk *walk, const char *path, enum role way, enum role end, struct note *note)
{
	struct goal goal;
	goal.way = way;
	goal.end = end;
	goal.links = 0;
	way_clear(&goal.rest);
	int r = way_put(&goal.rest, path, note);
	for (const char *name = NULL; r == 0 && (name = way_take(&goal.rest));) {
		r = leave(walk, &goal, note);
		if (r == 0 && !walk->ended)
			r = step(walk, &goal, name, note);
		if (walk->ended)
			return r;
	}
	if (r != 0)
		return r;
	(void)judged_before(walk);
	struct thing thing = here(walk);
	return judge_thing(walk->report, end, &thing, note);
}

/* Looks at the kind of what was reached. */
bool walk_is_in_folder(const struct walk *walk)
{
	return !walk->ended && S_ISDIR(walk->stat.st_mode);
}
