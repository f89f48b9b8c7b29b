/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole import – brings the keys of the accounts' own files into the store. */
#include "admin/import/known.h"
#include "admin/import/naming.h"
#include "admin/import/outcome.h"
#include "admin/table.h"
#include "admin/verb.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

/* What is asked for. */
struct request {
	bool dry_run, yes, json;
	bool asks; /* whose the keys are */
	struct naming naming;
	const char *const *accounts;
};

/* Finds the accounts: those that are named, else all that the machine has. */
static int find_accounts(const char *const *names, struct entrant_list *list, struct note *note)
{
	int r = names[0] ? 0 : entrant_list_all(list, NULL, NULL, note);
	for (; r == 0 && *names; names++)
		r = entrant_list_add(list, *names, note);
	return r;
}

/* Plans and proves, until no difference is left. Each pass that has charged somebody leaves a line, or
 * a person's name: there are no more passes than those. */
static int settle(struct plan *plan, struct proof *proof, struct note *note)
{
	size_t passes = 1;
	for (size_t i = 0; i < plan->sources->count; i++)
		passes += 1 + plan->sources->item[i].line_count;
	for (; passes > 0; passes--) {
		int r = plan_make(plan, note);
		if (r == 0 && unbelieved_leave(proof->unbelieved, plan->sources) > 0)
			continue;
		if (r == 0)
			r = proof_run(plan, proof, note);
		if (r != 0 || proof->differences == 0)
			return r;
	}
	return note_set(note, -EPROTO,
		"it could not be proven that the same keys would open the same accounts; nothing "
		"is changed");
}

/* Plans, proves, writes, and shows what was done. */
static int import(struct plan *plan, const struct request *request, uint64_t now)
{
	struct note note;
	CLEANUP(unbelieved) struct unbelieved_list unbelieved = {.count = 0};
	struct proof proof = {.now = now, .unbelieved = &unbelieved};
	struct outcome outcome = {.plan = plan,
		.json = request->json,
		.dry_run = request->dry_run,
		.room = table_room()};
	int r = unbelieved_read(&plan->change->store, &unbelieved, &note);
	if (r == 0)
		r = settle(plan, &proof, &note);
	if (r != 0)
		return admin_fail(r == -EPROTO ? EXIT_NO : EXIT_UNSURE, &note);
	if (!request->dry_run && plan_changes(plan))
		r = plan_put(plan, &note);
	if (r != 0) {
		admin_fail(admin_status(r), &note);
		return admin_fail_words(EXIT_UNSURE,
			"what was written before that stays and opens no more than before; the "
			"same command does the rest");
	}
	outcome_print(&outcome);
	outcome_sum(&outcome, &proof);
	return outcome.left + outcome.bad + outcome.lost + unbelieved.count > 0 ? EXIT_NO
										: EXIT_YES;
}

/* Reads what sshd reads, and asks whose it is, before the store is locked. */
static int run_request(const struct settings *settings, const struct request *request)
{
	struct note note;
	uint64_t now = (uint64_t)time(NULL);
	CLEANUP(entrant_list) struct entrant_list accounts = {0};
	CLEANUP(source_list) struct source_list sources = {.count = 0};
	CLEANUP(change) struct change change = {.lock = {-1}};
	CLEANUP(plan) struct plan plan = {.change = &change, .sources = &sources};
	int r = find_accounts(request->accounts, &accounts, &note);
	if (r == 0)
		r = source_list_read(&accounts, &sources, &note);
	if (r == 0)
		r = source_list_judge(&sources, settings, now, &note);
	if (r != 0)
		return admin_fail(admin_status(r), &note);
	r = known_read(&sources, settings->keys_dir, &note);
	if (r == -ENOMEM)
		return admin_fail(EXIT_UNSURE, &note);
	if (r != 0)
		admin_warn("%s", note.text);
	int status = naming_apply(&request->naming, &sources, request->asks);
	if (status != EXIT_YES)
		return status;
	r = change_begin(&change, settings, &note);
	return r == 0 ? import(&plan, request, now) : admin_fail(admin_status(r), &note);
}

/* Whether it may go on: nothing is written that nobody was asked about or said --yes to. */
static int judge_request(struct request *request)
{
	bool terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	request->asks = !request->yes && !request->json && terminal;
	if (request->dry_run || request->yes || request->asks)
		return EXIT_YES;
	return admin_usage(&verb_import, "%s: add --yes, or --dry-run to look first",
		request->json ? "JSON asks nobody"
			      : "it asks whose the keys are, and there is no terminal");
}

/* Reads the options. */
static int run(struct admin *admin, int argc, char **argv)
{
	static const struct option options[] = {{"dry-run", no_argument, NULL, 'n'},
		{"as", required_argument, NULL, 'a'}, {"yes", no_argument, NULL, 'y'},
		{"json", no_argument, NULL, 'j'}, {0}};
	struct request request = {.dry_run = false};
	int status = EXIT_YES;
	opterr = 0;
	for (int c; (c = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (c == 'n')
			request.dry_run = true;
		else if (c == 'y')
			request.yes = true;
		else if (c == 'j')
			request.json = true;
		else if (c == 'a')
			status = naming_add(&request.naming, optarg);
		else
			status = admin_usage_option(&verb_import, options, argv, c);
		if (status != EXIT_YES)
			return status;
	}
	status = judge_request(&request);
	if (status != EXIT_YES)
		return status;
	if (!change_allowed(admin->settings.keys_dir, "import"))
		return EXIT_UNSURE;
	request.accounts = (const char *const *)argv + optind;
	return run_request(&admin->settings, &request);
}

const struct verb verb_import = {
	.name = "import",
	.changes = true,
	.arguments = "[ACCOUNT...] [--dry-run] [--as ACCOUNT=PERSON]...\n"
		     "                      [--yes] [--json]",
	.summary = "brings the keys of ~/.ssh/authorized_keys into the store",
	.help = "  --dry-run            show what would be done, and do nothing\n"
		"  --as ACCOUNT=PERSON  the keys of this account are that person's\n"
		"  --yes                do not ask whose they are: who has them in keys.d, else\n"
		"                       the account's own; needed without a terminal\n"
		"  --json               one object for each line of a file\n"
		"\n"
		"Reads the files that sshd itself reads (AuthorizedKeysFile) of the ACCOUNTs, or\n"
		"of all. Before anything is written it proves that the same keys open the same\n"
		"accounts with the same options as before; what would differ is left, with the\n"
		"reason. The files stay as they are. It ends with 1 if a line was left, or if it\n"
		"is not proven for an account, as its rules can't be believed. What is next, and\n"
		"what mends the lines that were left, stands in what it prints.\n"
		"\n"
		"examples:\n"
		"  keyhole import --dry-run\n"
		"  keyhole import root --as root=alice\n",
	.run = run,
};
