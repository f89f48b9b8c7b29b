/* SPDX-License-Identifier: Apache-2.0 */
#include "server/safe.h"

#include "common/cleanup.h"
#include "common/path.h"
#include "common/reason.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

#define ENTRY_MAX (64 * 1024)
#define MODE(st) ((unsigned)((st)->st_mode & 07777))

/* Whether a list of members has nobody but the account; adds how many it has. */
static bool members_are(char **members, const char *account, unsigned *count)
{
	if (!members[0])
		return true;
	++*count;
	return strcmp(members[0], account) == 0 && !members[1];
}

/* Whether no line of the passwd file but the account's has the group; adds how many have. */
static bool lines_are(const struct safe_rule *rule, gid_t gid, char *texts, unsigned *count)
{
	CLEANUP(file) FILE *file = fopen(rule->passwd ? rule->passwd : "/etc/passwd", "re");
	struct passwd entry, *found;
	while (file && fgetpwent_r(file, &entry, texts, ENTRY_MAX, &found) == 0) {
		if (entry.pw_gid != gid)
			continue;
		++*count;
		if (entry.pw_uid != rule->uid)
			return false;
	}
	return file != NULL;
}

/* Whether the account is the only member of a group, as Debian's sshd counts. */
static bool group_is_private(const struct safe_rule *rule, const struct stat *st)
{
	struct group group, *found = NULL;
	struct passwd owner, *known = NULL;
	unsigned count = 0;
	CLEANUP(free) char *texts = malloc(3L * ENTRY_MAX);
	if (!texts || getgrgid_r(st->st_gid, &group, texts, ENTRY_MAX, &found) != 0 || !found)
		return false;
	if (getpwuid_r(st->st_uid, &owner, texts + ENTRY_MAX, ENTRY_MAX, &known) != 0 || !known)
		return false;
	return lines_are(rule, st->st_gid, texts + 2L * ENTRY_MAX, &count) &&
	       members_are(group.gr_mem, owner.pw_name, &count) && count > 0;
}

/* Says whose a file is, and that it should not be. */
static int refuse_owner(struct safe_fault *fault, struct note *note)
{
	fault->owner = true;
	return note_set(note, REASON_UNSAFE_PATH, "%s belongs to uid %u", fault->path,
		(unsigned)fault->stat.st_uid);
}

/* Says who can write to it. */
static int refuse_mode(struct safe_fault *fault, const char *who, struct note *note)
{
	return note_set(note, REASON_UNSAFE_PATH, "%s can be written by %s (mode %04o)",
		fault->path, who, MODE(&fault->stat));
}

/* Judges one file or folder that fault->path names and fault->stat describes. */
static int judge(const struct safe_rule *rule, struct safe_fault *fault, struct note *note)
{
	const struct stat *st = &fault->stat;
	if (!path_trusts(st->st_uid) && st->st_uid != rule->uid)
		return refuse_owner(fault, note);
	if (st->st_mode & S_IWOTH)
		return refuse_mode(fault, "others", note);
	if ((st->st_mode & S_IWGRP) && !group_is_private(rule, st))
		return refuse_mode(fault, "a group that has other members", note);
	return 0;
}

/* Goes up from the file. */
static int climb(
	const struct safe_rule *rule, const char *home, struct safe_fault *fault, struct note *note)
{
	for (int r = 0; r == 0;) {
		char *slash = strrchr(fault->path, '/');
		slash[slash == fault->path] = '\0';
		if (stat(fault->path, &fault->stat) != 0)
			return note_errno(note, -errno, fault->path);
		r = judge(rule, fault, note);
		if (r != 0 || strcmp(fault->path, home) == 0 || strcmp(fault->path, "/") == 0)
			return r;
	}
	return 0;
}

/* Judges the file that fault->stat describes, then what is above it. */
static int judge_way(
	const struct safe_rule *rule, const char *path, struct safe_fault *fault, struct note *note)
{
	char home[PATH_MAX] = "/";
	if (rule->home && !realpath(rule->home, home))
		home[0] = '/', home[1] = '\0';
	if (!S_ISREG(fault->stat.st_mode))
		return note_set(note, REASON_UNSAFE_PATH, "%s is not a regular file", path);
	int r = judge(rule, fault, note);
	return r == 0 ? climb(rule, home, fault, note) : r;
}

/* Asks what stands at the path. */
int safe_file(
	const struct safe_rule *rule, const char *path, struct safe_fault *fault, struct note *note)
{
	*fault = (struct safe_fault){.owner = false};
	if (stat(path, &fault->stat) != 0 || !realpath(path, fault->path))
		return note_errno(note, -errno, path);
	return judge_way(rule, path, fault, note);
}

/* Asks the descriptor, and whether its file is where the path leads: with links followed first, so
 * that the way which is judged is that of this file. */
int safe_open_file(const struct safe_rule *rule, int fd, const char *path, struct safe_fault *fault,
	struct note *note)
{
	struct stat there;
	*fault = (struct safe_fault){.owner = false};
	if (fstat(fd, &fault->stat) != 0 || !realpath(path, fault->path) ||
		lstat(fault->path, &there) != 0)
		return note_errno(note, -errno, path);
	if (there.st_dev != fault->stat.st_dev || there.st_ino != fault->stat.st_ino)
		return note_set(note, -ESTALE, "%s was changed while it was read", path);
	return judge_way(rule, path, fault, note);
}

/* Judges one folder on the way to a chroot. */
static int judge_root(struct safe_fault *fault, struct note *note)
{
	if (stat(fault->path, &fault->stat) != 0)
		return note_errno(note, -errno, fault->path);
	if (!S_ISDIR(fault->stat.st_mode))
		return note_set(note, -ENOTDIR, "%s is not a folder", fault->path);
	if (!path_trusts(fault->stat.st_uid))
		return refuse_owner(fault, note);
	if (fault->stat.st_mode & (S_IWGRP | S_IWOTH))
		return refuse_mode(fault, "others than root", note);
	return 0;
}

/* Goes down from the root folder. */
int safe_chroot(const char *path, struct safe_fault *fault, struct note *note)
{
	*fault = (struct safe_fault){.owner = false};
	if (path[0] != '/' || strlen(path) >= sizeof fault->path)
		return note_set(note, -EINVAL, "%s is not an absolute path", path);
	for (const char *end = path; end; end = strchr(end + 1, '/')) {
		size_t len = end == path ? 1 : (size_t)(end - path);
		memcpy(fault->path, path, len);
		fault->path[len] = '\0';
		int r = judge_root(fault, note);
		if (r != 0)
			return r;
	}
	memcpy(fault->path, path, strlen(path) + 1);
	return judge_root(fault, note);
}
