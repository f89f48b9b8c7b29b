/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/status/survey.h"

#include "access/names.h"
#include "admin/why/trial.h"
#include "common/cleanup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ACCOUNTS_MAX 200 /* sshd is asked once for each */
#define NAMED_MAX 10

/* How far the accounts have been asked about. */
struct round {
	struct survey *survey;
	size_t asked, left, undone; /* left: there were too many */
};

/* Says what is wrong for one account, unless there were many. */
static void tell(struct round *round, const struct step *step, const char *account)
{
	if (round->undone++ >= NAMED_MAX)
		return;
	struct step *told = step_add(round->survey->steps, "accounts",
		step->verdict == STEP_UNKNOWN ? STEP_UNKNOWN : STEP_CLOSED, step->token,
		"for %s: %s", account, step->what ? step->what : "");
	if (step->mend)
		step_mend(told, "%s", step->mend);
}

/* Whether sshd says the same for an account as for nobody in particular. */
static bool is_same(const struct round *round, const struct inquiry *inquiry, const char *keyword)
{
	const char *general = effective_value(&round->survey->inquiry->effective, keyword);
	const char *special = effective_value(&inquiry->effective, keyword);
	return general && special ? strcmp(general, special) == 0 : general == special;
}

/* Looks at the account's own files: where there are none in general, a Match that has some lets keys
 * in that keyhole does not know, and is meant to for break-glass accounts alone. */
static void judge_files(struct inquiry *inquiry)
{
	if (inquiry->break_glass || !effective_is_set(&inquiry->effective, "authorizedkeysfile"))
		return;
	step_add(&inquiry->steps, "files", STEP_CLOSED, cause_token(CAUSE_STRIPPED),
		"AuthorizedKeysFile is %s, and for others none: what is in there opens the account "
		"without what keyhole asks for",
		effective_value(&inquiry->effective, "authorizedkeysfile"));
}

/* Notes of a break-glass account that only keyhole lets in. */
static void judge_glass(const struct round *round, const struct inquiry *inquiry)
{
	if (inquiry->break_glass && inquiry->sshd_known &&
		!effective_is_set(&inquiry->effective, "authorizedkeysfile"))
		step_add(round->survey->steps, "accounts", STEP_NOTE, NULL,
			"%s is a break_glass account and has no AuthorizedKeysFile: no key opens "
			"it when keyhole's own files are broken",
			inquiry->name);
}

/* Plays through what differs. */
static void judge(const struct round *round, struct inquiry *inquiry)
{
	if (!inquiry->sshd_known)
		trial_sshd(inquiry);
	if (!is_same(round, inquiry, "pubkeyauthentication"))
		trial_methods(inquiry);
	if (!is_same(round, inquiry, "authorizedkeyscommand") ||
		!is_same(round, inquiry, "authorizedkeyscommanduser"))
		trial_command(inquiry);
	if (!is_same(round, inquiry, "revokedkeys"))
		(void)survey_judge_revoked(inquiry);
	if (!is_same(round, inquiry, "authorizedkeysfile") &&
		!effective_is_set(&round->survey->inquiry->effective, "authorizedkeysfile"))
		judge_files(inquiry);
	judge_glass(round, inquiry);
}

/* Asks for one account, which may not be there. */
static void ask(struct round *round, const char *account)
{
	struct note note;
	const struct inquiry *general = round->survey->inquiry;
	CLEANUP(free) struct inquiry *inquiry = calloc(1, sizeof *inquiry);
	if (!inquiry)
		return;
	inquiry->name = account;
	inquiry->config_path = general->config_path;
	inquiry->settings = general->settings;
	inquiry->sshd_major = general->sshd_major;
	inquiry->sshd_minor = general->sshd_minor;
	if (inquiry_open(inquiry, &note) == 0 && inquiry->account_fault == 0) {
		round->asked++;
		judge(round, inquiry);
	}
	for (size_t i = 0; i < inquiry->steps.count; i++)
		if (inquiry->steps.step[i].verdict > STEP_NOTE)
			tell(round, &inquiry->steps.step[i], account);
	inquiry_close(inquiry);
}

/* Adds the people whose keys open the account of their own name. */
static void add_own(const struct survey *survey, struct names *names)
{
	struct note ignored; /* files that can't be read are told of elsewhere */
	CLEANUP(names) struct names people = {0, 0, NULL};
	if (!survey->settings->own_account ||
		names_read(survey->settings->keys_dir, NAMES_KEYS, &people, &ignored) != 0)
		return;
	for (size_t i = 0; i < people.count && names->count <= ACCOUNTS_MAX; i++) {
		const struct passwd *entry = getpwnam(people.name[i]);
		if (entry && entry->pw_uid >= survey->settings->uid_min)
			(void)names_add(names, people.name[i], &ignored);
	}
}

/* Lists root, the break-glass accounts, those that have rules, and those of people. */
static void list(const struct survey *survey, struct names *names)
{
	struct note ignored;
	const struct settings_list *break_glass = &survey->settings->break_glass;
	(void)names_read(survey->settings->accounts_dir, NAMES_CONF, names, &ignored);
	(void)names_add(names, "root", &ignored);
	for (size_t i = 0; i < break_glass->count; i++)
		(void)names_add(names, break_glass->item[i].data, &ignored);
	add_own(survey, names);
}

/* Says what all of them come to. */
static void sum(const struct round *round)
{
	struct step_list *steps = round->survey->steps;
	if (round->undone > NAMED_MAX)
		step_add(steps, "accounts", STEP_CLOSED, NULL, "and %zu more of that kind",
			round->undone - NAMED_MAX);
	else if (round->undone == 0)
		step_add(steps, "accounts", STEP_GOOD, NULL,
			"no Match undoes any of this for the %zu account%s that sshd was asked "
			"about",
			round->asked, round->asked == 1 ? "" : "s");
	if (round->left > 0)
		step_add(steps, "accounts", STEP_NOTE, NULL,
			"of further accounts sshd was not asked: %d are enough for one look",
			ACCOUNTS_MAX);
}

/* Asks for one after the other. */
void survey_accounts(struct survey *survey)
{
	CLEANUP(names) struct names names = {0, 0, NULL};
	struct round round = {.survey = survey};
	if (!survey->inquiry->sshd_known)
		return;
	list(survey, &names);
	for (size_t i = 0; i < names.count; i++)
		if (i < ACCOUNTS_MAX)
			ask(&round, names.name[i]);
		else
			round.left++;
	sum(&round);
}
