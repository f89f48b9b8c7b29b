/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole group – the groups of people: who is in them, and who joins or leaves. */
#include "access/grant.h"
#include "access/names.h"
#include "admin/readable.h"
#include "admin/store/barrier.h"
#include "admin/store/closing.h"
#include "admin/store/departure.h"
#include "admin/store/entrance.h"
#include "admin/store/rewrite.h"
#include "admin/store/roster.h"
#include "admin/store/vacancy.h"
#include "admin/store/widening.h"
#include "admin/verb.h"
#include "common/cleanup.h"

#include <errno.h>

/* Prints one of several names. */
static void print_name(const char *name, size_t number, bool json)
{
	printf(json ? "%s\"%s\"" : "%s %s", json && number > 0 ? "," : "", name);
}

/* Prints the people of one group behind its name, and the accounts that name it. */
static int print_group(
	struct store *store, const char *group, bool json, bool *unsure, struct note *note)
{
	CLEANUP(grant_group) struct grant_group people = {{0, NULL}, NULL};
	CLEANUP(names) struct names accounts = {0, 0, NULL};
	int r = grant_group_load(store, group, &people, note);
	if (r == 0)
		r = entrance_of_group(store, group, &accounts, unsure, note);
	if (r != 0)
		return r;
	printf(json ? "{\"group\":\"%s\",\"people\":[" : "%s:", group);
	for (size_t i = 0; i < people.people.count; i++)
		print_name(people.people.item[i].data, i, json);
	if (json || accounts.count > 0)
		fputs(json ? "],\"accounts\":[" : "\n    may use:", stdout);
	for (size_t i = 0; i < accounts.count; i++)
		print_name(accounts.name[i], i, json);
	puts(json ? "]}" : "");
	return 0;
}

/* Lists all groups. */
static int list(const struct settings *settings, bool json)
{
	struct note note;
	CLEANUP(names) struct names names = {0, 0, NULL};
	CLEANUP(store) struct store store;
	int status = EXIT_YES;
	bool unsure = false;
	store_init(&store, settings);
	int r = names_read(settings->groups_dir, NAMES_CONF, &names, &note);
	if (r != 0)
		return admin_fail(admin_status(r), &note);
	for (size_t i = 0; i < names.count; i++)
		if (print_group(&store, names.name[i], json, &unsure, &note) != 0)
			status = admin_fail(EXIT_UNSURE, &note);
	if (names.count == 0)
		admin_remark("there are no groups");
	return unsure ? EXIT_UNSURE : status;
}

/* Shows one group. */
static int show(const struct settings *settings, const char *group, bool json)
{
	struct note note;
	CLEANUP(store) struct store store;
	bool unsure = false;
	int status = roster_group(settings, group);
	if (status != EXIT_YES)
		return status;
	store_init(&store, settings);
	if (print_group(&store, group, json, &unsure, &note) != 0)
		return admin_fail(EXIT_UNSURE, &note);
	return unsure ? EXIT_UNSURE : EXIT_YES;
}

/* Warns where the group was what limited how a person's own keys open the own account. */
static void warn_of_widening(struct change *change, const char *group, const char *person)
{
	struct note note;
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	char name[ACCOUNT_NAME_MAX + 2];
	snprintf(name, sizeof name, "@%s", group);
	if (grant_rules_load(&change->store, person, &rules, &note) != 0 || !rules.own_account)
		return;
	for (size_t i = 0; i < rules.count; i++)
		if (settings_list_has(&rules.grant[i].people, view_of(name)))
			admin_warn("%s:%u limited %s's own keys as one of the group %s; it does so "
				   "no longer",
				rules.path, rules.grant[i].line, person, group);
}

/* Records and reports that somebody joined or left. */
static void report(
	struct change *change, const struct rewrite *rewrite, const char *person, bool joins)
{
	char group[ACCOUNT_NAME_MAX + 2];
	snprintf(group, sizeof group, "@%s", rewrite->name);
	change_record(
		change, &(struct change_record){.kind = joins ? EVENT_GRANTED : EVENT_UNGRANTED,
				.person = person,
				.known_at = rewrite->path,
				.detail = group});
	printf(joins ? "%s is in the group %s now\n" : "%s is no longer in the group %s\n", person,
		rewrite->name);
	if (!joins)
		warn_of_widening(change, rewrite->name, person);
}

/* Lets one person join or leave. */
static int put_one(struct change *change, const char *group, const char *person, bool joins,
	struct names *lost)
{
	struct note note;
	CLEANUP(rewrite) struct rewrite rewrite = {.text = {NULL, 0}};
	int r = rewrite_group(change, group, person, joins, &rewrite, &note);
	if (r == 0 && !rewrite.text.bytes) {
		printf(joins ? "%s is in the group %s already\n" : "%s is not in the group %s\n",
			person, group);
		return joins ? EXIT_YES : EXIT_NO;
	}
	CLEANUP(names) struct names opened = {0, 0, NULL};
	if (r == 0 && !joins)
		departure_begin(&change->store, group, person, &opened);
	if (r == 0)
		r = rewrite_put(change, &rewrite, &note);
	if (r != 0)
		return admin_fail(admin_status(r), &note);
	report(change, &rewrite, person, joins);
	departure_report(&change->store, person, &opened, lost);
	if (joins) {
		readable_check(rewrite.path);
		widening_warn_joined(&change->store, group, person);
	}
	return EXIT_YES;
}

/* Takes a group away that has nobody; `asked`: it is all that was asked for. */
static int close_empty(struct change *change, const char *group, bool asked)
{
	struct note note;
	bool gone = false;
	CLEANUP(grant_group) struct grant_group people = {{0, NULL}, NULL};
	int r = grant_group_load(&change->store, group, &people, &note);
	if (r == 0 && people.people.count > 0)
		return !asked ? EXIT_YES
			      : admin_fail_words(EXIT_NO,
					"%s and others are in the group %s: name who leaves it",
					people.people.item[0].data, group);
	if (r == 0)
		r = vacancy_close(change, group, &gone, &note);
	if (r != 0)
		return admin_fail(admin_status(r), &note);
	return gone || !asked ? EXIT_YES : EXIT_NO;
}

/* Changes the group's file, under the store's lock. */
static int put(const struct settings *settings, const char *group, char **people, bool joins)
{
	struct note note;
	CLEANUP(change) struct change change = {.lock = {-1}};
	CLEANUP(names) struct names left = {0, 0, NULL}, lost = {0, 0, NULL};
	int r = change_begin(&change, settings, &note);
	int worst = EXIT_YES;
	if (r != 0)
		return admin_fail(admin_status(r), &note);
	bool asked = !*people;
	for (; *people; people++) {
		int status = put_one(&change, group, *people, joins, &lost);
		worst = status > worst ? status : worst;
		(void)names_add(&left, *people, &note);
	}
	if (!joins && worst == EXIT_YES)
		worst = close_empty(&change, group, asked);
	barrier_keep(&change);
	replace_unlock(&change.lock);
	struct closing closing = {.log_dir = settings->log_dir, .people = &left, .accounts = &lost};
	if (lost.count > 0)
		closing_remind(&closing);
	return worst;
}

/* Judges the names before anything is changed. */
static int judge(const struct settings *settings, const char *group, char **people, bool joins)
{
	int status = joins ? roster_sound(group, "a group") : roster_group(settings, group);
	for (; status == EXIT_YES && *people; people++)
		status = joins ? roster_person(settings, *people, true)
			       : roster_sound(*people, "a person");
	return status;
}

static const char *const actions[] = {"add", "remove", NULL};

/* Says that a group can't be changed by this word. */
static int refuse_action(const char *word)
{
	const char *nearest = admin_nearest(word, actions);
	return admin_usage(&verb_group, "a group can be changed by add or remove, not %s%s%s%s",
		word, nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

/* Runs `group add` and `group remove`. */
static int change_group(const struct settings *settings, int argc, char **argv)
{
	bool joins = strcmp(argv[0], "add") == 0;
	char words[ACCOUNT_NAME_MAX + 64];
	if (!joins && strcmp(argv[0], "remove") != 0)
		return refuse_action(argv[0]);
	if (argc < (joins ? 3 : 2))
		return admin_usage(&verb_group,
			joins ? "add: GROUP and PERSON are needed" : "remove: GROUP is needed");
	int status = judge(settings, argv[1], argv + 2, joins);
	if (status != EXIT_YES)
		return status;
	snprintf(words, sizeof words, "group %s %.128s ...", argv[0], argv[1]);
	if (!change_allowed(settings->groups_dir, words))
		return EXIT_UNSURE;
	return put(settings, argv[1], argv + 2, joins);
}

/* Reads the arguments of `keyhole group`. */
static int run(struct admin *admin, int argc, char **argv)
{
	static const struct option options[] = {{"json", no_argument, NULL, 'j'}, {0}};
	bool json = false;
	for (int c; (c = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (c != 'j')
			return admin_usage_option(&verb_group, options, argv, c);
		json = true;
	}
	if (optind == argc)
		return list(&admin->settings, json);
	const char *first = argv[optind];
	if (optind + 1 < argc || strcmp(first, "add") == 0 || strcmp(first, "remove") == 0)
		return change_group(&admin->settings, argc - optind, argv + optind);
	return show(&admin->settings, first + (first[0] == '@'), json);
}

const struct verb verb_group = {
	.name = "group",
	.changes = true,
	.arguments = "[GROUP] [--json]\n"
		     "       keyhole group add GROUP PERSON...\n"
		     "       keyhole group remove GROUP [PERSON...]",
	.summary = "lists the groups, or changes who is in one",
	.help = "  --json  one line of JSON for each group\n"
		"\n"
		"Without add or remove it shows who is in the GROUP, or in each, and which\n"
		"accounts they may use by it; keyhole access @GROUP shows with which keys.\n"
		"A grant to @GROUP counts for everyone in it. The first one who is added makes\n"
		"the group. All else in groups.d/GROUP.conf stays as it is. A group goes with\n"
		"the last one who leaves, unless a grant names it; an empty one that was left so\n"
		"goes by remove without a PERSON.\n"
		"\n"
		"examples:\n"
		"  keyhole group add admins alice brian\n"
		"  keyhole group remove admins brian\n"
		"  keyhole group admins\n",
	.run = run,
};
