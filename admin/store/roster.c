/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/roster.h"

#include "access/names.h"
#include "admin/verb.h"
#include "common/account.h"
#include "common/cleanup.h"
#include "common/nearest.h"

#include <errno.h>
#include <pwd.h>

#define ENTRY_MAX (64 * 1024)

/* Judges the name. */
int roster_sound(const char *name, const char *what)
{
	struct note note;
	if (account_name_check(view_of(name), &note) == 0)
		return EXIT_YES;
	return admin_fail_words(EXIT_NO, "\"%s\" can't be %s: %s", name, what, note.text);
}

/* Says that something is not known, and what may have been meant. */
static int unknown(const char *what, const char *name, const char *nearest, const char *otherwise)
{
	if (nearest)
		return admin_fail_words(
			EXIT_NO, "there is no %s %s; did you mean %s?", what, name, nearest);
	return admin_fail_words(EXIT_NO, "there is no %s %s%s", what, name, otherwise);
}

/* Looks for a file of a folder. */
static int look(const char *folder, const char *ending, const char *what, const char *name,
	const char *otherwise)
{
	struct note note;
	CLEANUP(names) struct names names = {0, 0, NULL};
	char article[64];
	snprintf(article, sizeof article, "a %s", what);
	int status = roster_sound(name, article);
	if (status != EXIT_YES)
		return status;
	int r = names_read(folder, ending, &names, &note);
	if (r != 0)
		return admin_fail(admin_status(r), &note);
	if (names_has(&names, name))
		return EXIT_YES;
	return unknown(what, name, names_nearest(&names, name), otherwise);
}

/* Looks in keys.d. */
int roster_person(const struct settings *settings, const char *person, bool wanted)
{
	char otherwise[2 * ACCOUNT_NAME_MAX] = "";
	if (wanted)
		snprintf(otherwise, sizeof otherwise, "; first:  keyhole add %.128s", person);
	return look(settings->keys_dir, NAMES_KEYS, "person", person, otherwise);
}

/* Looks in groups.d. */
int roster_group(const struct settings *settings, const char *group)
{
	char otherwise[2 * ACCOUNT_NAME_MAX];
	snprintf(otherwise, sizeof otherwise, "; make it with:  keyhole group add %.128s PERSON",
		group);
	return look(settings->groups_dir, NAMES_CONF, "group", group, otherwise);
}

/* Whether there is a file of that name. */
static bool is_there(const char *folder, const char *ending, const char *name)
{
	struct note ignored;
	CLEANUP(names) struct names names = {0, 0, NULL};
	return names_read(folder, ending, &names, &ignored) == 0 && names_has(&names, name);
}

/* Looks in the one or in the other; who is in the other may have been meant. */
int roster_who(const struct settings *settings, const char *who)
{
	bool group = who[0] == '@';
	const char *name = who + group;
	bool person_there = is_there(settings->keys_dir, NAMES_KEYS, name);
	bool group_there = is_there(settings->groups_dir, NAMES_CONF, name);
	if (group && !group_there && person_there)
		return admin_fail_words(
			EXIT_NO, "there is no group %s; did you mean the person %s?", name, name);
	if (!group && !person_there && group_there)
		return admin_fail_words(
			EXIT_NO, "there is no person %s; did you mean the group @%s?", name, name);
	return group ? roster_group(settings, name) : roster_person(settings, name, true);
}

/* Asks the machine. */
int roster_uid(const char *account, uid_t *uid)
{
	struct passwd entry, *found = NULL;
	CLEANUP(free) char *texts = malloc(ENTRY_MAX);
	if (!texts)
		return -ENOMEM;
	int fault = getpwnam_r(account, &entry, texts, ENTRY_MAX, &found);
	if (!found)
		return fault ? -fault : -ENOENT;
	*uid = found->pw_uid;
	return 0;
}

/* Asks the machine too. */
int roster_home(const char *account, char home[PATH_MAX])
{
	struct passwd entry, *found = NULL;
	CLEANUP(free) char *texts = malloc(ENTRY_MAX);
	if (!texts)
		return -ENOMEM;
	int fault = getpwnam_r(account, &entry, texts, ENTRY_MAX, &found);
	if (!found)
		return fault ? -fault : -ENOENT;
	if (strlen(found->pw_dir) >= PATH_MAX)
		return -ENAMETOOLONG;
	snprintf(home, PATH_MAX, "%s", found->pw_dir);
	return 0;
}

/* The account of this machine that is nearest to a word; it lasts until the next call. */
static const char *nearest_account(const char *word)
{
	static char best[ACCOUNT_NAME_MAX + 1];
	struct nearest search;
	nearest_start(&search, view_of(word));
	setpwent();
	for (struct passwd *entry; (entry = getpwent());) {
		const char *before = search.best;
		nearest_offer(&search, entry->pw_name);
		if (search.best != before)
			snprintf(best, sizeof best, "%s", entry->pw_name);
		search.best = search.best ? best : NULL;
	}
	endpwent();
	return search.best;
}

/* Asks the machine, and looks for the nearest one otherwise. */
int roster_account(const char *account)
{
	uid_t uid;
	char otherwise[2 * ACCOUNT_NAME_MAX];
	int status = roster_sound(account, "an account");
	if (status != EXIT_YES)
		return status;
	int r = roster_uid(account, &uid);
	if (r == 0)
		return EXIT_YES;
	if (r != -ENOENT)
		return admin_fail_words(EXIT_UNSURE,
			"whether there is an account %s can't be told: %s", account, strerror(-r));
	snprintf(otherwise, sizeof otherwise, " on this machine:  useradd -m -s /bin/bash %.128s",
		account);
	return unknown("account", account, nearest_account(account), otherwise);
}
