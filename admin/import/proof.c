/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/proof.h"

#include "access/names.h"
#include "admin/import/charge.h"
#include "admin/import/stage.h"
#include "admin/store/roster.h"
#include "common/cleanup.h"

#include <errno.h>

/* One account while it is compared. */
struct comparison {
	const struct plan *plan;
	const struct settings *staged;
	struct proof *proof;
	struct charge charge;
};

/* The source of this name, NULL where there is none; they are sorted. */
static struct source *find_source(const struct source_list *sources, const char *account)
{
	size_t low = 0, high = sources->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(sources->item[middle].account, account) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	bool found = low < sources->count && strcmp(sources->item[low].account, account) == 0;
	return found ? &sources->item[low] : NULL;
}

/* Lists what the account's own files open. */
static int list_files(const struct source *source, struct passage_list *list)
{
	int r = 0;
	for (size_t i = 0; source && r == 0 && i < source->line_count; i++) {
		const struct source_line *line = &source->line[i];
		if (source_takes(line))
			r = passage_add(list, line->key, line->options, line->conditional);
	}
	return r;
}

/* Lists what a store opens; that nobody's keys do is an answer too. */
static int list_store(const struct settings *settings, const struct access_request *request,
	struct passage_list *list, struct note *note)
{
	int r = access_decide(settings, request, passage_visit, list, note);
	if (list->fault != 0)
		return note_errno(note, list->fault, request->account);
	return r > 0 ? 0 : r;
}

/* Compares what two sorted lists have, key by key. */
static void compare_lists(struct comparison *comparison, const struct passage_list lists[2])
{
	struct passage_list rest[2] = {lists[0], lists[1]};
	struct passage_run runs[2];
	while (passage_next(rest, runs)) {
		if (passage_alike(runs))
			continue;
		comparison->proof->differences++;
		charge_difference(&comparison->charge, runs);
	}
}

/* Asks what opens an account before and after. */
static int list_both(const struct comparison *comparison, const struct access_request *request,
	struct passage_list lists[2], struct note *note)
{
	const struct settings *settings = comparison->plan->change->settings;
	int r = list_files(comparison->charge.source, &lists[0]);
	if (r != 0)
		return note_errno(note, r, request->account);
	r = list_store(settings, request, &lists[0], note);
	if (r == 0)
		r = list_store(comparison->staged, request, &lists[1], note);
	passage_sort(&lists[0]);
	passage_sort(&lists[1]);
	return r;
}

/* Compares before and after. */
static int compare_account(struct comparison *comparison, const char *account, struct note *note)
{
	uid_t uid = 0;
	const struct plan *plan = comparison->plan;
	struct charge *charge = &comparison->charge;
	const struct unbelieved *unbelieved =
		unbelieved_find(comparison->proof->unbelieved, account);
	if (unbelieved && unbelieved->closed)
		return 0;
	charge->account = account;
	charge->source = find_source(plan->sources, account);
	charge->counts = charge->source && source_taken(charge->source) > 0;
	bool known = charge->source || roster_uid(account, &uid) == 0;
	if (charge->source)
		uid = charge->source->uid;
	const struct access_request request = {
		account, known ? (int64_t)uid : -1, NULL, comparison->proof->now};
	struct passage_list lists[2] = {{.count = 0}, {.count = 0}};
	int r = list_both(comparison, &request, lists, note);
	if (r == 0)
		compare_lists(comparison, lists);
	comparison->proof->accounts += !unbelieved;
	passage_list_free(&lists[0]);
	passage_list_free(&lists[1]);
	return r;
}

/* Lists the accounts that the plan could open to somebody. */
static int list_accounts(const struct plan *plan, struct names *accounts, struct note *note)
{
	int r = names_read(plan->change->settings->accounts_dir, NAMES_CONF, accounts, note);
	for (size_t i = 0; r == 0 && i < plan->sources->count; i++)
		if (source_taken(&plan->sources->item[i]) > 0)
			r = names_add(accounts, plan->sources->item[i].account, note);
	for (size_t i = 0; r == 0 && i < plan->person_count; i++)
		if (plan->person[i]->changed)
			r = names_add(accounts, plan->person[i]->name, note);
	return r;
}

/* Compares account by account. */
static int compare_all(struct comparison *comparison, struct note *note)
{
	CLEANUP(names) struct names accounts = {0, 0, NULL};
	int r = list_accounts(comparison->plan, &accounts, note);
	for (size_t i = 0; r == 0 && i < accounts.count; i++)
		r = compare_account(comparison, accounts.name[i], note);
	if (r != 0 || comparison->charge.lasting.text[0] == '\0')
		return r;
	*note = comparison->charge.lasting;
	return -EPROTO;
}

/* Stages, compares, removes. */
int proof_run(const struct plan *plan, struct proof *proof, struct note *note)
{
	CLEANUP(free) struct stage *stage = calloc(1, sizeof *stage);
	if (!stage)
		return note_errno(note, -ENOMEM, "the proof");
	struct comparison comparison = {plan, &stage->settings, proof, {.sources = plan->sources}};
	proof->accounts = proof->differences = 0;
	int r = stage_make(stage, plan, note);
	if (r == 0)
		r = compare_all(&comparison, note);
	stage_remove(stage);
	charge_settle(plan->sources);
	return r;
}
