/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole ungrant – takes an account away from a person, or from a group. */
#include "access/grant.h"
#include "access/names.h"
#include "admin/say.h"
#include "admin/store/barrier.h"
#include "admin/store/closing.h"
#include "admin/store/entrance.h"
#include "admin/store/rewrite.h"
#include "admin/store/roster.h"
#include "admin/verb.h"
#include "common/cleanup.h"

#include <errno.h>

/* Whether taking the last grants of its own person away would let that person in without limits. */
static bool would_widen(struct change *change, const char *account, const char *who)
{
	struct note ignored;
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	return strcmp(account, who) == 0 &&
	       grant_rules_load(&change->store, account, &rules, &ignored) == 0 &&
	       rules.own_account;
}

/* Who lost an account. */
struct loser {
	const char *account, *who;
};

/* Warns of a group by which the account is open still. */
static void warn_of_grant(void *context, const struct grant_rules *rules, const struct grant *grant,
	const char *group)
{
	const struct loser *loser = context;
	if (group)
		admin_warn("%s still opens %s as one of @%s (%s:%u):  keyhole group remove %s %s",
			loser->who, loser->account, group, rules->path, grant->line, group,
			loser->who);
}

/* Warns of all such groups. */
static void warn_of_groups(struct change *change, const char *account, const char *who)
{
	struct note note;
	struct loser loser = {account, who};
	if (entrance_read(&change->store, account, who, warn_of_grant, &loser, &note) != 0)
		admin_warn("%s", note.text);
}

/* Offers everyone whom a grant of the account names to the nearest. */
static int refuse(struct change *change, const char *account, const char *who)
{
	struct note note;
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	CLEANUP(names) struct names names = {0, 0, NULL};
	int r = grant_rules_load(&change->store, account, &rules, &note);
	for (size_t i = 0; r == 0 && i < rules.count; i++)
		for (size_t j = 0; r == 0 && j < rules.grant[i].people.count; j++)
			r = names_add(&names, rules.grant[i].people.item[j].data, &note);
	if (r != 0)
		return admin_fail(admin_status(r), &note);
	const char *nearest = names_nearest(&names, who);
	if (nearest)
		return admin_fail_words(EXIT_NO, "no grant of %s names %s; did you mean %s?",
			account, who, nearest);
	return admin_fail_words(EXIT_NO, "no grant of %s names %s%s", account, who,
		strcmp(account, who) == 0
			? "; to close it to its own person:  own_account = false;  in its file"
			: "");
}

/* Records and reports what is done. */
static void report(const struct change *change, const char *account, const char *who,
	const struct rewrite *rewrite)
{
	bool group = who[0] == '@';
	const char *before = rewrite->before ? rewrite->before : "";
	char detail[ACCOUNT_NAME_MAX + EVENT_LINE_MAX];
	snprintf(detail, sizeof detail, "%s%s%s", group ? who : "", group && before[0] ? " " : "",
		before);
	change_record(change, &(struct change_record){.kind = EVENT_UNGRANTED,
				      .account = account,
				      .person = group ? NULL : who,
				      .known_at = rewrite->path,
				      .detail = detail});
	printf("took the grants of the account %s away from %s\n  in %s", account, who,
		rewrite->path);
	fputs(before[0] ? ": " : "", stdout);
	say_text(stdout, view_of(before));
	putchar('\n');
}

/* Names the sessions on the account of whoever lost it. */
static void remind_of_sessions(struct store *store, const char *account, const char *who)
{
	struct note note;
	CLEANUP(names) struct names people = {0, 0, NULL}, accounts = {0, 0, NULL};
	CLEANUP(grant_group) struct grant_group group = {{0, NULL}, NULL};
	int r = names_add(&accounts, account, &note);
	if (r == 0 && who[0] != '@')
		r = names_add(&people, who, &note);
	else if (r == 0 && grant_group_load(store, who + 1, &group, &note) == 0)
		for (size_t i = 0; r == 0 && i < group.people.count; i++)
			r = names_add(&people, group.people.item[i].data, &note);
	struct closing closing = {
		.log_dir = store->settings->log_dir, .people = &people, .accounts = &accounts};
	if (r == 0)
		closing_remind(&closing);
	else
		admin_warn("%s", note.text);
}

/* Changes the account's file, under the store's lock. */
static int take_away(const struct settings *settings, const char *account, const char *who)
{
	struct note note;
	CLEANUP(change) struct change change = {.lock = {-1}};
	CLEANUP(rewrite) struct rewrite rewrite = {.text = {NULL, 0}};
	int r = change_begin(&change, settings, &note);
	if (r == 0)
		r = rewrite_ungrant(&change, account, who, &rewrite, &note);
	if (r == 0 && !rewrite.text.bytes) {
		int status = refuse(&change, account, who);
		warn_of_groups(&change, account, who);
		return status;
	}
	if (r == 0 && would_widen(&change, account, who))
		return admin_fail_words(EXIT_NO,
			"the grants limit how %s's own keys open the account %s; without them they "
			"would open it without limit. To shut %s out: keyhole revoke %s; to lift "
			"the limits: keyhole edit %s",
			who, account, who, who, rewrite.path);
	if (r == 0)
		r = rewrite_put(&change, &rewrite, &note);
	if (r != 0)
		return admin_fail(admin_status(r), &note);
	report(&change, account, who, &rewrite);
	warn_of_groups(&change, account, who);
	barrier_keep(&change);
	replace_unlock(&change.lock);
	remind_of_sessions(&change.store, account, who);
	return EXIT_YES;
}

/* Whether the account has a file of its own; says which has, where it has not. */
static int check_account(const struct settings *settings, const char *account)
{
	struct note note;
	CLEANUP(names) struct names names = {0, 0, NULL};
	int status = roster_sound(account, "an account");
	if (status != EXIT_YES)
		return status;
	int r = names_read(settings->accounts_dir, NAMES_CONF, &names, &note);
	if (r != 0)
		return admin_fail(admin_status(r), &note);
	if (names_has(&names, account))
		return EXIT_YES;
	const char *nearest = names_nearest(&names, account);
	return admin_fail_words(EXIT_NO, "the account %s has no grants%s%s%s", account,
		nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

/* Reads the arguments of `keyhole ungrant`. */
static int run(struct admin *admin, int argc, char **argv)
{
	static const struct option options[] = {{0}};
	char words[2 * ACCOUNT_NAME_MAX + 32];
	int c = getopt_long(argc, argv, ":", options, NULL);
	if (c != -1)
		return admin_usage_option(&verb_ungrant, options, argv, c);
	if (argc - optind < 2)
		return admin_usage(&verb_ungrant, "ACCOUNT and PERSON or @GROUP are needed");
	if (argc - optind > 2)
		return admin_usage(
			&verb_ungrant, "there is nothing to do for \"%s\"", argv[optind + 2]);
	const char *account = argv[optind], *who = argv[optind + 1];
	int status = check_account(&admin->settings, account);
	if (status == EXIT_YES)
		status = roster_sound(who + (who[0] == '@'), "a person or a group");
	if (status != EXIT_YES)
		return status;
	snprintf(words, sizeof words, "ungrant %s %s", account, who);
	if (!change_allowed(admin->settings.accounts_dir, words))
		return EXIT_UNSURE;
	return take_away(&admin->settings, account, who);
}

const struct verb verb_ungrant = {
	.name = "ungrant",
	.changes = true,
	.arguments = "ACCOUNT PERSON|@GROUP",
	.summary = "takes an account away from a person, or a group",
	.help = "Takes the person, or the group, out of all grants of the account; a grant that\n"
		"names nobody else goes as a whole. All else in accounts.d/ACCOUNT.conf stays as\n"
		"it is. Sessions that are open go on: keyhole who shows them.\n"
		"\n"
		"examples:\n"
		"  keyhole ungrant deploy alice\n"
		"  keyhole ungrant root @admins\n",
	.run = run,
};
