/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check – how long `keyhole check` takes over many accounts, as a ratio to stat of the same files
 *
 * usage: check ACCOUNTS. The accounts, their groups and homes are made in a folder of their own, and
 * the name service is this file's (the Makefile links it so): nothing of the machine's is changed.
 * Root gives each account a uid of its own, and only root's run costs what it costs on a server. A
 * tenth of the homes has something to tell. What counts is the processor time of the fastest of a few
 * runs.
 */
#include "admin/verb.h"
#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 5
#define UID_FIRST 100000

void __wrap_setpwent(void);
struct passwd *__wrap_getpwent(void);
void __wrap_endpwent(void);
void __wrap_setgrent(void);
struct group *__wrap_getgrent(void);
void __wrap_endgrent(void);
FILE *__real_fopen(const char *name, const char *mode);
FILE *__wrap_fopen(const char *name, const char *mode);

static char base[64];
static unsigned accounts;
static FILE *passwd, *group;
static const char *const files[] = {"", "/.ssh", "/.ssh/authorized_keys", "/.ssh/authorized_keys2",
	"/.ssh/rc", "/.ssh/environment", "/.ssh/config", "/.ssh/id_rsa", "/.ssh/id_rsa.pub",
	"/.ssh/known_hosts"};

#define FILES (sizeof files / sizeof files[0])

/* Ends the bench. */
static void die(const char *what)
{
	perror(what);
	exit(1);
}

/* The path of a name. */
static const char *path(const char *name)
{
	static char paths[4][256];
	static unsigned turn;
	char *out = paths[turn++ % 4];
	(void)snprintf(out, sizeof paths[0], "%s/%s", base, name);
	return out;
}

/* Begins anew with a list. */
static void rewind_list(FILE **list, const char *name)
{
	if (*list)
		fclose(*list);
	*list = fopen(path(name), "re");
}

/* Begins anew with the accounts. */
void __wrap_setpwent(void)
{
	rewind_list(&passwd, "passwd");
}

/* The next account. */
struct passwd *__wrap_getpwent(void)
{
	return fgetpwent(passwd);
}

/* Does nothing: the list is closed when it is begun anew. */
void __wrap_endpwent(void)
{
}

/* Begins anew with the groups. */
void __wrap_setgrent(void)
{
	rewind_list(&group, "group");
}

/* The next group. */
struct group *__wrap_getgrent(void)
{
	return fgetgrent(group);
}

/* Does nothing. */
void __wrap_endgrent(void)
{
}

/* The machine's list of accounts is this one's, too. */
FILE *__wrap_fopen(const char *name, const char *mode)
{
	return __real_fopen(strcmp(name, "/etc/passwd") == 0 ? path("passwd") : name, mode);
}

/* Writes a file; gives it to an account where root can. */
static void put(const char *name, const char *text, mode_t mode, uid_t uid)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, text, strlen(text)) < 0 || fchmod(fd, mode) != 0 ||
		(geteuid() == 0 && fchown(fd, uid, uid) != 0) || close(fd) != 0)
		die(name);
}

/* Makes a folder, likewise. */
static void make(const char *name, mode_t mode, uid_t uid)
{
	if (mkdir(name, 0700) != 0 || chmod(name, mode) != 0 ||
		(geteuid() == 0 && chown(name, uid, uid) != 0))
		die(name);
}

/* Makes a home as people have them; every tenth is open to its group and to others. */
static void make_home(unsigned n)
{
	char home[64], name[128];
	uid_t uid = geteuid() == 0 ? UID_FIRST + n : geteuid();
	bool odd = n % 10 == 0;
	(void)snprintf(home, sizeof home, "home/u%05u", n);
	make(path(home), odd ? 0775 : 0750, uid);
	for (size_t f = 1; f < FILES; f++) {
		/* rc, environment and the second list of keys are hardly anywhere. */
		if (f >= 3 && f <= 5)
			continue;
		(void)snprintf(name, sizeof name, "%s%s", home, files[f]);
		if (f == 1)
			make(path(name), odd ? 0755 : 0700, uid);
		else
			put(path(name), "# none\n", 0600, uid);
	}
}

/* Makes accounts, groups and homes. */
static void make_all(void)
{
	make(path("home"), 0755, 0);
	FILE *users = fopen(path("passwd"), "we"), *groups = fopen(path("group"), "we");
	if (!users || !groups)
		die(base);
	for (unsigned n = 0; n < accounts; n++) {
		unsigned uid = geteuid() == 0 ? UID_FIRST + n : geteuid();
		fprintf(users, "u%05u:x:%u:%u::%s/home/u%05u:/bin/sh\n", n, uid, uid, base, n);
		fprintf(groups, "u%05u:x:%u:\n", n, uid);
		make_home(n);
	}
	fputs("staff:x:99999:", groups);
	for (unsigned n = 0; n < accounts; n += 3)
		fprintf(groups, "%su%05u", n > 0 ? "," : "", n);
	fputs("\n", groups);
	if (fclose(users) != 0 || fclose(groups) != 0)
		die(base);
}

/* Seconds of this process: what else the machine does is none of its business. */
static double now(void)
{
	struct timespec time;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Looks at each of the files by its path. */
static double stat_all(void)
{
	char name[128];
	struct stat st;
	double begun = now();
	for (unsigned n = 0; n < accounts; n++)
		for (size_t f = 0; f < FILES; f++) {
			(void)snprintf(name, sizeof name, "home/u%05u%s", n, files[f]);
			(void)!lstat(path(name), &st);
		}
	return now() - begun;
}

/* Checks all accounts; what is said goes away. */
static double check_all(void)
{
	char verb[] = "check", *argv[] = {verb, NULL};
	struct admin admin = {.config_path = path("keyhole.conf")};
	settings_init(&admin.settings);
	fflush(stdout);
	int out = dup(STDOUT_FILENO), away = open("/dev/null", O_WRONLY | O_CLOEXEC);
	dup2(away, STDOUT_FILENO);
	double begun = now();
	(void)verb_check.run(&admin, 1, argv);
	fflush(stdout);
	double took = now() - begun;
	dup2(out, STDOUT_FILENO);
	close(out);
	close(away);
	return took;
}

/* The shortest of a few times. */
static double best(double (*what)(void))
{
	double least = what();
	for (unsigned n = 1; n < ROUNDS; n++) {
		double took = what();
		least = took < least ? took : least;
	}
	return least;
}

/* Removes one thing. */
static int drop(const char *name, const struct stat *st, int type, struct FTW *where)
{
	(void)st, (void)type, (void)where;
	return remove(name);
}

/* Makes all, measures, and takes all away. */
int main(int argc, char **argv)
{
	accounts = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 10000;
	strcpy(base, "/tmp/keyhole-bench-XXXXXX");
	if (!mkdtemp(base) || chmod(base, 0755) != 0)
		die(base);
	make_all();
	double stats = best(stat_all), checks = best(check_all);
	printf("%u accounts: keyhole check %.2f s, stat of %zu files %.2f s: %.1f times as long\n",
		accounts, checks, accounts * FILES, stats, checks / stats);
	if (geteuid() != 0)
		puts("(not root: only the own account was looked at)");
	return nftw(base, drop, 16, FTW_DEPTH | FTW_PHYS);
}
