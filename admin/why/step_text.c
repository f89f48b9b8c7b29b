/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/step_text.h"

#include "admin/say.h"
#include "admin/table.h"
#include "admin/why/sheet_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define INDENT 18
#define NARROWEST 40

/* How a verdict is shown. */
static const struct {
	const char *word, *colour;
} marks[STEP_VERDICT_COUNT] = {[STEP_GOOD] = {"ok", "\033[32m"},
	[STEP_NOTE] = {"note", ""},
	[STEP_UNSAFE] = {"unsafe", "\033[33m"},
	[STEP_UNKNOWN] = {"?", "\033[33m"},
	[STEP_CLOSED] = {"no", "\033[31m"},
	[STEP_REFUSED] = {"NO", "\033[1;31m"}};

/* Whether there may be colours. */
static bool is_coloured(void)
{
	const char *terminal = getenv("TERM"), *none = getenv("NO_COLOR");
	return isatty(STDOUT_FILENO) && (!none || !none[0]) && terminal &&
	       strcmp(terminal, "dumb") != 0;
}

/* The width in which words are folded, 0: not at all. */
static size_t width(void)
{
	size_t room = table_room();
	return room > 0 && room < NARROWEST ? NARROWEST : room;
}

/* Prints a text from the column of its indent on, folded between words. */
static void print_folded(const char *text, size_t indent)
{
	size_t room = width(), column = indent;
	for (const char *at = text; *at;) {
		size_t blanks = strspn(at, " "), len = strcspn(at + blanks, " ");
		if (room > 0 && column + blanks + len > room && column > indent) {
			printf("\n%*s", (int)indent, "");
			column = indent;
			at += blanks;
			blanks = 0;
		}
		fwrite(at, 1, blanks + len, stdout);
		column += blanks + len;
		at += blanks + len;
	}
	putchar('\n');
}

/* Escapes it first. */
void step_text_words(const char *what, const char *token, size_t indent)
{
	size_t size = SAY_ESCAPED_MAX(strlen(what)) + 64;
	char *words = malloc(size);
	if (!words)
		return;
	size_t len = say_escape(view_of(what), words, size - 64);
	if (token)
		snprintf(words + len, size - len, " [%s]", token);
	print_folded(words, indent);
	free(words);
}

/* Prints the part of a line that is at fault, and a caret under it. */
static void print_excerpt(const struct excerpt *excerpt)
{
	printf("%*s%s\n%*s^\n", INDENT, "", excerpt->text, INDENT + (int)excerpt->caret, "");
}

/* Its words begin in the same column whatever the verdict. */
void step_text_print(const struct step *step)
{
	bool coloured = is_coloured();
	printf("%s%-6s%s  %-8s  ", coloured ? marks[step->verdict].colour : "",
		marks[step->verdict].word, coloured ? "\033[0m" : "", step->name);
	step_text_words(step->what ? step->what : "", step->token, INDENT);
	if (step->excerpt)
		print_excerpt(step->excerpt);
	if (step->mend && step->verdict != STEP_GOOD) {
		printf("%*s", INDENT, "");
		say_text(stdout, view_of(step->mend));
		putchar('\n');
	}
}

/* What is not known is null. */
void step_text_quote(const char *text)
{
	if (text)
		sheet_text_json(view_of(text));
	else
		fputs("null", stdout);
}

/* Quotes the text alone: names are plain. */
void step_text_member(const char *name, const char *text)
{
	printf(",\"%s\":", name);
	step_text_quote(text);
}
