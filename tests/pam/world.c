/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/pam/world.h"

#include "tests/pam/cmocka.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

struct world world;

/* Adds to a text, which has to fit. */
void world_add(struct world_text *text, const char *format, ...)
{
	va_list args;
	size_t room = sizeof text->bytes - text->len;
	va_start(args, format);
	int len = vsnprintf(text->bytes + text->len, room, format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= room)
		fail_msg("a text of the case is too long");
	text->len += (size_t)len;
}

/* Puts the folder before a name. */
const char *world_path(const char *name)
{
	static char paths[4][PATH_MAX];
	static unsigned turn;
	char *path = paths[turn++ % 4];
	if (snprintf(path, PATH_MAX, "%s/%s", world.dir, name) >= PATH_MAX)
		fail_msg("%s: the path is too long", name);
	return path;
}

/* Gives the account what is in its home. */
static void own(const char *path, const char *name)
{
	if (strncmp(name, "home/", 5) == 0 && lchown(path, world.uid, world.gid) != 0)
		fail_msg("%s: %s", path, strerror(errno));
}

/* Makes a folder, or gives the one that is there its mode. */
void world_folder(const char *name, mode_t mode)
{
	const char *path = world_path(name);
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		fail_msg("%s: %s", path, strerror(errno));
	own(path, name);
	if (chmod(path, mode) != 0)
		fail_msg("%s: %s", path, strerror(errno));
}

/* Adds a text to a file. */
void world_file(const char *name, mode_t mode, const char *text)
{
	const char *path = world_path(name);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text) ||
		fchmod(fd, mode) != 0)
		fail_msg("%s: %s", path, strerror(errno));
	close(fd);
	own(path, name);
}

/* Removes one name, for nftw. */
static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st, (void)kind, (void)where;
	return remove(path);
}

/* Lets its owner into a folder before it is walked, for nftw. */
static int open_up(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)where;
	return kind == FTW_D || kind == FTW_DNR ? chmod(path, st->st_mode | 0700) : 0;
}

/* Removes a tree. */
void world_remove(const char *name)
{
	const char *path = world_path(name);
	nftw(path, open_up, 16, FTW_PHYS);
	if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT)
		fail_msg("%s: %s", path, strerror(errno));
}

/* Binds a socket to the path that the tests' module knows (tests/unit/journal_socket.c). */
void world_journald(bool listens)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const char *path = world_path("journal");
	if (world.journald >= 0)
		close(world.journald);
	world.journald = -1;
	unlink(path);
	if (!listens)
		return;
	world.journald = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	snprintf(address.sun_path, sizeof address.sun_path, "%.100s", path);
	if (bind(world.journald, (const struct sockaddr *)&address, sizeof address) != 0)
		fail_msg("%s: %s", path, strerror(errno));
}

/* Reads until there is nothing. */
void world_hear(void)
{
	char entry[WORLD_TEXT_MAX];
	for (ssize_t len; (len = recv(world.journald, entry, sizeof entry, 0)) >= 0;)
		world_add(&world.journal, "%.*s\n", (int)len, entry);
}

/* An empty world, in which nothing is wrong. */
void world_begin(const char *module, const char *keys)
{
	static const char *const folders[] = {
		"etc", "etc/keys.d", "etc/accounts.d", "etc/groups.d", "log", "state", "pam.d"};
	memset(&world, 0, sizeof world);
	world.module = module;
	world.keys = keys;
	world.uid = getuid() == 0 ? WORLD_UID : getuid();
	world.gid = getuid() == 0 ? WORLD_UID : getgid();
	strcpy(world.account, "brian");
	strcpy(world.service, "sshd");
	strcpy(world.home, "brian");
	strcpy(world.dir, "/tmp/keyhole-pam-XXXXXX");
	world.auth_info = calloc(1, WORLD_AUTH_INFO_MAX);
	world.env[world.env_count++] = strdup("SSH_CONNECTION=192.0.2.7 52144 192.0.2.1 22");
	if (!world.auth_info || !mkdtemp(world.dir) || chmod(world.dir, 0755) != 0)
		fail_msg("%s: %s", world.dir, strerror(errno));
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
		world_folder(folders[i], 0755);
	world_file("etc/revoked_keys", 0644, "# none\n");
	world_folder("home", 0755);
	world_folder("home/brian", 0700);
	setenv("KEYHOLE_TEST_DIR", world.dir, 1);
	world.journald = -1;
	world_journald(true);
}

/* Ends the handle and cleans up. */
void world_end(void)
{
	if (world.pamh)
		pam_end(world.pamh, PAM_SUCCESS);
	world.pamh = NULL;
	for (size_t i = 0; i < world.env_count; i++)
		free(world.env[i]);
	world.env_count = 0;
	free(world.auth_info);
	world.auth_info = NULL;
	world_journald(false);
	world_remove("");
}

/* Writes a file anew. */
__attribute__((format(printf, 2, 3))) static void rewrite(const char *name, const char *format, ...)
{
	struct world_text *text = calloc(1, sizeof *text);
	va_list args;
	va_start(args, format);
	vsnprintf(text->bytes, sizeof text->bytes, format, args);
	va_end(args);
	unlink(world_path(name));
	world_file(name, 0644, text->bytes);
	free(text);
}

/* Writes keyhole.conf: the folders, and what was given; or what was given alone. */
static void write_conf(void)
{
	if (world.whole_conf) {
		rewrite("keyhole.conf", "%s", world.conf.bytes);
		return;
	}
	const char *dir = world.dir;
	rewrite("keyhole.conf",
		"keys_dir = \"%s/etc/keys.d\";\naccounts_dir = \"%s/etc/accounts.d\";\n"
		"groups_dir = \"%s/etc/groups.d\";\nrevoked_keys = \"%s/etc/revoked_keys\";\n"
		"log_dir = \"%s/log\";\nstate_dir = \"%s/state\";\nuid_min = 1;\n%s",
		dir, dir, dir, dir, dir, dir, world.conf.bytes);
}

/* Writes the configuration, the accounts, the groups and PAM's lines as an installation has them.
 */
void world_settle(void)
{
	char pam_file[128];
	write_conf();
	rewrite("passwd", "%s:x:%u:%u::%s/home/%s:/bin/sh\n",
		world.no_account ? "nobody-else" : world.account, (unsigned)world.uid,
		(unsigned)world.gid, world.dir, world.home);
	rewrite("group", "%u %s %s\n", (unsigned)world.gid,
		world.group[0] ? world.group : world.account,
		world.group[0] ? "others" : "private");
	snprintf(pam_file, sizeof pam_file, "pam.d/%s", world.service);
	rewrite(pam_file,
		"auth required %s %s\n"
		"account [success=ok new_authtok_reqd=ok ignore=ignore module_unknown=ignore "
		"default=bad] %s %s\n"
		"password required %s %s\n"
		"session required %s %s\n%s",
		world.module, world.arguments, world.module, world.arguments, world.module,
		world.arguments, world.module, world.arguments, world.stack.bytes);
}
