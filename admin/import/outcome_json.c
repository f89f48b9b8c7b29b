/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/outcome_json.h"

#include "admin/why/sheet_text.h"
#include "common/cleanup.h"
#include "keys/fingerprint.h"

#include <stdio.h>

/* Prints a field, unless there is nothing in it. */
static void put(const char *name, struct view text)
{
	if (text.len == 0)
		return;
	printf(",\"%s\":", name);
	sheet_text_json(text);
}

/* Begins an object. */
static void begin(const struct source *source)
{
	fputs("{\"account\":", stdout);
	sheet_text_json(view_of(source->account));
}

/* The word for what became of something new. */
static const char *word(const struct outcome *outcome)
{
	return outcome->dry_run ? "new" : "imported";
}

/* Prints what a key is. */
static void put_key(const struct source_line *line, const struct line *parsed)
{
	char fingerprint[FINGERPRINT_MAX];
	fingerprint_of(&parsed->key, fingerprint);
	put("key", view_of(fingerprint));
	put("key_type", view_of(parsed->key.kind->name));
	printf(",\"key_bits\":%u", parsed->key.bits);
	put("key_comment", parsed->comment);
	put("options", view_of(line->options));
	printf(",\"opens\":%s", line->opens ? "true" : "false");
}

/* One object. */
void outcome_json_line(const struct outcome *outcome, const struct source *source,
	const struct source_line *line, struct line *parsed)
{
	char known_at[STORE_PATH_MAX + ACCESS_PERSON_MAX + 32];
	begin(source);
	put("path", view_of(source->file[line->file].path));
	printf(",\"line\":%u", line->number);
	put("result", view_of(line->fate == SOURCE_NEW     ? word(outcome)
			      : line->fate == SOURCE_THERE ? "there"
							   : "left"));
	if (line->fate != SOURCE_BAD) {
		source_parse(line, parsed);
		put_key(line, parsed);
	}
	if (source_takes(line)) {
		snprintf(known_at, sizeof known_at, "%s/%s.keys:%u",
			outcome->plan->change->settings->keys_dir, source->person, line->at);
		put("person", view_of(source->person));
		put("known_at", view_of(known_at));
	} else {
		put("reason", view_of(line->token));
		put("why", view_of(line->why));
	}
	puts("}");
}

/* Prints the lines of a file that are too many. */
static void put_more(const struct source *source, const struct source_file *file)
{
	char words[NOTE_MAX];
	source_more_words(file, words);
	begin(source);
	put("path", view_of(file->path));
	printf(",\"line\":%u,\"lines\":%zu,\"result\":\"left\"", file->more_from, file->more);
	put("reason", view_of(SOURCE_MORE));
	put("why", view_of(words));
	puts("}");
}

/* An object for each thing that is to be said. */
void outcome_json_file(const struct source *source, const struct source_file *file)
{
	if (file->more > 0)
		put_more(source, file);
	if (!file->why)
		return;
	begin(source);
	put("path", view_of(file->path));
	put("result", view_of(file->lost ? "left" : "unread"));
	put("why", view_of(file->why));
	puts("}");
}

/* One object. */
void outcome_json_grant(const struct outcome *outcome, const struct source *source)
{
	const struct plan_grant *grant = plan_grant_of(outcome->plan, source);
	if (!grant)
		return;
	begin(source);
	put("person", view_of(source->person));
	put("result", view_of(word(outcome)));
	put("known_at", view_of(grant->rewrite.path));
	puts("}");
}

/* One object. */
void outcome_json_unproven(
	const char *account, const char *what, const struct unbelieved_file *file)
{
	CLEANUP(free) char *why = NULL;
	fputs("{\"account\":", stdout);
	sheet_text_json(view_of(account));
	put("path", view_of(file->path));
	put("result", view_of("unproven"));
	fputs(",\"proven\":false", stdout);
	put("reason", view_of("not-believed"));
	if (asprintf(&why, "%s: %s", what, file->why) >= 0)
		put("why", view_of(why));
	puts("}");
}
