/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/plan.h"

#include "access/admission.h"
#include "admin/import/plan_person.h"
#include "admin/readable.h"
#include "admin/store/barrier.h"
#include "admin/verb.h"
#include "common/cleanup.h"
#include "common/reason.h"

#include <errno.h>
#include <stdio.h>

/* Leaves every line of an account. */
static void leave_all(struct source *source, int fault, const struct note *why)
{
	for (size_t i = 0; i < source->line_count; i++)
		if (source_takes(&source->line[i]))
			source_leave(&source->line[i],
				reason_token(fault > 0 ? fault : REASON_FAULT), "%s", why->text);
}

/* The file of a person, read on its first use. */
static int find_person(struct plan *plan, const char *name, struct plan_person **person, int *fault,
	struct note *note)
{
	for (size_t i = 0; i < plan->person_count; i++) {
		*person = plan->person[i];
		if (strcmp((*person)->name, name) == 0)
			return 0;
	}
	struct plan_person **grown =
		reallocarray(plan->person, plan->person_count + 1, sizeof *grown);
	if (!grown)
		return note_errno(note, -ENOMEM, name);
	plan->person = grown;
	*person = grown[plan->person_count] = calloc(1, sizeof **person);
	if (!*person)
		return note_errno(note, -ENOMEM, name);
	*fault = plan_person_read(&plan->change->store, name, *person, note);
	if (*fault == 0)
		plan->person_count++;
	else
		plan_person_free(*person), free(*person);
	return 0;
}

/* As admission.h calls it: a group that can't be read admits nobody. */
static void pass_over(void *context, const char *group, const struct grant *grant, int fault,
	const struct note *note)
{
	(void)context, (void)group, (void)grant, (void)fault, (void)note;
}

/* Whether a person may use the account as the store is. */
static int is_admitted(const struct plan *plan, const struct source *source, const char *person,
	bool *admitted, struct note *note)
{
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	CLEANUP(admission) struct admission_list list = {0};
	const struct settings *settings = plan->change->settings;
	int r = grant_rules_load(&plan->change->store, source->account, &rules, note);
	if (r != 0)
		return r;
	bool own = rules.own_account && source->uid >= settings->uid_min;
	r = admission_read(&plan->change->store, &rules, own ? source->account : NULL, pass_over,
		NULL, &list, note);
	*admitted = false;
	for (size_t i = 0; r == 0 && i < list.count; i++)
		*admitted = *admitted || strcmp(list.item[i].person, person) == 0;
	return r;
}

/* Asks the rules as they are. */
bool plan_admits(const struct plan *plan, const struct source *source, const char *person)
{
	struct note ignored;
	bool admitted = false;
	return is_admitted(plan, source, person, &admitted, &ignored) == 0 && admitted;
}

/* Plans a grant where the person needs one. */
static int plan_a_grant(struct plan *plan, const struct source *source, struct note *note)
{
	bool admitted;
	const struct amend_grant grant = {.who = source->person};
	int r = is_admitted(plan, source, source->person, &admitted, note);
	if (r != 0 || admitted)
		return r;
	struct plan_grant *grown = reallocarray(plan->grant, plan->grant_count + 1, sizeof *grown);
	if (!grown)
		return note_errno(note, -ENOMEM, source->account);
	plan->grant = grown;
	struct plan_grant *planned = &grown[plan->grant_count];
	*planned = (struct plan_grant){.source = source};
	r = rewrite_grant(plan->change, source->account, &grant, &planned->rewrite, note);
	plan->grant_count += r == 0 && planned->rewrite.text.bytes;
	return r;
}

/* Plans an account's lines. */
static int plan_source(struct plan *plan, struct source *source, struct note *note)
{
	struct plan_person *person = NULL;
	int fault = 0;
	if (source_taken(source) == 0)
		return 0;
	int r = find_person(plan, source->person, &person, &fault, note);
	if (r == 0 && fault == 0)
		fault = plan_a_grant(plan, source, note);
	if (r != 0 || fault == -ENOMEM)
		return -ENOMEM;
	if (fault != 0)
		leave_all(source, fault, note);
	for (size_t i = 0; i < source->line_count; i++)
		if (source_takes(&source->line[i]) &&
			plan_person_take(person, &source->line[i]) != 0)
			return note_errno(note, -ENOMEM, source->account);
	return 0;
}

/* Account by account. */
int plan_make(struct plan *plan, struct note *note)
{
	int r = 0;
	plan_free(plan);
	for (size_t i = 0; r == 0 && i < plan->sources->count; i++)
		r = plan_source(plan, &plan->sources->item[i], note);
	return r;
}

/* Looks at both kinds. */
bool plan_changes(const struct plan *plan)
{
	bool changes = plan->grant_count > 0;
	for (size_t i = 0; i < plan->person_count; i++)
		changes = changes || plan->person[i]->changed;
	return changes;
}

/* Looks it up. */
const struct plan_grant *plan_grant_of(const struct plan *plan, const struct source *source)
{
	for (size_t i = 0; i < plan->grant_count; i++)
		if (plan->grant[i].source == source)
			return &plan->grant[i];
	return NULL;
}

/* Records a line that was written. */
static void record_line(const struct plan *plan, const struct plan_person *person,
	const struct source *source, const struct source_line *from, struct line *line)
{
	char known_at[STORE_PATH_MAX + 16];
	CLEANUP(free) char *detail = NULL;
	source_parse(from, line);
	snprintf(known_at, sizeof known_at, "%s:%u", person->path, from->at);
	if (asprintf(&detail, "imported from %s:%u", source->file[from->file].path, from->number) <
		0)
		detail = NULL;
	change_record(plan->change, &(struct change_record){.kind = EVENT_ADDED,
					    .account = source->account,
					    .person = person->name,
					    .known_at = known_at,
					    .detail = detail,
					    .line = line});
}

/* Records the new lines of a person. */
static void record_lines(
	const struct plan *plan, const struct plan_person *person, struct line *line)
{
	for (size_t i = 0; i < plan->sources->count; i++) {
		const struct source *source = &plan->sources->item[i];
		if (strcmp(source->person, person->name) != 0)
			continue;
		for (size_t n = 0; n < source->line_count; n++)
			if (source->line[n].fate == SOURCE_NEW)
				record_line(plan, person, source, &source->line[n], line);
	}
}

/* Writes the file of a person. */
static int put_person(const struct plan *plan, const struct plan_person *person, struct line *line,
	struct note *note)
{
	if (!person->changed)
		return 0;
	int r = replace_file(
		&plan->change->lock, person->path, (struct view){person->text, person->len}, note);
	if (r != 0)
		return r;
	record_lines(plan, person, line);
	readable_check(person->path);
	return 0;
}

/* Writes the file of an account. */
static int put_grant(const struct plan *plan, const struct plan_grant *grant, struct note *note)
{
	int r = rewrite_put(plan->change, &grant->rewrite, note);
	if (r != 0)
		return r;
	change_record(plan->change, &(struct change_record){.kind = EVENT_GRANTED,
					    .account = grant->source->account,
					    .person = grant->source->person,
					    .known_at = grant->rewrite.path,
					    .detail = "for the keys that were imported"});
	readable_check(grant->rewrite.path);
	return 0;
}

/* Makes sshd's list of revoked keys anew where that is due, as every change does, in silence: JSON may
 * be what is printed. */
static void renew_barrier(const struct change *change)
{
	struct note note;
	bool renewed;
	int r = barrier_renew(change, &renewed, &note);
	if (r != 0 && r != -ENOENT)
		admin_warn("sshd's list of revoked keys is not renewed: %s", note.text);
}

/* People first: a grant to somebody without keys opens nothing. */
int plan_put(const struct plan *plan, struct note *note)
{
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	int r = line ? 0 : note_errno(note, -ENOMEM, "the keys");
	for (size_t i = 0; r == 0 && i < plan->person_count; i++)
		r = put_person(plan, plan->person[i], line, note);
	for (size_t i = 0; r == 0 && i < plan->grant_count; i++)
		r = put_grant(plan, &plan->grant[i], note);
	if (r == 0)
		renew_barrier(plan->change);
	return r;
}

/* Keeps what was given to it. */
void plan_free(struct plan *plan)
{
	for (size_t i = 0; i < plan->person_count; i++) {
		plan_person_free(plan->person[i]);
		free(plan->person[i]);
	}
	for (size_t i = 0; i < plan->grant_count; i++)
		rewrite_free(&plan->grant[i].rewrite);
	free(plan->person);
	free(plan->grant);
	*plan = (struct plan){.change = plan->change, .sources = plan->sources};
}
