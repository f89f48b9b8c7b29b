/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_tree.h – a server for `keyhole check`: accounts, homes, a store and a log of its own
 *
 * Shape:  BASE has passwd, group, home/, etc/ and log/, made by check_setup and safe; the accounts
 *         are root and brian, who are whoever runs the tests. The name service, the terminal and the
 *         file-system rights are the test's: link with CHECK_WRAPS, one line for each.
 * Units:  paths are relative to BASE.
 * Memory: one server at a time.
 * Errors: what can't be made fails the test.
 * Source: none.
 */
#ifndef KEYHOLE_TESTS_CHECK_TREE_H
#define KEYHOLE_TESTS_CHECK_TREE_H

#include "admin/verb.h"
#include "sandbox.h"

#include <grp.h>
#include <pwd.h>
#include <sys/fsuid.h>

void __wrap_setpwent(void);
struct passwd *__wrap_getpwent(void);
void __wrap_endpwent(void);
struct passwd *__wrap_getpwnam(const char *name);
struct passwd *__wrap_getpwuid(uid_t uid);
uid_t __wrap_geteuid(void);
int __wrap_setfsuid(uid_t uid);
int __wrap_setfsgid(gid_t gid);
int __wrap_setgroups(size_t count, const gid_t *groups);
int __wrap_isatty(int fd);

static struct sandbox box;
static FILE *check_passwd; /* while it is read */

/* Who asks, and with which rights just now; whether rights come back; whether there is a terminal. */
static struct {
	uid_t user, fsuid;
	gid_t fsgid;
	bool lose, terminal;
	unsigned taken; /* how often other rights than root's were */
} check;

/* Begins anew with the accounts. */
void __wrap_setpwent(void)
{
	__wrap_endpwent();
	check_passwd = fopen(sandbox_path(&box, "passwd"), "re");
	assert_non_null(check_passwd);
}

/* The next account. */
struct passwd *__wrap_getpwent(void)
{
	if (!check_passwd)
		__wrap_setpwent();
	return fgetpwent(check_passwd);
}

/* Is done with the accounts. */
void __wrap_endpwent(void)
{
	if (check_passwd)
		fclose(check_passwd);
	check_passwd = NULL;
}

/* One account. */
struct passwd *__wrap_getpwnam(const char *name)
{
	struct passwd *found;
	__wrap_setpwent();
	while ((found = fgetpwent(check_passwd)) && strcmp(found->pw_name, name) != 0)
		;
	__wrap_endpwent();
	return found;
}

/* The first account of a number. */
struct passwd *__wrap_getpwuid(uid_t uid)
{
	struct passwd *found;
	__wrap_setpwent();
	while ((found = fgetpwent(check_passwd)) && found->pw_uid != uid)
		;
	__wrap_endpwent();
	return found;
}

/* Root, unless a test says otherwise. */
uid_t __wrap_geteuid(void)
{
	return check.user;
}

/* Takes note of it, as the kernel answers. */
int __wrap_setfsuid(uid_t uid)
{
	uid_t before = check.fsuid;
	if (uid != (uid_t)-1 && !(uid == 0 && check.lose))
		check.fsuid = uid;
	check.taken += uid != (uid_t)-1 && uid != 0;
	return (int)before;
}

/* Takes note of it, as the kernel answers. */
int __wrap_setfsgid(gid_t gid)
{
	gid_t before = check.fsgid;
	if (gid != (gid_t)-1)
		check.fsgid = gid;
	return (int)before;
}

/* Always well. */
int __wrap_setgroups(size_t count, const gid_t *groups)
{
	(void)count, (void)groups;
	return 0;
}

/* As the test has it. */
int __wrap_isatty(int fd)
{
	(void)fd;
	return check.terminal;
}

/* Whose brian's files are: root can make them somebody else's. */
static inline uid_t check_uid(void)
{
	return getuid() != 0 ? getuid() : 54321;
}

/* Adds a line to the list of accounts. */
static inline void check_account(const char *name, const char *home, const char *shell)
{
	FILE *file = fopen(sandbox_path(&box, "passwd"), "ae");
	assert_non_null(file);
	fprintf(file, "%s:x:%u:%u::%s/%s:%s\n", name,
		(unsigned)(strcmp(name, "root") == 0 ? getuid() : check_uid()), (unsigned)getgid(),
		box.folder, home, shell);
	fclose(file);
}

/* Sets a mode. */
static inline void check_chmod(const char *name, mode_t mode)
{
	assert_int_equal(chmod(sandbox_path(&box, name), mode), 0);
}

/* The mode of a name. */
static inline mode_t check_mode(const char *name)
{
	struct stat st;
	assert_int_equal(lstat(sandbox_path(&box, name), &st), 0);
	return st.st_mode & 07777;
}

/* Makes a file brian's. */
static inline void check_give(const char *name)
{
	assert_int_equal(lchown(sandbox_path(&box, name), check_uid(), (gid_t)-1), 0);
}

/* Makes a home as the tutorial has it. */
static inline void check_home(const char *name)
{
	char path[128];
	snprintf(path, sizeof path, "home/%s", name);
	sandbox_folder(&box, path);
	snprintf(path, sizeof path, "home/%s/.ssh", name);
	sandbox_folder(&box, path);
	check_chmod(path, 0700);
	snprintf(path, sizeof path, "home/%s/.ssh/authorized_keys", name);
	sandbox_write(&box, path, "# none\n");
	check_chmod(path, 0600);
}

/* Makes the server. */
static inline int check_setup(void **state)
{
	(void)state;
	memset(&check, 0, sizeof check);
	sandbox_open(&box);
	static const char *const folders[] = {"home", "etc", "etc/keys", "etc/accounts",
		"etc/groups", "log", "state", "run", "cache"};
	for (size_t n = 0; n < sizeof folders / sizeof folders[0]; n++)
		sandbox_folder(&box, folders[n]);
	check_chmod("state", 0700);
	check_chmod("run", 0700);
	check_home("root");
	check_home("brian");
	check_give("home/brian");
	check_give("home/brian/.ssh");
	check_give("home/brian/.ssh/authorized_keys");
	sandbox_write(&box, "passwd", "");
	check_account("root", "home/root", "/bin/sh");
	check_account("brian", "home/brian", "/bin/sh");
	check_account("keyhole", "home/none", "/usr/sbin/nologin");
	sandbox_write(&box, "etc/revoked", "# none\n");
	sandbox_write(&box, "etc/keyhole.conf", "# all as it is\n");
	sandbox_write(&box, "log/logins.jsonl", "");
	sandbox_write(&box, "log/offers.jsonl", "");
	check_chmod("log/logins.jsonl", 0640);
	check_chmod("log/offers.jsonl", 0640);
	check_give("log/offers.jsonl");
	return 0;
}

/* Removes it. */
static inline int check_teardown(void **state)
{
	(void)state;
	__wrap_endpwent();
	sandbox_close(&box);
	return 0;
}

/* The place of a name, for as long as the process runs. */
static inline const char *check_place(const char *name)
{
	static char places[12][96];
	static unsigned turn;
	char *place = places[turn++ % 12];
	snprintf(place, sizeof places[0], "%s/%s", box.folder, name);
	return place;
}

/* Runs `keyhole check` with these words; `answers` is what is typed. */
static inline int check_run(const char *words, const char *answers)
{
	char line[512], *argv[32], *rest = line;
	int argc = 0;
	const char *conf = check_place("etc/keyhole.conf");
	struct admin admin = {.config_path = conf};
	snprintf(line, sizeof line, "check %s", words);
	while (rest && argc < 31)
		argv[argc++] = strsep(&rest, " ");
	if (!*argv[argc - 1])
		argc--;
	argv[argc] = NULL;
	settings_init(&admin.settings);
	admin.settings.path = conf;
	admin.settings.keys_dir = check_place("etc/keys");
	admin.settings.accounts_dir = check_place("etc/accounts");
	admin.settings.groups_dir = check_place("etc/groups");
	admin.settings.revoked_keys = check_place("etc/revoked");
	admin.settings.log_dir = check_place("log");
	admin.settings.state_dir = check_place("state");
	admin.settings.run_dir = check_place("run");
	admin.settings.cache_dir = check_place("cache");
	sandbox_write(&box, "in", answers);
	assert_non_null(freopen(sandbox_path(&box, "in"), "r", stdin));
	optind = 0;
	opterr = 0;
	struct sandbox_voice voice = sandbox_listen(&box);
	int status = verb_check.run(&admin, argc, argv);
	sandbox_hush(voice);
	return status;
}

/* Whether what was printed has this. */
static inline void check_says(const char *part)
{
	sandbox_expect_part(&box, "out", part);
}

/* Whether what was printed lacks this. */
static inline void check_lacks(const char *part)
{
	char *out = sandbox_read_path(sandbox_path(&box, "out"));
	assert_non_null(out);
	if (strstr(out, part))
		fail_msg("out has \"%s\": %s", part, out);
	free(out);
}

#endif
