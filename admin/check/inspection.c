/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/check/inspection.h"

#include <errno.h>
#include <stdio.h>

/* A second time if something was changed. */
void inspection_run(struct inspection *inspection, const char *part, const char *account,
	inspection_part look, void *context)
{
	inspection->changed = false;
	sheet_begin(&inspection->sheet, part, account);
	look(inspection, context);
	if (inspection->changed && !inspection->broken) {
		sheet_recount(&inspection->sheet);
		look(inspection, context);
	}
	sheet_finish(&inspection->sheet);
}

/* Asks whether a change is wanted; no answer is no, and to all that would follow. */
static bool ask(struct inspection *inspection)
{
	char answer[64];
	if (!inspection->asks || inspection->stopped)
		return !inspection->stopped;
	fputs("    make this change? [y]es, [n]o, [a]ll, [q]uit: ", stdout);
	fflush(stdout);
	if (!fgets(answer, sizeof answer, stdin))
		answer[0] = 'q';
	switch (answer[0]) {
	case 'a':
		inspection->asks = false;
		return true;
	case 'q':
		inspection->stopped = true;
		return false;
	default:
		return answer[0] == 'y';
	}
}

/* Makes a change with root's rights, and takes on the account's again. */
static int apply_as_root(
	struct inspection *inspection, const struct inspection_thing *thing, struct note *note)
{
	bool taken = inspection->rights.taken;
	int r = rights_return(&inspection->rights, note);
	if (r != 0)
		return r;
	struct note lost;
	r = change_apply(thing->thing, thing->change, note);
	if (taken && rights_take(&inspection->rights, thing->uid, thing->gid, thing->groups,
			     thing->group_count, &lost) != 0) {
		*note = lost;
		return -ENOTRECOVERABLE;
	}
	return r;
}

/* Makes a change with the rights of whom the thing belongs to. */
static enum sheet_end apply(
	struct inspection *inspection, const struct inspection_thing *thing, struct note *note)
{
	int r = thing->own ? change_apply(thing->thing, thing->change, note)
			   : apply_as_root(inspection, thing, note);
	if (r == -ENOTRECOVERABLE)
		inspection->broken = true;
	if (r != 0)
		return SHEET_REFUSED;
	inspection->changed = true;
	return SHEET_MENDED;
}

/* Mends a finding if it can be, and says what became of it. */
static enum sheet_end mend(
	struct inspection *inspection, const struct inspection_thing *thing, struct note *note)
{
	note->text[0] = '\0';
	if (!inspection->fixes || inspection->sheet.silent || inspection->broken)
		return SHEET_LEFT;
	if (!thing || !thing->thing || thing->change->kind == CHANGE_NONE) {
		(void)note_set(note, 0, "keyhole takes away modes and entries of lists alone");
		return SHEET_REFUSED;
	}
	return ask(inspection) ? apply(inspection, thing, note) : SHEET_LEFT;
}

/* Shows first, so that people know what they are asked about. */
void inspection_find(struct inspection *inspection, const struct sheet_entry *entry,
	const struct inspection_thing *thing)
{
	struct note note;
	sheet_show(&inspection->sheet, entry);
	enum sheet_end end = mend(inspection, thing, &note);
	sheet_end(&inspection->sheet, entry, end, note.text);
}

/* Its reason is always the same. */
void inspection_fail(struct inspection *inspection, const char *path, const struct note *note)
{
	struct sheet_entry entry = {
		.weight = SHEET_UNSURE, .reason = REASON_FAULT, .path = path, .what = note->text};
	inspection_find(inspection, &entry, NULL);
}
