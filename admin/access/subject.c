/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/access/subject.h"

#include "admin/access/former.h"
#include "admin/store/roster.h"
#include "admin/table.h"
#include "admin/verb.h"
#include "common/cleanup.h"
#include "common/nearest.h"

#include <errno.h>
#include <pwd.h>

/* The people and the accounts that the store knows. */
struct known {
	struct names people, rules;
};

/* Frees both, for CLEANUP(known). */
static void cleanup_known(struct known *known)
{
	names_free(&known->people);
	names_free(&known->rules);
}

/* Reads them; a folder that is not there has none. */
static int read_known(const struct settings *settings, struct known *known, struct note *note)
{
	int r = names_read(settings->keys_dir, NAMES_KEYS, &known->people, note);
	if (r == 0 || r == -ENOENT)
		r = names_read(settings->accounts_dir, NAMES_CONF, &known->rules, note);
	return r == -ENOENT ? 0 : r;
}

/* Offers all names of a list to a search. */
static void offer(struct nearest *search, const struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		nearest_offer(search, names->name[i]);
}

/* Says that there is nobody and nothing of that name. */
static int refuse(const struct settings *settings, const struct known *known, const char *name)
{
	CLEANUP(entrant_list) struct entrant_list accounts = {0};
	struct note ignored;
	struct nearest search;
	nearest_start(&search, view_of(name));
	offer(&search, &known->people);
	offer(&search, &known->rules);
	if (entrant_list_all(&accounts, settings, &known->rules, &ignored) == 0)
		for (size_t i = 0; i < accounts.count; i++)
			nearest_offer(&search, accounts.item[i].name);
	(void)admin_fail_words(EXIT_NO, "there is neither an account nor a person %s%s%s%s", name,
		search.best ? "; did you mean " : "", search.best ? search.best : "",
		search.best ? "?" : "");
	former_keys(settings, name);
	return EXIT_NO;
}

/* Reads who is in a group. */
static int find_group(struct subject *subject, const struct settings *settings)
{
	struct note note;
	CLEANUP(store) struct store store;
	int status = roster_who(settings, subject->name);
	if (status != EXIT_YES)
		return status;
	store_init(&store, settings);
	subject->group = true;
	int r = grant_group_load(&store, subject->name + 1, &subject->members, &note);
	return r == 0 ? EXIT_YES : admin_fail(EXIT_UNSURE, &note);
}

/* Asks the machine, then the store. */
int subject_find(struct subject *subject, const struct settings *settings, const char *name)
{
	CLEANUP(known) struct known known = {{0, 0, NULL}, {0, 0, NULL}};
	struct note note;
	uid_t uid;
	*subject = (struct subject){.name = name};
	if (!name)
		return EXIT_YES;
	if (name[0] == '@')
		return find_group(subject, settings);
	int r = read_known(settings, &known, &note);
	if (r != 0)
		return admin_fail(EXIT_UNSURE, &note);
	r = roster_uid(name, &uid);
	if (r != 0 && r != -ENOENT)
		return admin_fail_words(EXIT_UNSURE,
			"whether there is an account %s can't be told: %s", name, strerror(-r));
	subject->account = r == 0 || names_has(&known.rules, name);
	subject->person = names_has(&known.people, name);
	return subject->account || subject->person ? EXIT_YES : refuse(settings, &known, name);
}

/* Adds the accounts that the name service did not list, those of the store's names. */
static int add_unlisted(const struct names *names, struct entrant_list *accounts, struct note *note)
{
	size_t listed = accounts->count;
	int r = 0;
	for (size_t i = 0; r == 0 && i < names->count; i++)
		if (!entrant_list_has(accounts, listed, names->name[i]))
			r = entrant_list_add_known(accounts, names->name[i], note);
	return r;
}

/* Lists all. */
static int list_all(
	const struct settings *settings, struct entrant_list *accounts, struct note *note)
{
	CLEANUP(known) struct known known = {{0, 0, NULL}, {0, 0, NULL}};
	int r = read_known(settings, &known, note);
	if (r == 0)
		r = entrant_list_all(accounts, settings, &known.rules, note);
	for (size_t i = 0; r == 0 && i < known.people.count; i++)
		r = names_add(&known.rules, known.people.name[i], note);
	return r == 0 ? add_unlisted(&known.rules, accounts, note) : r;
}

/* One account, or all. */
int subject_accounts(const struct subject *subject, const struct settings *settings, bool whole,
	struct entrant_list *accounts, struct note *note)
{
	if (subject_is_whole(subject, whole))
		return list_all(settings, accounts, note);
	return entrant_list_add_known(accounts, subject->name, note);
}

/* Says who is in the group. */
static void print_members(const struct subject *subject)
{
	FILE *out = table_aside();
	fprintf(out, "keyhole: in the group %s:", subject->name + 1);
	for (size_t i = 0; i < subject->members.people.count; i++)
		fprintf(out, " %s", subject->members.people.item[i].data);
	fputs(subject->members.people.count > 0 ? "\n" : " nobody\n", out);
}

/* Says it where people read. */
void subject_head(const struct subject *subject)
{
	if (subject->group)
		print_members(subject);
	if (subject->account && subject->person)
		fprintf(table_aside(),
			"keyhole: %s is an account and a person: both what opens the one and what "
			"the\n         other opens\n",
			subject->name);
}

/* Frees the members. */
void subject_free(struct subject *subject)
{
	grant_group_free(&subject->members);
}
