/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole confirm – lets what enable has changed stay. */
#include "admin/enable/confirm.h"

#include "admin/enable/ending.h"
#include "admin/enable/interruption.h"
#include "admin/enable/lineage.h"
#include "admin/enable/reload.h"
#include "admin/enable/watch.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define TICK_MS 10 /* the kernel's start times are rounded down to it */

/* Whether there is something to confirm; says what there is if not. */
static bool waits(const struct undertaking *undertaking, int *status)
{
	*status = EXIT_NO;
	if (undertaking->phase == UNDERTAKING_CONFIRMED) {
		puts("keyhole is enabled and confirmed; nothing waits.");
		*status = EXIT_YES;
	} else if (undertaking->phase == UNDERTAKING_NONE) {
		admin_fail_words(EXIT_NO,
			"nothing waits to be confirmed: keyhole is not enabled, or was put back "
			"already (keyhole log --event disabled)");
	} else if (undertaking->phase != UNDERTAKING_APPLIED || undertaking->since == 0) {
		admin_fail_words(EXIT_NO,
			"keyhole enable did not come to its end (%s); it is being put back",
			undertaking_phase_name(undertaking->phase));
	} else if (undertaking_is_due(undertaking)) {
		admin_fail_words(EXIT_NO,
			"the time to confirm is over: all is being put back; then again: keyhole "
			"enable");
	} else {
		return true;
	}
	return false;
}

/* Whether this is a new connection; says why it does not count if not. */
static bool is_new(const struct site *site, const struct undertaking *undertaking)
{
	struct lineage lineage;
	struct note note;
	pid_t listener = reload_listener();
	int r = lineage_find(site->settings.log_dir, listener, &lineage, &note);
	if (r == -ENOENT)
		admin_fail_words(EXIT_NO,
			"%s: a connection from before (also one that ssh shares: ControlMaster), a "
			"console, or a session of tmux or screen that an older login began shows "
			"nothing of whether anybody still gets in. Log in anew, by ssh -o "
			"ControlPath=none, and confirm there",
			note.text);
	else if (r != 0)
		admin_fail(EXIT_NO, &note);
	else if (lineage.began + TICK_MS <= undertaking->since)
		admin_fail_words(EXIT_NO,
			"this connection (%s from %s) is older than the change: log in anew, by "
			"ssh -o ControlPath=none, and confirm there",
			lineage.account, lineage.from);
	else if (lineage.elsewhere)
		admin_fail_words(EXIT_NO,
			"this connection (%s from %s) did not come by the sshd that was told "
			"(process %ld), but by another one, or that was started anew since: log "
			"in by it, and confirm there",
			lineage.account, lineage.from, (long)listener);
	else
		return true;
	return false;
}

/* Judges first. */
int confirm_run(const struct site *site, struct undertaking *undertaking)
{
	struct note note;
	int status;
	if (!waits(undertaking, &status))
		return status;
	if (!is_new(site, undertaking))
		return EXIT_NO;
	if (undertaking_confirm(undertaking, &note) != 0)
		return admin_fail(EXIT_UNSURE, &note);
	watch_stop();
	ending_record(site, EVENT_ENABLED, "confirmed from a new connection");
	puts("confirmed: sshd and PAM go on asking keyhole.\nWhat was there before is put back by "
	     "keyhole disable.");
	return EXIT_YES;
}

/* Takes the lock first. */
static int run(struct admin *admin, int argc, char **argv)
{
	static const struct option options[] = {{0}};
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	static struct site site;
	struct note note;
	int c = getopt_long(argc, argv, ":", options, NULL);
	if (c != -1)
		return admin_usage_option(&verb_confirm, options, argv, c);
	if (optind < argc)
		return admin_usage(
			&verb_confirm, "there is nothing to do for \"%s\"", argv[optind]);
	if (geteuid() != 0)
		return admin_fail_words(EXIT_UNSURE, "only root can:  sudo keyhole confirm");
	if (site_open(admin, NULL, &site, &note) != 0 ||
		ending_open(&site, &undertaking, &note) != 0)
		return admin_fail(EXIT_UNSURE, &note);
	interruption_ignore();
	int status = confirm_run(&site, &undertaking);
	site_close(&site);
	return status;
}

const struct verb verb_confirm = {
	.name = "confirm",
	.arguments = "",
	.summary = "lets what enable has changed stay, from a new connection",
	.help = "It counts only in a login by ssh that keyhole recorded after the change: that\n"
		"shows that you still get in. sudo and su are as good. Without it all is put\n"
		"back when the time of keyhole enable is over.\n"
		"\n"
		"examples:\n"
		"  keyhole confirm\n"
		"  sudo keyhole confirm\n",
	.run = run,
};
