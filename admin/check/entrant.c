/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/check/entrant.h"

#include "common/cleanup.h"
#include "common/nearest.h"

#include <errno.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

/* The last shell that was looked at: most accounts have the same. */
struct shell {
	char path[256];
	bool lets_in;
};

/* Adds a copy of what the name service said. */
static int add(struct entrant_list *list, const struct passwd *found, struct note *note)
{
	if (list->count == list->room) {
		size_t room = list->room > 0 ? 2 * list->room : 64;
		struct entrant *item = reallocarray(list->item, room, sizeof *item);
		if (!item)
			return note_errno(note, -ENOMEM, "the list of accounts");
		list->item = item;
		list->room = room;
	}
	struct entrant one = {.name = strdup(found->pw_name),
		.home = strdup(found->pw_dir ? found->pw_dir : ""),
		.uid = found->pw_uid,
		.gid = found->pw_gid};
	list->item[list->count++] = one; /* freed with the list, whole or not */
	return one.name && one.home ? 0 : note_errno(note, -ENOMEM, "the list of accounts");
}

/* Whether a shell is one that keeps people out. */
static bool keeps_out(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	return strcmp(name, "nologin") == 0 || strcmp(name, "false") == 0;
}

/* Whether sshd lets an account with this shell go on, and the shell lets people in. */
static bool lets_in(struct shell *shell, const char *path)
{
	struct stat st;
	if (!path || !path[0])
		path = "/bin/sh";
	if (strcmp(shell->path, path) == 0)
		return shell->lets_in;
	bool answer = !keeps_out(path) && stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
		      (st.st_mode & 0111) != 0;
	size_t len = strlen(path);
	if (len < sizeof shell->path) {
		memcpy(shell->path, path, len + 1);
		shell->lets_in = answer;
	}
	return answer;
}

/* Whether an account is looked at. */
static bool is_entrant(const struct settings *settings, const struct names *rules,
	struct shell *shell, const struct passwd *found)
{
	return !settings || found->pw_uid == 0 || lets_in(shell, found->pw_shell) ||
	       names_has(rules, found->pw_name) ||
	       settings_list_has(&settings->break_glass, view_of(found->pw_name));
}

/* Orders by name. */
static int compare(const void *a, const void *b)
{
	return strcmp(((const struct entrant *)a)->name, ((const struct entrant *)b)->name);
}

/* Frees one. */
static void forget(struct entrant *one)
{
	free(one->name);
	free(one->home);
}

/* Sorts, and leaves each name once: several services may have it. */
static void settle(struct entrant_list *list)
{
	if (list->count == 0)
		return;
	qsort(list->item, list->count, sizeof *list->item, compare);
	size_t kept = 1;
	for (size_t n = 1; n < list->count; n++) {
		if (compare(&list->item[n], &list->item[kept - 1]) == 0)
			forget(&list->item[n]);
		else
			list->item[kept++] = list->item[n];
	}
	list->count = kept;
}

/* Goes through the name service. */
int entrant_list_all(struct entrant_list *list, const struct settings *settings,
	const struct names *rules, struct note *note)
{
	struct shell shell = {.path = ""};
	int r = 0;
	setpwent();
	while (r == 0) {
		errno = 0;
		const struct passwd *found = getpwent();
		if (!found) {
			r = errno == 0 || errno == ENOENT
				    ? 0
				    : note_errno(note, -errno, "the list of accounts");
			break;
		}
		if (is_entrant(settings, rules, &shell, found))
			r = add(list, found, note);
	}
	endpwent();
	if (r == 0)
		settle(list);
	return r;
}

/* Says that there is no such account, and which one comes nearest. */
static int refuse(const char *name, struct note *note)
{
	struct nearest search;
	char best[NEAREST_MAX + 1] = "";
	nearest_start(&search, view_of(name));
	setpwent();
	for (const struct passwd *found; (found = getpwent());) {
		const char *before = search.best;
		nearest_offer(&search, found->pw_name);
		if (search.best == before)
			continue;
		(void)snprintf(best, sizeof best, "%s", search.best);
		search.best = best;
	}
	endpwent();
	if (best[0])
		return note_set(
			note, -ENOENT, "there is no account %s; did you mean %s?", name, best);
	return note_set(note, -ENOENT, "there is no account %s", name);
}

/* Asks for one account. */
int entrant_list_add(struct entrant_list *list, const char *name, struct note *note)
{
	errno = 0;
	const struct passwd *found = getpwnam(name);
	if (!found && (errno == 0 || errno == ENOENT || errno == ESRCH))
		return refuse(name, note);
	if (!found)
		return note_errno(note, -errno, name);
	int r = add(list, found, note);
	if (r == 0)
		settle(list);
	return r;
}

/* Asks for one account, and does not mind. */
int entrant_list_add_known(struct entrant_list *list, const char *name, struct note *note)
{
	errno = 0;
	const struct passwd *found = getpwnam(name);
	if (found)
		return add(list, found, note);
	return errno == 0 || errno == ENOENT || errno == ESRCH ? 0 : note_errno(note, -errno, name);
}

/* Searches. */
bool entrant_list_has(const struct entrant_list *list, size_t sorted, const char *name)
{
	struct entrant wanted = {.name = strdup(name)};
	bool has = wanted.name && sorted > 0 &&
		   bsearch(&wanted, list->item, sorted, sizeof wanted, compare);
	free(wanted.name);
	return has;
}

/* Asks by the number. */
int entrant_list_add_own(struct entrant_list *list, struct note *note)
{
	errno = 0;
	const struct passwd *found = getpwuid(geteuid());
	if (!found)
		return note_set(note, errno ? -errno : -ENOENT, "there is no account of uid %u",
			(unsigned)geteuid());
	return add(list, found, note);
}

/* Frees each. */
void entrant_list_free(struct entrant_list *list)
{
	for (size_t n = 0; n < list->count; n++)
		forget(&list->item[n]);
	free(list->item);
	*list = (struct entrant_list){0};
}
