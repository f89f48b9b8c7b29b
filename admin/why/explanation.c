/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/explanation.h"

#include "admin/say.h"
#include "admin/verb.h"
#include "admin/why/sheet_text.h"
#include "admin/why/step_text.h"
#include "common/cleanup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Prints a sentence of its own. */
static void print_sentence(const char *before, const char *what, const char *token)
{
	char *words = NULL;
	if (asprintf(&words, "%s%s", before, what ? what : "") < 0)
		return;
	step_text_words(words, token, 0);
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

/* Prints what the home check would warn of, and what it is else there for. */
static void print_warning(const struct inquiry *inquiry)
{
	char *words = NULL;
	if (!inquiry->home_warning ||
		asprintf(&words, "with a warning: %s (under home_check = \"enforce\" %s would not)",
			inquiry->home_warning, inquiry->name) < 0)
		return;
	print_sentence(words, NULL, NULL);
	free(words);
}

/* Prints the last sentence where the way is open. */
static void print_open(const struct inquiry *inquiry)
{
	CLEANUP(free) char *words = NULL;
	const char *from = inquiry->open_from;
	if (asprintf(&words, "%s would be let in%s%s: ", inquiry->name,
		    from ? ", if it comes from " : "", from ? from : "") < 0) {
		words = NULL;
		return;
	}
	print_sentence(
		words, inquiry->open_count > 0 ? inquiry->open_first : "that can't be told", NULL);
	if (inquiry->open_count > 1)
		printf("and with %zu more.\n", inquiry->open_count - 1);
	print_warning(inquiry);
}

/* Prints the last sentence where the way is not open, and the command. */
static void print_closed(const struct inquiry *inquiry, const struct step *deciding)
{
	char words[256];
	if (deciding->verdict == STEP_UNKNOWN)
		snprintf(words, sizeof words,
			"whether %s would be let in can't be told: ", inquiry->name);
	else
		snprintf(words, sizeof words, "%s would NOT be let in%s: ", inquiry->name,
			step_shuts_keys(deciding) ? " by a key" : "");
	print_sentence(words, deciding->what, deciding->token);
	if (!deciding->mend)
		return;
	fputs("mend it with:\n", stdout);
	say_text(stdout, view_of(deciding->mend));
	putchar('\n');
}

/* One after the other. */
void explanation_print_steps(const struct inquiry *inquiry)
{
	for (size_t i = 0; i < inquiry->steps.count; i++)
		step_text_print(&inquiry->steps.step[i]);
	putchar('\n');
}

/* With the step that decides. */
int explanation_print_end(const struct inquiry *inquiry)
{
	const struct step *deciding = decide(inquiry);
	if (deciding)
		print_closed(inquiry, deciding);
	else
		print_open(inquiry);
	return status_of(inquiry, deciding);
}

/* Prints one step as an object. */
static void print_step_json(const struct step *step)
{
	printf("{\"step\":\"%s\"", step->name);
	step_text_member("verdict", step_verdict_name(step->verdict));
	step_text_member("token", step->token);
	step_text_member("what", step->what);
	step_text_member("mend", step->mend);
	putchar('}');
}

/* The caller may add members. */
int explanation_print_json(const struct inquiry *inquiry)
{
	static const char *const answers[] = {"true", "false", "null"};
	const struct step *deciding = decide(inquiry);
	int status = status_of(inquiry, deciding);
	fputs("{\"account\":", stdout);
	step_text_quote(inquiry->name);
	step_text_member("from", inquiry->from);
	printf(",\"let_in\":%s", answers[status]);
	step_text_member("token", deciding ? deciding->token : NULL);
	step_text_member("reason", deciding ? deciding->what : NULL);
	step_text_member("mend", deciding ? deciding->mend : NULL);
	step_text_member("by", deciding ? NULL : inquiry->open_first);
	step_text_member("if_from", deciding ? NULL : inquiry->open_from);
	fputs(",\"steps\":[", stdout);
	for (size_t i = 0; i < inquiry->steps.count; i++) {
		fputs(i > 0 ? "," : "", stdout);
		print_step_json(&inquiry->steps.step[i]);
	}
	putchar(']');
	return status;
}
