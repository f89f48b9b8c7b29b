/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole enable – wires sshd and PAM, proves it, and puts all back unless somebody confirms. */
#include "admin/enable/dwellings.h"
#include "admin/enable/ending.h"
#include "admin/enable/premises.h"
#include "admin/enable/rehearsal.h"
#include "admin/enable/reload.h"
#include "admin/enable/rewiring.h"
#include "admin/enable/watch.h"
#include "admin/when.h"
#include "common/cleanup.h"

#include <stdio.h>
#include <stdlib.h>

#define REVERT_AFTER 600
#define REVERT_MIN 30
#define REVERT_MAX 86400

/* What is asked for, and what it is done to. */
struct work {
	const struct admin *admin;
	struct site site;
	struct undertaking undertaking;
	const char *root, *account;
	bool exclusive, shows, consents;
	int64_t seconds;
};

/* Reads a duration: 90, 90s, 10m, 2h; 0 where it is none. */
static int64_t read_duration(const char *text)
{
	char *end;
	long number = strtol(text, &end, 10);
	long unit = *end == 'm' ? 60 : *end == 'h' ? 3600 : 1;
	if (end == text || (*end && (!strchr("smh", *end) || end[1])) || number > REVERT_MAX)
		return 0;
	return number * unit;
}

/* Takes one option; false: it is none. */
static bool take_option(struct work *work, int option)
{
	switch (option) {
	case 'e':
		work->exclusive = true;
		return true;
	case 'd':
		work->shows = true;
		return true;
	case 'y':
		work->consents = true;
		return true;
	case 'r':
		work->root = optarg;
		return true;
	case 'a':
		work->account = optarg;
		return true;
	case 'w':
		work->seconds = read_duration(optarg);
		return true;
	default:
		return false;
	}
}

/* Reads the options; `*status` is what a wrong one ends with. */
static bool read_options(struct work *work, int argc, char **argv, int *status)
{
	static const struct option options[] = {{"exclusive", no_argument, NULL, 'e'},
		{"dry-run", no_argument, NULL, 'd'}, {"yes", no_argument, NULL, 'y'},
		{"root", required_argument, NULL, 'r'}, {"as", required_argument, NULL, 'a'},
		{"revert-after", required_argument, NULL, 'w'}, {0}};
	for (int c; (c = getopt_long(argc, argv, ":", options, NULL)) != -1;)
		if (!take_option(work, c)) {
			*status = admin_usage_option(&verb_enable, options, argv, c);
			return false;
		}
	if (optind < argc)
		*status = admin_usage(
			&verb_enable, "there is nothing to do for \"%s\"", argv[optind]);
	else if (work->seconds < REVERT_MIN || work->seconds > REVERT_MAX)
		*status = admin_usage(
			&verb_enable, "--revert-after: a time from 30s to 24h, such as 10m");
	else
		return true;
	return false;
}

/* The account by which the administrator comes in. */
static const char *find_account(const struct work *work)
{
	const char *sudo = getenv("SUDO_USER");
	if (work->account)
		return work->account;
	return sudo && *sudo ? sudo : "root";
}

/* Whether the homes are fit for home_check = "enforce"; says whom it would turn away. */
static bool homes_allow(const struct work *work)
{
	struct note note;
	size_t grave = 0;
	if (!work->site.live || !rewiring_leaves_homes_open(&work->site))
		return false;
	if (dwellings_judge(work->admin, &work->site.settings, &grave, &note) != 0)
		admin_warn("%s; home_check stays as it is", note.text);
	else if (grave > 0)
		printf("home_check stays \"warn\": \"enforce\" would turn these away. Mend that, "
		       "then:\n    keyhole enable\n\n");
	else
		return true;
	return false;
}

/* Opens the record: to change, or to show only. */
static int open_record(struct work *work, struct note *note)
{
	const char *state = work->site.settings.state_dir;
	bool broken = false;
	if (work->shows)
		return undertaking_look(work->site.root, state, &work->undertaking, note);
	int r = undertaking_open(work->site.root, state, &work->undertaking, note);
	return r == 0 ? ending_recover(&work->site, &work->undertaking, &broken, note) : r;
}

/* Says what the plan is, and what will be done. */
static int show(const struct work *work, struct note *note)
{
	int r = rewiring_print(&work->undertaking, note);
	if (r != 0 || !work->shows)
		return r;
	if (!work->site.live)
		puts("A tree of files: these are changed at once, and nothing is tried.");
	else
		printf("Then, in this order: a login of %s is tried through a private sshd with "
		       "these files;\nthey are changed; sshd reads them; and %s.\n",
			work->account,
			work->consents ? "they stay"
				       : "unless keyhole confirm comes from a new\nconnection in "
					 "time, all is put back");
	puts("Nothing was changed.");
	return 0;
}

/* Changes the files of a tree. */
static int change_tree(struct work *work, struct note *note)
{
	int r = undertaking_apply(&work->undertaking, work->seconds, note);
	return r == 0 ? undertaking_confirm(&work->undertaking, note) : r;
}

/* Proves, changes the files, and has sshd read them. */
static int change_machine(struct work *work, struct note *note)
{
	const struct rehearsal proof = {
		&work->site, &work->undertaking, work->account, work->exclusive, work->consents};
	int r = rehearsal_run(&proof, note);
	if (r == 0)
		r = watch_start(note);
	if (r == 0)
		r = undertaking_apply(&work->undertaking, work->seconds, note);
	if (r == 0)
		r = reload_sshd(true, note);
	if (r != 0)
		return r;
	return work->consents ? undertaking_confirm(&work->undertaking, note)
			      : undertaking_start(&work->undertaking, work->seconds, note);
}

/* Puts back what was begun; says why. */
static int give_up(struct work *work, const struct note *why)
{
	enum undertaking_phase phase = work->undertaking.phase;
	struct note note;
	int r = 0;
	admin_fail(EXIT_UNSURE, why);
	if (phase == UNDERTAKING_STAGED)
		r = undertaking_revert(&work->undertaking, &note);
	else if (phase != UNDERTAKING_NONE && phase != UNDERTAKING_CONFIRMED)
		r = ending_revert(&work->site, &work->undertaking, why->text, &note);
	if (r != 0)
		return admin_fail_words(
			EXIT_UNSURE, "%s; not all is put back yet: keyhole revert", note.text);
	if (phase <= UNDERTAKING_STAGED)
		fputs("keyhole: nothing was changed\n", stderr);
	if (work->site.live)
		watch_stop();
	return EXIT_UNSURE;
}

/* Says what comes next. */
static void say_done(const struct work *work)
{
	char until[WHEN_TEXT_MAX];
	if (!work->site.live) {
		printf("%s is wired: an sshd that starts there asks keyhole.\n", work->site.root);
		return;
	}
	ending_record(&work->site, EVENT_ENABLED,
		work->consents ? "confirmed by --yes" : "not confirmed yet");
	puts("sshd and PAM ask keyhole now.");
	if (work->consents)
		return;
	when_text(work->undertaking.until * 1000000, until);
	printf("Leave this session open. From a NEW connection, before %s:\n"
	       "    ssh %s@...\n    sudo keyhole confirm\n"
	       "Without that everything is put back by itself.\n",
		until, work->account);
}

/* Does it. */
static int carry_out(struct work *work)
{
	struct note note;
	int r = undertaking_stage(&work->undertaking, &note);
	if (r == 0)
		r = work->site.live ? change_machine(work, &note) : change_tree(work, &note);
	if (r != 0)
		return give_up(work, &note);
	if (work->consents && work->site.live)
		watch_stop();
	say_done(work);
	return EXIT_YES;
}

/* Whether one waits already, or was cut off where only a look is wanted; says so. */
static bool waits(const struct work *work)
{
	enum undertaking_phase phase = work->undertaking.phase;
	if (phase == UNDERTAKING_NONE || phase == UNDERTAKING_CONFIRMED)
		return false;
	if (phase == UNDERTAKING_APPLIED)
		admin_fail_words(EXIT_NO,
			"an earlier keyhole enable waits to be confirmed: keyhole confirm from a "
			"new connection, or keyhole disable to put it back now");
	else
		admin_fail_words(EXIT_NO,
			"an earlier change was cut off (%s): keyhole revert brings it to its end",
			undertaking_phase_name(phase));
	return true;
}

/* Makes the plan, unless something is in the way. */
static int prepare(struct work *work)
{
	struct rewiring plan = {&work->site, work->exclusive, false};
	struct premises premises = {.site = &work->site,
		.admin = work->admin,
		.account = work->account,
		.exclusive = work->exclusive,
		.consents = work->consents};
	struct note note;
	premises_judge(&premises);
	if (premises.refusals > 0)
		return EXIT_NO;
	plan.enforces = homes_allow(work);
	if (rewiring_make(&plan, &work->undertaking, &note) != 0)
		return admin_fail(EXIT_UNSURE, &note);
	premises_judge_wired(&premises, rewiring_text(&work->undertaking, SITE_PAM));
	return premises.refusals > 0 ? EXIT_NO : EXIT_YES;
}

/* Shows the plan and goes on. */
static int work_on(struct work *work)
{
	struct note note;
	if (open_record(work, &note) != 0)
		return admin_fail(EXIT_UNSURE, &note);
	if (waits(work))
		return EXIT_NO;
	int status = prepare(work);
	if (status != EXIT_YES)
		return status;
	if (undertaking_count(&work->undertaking) == 0) {
		puts("keyhole is enabled; there is nothing to change.");
		return EXIT_YES;
	}
	if (show(work, &note) != 0)
		return admin_fail(EXIT_UNSURE, &note);
	return work->shows ? EXIT_YES : carry_out(work);
}

/* Reads what is asked for, then does it. */
static int run(struct admin *admin, int argc, char **argv)
{
	static struct work work;
	struct note note;
	int status;
	work = (struct work){.admin = admin, .seconds = REVERT_AFTER, .undertaking = {.lock = -1}};
	if (!read_options(&work, argc, argv, &status))
		return status;
	if (site_open(admin, work.root, &work.site, &note) != 0)
		return admin_fail(EXIT_UNSURE, &note);
	if (work.site.settings_fault != 0)
		return admin_fail(EXIT_NO, &work.site.settings_note);
	work.exclusive = work.exclusive || rewiring_is_exclusive(&work.site);
	work.account = work.site.live ? find_account(&work) : NULL;
	status = work_on(&work);
	undertaking_close(&work.undertaking);
	site_close(&work.site);
	return status;
}

const struct verb verb_enable = {
	.name = "enable",
	.arguments = "[--dry-run] [--exclusive] [--revert-after TIME] [--as ACCOUNT] [--yes] "
		     "[--root DIR]",
	.summary = "has sshd and PAM ask keyhole, after proving that you still get in",
	.help = "  --dry-run            show what would be changed, and change nothing\n"
		"  --exclusive          users' own ~/.ssh/authorized_keys no longer count\n"
		"  --revert-after TIME  put all back unless keyhole confirm comes within this\n"
		"                       time (30s to 24h; 10m)\n"
		"  --as ACCOUNT         the account by which you come in, where sudo does not\n"
		"                       say so\n"
		"  --yes                for machines that are set up by tools: proven all the\n"
		"                       same, but nobody has to confirm\n"
		"  --root DIR           change the files of a tree, such as an image that is\n"
		"                       being built: nothing is tried there, nor put back\n"
		"\n"
		"What was there before is kept; keyhole disable puts it back.\n"
		"\n"
		"examples:\n"
		"  keyhole enable --dry-run\n"
		"  keyhole enable --revert-after 5m\n",
	.run = run,
};
