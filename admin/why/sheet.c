/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/sheet.h"

#include "admin/say.h"
#include "admin/why/excerpt.h"
#include "admin/why/sheet_text.h"

#include <stdio.h>

static const char *const weights[SHEET_WEIGHTS] = {"grave", "advice", "unsure"};
static const char *const ends[] = {"left", "mended", "refused"};

/* Forgets what was found in the part before. */
void sheet_begin(struct sheet *sheet, const char *part, const char *account)
{
	sheet->part = part;
	sheet->account = account;
	sheet->headed = sheet->silent = false;
	memset(sheet->found, 0, sizeof sheet->found);
}

/* Forgets what was found so far. */
void sheet_recount(struct sheet *sheet)
{
	sheet->silent = true;
	memset(sheet->found, 0, sizeof sheet->found);
}

/* Adds up. */
void sheet_finish(struct sheet *sheet)
{
	for (size_t n = 0; n < SHEET_WEIGHTS; n++)
		sheet->total[n] += sheet->found[n];
	sheet->silent = false;
}

/* Prints the heading of a part, unless it is there. */
static void head(struct sheet *sheet)
{
	if (sheet->headed)
		return;
	sheet->headed = true;
	fputs(sheet->part, stdout);
	if (sheet->account) {
		putchar(' ');
		say_text(stdout, view_of(sheet->account));
	}
	putchar('\n');
}

/* Prints the line that is wrong, with a caret under the place. */
static void show_excerpt(const struct sheet_entry *entry)
{
	struct excerpt excerpt;
	excerpt_make(entry->excerpt, entry->column, &excerpt);
	printf("      %s\n", excerpt.text);
	if (entry->column > 0)
		printf("      %*s^\n", (int)excerpt.caret, "");
}

/* Prints the command; it is not broken, so that it can be copied. */
static void show_mend(const struct sheet_entry *entry)
{
	if (!entry->mend || !entry->mend[0]) {
		if (entry->look)
			puts("    look at what is in it");
		return;
	}
	fputs(entry->look ? "    look first at what is in it, then mend it with:\n      "
			  : "    mend it with: ",
		stdout);
	say_text(stdout, view_of(entry->mend));
	putchar('\n');
}

/* Prints for people; JSON waits for the end. */
void sheet_show(struct sheet *sheet, const struct sheet_entry *entry)
{
	sheet->found[entry->weight]++;
	if (sheet->take) {
		sheet->take(sheet->context, entry);
		return;
	}
	if (sheet->json || sheet->silent || (sheet->grave_only && entry->weight != SHEET_GRAVE))
		return;
	head(sheet);
	const char *lead = entry->weight == SHEET_GRAVE    ? "  grave: "
			   : entry->weight == SHEET_ADVICE ? "  advice: "
							   : "  could not tell: ";
	sheet_text_wrap(sheet->room, lead, entry->what);
	if (entry->excerpt.len > 0)
		show_excerpt(entry);
	show_mend(entry);
}

/* Prints a field of an object, unless there is nothing in it. */
static void put_field(const char *name, const char *text)
{
	if (!text || !text[0])
		return;
	printf(",\"%s\":", name);
	sheet_text_json(view_of(text));
}

/* Prints an entry as an object. */
static void put_object(const struct sheet *sheet, const struct sheet_entry *entry,
	enum sheet_end end, const char *why)
{
	printf("{\"part\":\"%s\"", sheet->part);
	put_field("account", sheet->account);
	put_field("gravity", weights[entry->weight]);
	put_field("reason", reason_token((int)entry->reason));
	put_field("path", entry->path);
	if (entry->line > 0)
		printf(",\"line\":%u", entry->line);
	put_field("what", entry->what);
	put_field("mend", entry->mend);
	if (entry->look)
		fputs(",\"look\":true", stdout);
	if (sheet->fixes)
		put_field("result", ends[end]);
	put_field("why", why);
	puts("}");
}

/* Prints what became of an entry, where anything was tried. */
void sheet_end(
	struct sheet *sheet, const struct sheet_entry *entry, enum sheet_end end, const char *why)
{
	sheet->changes += end == SHEET_MENDED && !sheet->silent;
	if (sheet->silent || sheet->take)
		return;
	if (sheet->json)
		put_object(sheet, entry, end, why);
	else if (end == SHEET_MENDED)
		sheet_text_wrap(
			sheet->room, "    mended", entry->look ? "; look at what is in it" : "");
	else if (end == SHEET_REFUSED)
		sheet_text_wrap(sheet->room, "    not mended: ", why);
}

/* Prints a number and what it counts, after a comma where it is not the first. */
static void put_count(size_t count, const char *one, const char *many, bool *first)
{
	if (count == 0)
		return;
	printf("%s%zu %s", *first ? "" : ", ", count, count == 1 ? one : many);
	*first = false;
}

/* Prints one line, as short as there is little to say. */
void sheet_sum(const struct sheet *sheet, size_t accounts, bool parts)
{
	bool first = true;
	if (sheet->json)
		return;
	printf("%zu account%s%s: ", accounts, accounts == 1 ? "" : "s",
		parts ? ", configuration, store and log" : "");
	size_t left = 0;
	for (size_t i = 0; i < SHEET_WEIGHTS; i++)
		left += sheet->total[i];
	put_count(sheet->changes, "change made", "changes made", &first);
	if (sheet->changes > 0)
		fputs(left > 0 ? "; what is left: " : "; nothing is wrong any more", stdout);
	first = true;
	put_count(sheet->total[SHEET_GRAVE], "grave finding", "grave findings", &first);
	put_count(sheet->total[SHEET_ADVICE], "piece of advice", "pieces of advice", &first);
	put_count(sheet->total[SHEET_UNSURE], "could not be told", "could not be told", &first);
	puts(first && sheet->changes == 0 ? "nothing is wrong" : "");
}
