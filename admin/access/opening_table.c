/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/access/opening_print.h"

#include "admin/log/row.h"
#include "admin/table.h"
#include "admin/when.h"

#include <errno.h>

#define COLUMNS 7
#define DATE_LEN 10
#define ROOM_MIN 12 /* for conditions, however narrow the terminal */

enum column { ACCOUNT, PERSON, KEY, KNOWN_AT, UNTIL, LAST_USED, CONDITIONS };

static const struct table_column columns[COLUMNS] = {{"ACCOUNT", false}, {"PERSON", false},
	{"KEY", false}, {"KNOWN AT", false}, {"UNTIL", false}, {"LAST USED", false},
	{"CONDITIONS", false}};

/* How much is told. */
struct form {
	enum row_detail detail;
	bool place, times, seconds;
	size_t gap;
};

/* An opening in words; the lines of the last column are one text. */
struct words {
	const char *cells[COLUMNS];
	char person[256], key[ROW_TEXT_MAX], place[4096 + 16];
	char until[WHEN_TEXT_MAX], used[WHEN_TEXT_MAX];
	char *lines;
};

/* Tried from the one that tells most to the narrowest, which is taken if none fits. */
static const struct form forms[] = {{ROW_WHOLE, true, true, true, 2},
	{ROW_COMMENT, true, true, true, 2}, {ROW_COMMENT, true, true, false, 2},
	{ROW_BRIEF, true, true, false, 2}, {ROW_COMMENT, false, true, false, 2},
	{ROW_BRIEF, false, true, false, 2}, {ROW_SHORT, false, true, false, 2},
	{ROW_SHORT, false, true, false, 1}, {ROW_SHORT, false, false, false, 2},
	{ROW_NAME, false, false, false, 1}};
#define FORMS (sizeof forms / sizeof *forms)
#define FORMS_WITH_TIMES 8

/* Writes a time, or its day alone. */
static void write_time(int64_t micros, const struct form *form, char out[WHEN_TEXT_MAX])
{
	when_text(micros, out);
	if (!form->seconds && strlen(out) > DATE_LEN)
		out[DATE_LEN] = '\0';
}

/* Writes what is known of the key. */
static void write_key(const struct opening *opening, const struct form *form, char *out)
{
	const struct row row = {.key = opening->fingerprint,
		.key_type = opening->type ? opening->type : "",
		.key_bits = (int64_t)opening->bits,
		.key_comment = opening->comment ? opening->comment : "",
		.cert_id = "",
		.method = ""};
	row_key(&row, form->detail, table_ellipsis(), out);
}

/* Puts an opening into words. */
static int describe(const struct opening *opening, const struct sieve *sieve,
	const struct form *form, struct words *words, struct note *note)
{
	const char *person = opening->person ? opening->person : "";
	snprintf(words->person, sizeof words->person,
		opening->own_file && person[0] ? "(%s)" : "%s", person);
	write_key(opening, form, words->key);
	if (opening->line > 0)
		snprintf(words->place, sizeof words->place, "%s:%u", opening->path, opening->line);
	else
		snprintf(words->place, sizeof words->place, "%s", opening->path);
	words->until[0] = '\0';
	if (opening->until > 0)
		write_time((int64_t)opening->until * 1000000, form, words->until);
	snprintf(words->used, sizeof words->used, "%s",
		opening->used == OPENING_NEVER ? "never" : "?");
	if (opening->used > 0)
		write_time(opening->used, form, words->used);
	const char *const cells[COLUMNS] = {opening->account, words->person, words->key,
		words->place, words->until, words->used, NULL};
	memcpy(words->cells, cells, sizeof cells);
	words->lines = opening_lines(opening, sieve);
	return words->lines ? 0 : note_errno(note, -ENOMEM, "the table");
}

/* Makes one line of several, malloc'ed; NULL without memory. */
static char *join(const char *lines)
{
	char *line = malloc(2 * strlen(lines) + 1), *to = line;
	for (; line && *lines; lines++) {
		if (*lines == '\n' && lines[1])
			*to++ = ';';
		if (*lines != '\n' || lines[1])
			*to++ = *lines == '\n' ? ' ' : *lines;
	}
	if (line)
		*to = '\0';
	return line;
}

/* Makes a width at least as great as a text needs. */
static void widen(size_t *width, const char *text)
{
	size_t needed = text ? table_cell_width(text) : 0;
	*width = needed > *width ? needed : *width;
}

/* The columns that a form shows. */
static bool is_shown(const struct sieve *sieve, const struct form *form, size_t column)
{
	if (column == KNOWN_AT)
		return form->place && !sieve->duplicates;
	return (column != UNTIL && column != LAST_USED) || form->times;
}

/* How wide a table is in a form: before its last column, and that with one line each, and with
 * several. */
struct fit {
	size_t before, joined, single;
};

/* Adds what one opening needs. */
static int measure_one(
	const struct words *words, size_t widths[COLUMNS], struct fit *fit, struct note *note)
{
	char *line = join(words->lines), *rest = words->lines;
	for (size_t i = 0; i < CONDITIONS; i++)
		widen(&widths[i], words->cells[i]);
	if (line)
		widen(&fit->joined, line);
	for (char *one; (one = strsep(&rest, "\n"));)
		widen(&fit->single, one);
	int r = line ? 0 : note_errno(note, -ENOMEM, "the table");
	free(line);
	return r;
}

/* Measures a table in one form. */
static int measure(const struct opening_list *list, const struct sieve *sieve,
	const struct form *form, struct fit *fit, struct note *note)
{
	static struct words words;
	size_t widths[COLUMNS] = {0};
	int r = 0;
	*fit = (struct fit){0, sizeof "CONDITIONS" - 1, sizeof "CONDITIONS" - 1};
	for (size_t i = 0; i < CONDITIONS; i++)
		widths[i] = strlen(columns[i].name);
	for (size_t i = 0; r == 0 && i < list->count; i++) {
		if (!sieve_shows(sieve, &list->item[i]))
			continue;
		r = describe(&list->item[i], sieve, form, &words, note);
		if (r == 0)
			r = measure_one(&words, widths, fit, note);
		free(words.lines);
	}
	for (size_t i = 0; i < CONDITIONS; i++)
		if (is_shown(sieve, form, i))
			fit->before += widths[i] + form->gap;
	return r;
}

/* What was chosen for a table. */
struct layout {
	const struct form *form;
	size_t room; /* for the last column; 0: without end */
};

/* Tries all forms with one line each, then with several. */
static int choose(const struct opening_list *list, const struct sieve *sieve, struct layout *layout,
	struct note *note)
{
	size_t room = table_room(), count = sieve->duplicates ? FORMS : FORMS_WITH_TIMES;
	struct fit fits[FORMS];
	int r = 0;
	*layout = (struct layout){forms, 0};
	if (room == 0)
		return 0;
	for (size_t i = 0; r == 0 && i < count; i++)
		r = measure(list, sieve, &forms[i], &fits[i], note);
	for (size_t i = 0; r == 0 && i < 2 * count; i++) {
		const struct fit *fit = &fits[i % count];
		layout->form = &forms[i % count];
		layout->room = fit->before + ROOM_MIN < room ? room - fit->before : ROOM_MIN;
		if (fit->before + (i < count ? fit->joined : fit->single) <= room)
			break;
	}
	return r;
}

/* Copies a line, cut between two characters where it is too long; NULL without memory. */
static char *fit_line(const char *line, size_t room)
{
	size_t len = strlen(line);
	char *fitted = strdup(line);
	bool cuts = room > 0 && fitted && table_cell_width(fitted) > room;
	len = cuts && len > 4 * room ? 4 * room : len;
	for (; cuts && len > 0 && table_cell_width(fitted) > room; len--) {
		if (((unsigned char)line[len - 1] & 0xc0) == 0x80)
			continue; /* not where a character begins */
		free(fitted);
		if (asprintf(&fitted, "%.*s%s", (int)len - 1, line, table_ellipsis()) < 0)
			return NULL;
	}
	return fitted;
}

/* Adds an opening to the table, in one line if that has room. */
static int add(struct table *table, const struct layout *layout, struct words *words, bool cuts,
	enum table_mark mark, struct note *note)
{
	char *joined = join(words->lines), *rest = words->lines;
	const char *end = "\n";
	if (joined && (layout->room == 0 || table_cell_width(joined) <= layout->room)) {
		rest = joined;
		end = "";
	}
	int r = joined ? 0 : note_errno(note, -ENOMEM, "the table");
	for (char *line; r == 0 && (line = strsep(&rest, end));) {
		CLEANUP(free) char *shown = fit_line(line, cuts ? layout->room : 0);
		if (!shown || (!line[0] && !words->cells[ACCOUNT]))
			break;
		words->cells[CONDITIONS] = shown;
		r = table_add(table, words->cells, mark, note);
		memset(words->cells, 0, sizeof words->cells);
	}
	free(joined);
	return r;
}

/* Adds all that are asked for. */
static int add_all(struct table *table, const struct opening_list *list, const struct sieve *sieve,
	const struct layout *layout, struct note *note)
{
	static struct words words;
	int r = 0;
	for (size_t i = 0; r == 0 && i < list->count; i++) {
		const struct opening *one = &list->item[i];
		if (!sieve_shows(sieve, one))
			continue;
		r = describe(one, sieve, layout->form, &words, note);
		if (r == 0)
			r = add(table, layout, &words, !sieve->duplicates,
				one->reason ? TABLE_BAD : TABLE_PLAIN, note);
		free(words.lines);
	}
	return r;
}

/* Chooses how much is told, then prints. */
int opening_print_table(
	const struct opening_list *list, const struct sieve *sieve, struct note *note)
{
	CLEANUP(table) struct table *table = NULL;
	struct table_column named[COLUMNS];
	struct layout layout;
	memcpy(named, columns, sizeof named);
	if (sieve->duplicates)
		named[CONDITIONS].name = columns[KNOWN_AT].name;
	int r = choose(list, sieve, &layout, note);
	if (r == 0)
		r = table_open(named, COLUMNS, &table, note);
	if (r != 0)
		return r;
	table_set_gap(table, layout.form->gap);
	for (size_t i = 0; i < CONDITIONS; i++)
		if (!is_shown(sieve, layout.form, i))
			table_hide(table, i);
	r = add_all(table, list, sieve, &layout, note);
	return r == 0 ? table_print(table, note) : r;
}
