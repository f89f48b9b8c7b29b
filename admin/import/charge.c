/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/charge.h"

#include "admin/import/source_index.h"
#include "keys/fingerprint.h"

#include <stdio.h>
#include <stdlib.h>

#define SHOWN_MAX 160

/* Writes the options of the first line of a run, for people. */
static void show(const struct passage_run *run, char out[SHOWN_MAX + 16])
{
	const char *options = run->first->options;
	size_t len = strlen(options);
	if (len == 0)
		snprintf(out, SHOWN_MAX + 16, "without options");
	else
		snprintf(out, SHOWN_MAX + 16, "with %.*s%s", SHOWN_MAX, options,
			len > SHOWN_MAX ? "..." : "");
}

/* Says what would be otherwise. */
static void describe(
	const struct charge *charge, const struct passage_run runs[2], struct note *note)
{
	char shown[2][SHOWN_MAX + 16];
	for (size_t i = 0; i < 2; i++)
		if (runs[i].count > 0)
			show(&runs[i], shown[i]);
	if (runs[0].count == 0)
		note_set(note, 0, "in the store it would open the account %s too, as a key of %s",
			charge->account, runs[1].first->person);
	else if (runs[1].count == 0)
		note_set(note, 0, "in the store it would not open the account %s", charge->account);
	else
		note_set(note, 0,
			"in the store it would open the account %s otherwise: %s, and not %s",
			charge->account, shown[1], shown[0]);
}

/* Whether one of the lines of a run is a person's. */
static bool is_whose(const struct passage_run *run, const char *person)
{
	for (size_t i = 0; i < run->count; i++)
		if (strcmp(run->first[i].person, person) == 0)
			return true;
	return false;
}

/* Whether an account's lines that are taken have a key. */
static bool has_key(const struct source *source, struct view key)
{
	struct source_range range = source_index_find(source, key);
	for (size_t i = 0; i < range.count; i++)
		if (source_takes(range.line[i]))
			return true;
	return false;
}

/* Another account that has brought the key into the file of somebody who may use this one. */
static struct source *find_bringer(const struct charge *charge, const struct passage_run *after)
{
	for (size_t i = 0; i < charge->sources->count && after->count > 0; i++) {
		struct source *source = &charge->sources->item[i];
		if (source != charge->source && is_whose(after, source->person) &&
			has_key(source, after->first->key))
			return source;
	}
	return NULL;
}

/* Takes a person's name from an account again. */
static void fall_back(struct source *source, struct view key, const struct note *why)
{
	char fingerprint[FINGERPRINT_MAX];
	struct blob blob;
	struct note ignored;
	fingerprint[0] = '\0';
	if (blob_parse(key, &blob, &ignored) == 0)
		fingerprint_of(&blob, fingerprint);
	if (source->fallen)
		return;
	if (asprintf(&source->fallen,
		    "its keys stay its own, and do not become those of %s: %s: %s", source->person,
		    fingerprint, why->text) < 0)
		source->fallen = NULL;
	source->falls = true;
}

/* Charges lines, each once. */
static void leave_range(struct source_range range, const struct note *why)
{
	for (size_t i = 0; i < range.count; i++) {
		struct source_line *line = range.line[i];
		if (!source_takes(line) || line->charged)
			continue;
		line->charged = true;
		free(line->why);
		line->why = strdup(why->text);
	}
}

/* Charges the lines with a key, or all where none has it. */
static void leave(struct source *source, struct view key, const struct note *why)
{
	const struct source_range all = {source->sorted, source->sorted_count};
	bool has = has_key(source, key);
	if (source->charged)
		return;
	leave_range(has ? source_index_find(source, key) : all, why);
	source->charged = !has;
}

/* The account itself where it was to be another's; else who brought the key; else the account. */
void charge_difference(struct charge *charge, const struct passage_run runs[2])
{
	struct note why;
	struct source *own = charge->source, *charged = NULL;
	struct view key = runs[runs[0].count == 0].first->key;
	bool own_counts = charge->counts;
	describe(charge, runs, &why);
	if (own_counts && own->named && is_whose(&runs[1], own->person))
		charged = own;
	if (!charged)
		charged = find_bringer(charge, &runs[1]);
	if (!charged && own_counts)
		charged = own;
	if (!charged)
		note_set(&charge->lasting, 0,
			"the keys that open the account %s would not be the same; nothing is "
			"changed: %s",
			charge->account, why.text);
	else if (charged->named)
		fall_back(charged, key, &why);
	else
		leave(charged, key, &why);
}

/* Source by source. */
void charge_settle(struct source_list *sources)
{
	for (size_t i = 0; i < sources->count; i++) {
		struct source *source = &sources->item[i];
		for (size_t n = 0; n < source->line_count; n++) {
			struct source_line *line = &source->line[n];
			if (!line->charged)
				continue;
			line->charged = false;
			line->fate = SOURCE_LEFT;
			line->token = "differs";
		}
		source->charged = false;
		if (!source->falls)
			continue;
		source->falls = source->named = false;
		snprintf(source->person, sizeof source->person, "%s", source->account);
	}
}
