/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/table.h"

#include "admin/say.h"

#include <errno.h>
#include <langinfo.h>
#include <limits.h>
#include <sys/ioctl.h>
#include <wchar.h>

#define COLUMNS_MAX 16

#define FIRST_ROOM 64

/* A line that is held, until it is known how wide the columns are. */
struct line {
	enum table_mark mark;
	char *cells[COLUMNS_MAX]; /* NULL: shown as nothing */
};

struct table {
	struct table_column columns[COLUMNS_MAX];
	size_t column_count, gap;
	bool hidden[COLUMNS_MAX];
	size_t widths[COLUMNS_MAX]; /* of what is or was held */
	struct line *lines;
	size_t count, room;
};

static size_t held_room;

/* The colours of marks. */
static const char *const escapes[] = {"", "\033[32m", "\033[33m", "\033[31m"};

/* Asks the kernel; a terminal that does not know its width is taken for one of the usual. */
size_t table_room(void)
{
	struct winsize size;
	if (!isatty(STDOUT_FILENO))
		return held_room;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/* Asks while it is the terminal. */
void table_hold_room(void)
{
	held_room = table_room();
}

/* Asks the locale. */
const char *table_ellipsis(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0 ? "\u2026" : "...";
}

/* The text of a cell as it is shown, for the caller to free; NULL without memory. */
static char *show(const char *text)
{
	struct view bytes = view_of(text[0] ? text : "-");
	size_t cap = SAY_ESCAPED_MAX(bytes.len);
	char *shown = malloc(cap);
	if (shown)
		say_escape(bytes, shown, cap);
	return shown;
}

/* Counts the columns of each character; what is left after escaping has a width. */
size_t table_cell_width(const char *text)
{
	size_t plain = 0;
	while (text[plain] >= ' ' && text[plain] <= '~')
		plain++;
	if (plain > 0 && !text[plain])
		return plain;
	CLEANUP(free) char *shown = show(text);
	mbstate_t state = {0};
	size_t width = 0, len;
	wchar_t c;
	for (const char *at = shown; at && (len = mbrtowc(&c, at, MB_LEN_MAX, &state)) != 0;
		at += len) {
		if (len > MB_LEN_MAX)
			return width + strlen(at);
		width += wcwidth(c) > 0 ? (size_t)wcwidth(c) : 0;
	}
	return width;
}

/* Whether colours are wanted: NO_COLOR is what no-color.org says, a dumb terminal shows none. */
static bool wants_colors(void)
{
	const char *off = getenv("NO_COLOR"), *term = getenv("TERM");
	return table_room() > 0 && !(off && *off) && term && strcmp(term, "dumb") != 0;
}

/* Sets the space between columns. */
void table_set_gap(struct table *table, size_t gap)
{
	table->gap = gap;
}

/* Marks the column. */
void table_hide(struct table *table, size_t column)
{
	table->hidden[column] = true;
}

/* Makes an empty table, whose columns are as wide as their names. */
int table_open(
	const struct table_column *columns, size_t count, struct table **table, struct note *note)
{
	*table = calloc(1, sizeof **table);
	if (!*table)
		return note_errno(note, -ENOMEM, "the table");
	table_set_gap(*table, 2);
	memcpy((*table)->columns, columns, count * sizeof *columns);
	(*table)->column_count = count;
	for (size_t i = 0; i < count; i++)
		(*table)->widths[i] = table_cell_width(columns[i].name);
	return 0;
}

/* Makes room for one more line. */
static bool make_room(struct table *table)
{
	if (table->count < table->room)
		return true;
	size_t room = table->room > 0 ? 2 * table->room : FIRST_ROOM;
	struct line *lines = reallocarray(table->lines, room, sizeof *lines);
	if (!lines)
		return false;
	table->lines = lines;
	table->room = room;
	return true;
}

/* Holds a copy of a line, and makes the columns as wide as it needs them. */
int table_add(
	struct table *table, const char *const *cells, enum table_mark mark, struct note *note)
{
	if (!make_room(table))
		return note_errno(note, -ENOMEM, "the table");
	struct line *line = &table->lines[table->count++];
	*line = (struct line){.mark = mark};
	for (size_t i = 0; i < table->column_count; i++) {
		size_t width = cells[i] ? table_cell_width(cells[i]) : 0;
		if (cells[i] && !(line->cells[i] = strdup(cells[i])))
			return note_errno(note, -ENOMEM, "the table");
		if (table->widths[i] < width)
			table->widths[i] = width;
	}
	return 0;
}

/* Prints spaces. */
static void put_spaces(size_t count)
{
	static const char spaces[] = "                                ";
	for (size_t part; count > 0; count -= part) {
		part = count < sizeof spaces - 1 ? count : sizeof spaces - 1;
		fwrite(spaces, 1, part, stdout);
	}
}

/* Prints a cell in its column; the last one as wide as it is. */
static void put_cell(const struct table *table, size_t column, const char *text)
{
	bool last = column + 1 == table->column_count;
	if (table->hidden[column])
		return;
	size_t width = text ? table_cell_width(text) : 0;
	size_t spaces = width < table->widths[column] ? table->widths[column] - width : 0;
	if (table->columns[column].right)
		put_spaces(spaces);
	if (text)
		say_text(stdout, view_of(text[0] ? text : "-"));
	if (!table->columns[column].right && !last)
		put_spaces(spaces);
	if (!last)
		put_spaces(table->gap);
}

/* Prints a line in columns that are wide enough by now. */
int table_go_on(
	struct table *table, const char *const *cells, enum table_mark mark, struct note *note)
{
	bool colored = mark != TABLE_PLAIN && wants_colors();
	for (size_t i = 0; i < table->column_count; i++) {
		bool last = i + 1 == table->column_count;
		if (last && colored)
			fputs(escapes[mark], stdout);
		put_cell(table, i, cells[i]);
		if (last && colored)
			fputs("\033[0m", stdout);
	}
	putchar('\n');
	return ferror(stdout) ? note_set(note, -EIO, "standard output can't be written") : 0;
}

/* Forgets what is held. */
static void forget_lines(struct table *table)
{
	for (size_t i = 0; i < table->count; i++)
		for (size_t k = 0; k < table->column_count; k++)
			free(table->lines[i].cells[k]);
	table->count = 0;
}

/* Prints the names of the columns and all lines, and forgets these: what follows needs only the
 * widths. */
int table_print(struct table *table, struct note *note)
{
	const char *names[COLUMNS_MAX];
	for (size_t i = 0; i < table->column_count; i++)
		names[i] = table->columns[i].name;
	int r = table->count > 0 ? table_go_on(table, names, TABLE_PLAIN, note) : 0;
	for (size_t i = 0; r == 0 && i < table->count; i++) {
		const struct line *line = &table->lines[i];
		r = table_go_on(table, (const char *const *)line->cells, line->mark, note);
	}
	forget_lines(table);
	return r;
}

/* Frees the lines, too. */
void table_free(struct table *table)
{
	if (!table)
		return;
	forget_lines(table);
	free(table->lines);
	free(table);
}
