/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/rehearsal_stage.h"

#include "access/amend.h"
#include "admin/child.h"
#include "common/cleanup.h"
#include "server/placing.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>

#define KEEP REHEARSAL_FOLDER "/empty"
#define FOLDERS_MAX (UNDERTAKING_FILES_MAX + 4)

/* The folders that are copied. */
struct folders {
	size_t count;
	char path[FOLDERS_MAX][STORE_PATH_MAX];
};

/* Whether a path is that of a folder or of something below it. */
static bool is_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);
	return strncmp(path, folder, len) == 0 && (path[len] == '/' || path[len] == '\0');
}

/* Runs a program that has to go well, and in time. */
static int run(char *const argv[], long long end, struct note *note)
{
	CLEANUP(child) struct child_said said = {.output = NULL};
	int r = child_run_for(argv, NULL, end - child_clock(), &said);
	if (r != 0)
		return note_errno(note, r, argv[0]);
	return said.status == 0 ? 0
				: note_set(note, -EIO, "%s failed: %.*s", argv[0],
					  (int)strcspn(said.errors, "\r\n"), said.errors);
}

/* Takes mounts of one's own. */
static int leave(struct note *note)
{
	if (unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
		(mkdir(REHEARSAL_FOLDER, 0700) == 0 || errno == EEXIST) &&
		mount("tmpfs", REHEARSAL_FOLDER, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0700") == 0)
		return 0;
	if (errno == EPERM || errno == EACCES)
		return note_set(note, -EPERM,
			"that you still get in can't be proven here: a login is tried with the new "
			"files laid over the old ones by mounts that nobody else sees, which may "
			"not be made here "
			"(CAP_SYS_ADMIN is missing, or a profile forbids mount, as in a plain "
			"container: docker run --cap-add SYS_ADMIN)");
	return note_errno(note, -errno, REHEARSAL_FOLDER);
}

/* Adds a folder, unless it is in one that is copied already. */
static void add(struct folders *folders, const char *path)
{
	for (size_t i = 0; i < folders->count; i++)
		if (is_below(path, folders->path[i]))
			return;
	if (folders->count < FOLDERS_MAX)
		snprintf(folders->path[folders->count++], STORE_PATH_MAX, "%s", path);
}

/* Lists them; keyhole's own comes first, for others may be in it. */
static void list(
	const struct site *site, const struct undertaking *undertaking, struct folders *folders)
{
	char path[STORE_PATH_MAX];
	add(folders, "/etc/keyhole");
	add(folders, "/etc/pam.d");
	add(folders, "/etc/ssh/sshd_config.d");
	add(folders, site->settings.keys_dir);
	add(folders, site->settings.accounts_dir);
	for (size_t i = 0; i < undertaking->count; i++) {
		snprintf(path, sizeof path, "%s", undertaking->file[i].path);
		add(folders, dirname(path));
	}
}

/* Lays a copy of a folder over it. */
static int cover(size_t number, char *folder, long long until, struct note *note)
{
	char program[] = "/bin/cp", how[] = "-a", end[] = "--", copy[64];
	char *argv[] = {program, how, end, folder, copy, NULL};
	struct stat st;
	if (stat(folder, &st) != 0)
		return note_errno(note, -errno, folder);
	snprintf(copy, sizeof copy, REHEARSAL_FOLDER "/%zu", number);
	int r = run(argv, until, note);
	if (r != 0)
		return r;
	return mount(copy, folder, NULL, MS_BIND, NULL) == 0 ? 0 : note_errno(note, -errno, folder);
}

/* Makes a file and its folder as old as can be, so that nobody in there takes the sshd that runs for
 * one that has yet to read them. */
static int age(const char *path, struct note *note)
{
	static const struct timespec old[2] = {{0, 0}, {0, 0}};
	char folder[STORE_PATH_MAX];
	snprintf(folder, sizeof folder, "%s", path);
	return utimensat(AT_FDCWD, path, old, AT_SYMLINK_NOFOLLOW) == 0 &&
			       utimensat(AT_FDCWD, dirname(folder), old, 0) == 0
		       ? 0
		       : note_errno(note, -errno, path);
}

/* Puts the planned texts into the copies. */
static int fill(const struct undertaking *undertaking, struct note *note)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < undertaking->count; i++) {
		const struct undertaking_file *file = &undertaking->file[i];
		if (!undertaking_changes(file))
			continue;
		r = placing_put(file->path, path_text_view(&file->after), 0644, note);
		if (r == 0)
			r = age(file->path, note);
	}
	return r;
}

/* Covers the folders, then fills them. */
int rehearsal_stage_open(const struct site *site, const struct undertaking *undertaking,
	long long end, struct note *note)
{
	CLEANUP(free) struct folders *folders = calloc(1, sizeof *folders);
	if (!folders)
		return note_errno(note, -ENOMEM, REHEARSAL_FOLDER);
	list(site, undertaking, folders);
	umask(022);
	int r = leave(note);
	for (size_t i = 0; r == 0 && i < folders->count; i++)
		r = cover(i, folders->path[i], end, note);
	return r == 0 ? fill(undertaking, note) : r;
}

/* Adds it to the rules of the account. */
int rehearsal_stage_grant(const struct site *site, const struct rehearsal_key *key,
	const char *account, struct note *note)
{
	const struct amend_grant grant = {
		key->person, "127.0.0.1,::1", NULL, (uint64_t)time(NULL) + REHEARSAL_KEY_LASTS};
	CLEANUP(path_text) struct path_text now = {NULL, 0}, text = {NULL, 0};
	char path[STORE_PATH_MAX];
	snprintf(path, sizeof path, "%s/%s.keys", site->settings.keys_dir, key->person);
	int r = placing_put(path, path_text_view(&key->line), 0644, note);
	snprintf(path, sizeof path, "%s/%s.conf", site->settings.accounts_dir, account);
	if (r == 0)
		r = placing_read(path, &now, note);
	const struct amend_file file = {
		&site->settings, path, now.bytes ? path_text_view(&now) : view_of("")};
	if (r == 0)
		r = amend_grant(&file, &grant, &text, note);
	return r == 0 ? placing_put(path, path_text_view(&text), 0644, note) : r;
}

/* Adds it to the keys that keyhole is not asked about. */
int rehearsal_stage_break(const struct rehearsal_key *key, struct note *note)
{
	CLEANUP(path_text) struct path_text now = {NULL, 0};
	CLEANUP(free) char *text = NULL;
	int r = placing_read(SITE_BREAK_GLASS, &now, note);
	if (r != 0)
		return r;
	int len = asprintf(&text, "%s\n%s", now.bytes ? now.bytes : "", key->line.bytes);
	if (len < 0)
		return note_errno(note, -ENOMEM, SITE_BREAK_GLASS);
	r = placing_put(SITE_BREAK_GLASS, (struct view){text, (size_t)len}, 0644, note);
	if (r == 0)
		r = placing_put(KEEP, view_of(""), 0644, note);
	if (r == 0 && mount(KEEP, SITE_COMMAND, NULL, MS_BIND, NULL) != 0)
		r = note_errno(note, -errno, SITE_COMMAND);
	return r;
}

/* It is empty, but for whoever is in there. */
void rehearsal_stage_sweep(void)
{
	(void)rmdir(REHEARSAL_FOLDER);
}
