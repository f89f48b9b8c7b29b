/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/enabling.h"

#include "access/replace.h"
#include "admin/enable/dwellings.h"
#include "admin/enable/ending.h"
#include "admin/enable/interruption.h"
#include "admin/enable/premises.h"
#include "admin/enable/rehearsal.h"
#include "admin/enable/reload.h"
#include "admin/enable/rewiring.h"
#include "admin/enable/watch.h"
#include "admin/store/promise.h"
#include "admin/when.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdio.h>

/* Whether the homes are fit for home_check = "enforce"; says whom it would turn away. */
static bool homes_allow(const struct enabling *enabling)
{
	struct note note;
	size_t grave = 0;
	if (!enabling->site.live || !rewiring_leaves_homes_open(&enabling->site))
		return false;
	if (dwellings_judge(enabling->admin, &enabling->site.settings, &grave, &note) != 0)
		admin_warn("%s; home_check stays as it is", note.text);
	else if (grave > 0)
		printf("home_check stays \"warn\": \"enforce\" would turn these away. Mend that, "
		       "then:\n    keyhole enable\n\n");
	else
		return true;
	return false;
}

/* Opens the record: to change, or to show only. */
static int open_record(struct enabling *enabling, struct note *note)
{
	const char *state = enabling->site.state;
	bool broken = false;
	if (enabling->shows)
		return undertaking_look(enabling->site.root, state, &enabling->undertaking, note);
	int r = undertaking_open(enabling->site.root, state, &enabling->undertaking, note);
	if (r != 0)
		return r;
	interruption_ignore();
	r = ending_recover(&enabling->site, &enabling->undertaking, &broken, note);
	interruption_leave();
	return r;
}

/* Says what the plan is, and what will be done. */
static int show(const struct enabling *enabling, struct note *note)
{
	int r = rewiring_print(&enabling->undertaking, note);
	if (r != 0 || !enabling->shows)
		return r;
	if (!enabling->site.live)
		puts("A tree of files: these are changed at once, and nothing is tried.");
	else
		printf("Then, in this order: a login of %s is tried through a private sshd with "
		       "these files;\nthey are changed; sshd reads them; and %s.\n",
			enabling->account,
			enabling->consents
				? "they stay"
				: "unless keyhole confirm comes from a new\nconnection in "
				  "time, all is put back");
	puts("This was a dry run: of sshd and PAM nothing was changed.");
	return 0;
}

/* Changes the files. Nobody revokes a key meanwhile: sshd's list would be the one from before that. */
static int apply(struct enabling *enabling, struct note *note)
{
	CLEANUP(replace_lock) struct replace_lock lock = {-1};
	int r = replace_lock(enabling->site.settings.state_dir, &lock, note);
	return r == 0 ? undertaking_apply(&enabling->undertaking, enabling->seconds, note) : r;
}

/* Changes the files of a tree. */
static int change_tree(struct enabling *enabling, struct note *note)
{
	int r = apply(enabling, note);
	if (r == 0)
		r = interruption_check(note);
	return r == 0 ? undertaking_confirm(&enabling->undertaking, note) : r;
}

/* Proves, changes the files, and has sshd read them. */
static int change_machine(struct enabling *enabling, struct note *note)
{
	const struct rehearsal proof = {&enabling->site, &enabling->undertaking, enabling->account,
		enabling->exclusive, enabling->consents};
	int r = rehearsal_run(&proof, note);
	if (r == 0)
		r = watch_start(note);
	if (r == 0)
		r = interruption_check(note);
	if (r == 0)
		r = apply(enabling, note);
	if (r == 0)
		r = reload_sshd(true, note);
	if (r == 0)
		r = interruption_check(note);
	if (r != 0)
		return r;
	return enabling->consents
		       ? undertaking_confirm(&enabling->undertaking, note)
		       : undertaking_start(&enabling->undertaking, enabling->seconds, note);
}

/* Puts back what was begun; says why. */
static int give_up(struct enabling *enabling, const struct note *why)
{
	struct undertaking *undertaking = &enabling->undertaking;
	enum undertaking_phase phase = undertaking->phase;
	bool touched = phase == UNDERTAKING_APPLYING || phase == UNDERTAKING_APPLIED;
	struct note note;
	int r = 0;
	interruption_ignore();
	if (touched)
		r = ending_revert(&enabling->site, undertaking, why->text, &note);
	else if (phase == UNDERTAKING_STAGED)
		r = undertaking_revert(undertaking, &note);
	if (r == 0 && enabling->site.live)
		watch_stop();
	undertaking_release(undertaking); /* before a word of it, as in carry_out */
	admin_fail(EXIT_UNSURE, why);
	if (r != 0)
		return admin_fail_words(
			EXIT_UNSURE, "%s; not all is put back yet: keyhole revert", note.text);
	if (touched)
		ending_say_reverted(undertaking);
	else
		fputs("keyhole: nothing was changed\n", stderr);
	return EXIT_UNSURE;
}

/* Says what comes next. */
static void say_done(const struct enabling *enabling)
{
	char until[WHEN_TEXT_MAX];
	struct sshd sshd;
	if (!enabling->site.live) {
		printf("%s is wired: an sshd that starts there asks keyhole.\n",
			enabling->site.root);
		return;
	}
	ending_record(&enabling->site, EVENT_ENABLED,
		enabling->consents ? "confirmed by --yes" : "not confirmed yet");
	puts("sshd and PAM ask keyhole now.");
	if (enabling->consents)
		return;
	when_text(enabling->undertaking.until * 1000000, until);
	sshd_ask(SSHD_PROGRAM, "root", &sshd);
	printf("Leave this session open. From a NEW connection, before %s:\n", until);
	promise_commands(&sshd, "  ", enabling->account);
	printf("    %skeyhole confirm\nWithout that everything is put back by itself.\n",
		strcmp(enabling->account, "root") == 0 ? "" : "sudo ");
}

/* Does it. */
static int carry_out(struct enabling *enabling)
{
	struct note note;
	interruption_catch();
	int r = undertaking_stage(&enabling->undertaking, &note);
	if (r == 0)
		r = enabling->site.live ? change_machine(enabling, &note)
					: change_tree(enabling, &note);
	if (r != 0)
		return give_up(enabling, &note);
	if (enabling->consents && enabling->site.live)
		watch_stop();
	/* A terminal may have stopped what is written to it, and who puts back waits for the lock. */
	undertaking_release(&enabling->undertaking);
	say_done(enabling);
	return EXIT_YES;
}

/* Whether one waits already, or was cut off where only a look is wanted; says so. */
static bool waits(const struct enabling *enabling)
{
	enum undertaking_phase phase = enabling->undertaking.phase;
	if (phase == UNDERTAKING_NONE || phase == UNDERTAKING_CONFIRMED)
		return false;
	if (!undertaking_is_broken(&enabling->undertaking))
		admin_fail_words(EXIT_NO,
			"an earlier keyhole enable waits to be confirmed: keyhole confirm from a "
			"new connection, or keyhole disable to put it back now");
	else
		admin_fail_words(EXIT_NO,
			"an earlier change was cut off (%s): keyhole revert brings it to its end",
			undertaking_phase_name(phase));
	return true;
}

/* Makes the plan, with the store's lock: ssh-keygen works in its folder. */
static int plan(struct rewiring *rewiring, struct undertaking *undertaking, struct note *note)
{
	CLEANUP(replace_lock) struct replace_lock lock = {-1};
	int r = replace_lock(rewiring->site->settings.state_dir, &lock, note);
	return r == 0 ? rewiring_make(rewiring, undertaking, note) : r;
}

/* Makes the plan, unless something is in the way. */
static int prepare(struct enabling *enabling)
{
	struct rewiring rewiring = {.site = &enabling->site, .exclusive = enabling->exclusive};
	struct premises premises = {.site = &enabling->site,
		.admin = enabling->admin,
		.account = enabling->account,
		.exclusive = enabling->exclusive,
		.shuts = enabling->exclusive && !rewiring_is_exclusive(&enabling->site),
		.consents = enabling->consents};
	struct note note;
	premises_judge(&premises);
	if (premises.refusals > 0) {
		premises_judge_keyless(&premises);
		return EXIT_NO;
	}
	rewiring.enforces = homes_allow(enabling);
	rewiring.foreign = premises.foreign;
	int r = plan(&rewiring, &enabling->undertaking, &note);
	if (r != 0)
		return admin_fail(r == -ENOTSUP ? EXIT_NO : EXIT_UNSURE, &note);
	premises_judge_wired(&premises, rewiring_text(&enabling->undertaking, SITE_PAM));
	if (undertaking_count(&enabling->undertaking) > 0)
		premises_judge_keyless(&premises);
	return premises.refusals > 0 ? EXIT_NO : EXIT_YES;
}

/* Shows the plan and goes on. */
int enabling_run(struct enabling *enabling)
{
	struct note note;
	if (open_record(enabling, &note) != 0)
		return admin_fail(EXIT_UNSURE, &note);
	if (waits(enabling))
		return EXIT_NO;
	int status = prepare(enabling);
	if (status != EXIT_YES)
		return status;
	if (undertaking_count(&enabling->undertaking) == 0) {
		puts("keyhole is enabled; there is nothing to change.");
		return EXIT_YES;
	}
	if (show(enabling, &note) != 0)
		return admin_fail(EXIT_UNSURE, &note);
	return enabling->shows ? EXIT_YES : carry_out(enabling);
}
