/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole revert – puts back what nobody confirmed; for the timer, the boot and the waiting process. */
#include "admin/enable/ending.h"
#include "admin/enable/interruption.h"
#include "admin/enable/reopened.h"
#include "admin/enable/watch.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define WAIT_SECONDS 2

/* When it is put back: now, if it is due, or when it becomes so. */
enum moment { MOMENT_NOW, MOMENT_DUE, MOMENT_WAIT };

/* What is asked for. */
struct wanted {
	const char *root;
	enum moment moment;
	bool boot; /* the machine starts, before sshd */
};

/* Reads the options; `*status` is what a wrong one ends with. */
static bool read_options(struct wanted *wanted, int argc, char **argv, int *status)
{
	static const struct option options[] = {{"due", no_argument, NULL, 'd'},
		{"boot", no_argument, NULL, 'b'}, {"wait", no_argument, NULL, 'w'},
		{"root", required_argument, NULL, 'r'}, {0}};
	for (int c; (c = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (c == 'd' || c == 'b' || c == 'w') {
			wanted->moment = c == 'w' ? MOMENT_WAIT : MOMENT_DUE;
			wanted->boot = c == 'b';
		} else if (c == 'r') {
			wanted->root = optarg;
		} else {
			*status = admin_usage_option(&verb_revert, options, argv, c);
			return false;
		}
	}
	if (optind == argc)
		return true;
	*status = admin_usage(&verb_revert, "there is nothing to do for \"%s\"", argv[optind]);
	return false;
}

/* Why it is put back, for the log. */
static const char *reason_of(
	const struct undertaking *undertaking, const struct wanted *wanted, bool starts)
{
	if (wanted->moment == MOMENT_NOW)
		return "put back by keyhole revert";
	if (!undertaking_is_fresh(undertaking))
		return "put back: the machine was started anew, and nobody had confirmed";
	if (starts) /* of a container the kernel is none of it, nor of a soft reboot */
		return "put back: the machine was started anew, or " WATCH_TIMER
		       " was stopped, and nobody had confirmed";
	return "put back: nobody confirmed in time";
}

/* Looks once; `*waits` is whether there is something that is not due yet. */
static int look(
	const struct site *site, const struct wanted *wanted, bool *waits, struct note *note)
{
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	bool broken;
	*waits = false;
	int r = undertaking_open(site->root, site->state, &undertaking, note);
	if (r == 0)
		r = ending_recover(site, &undertaking, &broken, note);
	if (r != 0)
		return r;
	if (undertaking.phase != UNDERTAKING_APPLIED) {
		if (site->live && !broken && wanted->moment == MOMENT_DUE && !wanted->boot)
			watch_stop();
		return 0;
	}
	/* The unit may be started again while the machine runs (systemctl isolate). */
	bool starts = wanted->boot && !(undertaking_is_fresh(&undertaking) && watch_is_on());
	*waits = wanted->moment != MOMENT_NOW && !starts && !undertaking_is_due(&undertaking);
	if (*waits)
		return 0;
	r = ending_revert(site, &undertaking, reason_of(&undertaking, wanted, starts), note);
	undertaking_release(&undertaking);
	if (r == 0)
		ending_say_reverted(&undertaking);
	if (r == 0 && !undertaking.prior && !wanted->boot)
		reopened_warn(site);
	return r;
}

/* Whether nothing can wait any more: the folder of the record was taken away. */
static bool is_gone(const struct site *site)
{
	struct stat st;
	return stat(site->state, &st) != 0 && errno == ENOENT;
}

/* Looks again and again; another one at work, or a disk that is full, is no end; a record that can't
 * be read is, and a folder that is gone. */
static int wait_for_it(const struct site *site, const struct wanted *wanted, struct note *note)
{
	bool waits = true;
	int r = 0;
	while (waits || (r != 0 && r != -EBADMSG && !is_gone(site))) {
		nanosleep(&(struct timespec){.tv_sec = WAIT_SECONDS}, NULL);
		r = look(site, wanted, &waits, note);
	}
	return r;
}

/* Reads what is asked for, then looks. */
static int run(struct admin *admin, int argc, char **argv)
{
	struct wanted wanted = {NULL, MOMENT_NOW, false};
	static struct site site;
	struct note note;
	bool waits;
	int status;
	if (!read_options(&wanted, argc, argv, &status))
		return status;
	if (!wanted.root && geteuid() != 0)
		return admin_fail_words(EXIT_UNSURE, "only root can:  sudo keyhole revert");
	if (site_open(admin, wanted.root, &site, &note) != 0)
		return admin_fail(EXIT_UNSURE, &note);
	site.starts = wanted.boot;
	if (wanted.moment == MOMENT_NOW)
		interruption_ignore();
	int r = wanted.moment == MOMENT_WAIT ? wait_for_it(&site, &wanted, &note)
					     : look(&site, &wanted, &waits, &note);
	site_close(&site);
	if (r == -EBUSY && wanted.moment == MOMENT_DUE)
		return EXIT_YES; /* the next look comes soon */
	return r == 0 ? EXIT_YES : admin_fail(EXIT_UNSURE, &note);
}

const struct verb verb_revert = {
	.name = "revert",
	.hidden = true,
	.arguments = "[--due | --boot | --wait] [--root DIR]",
	.summary = "puts back what enable has changed and nobody confirmed",
	.help = "  --due       if its time is over, or the machine was started anew\n"
		"  --boot      the same before sshd is started\n"
		"  --wait      stay until it is due or confirmed\n"
		"  --root DIR  in a tree of files\n"
		"\n"
		"What keeps the promise of keyhole enable; nobody has to call it. What was cut\n"
		"off is brought to its end.\n"
		"\n"
		"examples:\n"
		"  keyhole revert\n"
		"  keyhole revert --due\n",
	.run = run,
};
