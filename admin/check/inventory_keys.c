/* SPDX-License-Identifier: Apache-2.0 */
#include "access/candidate.h"
#include "admin/check/inventory.h"
#include "common/cleanup.h"
#include "keys/fingerprint.h"
#include "keys/line.h"

#include <stdio.h>
#include <time.h>

/* A person's file while its lines are judged. */
struct keys {
	struct inventory *inventory;
	struct candidate_judge *judge;
	const char *person, *path;
	struct line line;
};

/* Shows what is wrong with a line; a bad one with a caret under the place. */
static void tell(
	struct keys *keys, unsigned number, struct view text, int verdict, const struct note *why)
{
	char words[NOTE_MAX + STORE_PATH_MAX], key[FINGERPRINT_MAX + 2] = "";
	char mend[INVENTORY_MEND_MAX] = "";
	bool bad = verdict == REASON_BAD_LINE;
	if (!bad)
		fingerprint_of(&keys->line.key, key);
	(void)snprintf(words, sizeof words, "%s:%u: %s%s%s", keys->path, number, key,
		bad ? "" : ": ", why->text);
	struct sheet_entry entry = {.weight = bad ? SHEET_GRAVE : SHEET_ADVICE,
		.reason = verdict > 0 ? (enum reason)verdict : REASON_FAULT,
		.path = keys->path,
		.line = number,
		.what = words,
		.mend = mend};
	if (verdict == REASON_KEY_REVOKED)
		snprintf(mend, sizeof mend, "keyhole remove %s %s", keys->person, key);
	if (bad) {
		inventory_edit(keys->path, mend);
		entry.excerpt = text;
		entry.column = keys->line.fault_at > 0 ? keys->line.fault_at : 1;
	}
	inspection_find(keys->inventory->inspection, &entry, NULL);
}

/* Judges a line as the decision does, by the own account. */
static int judge_line(struct keys *keys, unsigned number, struct view text, struct note *note)
{
	struct note why;
	int parsed = line_parse(text, &keys->line, &why);
	struct access_candidate candidate = {
		keys->person, keys->path, number, NULL, &keys->line, NULL, 0, &why};
	int r = candidate_judge(keys->judge, parsed, &candidate, &why, note);
	if (r == 0 && candidate.verdict != 0)
		tell(keys, number, text, candidate.verdict, &why);
	return r;
}

/* Judges the lines of a file, unless the list of revoked keys can't be read: that was told of. */
static void judge_text(struct keys *keys, struct view text)
{
	struct line_cursor cursor = {text, 0};
	struct view line;
	struct note ignored;
	size_t count = 0;
	while (line_next(&cursor, &line)) {
		count++;
		if (judge_line(keys, cursor.number, line, &ignored) != 0)
			return;
	}
	if (count == 0)
		inventory_say(keys->inventory, SHEET_ADVICE, REASON_NO_SUCH_KEY, keys->path,
			"%s has no key in it; mend it with: keyhole remove %s", keys->path,
			keys->person);
}

/* Judges the file of one person. */
static void judge_person(struct keys *keys)
{
	char path[STORE_PATH_MAX];
	struct note note;
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	const struct settings *settings = keys->inventory->inspection->settings;
	if (snprintf(path, sizeof path, "%s/%s.keys", settings->keys_dir, keys->person) >=
		(int)sizeof path)
		return;
	keys->path = path;
	if (!inventory_is_safe(keys->inventory, path, false))
		return;
	int r = store_read_keys(&keys->inventory->store, keys->person, path, &text, &note);
	if (r != 0)
		inventory_tell(keys->inventory, SHEET_GRAVE, r, path, &note);
	else
		judge_text(keys, (struct view){text.bytes, text.len});
}

/* Goes through the people. */
void inventory_judge_keys(struct inventory *inventory)
{
	const struct access_request request = {.uid = -1, .now = (uint64_t)time(NULL)};
	CLEANUP(free) struct candidate_judge *judge = calloc(1, sizeof *judge);
	CLEANUP(free) struct keys *keys = calloc(1, sizeof *keys);
	if (!judge || !keys) {
		inventory_say(inventory, SHEET_UNSURE, REASON_FAULT, "",
			"the keys could not be judged: no memory");
		return;
	}
	candidate_start(judge, &inventory->store, &request);
	keys->inventory = inventory;
	keys->judge = judge;
	for (size_t n = 0; n < inventory->people.count; n++) {
		keys->person = inventory->people.name[n];
		judge_person(keys);
	}
	candidate_finish(judge);
}

/* Judges each line of the list alone, as a list of one. */
void inventory_judge_revoked(struct inventory *inventory)
{
	const char *path = inventory->inspection->settings->revoked_keys;
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	struct note note;
	if (!line || !inventory_is_safe(inventory, path, false))
		return;
	int r = store_read_revoked(&inventory->store, &text, &note);
	if (r != 0)
		inventory_tell(inventory, SHEET_GRAVE, r, path, &note);
	struct line_cursor cursor = {{text.bytes, text.len}, 0};
	struct view one;
	while (line_next(&cursor, &one)) {
		size_t word = 0;
		while (word < one.len && one.data[word] != ' ' && one.data[word] != '\t')
			word++;
		if (fingerprint_is((struct view){one.data, word}) ||
			line_parse_key(one, line, &note) == 0)
			continue;
		inventory_say(inventory, SHEET_GRAVE, REASON_BAD_LINE, path,
			"%s:%u: neither a SHA256: fingerprint nor a public key, so no key opens "
			"anything: %s",
			path, cursor.number, note.text);
	}
}
