/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole disable – puts back what was there before keyhole came. */
#include "admin/enable/ending.h"
#include "admin/enable/interruption.h"
#include "admin/enable/reopened.h"
#include "admin/enable/unwiring.h"
#include "admin/enable/watch.h"
#include "common/cleanup.h"
#include "server/placing.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define LISTED "/listed"

/* What is asked for. */
struct wanted {
	const char *root;
	bool package;
};

/* Reads the options; `*status` is what a wrong one ends with. */
static bool read_options(struct wanted *wanted, int argc, char **argv, int *status)
{
	static const struct option options[] = {
		{"root", required_argument, NULL, 'r'}, {"package", no_argument, NULL, 'p'}, {0}};
	for (int c; (c = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (c == 'r') {
			wanted->root = optarg;
		} else if (c == 'p') {
			wanted->package = true;
		} else {
			*status = admin_usage_option(&verb_disable, options, argv, c);
			return false;
		}
	}
	if (optind == argc)
		return true;
	*status = admin_usage(&verb_disable, "there is nothing to do for \"%s\"", argv[optind]);
	return false;
}

/* Puts back by the record, from whatever phase; `*changed` is whether there was one. */
static int put_back(
	const struct site *site, struct undertaking *undertaking, bool *changed, struct note *note)
{
	bool broken, disabling = undertaking->phase == UNDERTAKING_DISABLING;
	int r = ending_recover(site, undertaking, &broken, note);
	*changed = broken && disabling;
	if (r == 0 && undertaking->phase == UNDERTAKING_APPLIED) {
		*changed = true;
		r = ending_revert(site, undertaking, "put back by keyhole disable", note);
		if (r == 0 && undertaking->phase == UNDERTAKING_NONE)
			ending_say_reverted(undertaking);
	}
	if (r != 0 || undertaking->phase != UNDERTAKING_CONFIRMED)
		return r;
	*changed = true;
	return ending_disable(site, undertaking, note);
}

/* Takes away what no record is of, too: a module that goes must be named nowhere. */
static int disable(
	const struct site *site, struct undertaking *undertaking, bool *changed, struct note *note)
{
	bool recorded = false, rest = false;
	struct note why;
	int r = put_back(site, undertaking, &recorded, note);
	if (r == 0)
		r = unwiring_run(site, &rest, note);
	if (r != 0)
		return r;
	r = rest ? ending_reload(site, false, &why) : 0;
	if (r != 0)
		return note_set(note, r,
			"keyhole's lines are taken out, but the sshd that runs could not be told, "
			"and goes on as before: %s; mend that, then: systemctl reload ssh",
			why.text);
	if (recorded || rest)
		ending_record(site, EVENT_DISABLED, "what was there before is back");
	*changed = recorded || rest;
	return 0;
}

/* Says what is so now. */
static void say_state(const struct wanted *wanted, bool changed, bool left)
{
	if (left)
		puts(changed ? "What keyhole had put there is gone; the lines above go on."
			     : "There is nothing else to put back.");
	else if (changed && wanted->package)
		puts("sshd and PAM no longer ask keyhole; keys that only its store has open "
		     "nothing any more.");
	else
		puts(changed ? "sshd and PAM no longer ask keyhole; keys, settings and the log "
			       "stay.\n"
			       "Keys that only keyhole's store has open nothing any more: see that "
			       "yours is in\nyour ~/.ssh/authorized_keys before you leave."
			     : "keyhole is not enabled; there is nothing to put back.");
}

/* Leaves word for purge, which has no keyhole any more to read all of sshd's configuration with. */
static void leave_word(const struct site *site, bool lists)
{
	static const char words[] = "sshd's configuration goes by the list of revoked keys\n";
	char path[STORE_PATH_MAX + sizeof LISTED];
	struct note note;
	snprintf(path, sizeof path, "%s" LISTED, site->state);
	int r = lists ? placing_put(path, view_of(words), UNDERTAKING_MODE, &note)
		      : placing_remove(path, &note);
	if (r != 0 && r != -ENOENT)
		admin_warn("%s", note.text);
}

/* Says what is so now, with nothing left to do; how it ends. */
static int say_done(const struct site *site, const struct wanted *wanted, bool changed)
{
	const struct unwiring_rest rest = unwiring_name_rest(site);
	unsigned left = rest.commands + rest.lists;
	say_state(wanted, changed, left > 0);
	if (changed)
		reopened_warn(site);
	if (changed && rest.shuts_all && rest.commands + rest.others == 0)
		admin_warn("nobody's key opens anything now: %s shuts users' own files "
			   "(AuthorizedKeysFile), and sshd asks nothing else; take that line away, "
			   "or keyhole enable, before you leave",
			rest.shut);
	if (!wanted->package)
		return left > 0 ? EXIT_NO : EXIT_YES;
	leave_word(site, rest.lists > 0);
	if (rest.commands == 0 || !rest.shut[0])
		return EXIT_YES;
	return admin_fail_words(EXIT_NO,
		"the package stays: without it sshd would take nobody's key. First take away the "
		"lines that are named above, and %s (AuthorizedKeysFile)",
		rest.shut);
}

/* Opens the record. One that can't be read is no reason to let sshd and PAM go on asking what may be
 * about to go: keyhole's lines are known without it. */
static int open_record(const struct site *site, struct undertaking *undertaking, struct note *note)
{
	int r = ending_open(site, undertaking, note);
	if (r != -EBADMSG)
		return r;
	admin_warn("%s can't be read; keyhole's own lines are taken out without it, and what "
		   "keyhole.conf and revoked_keys have stays",
		undertaking->record);
	r = placing_remove(undertaking->record, note);
	undertaking_close(undertaking);
	return r == 0 ? ending_open(site, undertaking, note) : r;
}

/* Takes the lock first. A configuration that can't be read is no reason to stay. */
static int run(struct admin *admin, int argc, char **argv)
{
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	static struct site site;
	struct wanted wanted = {NULL, false};
	struct note note;
	bool changed = false;
	int status;
	if (!read_options(&wanted, argc, argv, &status))
		return status;
	if (!wanted.root && geteuid() != 0)
		return admin_fail_words(EXIT_UNSURE, "only root can:  sudo keyhole disable");
	if (site_open(admin, wanted.root, &site, &note) != 0)
		return admin_fail(EXIT_UNSURE, &note);
	interruption_ignore(); /* half of it is worse than none */
	int r = open_record(&site, &undertaking, &note);
	if (r == 0)
		r = disable(&site, &undertaking, &changed, &note);
	undertaking_release(&undertaking);
	status = r == 0 ? say_done(&site, &wanted, changed) : admin_fail(EXIT_UNSURE, &note);
	site_close(&site);
	return status;
}

const struct verb verb_disable = {
	.name = "disable",
	.arguments = "[--root DIR]",
	.summary = "puts back what was there before keyhole was enabled",
	.help = "  --root DIR  in a tree of files, such as an image\n"
		"  --package   the package is being removed: lines that keyhole did not write are\n"
		"              no failure\n"
		"\n"
		"Files that nobody edited since become what they were, byte for byte; of others\n"
		"only keyhole's own lines go. Keys, settings and the log stay. It works too\n"
		"while enable waits to be confirmed.\n"
		"\n"
		"examples:\n"
		"  keyhole disable\n"
		"  keyhole disable --root /srv/image\n",
	.run = run,
};
