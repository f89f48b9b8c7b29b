/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/outcome_next.h"

#include "access/names.h"
#include "admin/options_text.h"
#include "admin/why/mend.h"
#include "admin/why/sheet_text.h"
#include "common/cleanup.h"
#include "keys/fingerprint.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#define REMOVED_MAX 3

/* Whether a line of a file can't be read. */
static bool has_bad(const struct source *source, size_t file)
{
	for (size_t i = 0; i < source->line_count; i++)
		if (source->line[i].file == file && source->line[i].fate == SOURCE_BAD)
			return true;
	return false;
}

/* By who may write the file. */
void outcome_next_bad(const struct source *source, size_t file)
{
	struct stat st;
	const char *path = source->file[file].path;
	if (!has_bad(source, file) || !mend_is_plain(path) || !mend_is_plain(source->account))
		return;
	bool own = source->uid != 0 && stat(path, &st) == 0 && st.st_uid == source->uid;
	printf("    to mend what can't be read, and then import it:\n      %s%s%s${EDITOR:-vi} "
	       "%s\n",
		own ? "runuser -u " : "", own ? source->account : "", own ? " -- " : "", path);
}

/* Whether somebody else has the key of a line, and it becomes another person's. */
static bool is_shared(const struct source *source, const struct source_line *line)
{
	return source_takes(line) && line->holder && strcmp(line->holder, source->person) != 0;
}

/* The first line of a holder, NULL where two of them have other options than each other. */
static const struct source_line *find_line(const struct source *source, const char *holder)
{
	const struct source_line *first = NULL;
	for (size_t i = 0; i < source->line_count; i++) {
		const struct source_line *line = &source->line[i];
		if (!is_shared(source, line) || strcmp(line->holder, holder) != 0)
			continue;
		if (first && strcmp(first->options, line->options) != 0)
			return NULL;
		first = first ? first : line;
	}
	return first;
}

/* Whether a text can stand in a command that is shown: in ASCII, and so with nothing to escape. */
static bool is_showable(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

/* Prints an option of a command, its value in quotes for a shell where it needs them. */
static void print_option(const char *name, const char *value)
{
	bool plain = mend_is_plain(value);
	printf(" --%s %s", name, plain ? "" : "'");
	for (; *value; value++) {
		if (*value == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*value);
	}
	fputs(plain ? "" : "'", stdout);
}

/* Prints the limits of a line as those of a grant. */
static void print_limits(struct line *line)
{
	struct options *options = &line->options;
	char until[32];
	time_t moment = (time_t)options->expires;
	struct tm tm;
	if (options->has_from) {
		CLEANUP(free) char *from = strndup(options->from.data, options->from.len);
		print_option("from", from ? from : "");
	}
	if (options->expires > 0 && gmtime_r(&moment, &tm) &&
		strftime(until, sizeof until, "%FT%TZ", &tm) > 0)
		print_option("until", until);
	options->has_from = false;
	options->expires = 0;
	CLEANUP(free) char *rest = options_text(options);
	if (rest && rest[0])
		print_option("options", rest);
}

/* Prints the commands that take the copies away from the person who has them now. */
static void print_removals(const struct source *source, const char *holder, struct line *parsed)
{
	size_t count = 0;
	char fingerprint[FINGERPRINT_MAX];
	for (size_t i = 0; i < source->line_count; i++) {
		const struct source_line *line = &source->line[i];
		if (!is_shared(source, line) || strcmp(line->holder, holder) != 0 ||
			count++ >= REMOVED_MAX)
			continue;
		source_parse(line, parsed);
		fingerprint_of(&parsed->key, fingerprint);
		printf("    keyhole remove %s %s\n", source->person, fingerprint);
	}
	if (count > REMOVED_MAX)
		printf("    and so %zu more of these keys\n", count - REMOVED_MAX);
}

/* Says what is better for one holder. */
static void offer_grant(const struct outcome *outcome, const struct source *source,
	const char *holder, struct line *parsed)
{
	char words[NOTE_MAX];
	const struct source_line *line = find_line(source, holder);
	bool own = strcmp(source->person, source->account) == 0;
	if (!line || !is_showable(line->options) || !mend_is_plain(source->account) ||
		!mend_is_plain(holder) || !mend_is_plain(source->person))
		return;
	snprintf(words, sizeof words,
		"%s%s%s %s not %s's own; if it is %s's key and not %s's, this is better than one "
		"key of two people%s:",
		own ? "" : source->person, own ? "" : " and ", holder, own ? "is" : "are",
		source->account, holder, source->person,
		outcome->dry_run ? ", after the import" : "");
	sheet_text_wrap(outcome->room, "  ", words);
	if (!plan_admits(outcome->plan, source, holder)) {
		source_parse(line, parsed);
		printf("    keyhole grant %s %s", source->account, holder);
		print_limits(parsed);
		putchar('\n');
	}
	print_removals(source, holder, parsed);
}

/* Holder by holder. */
void outcome_next_grants(const struct outcome *outcome, const struct source *source)
{
	struct note ignored;
	CLEANUP(names) struct names holders = {0, 0, NULL};
	CLEANUP(free) struct line *parsed = malloc(sizeof *parsed);
	for (size_t i = 0; i < source->line_count; i++)
		if (is_shared(source, &source->line[i]) &&
			names_add(&holders, source->line[i].holder, &ignored) != 0)
			return;
	for (size_t i = 0; parsed && i < holders.count; i++)
		offer_grant(outcome, source, holders.name[i], parsed);
}

/* Nothing in the files is changed by an import. */
void outcome_next_sshd(const struct outcome *outcome)
{
	if (outcome->dry_run || outcome->imported + outcome->there == 0)
		return;
	sheet_text_wrap(outcome->room, "",
		"next: sshd goes on reading the accounts' own files first, without asking keyhole. "
		"Until they no longer count, keyhole access shows such a key twice, with its "
		"person in "
		"brackets where it stands in an own file. Once all keys that are needed are in "
		"the store:  keyhole enable --exclusive");
}
