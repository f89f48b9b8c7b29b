/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/explanation.h"

#include "admin/say.h"
#include "admin/table.h"
#include "admin/verb.h"
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

/* Prints a text from a column on, folded between words. */
static void print_folded(const char *text, size_t indent, size_t column)
{
	size_t room = width();
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

/* Prints a text, escaped, with a token behind it. */
static void print_words(const char *what, const char *token, size_t indent, size_t column)
{
	size_t size = SAY_ESCAPED_MAX(strlen(what)) + 64;
	char *words = malloc(size);
	if (!words)
		return;
	size_t len = say_escape(view_of(what), words, size - 64);
	if (token)
		snprintf(words + len, size - len, " [%s]", token);
	print_folded(words, indent, column);
	free(words);
}

/* Prints the part of a line that is at fault, and a caret under it. */
static void print_excerpt(const struct excerpt *excerpt)
{
	printf("%*s%s\n%*s^\n", INDENT, "", excerpt->text, INDENT + (int)excerpt->caret, "");
}

/* Prints one step. */
static void print_step(const struct step *step)
{
	bool coloured = is_coloured();
	printf("%s%-6s%s  %-8s  ", coloured ? marks[step->verdict].colour : "",
		marks[step->verdict].word, coloured ? "\033[0m" : "", step->name);
	print_words(step->what ? step->what : "", step->token, INDENT, INDENT);
	if (step->excerpt)
		print_excerpt(step->excerpt);
	if (step->mend && step->verdict != STEP_GOOD) {
		printf("%*s", INDENT, "");
		say_text(stdout, view_of(step->mend));
		putchar('\n');
	}
}

/* Prints a sentence of its own. */
static void print_sentence(const char *before, const char *what, const char *token)
{
	char *words = NULL;
	if (asprintf(&words, "%s%s", before, what ? what : "") < 0)
		return;
	print_words(words, token, 0, 0);
	free(words);
}

/* The exit status for a deciding step. */
static int status_of(const struct inquiry *inquiry, const struct step *deciding)
{
	if (!deciding)
		return inquiry->open_count > 0 ? EXIT_YES : EXIT_UNSURE;
	return deciding->verdict == STEP_UNKNOWN ? EXIT_UNSURE : EXIT_NO;
}

/* The step that decides. An account that could not be looked up has no ways at all. */
static const struct step *decide(const struct inquiry *inquiry)
{
	return step_deciding(&inquiry->steps, inquiry->open_count > 0);
}

/* Prints the last sentence, and the command. */
static void print_end(const struct inquiry *inquiry, const struct step *deciding)
{
	char words[256];
	if (!deciding) {
		snprintf(words, sizeof words, "%s would be let in: ", inquiry->name);
		print_sentence(words,
			inquiry->open_count > 0 ? inquiry->open_first : "that can't be told", NULL);
		if (inquiry->open_count > 1)
			printf("and with %zu more.\n", inquiry->open_count - 1);
		return;
	}
	snprintf(words, sizeof words,
		deciding->verdict == STEP_UNKNOWN ? "whether %s would be let in can't be told: "
						  : "%s would NOT be let in: ",
		inquiry->name);
	print_sentence(words, deciding->what, deciding->token);
	if (!deciding->mend)
		return;
	fputs("mend it with:\n", stdout);
	say_text(stdout, view_of(deciding->mend));
	putchar('\n');
}

/* Prints the steps, then the sentence. */
int explanation_print(const struct inquiry *inquiry)
{
	const struct step *deciding = decide(inquiry);
	for (size_t i = 0; i < inquiry->steps.count; i++)
		print_step(&inquiry->steps.step[i]);
	putchar('\n');
	print_end(inquiry, deciding);
	return status_of(inquiry, deciding);
}

/* What is not known is null. */
void explanation_quote(const char *text)
{
	if (text)
		sheet_text_json(view_of(text));
	else
		fputs("null", stdout);
}

/* Prints a name and its text. */
static void print_member(const char *name, const char *text)
{
	printf(",\"%s\":", name);
	explanation_quote(text);
}

/* Prints one step as an object. */
static void print_step_json(const struct step *step)
{
	printf("{\"step\":\"%s\"", step->name);
	print_member("verdict", step_verdict_name(step->verdict));
	print_member("token", step->token);
	print_member("what", step->what);
	print_member("mend", step->mend);
	putchar('}');
}

/* The caller may add members. */
int explanation_print_json(const struct inquiry *inquiry)
{
	static const char *const answers[] = {"yes", "no", "unknown"};
	const struct step *deciding = decide(inquiry);
	int status = status_of(inquiry, deciding);
	fputs("{\"account\":", stdout);
	explanation_quote(inquiry->name);
	print_member("from", inquiry->from);
	print_member("let_in", answers[status]);
	print_member("token", deciding ? deciding->token : NULL);
	print_member("reason", deciding ? deciding->what : NULL);
	print_member("mend", deciding ? deciding->mend : NULL);
	print_member("by", deciding ? NULL : inquiry->open_first);
	fputs(",\"steps\":[", stdout);
	for (size_t i = 0; i < inquiry->steps.count; i++) {
		fputs(i > 0 ? "," : "", stdout);
		print_step_json(&inquiry->steps.step[i]);
	}
	putchar(']');
	return status;
}
