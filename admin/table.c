/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/table.h"

#include "admin/say.h"

#include <errno.h>
#include <langinfo.h>
#include <libsmartcols/libsmartcols.h>
#include <limits.h>
#include <sys/ioctl.h>
#include <wchar.h>

#define COLUMNS_MAX 16

struct table {
	struct libscols_table *scols;
	size_t columns, gap;
	bool right[COLUMNS_MAX], hidden[COLUMNS_MAX];
	size_t widths[COLUMNS_MAX]; /* once it is printed */
};

static size_t held_room;

/* The colours of marks, for libsmartcols and for a terminal. */
static const char *const colors[] = {NULL, "green", "brown", "red"};
static const char *const escapes[] = {"", "\033[32m", "\033[33m", "\033[31m"};

/* Asks the kernel; a terminal that does not know its width is taken for one of the usual. */
size_t table_room(void)
{
	struct winsize size;
	if (!isatty(STDOUT_FILENO))
		return held_room;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/* A pipe may be the same file as standard error. */
FILE *table_aside(void)
{
	if (table_room() > 0)
		return stdout;
	fflush(stdout);
	return stderr;
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

/* Adds the columns. */
static int add_columns(
	struct table *table, const struct table_column *columns, size_t count, struct note *note)
{
	for (size_t i = 0; i < count; i++) {
		int flags = columns[i].right ? SCOLS_FL_RIGHT : 0;
		table->right[i] = columns[i].right;
		if (!scols_table_new_column(table->scols, columns[i].name, 0, flags))
			return note_errno(note, -ENOMEM, "the table");
	}
	table->columns = count;
	return 0;
}

/* Sets the space between columns. */
void table_set_gap(struct table *table, size_t gap)
{
	table->gap = gap;
	scols_table_set_column_separator(table->scols, gap == 1 ? " " : "  ");
}

/* Hides the column from libsmartcols, too. */
void table_hide(struct table *table, size_t column)
{
	table->hidden[column] = true;
	scols_column_set_flags(scols_table_get_column(table->scols, column), SCOLS_FL_HIDDEN);
}

/* Makes an empty table. */
int table_open(
	const struct table_column *columns, size_t count, struct table **table, struct note *note)
{
	*table = calloc(1, sizeof **table);
	if (*table)
		(*table)->scols = scols_new_table();
	if (!*table || !(*table)->scols)
		return note_errno(note, -ENOMEM, "the table");
	table_set_gap(*table, 2);
	scols_table_set_termforce((*table)->scols, SCOLS_TERMFORCE_NEVER);
	scols_table_enable_noencoding((*table)->scols, 1);
	scols_table_enable_colors((*table)->scols, wants_colors());
	return add_columns(*table, columns, count, note);
}

/* Sets one cell, escaped. */
static int set_cell(struct libscols_line *line, size_t column, const char *text)
{
	if (!text)
		return 0;
	char *shown = show(text);
	int r = shown ? scols_line_refer_data(line, column, shown) : -ENOMEM;
	if (r != 0)
		free(shown);
	return r;
}

/* Colours one cell. */
static int color_cell(struct libscols_line *line, size_t column, enum table_mark mark)
{
	struct libscols_cell *cell = scols_line_get_cell(line, column);
	return colors[mark] ? scols_cell_set_color(cell, colors[mark]) : 0;
}

/* Adds a line and fills it. */
int table_add(
	struct table *table, const char *const *cells, enum table_mark mark, struct note *note)
{
	struct libscols_line *line = scols_table_new_line(table->scols, NULL);
	int r = line ? 0 : -ENOMEM;
	for (size_t i = 0; r == 0 && i < table->columns; i++)
		r = set_cell(line, i, cells[i]);
	if (r == 0)
		r = color_cell(line, table->columns - 1, mark);
	return r == 0 ? 0 : note_errno(note, r, "the table");
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
	bool last = column + 1 == table->columns;
	if (table->hidden[column])
		return;
	size_t width = text ? table_cell_width(text) : 0;
	size_t spaces = width < table->widths[column] ? table->widths[column] - width : 0;
	if (table->right[column])
		put_spaces(spaces);
	if (text)
		say_text(stdout, view_of(text[0] ? text : "-"));
	if (!table->right[column] && !last)
		put_spaces(spaces);
	if (!last)
		put_spaces(table->gap);
}

/* Prints a line as libsmartcols would. */
int table_go_on(
	struct table *table, const char *const *cells, enum table_mark mark, struct note *note)
{
	bool colored = mark != TABLE_PLAIN && wants_colors();
	for (size_t i = 0; i < table->columns; i++) {
		bool last = i + 1 == table->columns;
		if (last && colored)
			fputs(escapes[mark], stdout);
		put_cell(table, i, cells[i]);
		if (last && colored)
			fputs("\033[0m", stdout);
	}
	putchar('\n');
	return ferror(stdout) ? note_set(note, -EIO, "standard output can't be written") : 0;
}

/* Prints all lines, and forgets them: what follows needs only the widths. */
int table_print(struct table *table, struct note *note)
{
	int r = scols_print_table(table->scols);
	for (size_t i = 0; i < table->columns; i++)
		table->widths[i] = scols_column_get_width(scols_table_get_column(table->scols, i));
	scols_table_remove_lines(table->scols);
	return r == 0 ? 0 : note_errno(note, r, "the table");
}

/* Gives back what libsmartcols holds. */
void table_free(struct table *table)
{
	if (table)
		scols_unref_table(table->scols);
	free(table);
}
