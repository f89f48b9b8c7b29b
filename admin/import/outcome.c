/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/outcome.h"

#include "admin/import/outcome_json.h"
#include "admin/import/outcome_next.h"
#include "admin/options_text.h"
#include "admin/say.h"
#include "admin/why/excerpt.h"
#include "admin/why/sheet_text.h"
#include "common/cleanup.h"
#include "keys/fingerprint.h"

#include <stdio.h>

#define INDENT 8
#define COMMENT_MIN 16
#define SHOWN_MAX 257 /* in a pipe, too, of a comment */

/* Counts a line by its fate. */
static void count(struct outcome *outcome, const struct source_line *line)
{
	outcome->imported += line->fate == SOURCE_NEW;
	outcome->there += line->fate == SOURCE_THERE;
	outcome->left += line->fate == SOURCE_LEFT;
	outcome->bad += line->fate == SOURCE_BAD;
}

/* Prints a bad line, and what is wrong with it. */
static void print_bad(const struct outcome *outcome, const struct source_line *line)
{
	struct excerpt excerpt;
	char lead[32];
	snprintf(lead, sizeof lead, "  %4u  left: ", line->number);
	sheet_text_wrap(outcome->room, lead, line->why ? line->why : "");
	excerpt_make(line->text, line->fault_at, &excerpt);
	printf("        %s\n", excerpt.text);
	if (line->fault_at > 0)
		printf("        %*s^\n", (int)excerpt.caret, "");
}

/* Prints a comment behind so many columns, or where that has no room on a line of its own; what is too
 * long ends in dots. */
static void print_comment(const struct outcome *outcome, int used, struct view comment)
{
	char shown[SHOWN_MAX];
	size_t room = outcome->room, len = say_escape(comment, shown, sizeof shown);
	if (room == 0 || (size_t)used + 1 + len <= room) {
		printf(" %s", shown);
		return;
	}
	room = room > INDENT + COMMENT_MIN ? room - INDENT : COMMENT_MIN;
	(void)say_escape(comment, shown, room < sizeof shown ? room + 1 : sizeof shown);
	printf("\n%*s%s", INDENT, "", shown);
}

/* Prints what a key is. */
static void print_key(
	const struct outcome *outcome, const struct source_line *line, const struct line *parsed)
{
	char words[SAY_KEY_MAX], fingerprint[FINGERPRINT_MAX];
	say_key(view_of(parsed->key.kind->name), parsed->key.bits, words);
	fingerprint_of(&parsed->key, fingerprint);
	int used = printf("  %4u  %s %s", line->number, words, fingerprint);
	if (parsed->comment.len > 0)
		print_comment(outcome, used, parsed->comment);
	putchar('\n');
}

/* Prints options, or the beginning of those that are too long for the store. */
static void print_options(const struct outcome *outcome, const char *options)
{
	struct note ignored;
	char words[SHOWN_MAX];
	bool is_long = options_text_exceeds(options, &ignored);
	snprintf(words, sizeof words, "%.*s...", SHOWN_MAX - 4, options);
	if (options[0])
		sheet_text_wrap(outcome->room, "        with ", is_long ? words : options);
}

/* Prints that a file has more lines than are read. */
static void print_more(const struct outcome *outcome, const struct source_file *file)
{
	char lead[64], words[NOTE_MAX];
	size_t len;
	if (file->more == 0)
		return;
	snprintf(lead, sizeof lead, "  %4u  left: ", file->more_from);
	source_more_words(file, words);
	len = strlen(words);
	snprintf(words + len, sizeof words - len, " [" SOURCE_MORE "]");
	sheet_text_wrap(outcome->room, lead, words);
}

/* Says who else has the key of a line. */
static void print_holder(
	const struct outcome *outcome, const struct source *source, const struct source_line *line)
{
	char words[NOTE_MAX];
	if (!line->holder || strcmp(line->holder, source->person) == 0)
		return;
	snprintf(words, sizeof words,
		"%s has the same key in the store: a login with it can't tell %s and %s apart, and "
		"to revoke one of them locks the other out",
		line->holder, line->holder, source->person);
	sheet_text_wrap(outcome->room, "        warning: ", words);
}

/* Prints one line of a file. */
static void print_line(const struct outcome *outcome, const struct source *source,
	const struct source_line *line, struct line *parsed)
{
	char words[NOTE_MAX];
	if (line->fate == SOURCE_BAD) {
		print_bad(outcome, line);
		return;
	}
	source_parse(line, parsed);
	print_key(outcome, line, parsed);
	print_options(outcome, line->options);
	if (line->fate == SOURCE_LEFT) {
		snprintf(words, sizeof words, "%s [%s]", line->why ? line->why : "", line->token);
		sheet_text_wrap(outcome->room, "        left: ", words);
		return;
	}
	print_holder(outcome, source, line);
	printf("        %s %s/%s.keys:%u\n", line->fate == SOURCE_THERE ? "is in" : "to",
		outcome->plan->change->settings->keys_dir, source->person, line->at);
}

/* Prints a file, if there is anything to say of it. */
static void print_file(
	struct outcome *outcome, const struct source *source, size_t number, struct line *parsed)
{
	const struct source_file *file = &source->file[number];
	fputs("  ", stdout);
	say_text(stdout, view_of(file->path));
	putchar('\n');
	if (file->why)
		sheet_text_wrap(outcome->room,
			file->lost ? "    left: " : "    sshd does not read it: ", file->why);
	if (file->why && !file->lost)
		printf("    see what mends it:  keyhole check %s\n", source->account);
	for (size_t i = 0; i < source->line_count; i++) {
		if (source->line[i].file != number)
			continue;
		count(outcome, &source->line[i]);
		print_line(outcome, source, &source->line[i], parsed);
	}
	print_more(outcome, file);
	outcome_next_bad(source, number);
}

/* Prints the grant of an account, and whose its keys could not become. */
static void print_person(const struct outcome *outcome, const struct source *source)
{
	const struct plan_grant *grant = plan_grant_of(outcome->plan, source);
	if (source->fallen)
		sheet_text_wrap(outcome->room, "  ", source->fallen);
	if (grant)
		printf("  and a grant of the account %s to %s, in %s\n", source->account,
			source->person, grant->rewrite.path);
}

/* Prints one account for people, or as objects. */
static void print_source(struct outcome *outcome, const struct source *source, struct line *parsed)
{
	if (!outcome->json)
		printf("%s\n", source->account);
	for (size_t i = 0; i < source->file_count; i++) {
		outcome->lost += source->file[i].lost;
		outcome->left += source->file[i].more;
		if (!outcome->json)
			print_file(outcome, source, i, parsed);
		else
			outcome_json_file(source, &source->file[i]);
	}
	if (!outcome->json) {
		print_person(outcome, source);
		outcome_next_grants(outcome, source);
		return;
	}
	for (size_t i = 0; i < source->line_count; i++) {
		count(outcome, &source->line[i]);
		outcome_json_line(outcome, source, &source->line[i], parsed);
	}
	outcome_json_grant(outcome, source);
}

/* Account by account. */
void outcome_print(struct outcome *outcome)
{
	CLEANUP(free) struct line *parsed = malloc(sizeof *parsed);
	for (size_t i = 0; parsed && i < outcome->plan->sources->count; i++)
		print_source(outcome, &outcome->plan->sources->item[i], parsed);
}

/* Says what is left, and what that means. */
static void print_left(const struct outcome *outcome)
{
	size_t left = outcome->left + outcome->bad;
	if (left + outcome->lost == 0)
		return;
	char words[256], lines[64] = "", files[64] = "";
	if (left > 0)
		snprintf(lines, sizeof lines, "%zu line%s", left, left == 1 ? "" : "s");
	if (outcome->lost > 0)
		snprintf(files, sizeof files, "%s%zu file%s", left > 0 ? " and " : "",
			outcome->lost, outcome->lost == 1 ? "" : "s");
	bool one = left + outcome->lost == 1;
	snprintf(words, sizeof words,
		"%s%s %s left where %s, for the reason above: what of that opens an account today "
		"would not without the accounts' own files (AuthorizedKeysFile none).",
		lines, files, one ? "is" : "are", one ? "it is" : "they are");
	sheet_text_wrap(outcome->room, "", words);
}

/* Says for which account nothing is proven, and what mends that. */
static void print_unproven(const struct outcome *outcome, const struct unbelieved *unbelieved,
	const struct unbelieved_file *file)
{
	CLEANUP(free) char *words = NULL;
	const char *what = unbelieved->closed ? "its rules can't be believed"
					      : "a group of its rules can't be believed";
	if (outcome->json)
		outcome_json_unproven(unbelieved->account, what, file);
	else if (asprintf(&words, "%s: %s (%s)", unbelieved->account, what, file->why) >= 0)
		sheet_text_wrap(outcome->room, "not proven for ", words);
}

/* Says how many, and what was proven. */
static void print_sum(const struct outcome *outcome, const struct proof *proof)
{
	size_t grants = outcome->plan->grant_count;
	if (outcome->plan->sources->count == 0)
		puts("no account has a file of keys that sshd reads");
	else if (!plan_changes(outcome->plan))
		printf("nothing to import: %zu key%s in the store already\n", outcome->there,
			outcome->there == 1 ? " is" : "s are");
	else
		printf("%zu key%s and %zu grant%s %s; proven for %zu account%s:\n"
		       "the same keys open the same accounts, with the same options, as before.\n",
			outcome->imported, outcome->imported == 1 ? "" : "s", grants,
			grants == 1 ? "" : "s",
			outcome->dry_run ? "to import (dry run: nothing is changed)" : "imported",
			proof->accounts, proof->accounts == 1 ? "" : "s");
}

/* Says for which accounts nothing is proven, behind all others. */
void outcome_sum(const struct outcome *outcome, const struct proof *proof)
{
	const struct unbelieved_list *unbelieved = proof->unbelieved;
	if (!outcome->json)
		print_sum(outcome, proof);
	for (size_t i = 0; i < unbelieved->count; i++)
		print_unproven(
			outcome, &unbelieved->item[i], &unbelieved->file[unbelieved->item[i].file]);
	if (outcome->json)
		return;
	print_left(outcome);
	outcome_next_sshd(outcome);
}
