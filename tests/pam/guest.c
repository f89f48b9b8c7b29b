/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/pam/guest.h"

#include "tests/pam/cmocka.h"

#include <dirent.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

/* Notes every descriptor but the one that lists them. */
static void note_descriptors(struct world_text *text)
{
	DIR *dir = opendir("/proc/self/fd");
	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		char link[PATH_MAX];
		ssize_t len = readlinkat(dirfd(dir), entry->d_name, link, sizeof link - 1);
		if (len > 0 && strtol(entry->d_name, NULL, 10) != dirfd(dir))
			world_add(text, "descriptor %s: %.*s\n", entry->d_name, (int)len, link);
	}
	closedir(dir);
}

/* A number that changes with any byte of a text (FNV-1a). */
static unsigned long sum_of(const char *bytes)
{
	unsigned long sum = 14695981039346656037UL;
	while (*bytes)
		sum = (sum ^ (unsigned char)*bytes++) * 1099511628211UL;
	return sum;
}

/* Notes a list of "NAME=value", its values as sums. */
static void note_list(struct world_text *text, const char *what, char **list)
{
	for (; list && *list; list++)
		world_add(text, "%s %.*s: %lx\n", what, (int)strcspn(*list, "="), *list,
			sum_of(*list));
}

/* Notes handlers, mask and timers. */
static void note_signals(struct world_text *text)
{
	sigset_t mask;
	sigprocmask(SIG_SETMASK, NULL, &mask);
	for (int number = 1; number < NSIG; number++) {
		struct sigaction action;
		if (sigaction(number, NULL, &action) == 0)
			world_add(text, "signal %d: %lx %d\n", number,
				(unsigned long)action.sa_handler, sigismember(&mask, number));
	}
	for (int which = ITIMER_REAL; which <= ITIMER_PROF; which++) {
		struct itimerval timer;
		getitimer((__itimer_which_t)which, &timer);
		world_add(text, "timer %d: %ld\n", which, (long)timer.it_value.tv_sec);
	}
}

/* Notes the lines of /proc/self/status that a guest could change. */
static void note_status(struct world_text *text)
{
	static const char *const wanted[] = {
		"Umask:", "Uid:", "Gid:", "Groups:", "Threads:", "CapEff:", "NoNewPrivs:"};
	char line[4096];
	FILE *status = fopen("/proc/self/status", "re");
	while (status && fgets(line, sizeof line, status))
		for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
			if (strncmp(line, wanted[i], strlen(wanted[i])) == 0)
				world_add(text, "%s", line);
	fclose(status);
}

/* Notes limits, folder and locale. */
static void note_place(struct world_text *text)
{
	char cwd[PATH_MAX];
	for (int which = 0; which < RLIM_NLIMITS; which++) {
		struct rlimit limit;
		if (getrlimit((__rlimit_resource_t)which, &limit) == 0)
			world_add(text, "limit %d: %lu\n", which, (unsigned long)limit.rlim_cur);
	}
	world_add(text, "folder: %s\n", getcwd(cwd, sizeof cwd) ? cwd : "");
	world_add(text, "locale: %s\n", setlocale(LC_ALL, NULL));
}

/* Notes what belongs to PAM's handle, if there is one. */
static void note_pam(struct world_text *text)
{
	const void *user = NULL, *service = NULL;
	if (!world.pamh)
		return;
	pam_get_item(world.pamh, PAM_USER, &user);
	pam_get_item(world.pamh, PAM_SERVICE, &service);
	world_add(text, "PAM user: %.100s\nPAM service: %.100s\n", user ? (const char *)user : "-",
		service ? (const char *)service : "-");
	char **list = pam_getenvlist(world.pamh);
	note_list(text, "PAM environment", list);
	for (char **entry = list; entry && *entry; entry++)
		free(*entry);
	free(list);
}

/* Notes everything. */
void guest_arrives(struct world_text *text)
{
	text->len = 0;
	note_descriptors(text);
	note_list(text, "environment", environ);
	note_signals(text);
	note_status(text);
	note_place(text);
	note_pam(text);
}

/* Shows the first line that differs. */
static void fail_at_difference(const char *before, const char *after)
{
	while (*before && strncmp(before, after, strcspn(before, "\n") + 1) == 0) {
		before += strcspn(before, "\n") + 1;
		after += strcspn(after, "\n") + 1;
	}
	fail_msg("the guest changed \"%.*s\" to \"%.*s\"", (int)strcspn(before, "\n"), before,
		(int)strcspn(after, "\n"), after);
}

/* Notes everything again and compares. */
void guest_leaves(const struct world_text *before)
{
	static struct world_text after;
	guest_arrives(&after);
	if (before->len != after.len || memcmp(before->bytes, after.bytes, after.len) != 0)
		fail_at_difference(before->bytes, after.bytes);
}
