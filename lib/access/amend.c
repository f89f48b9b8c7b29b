/* SPDX-License-Identifier: Apache-2.0 */
#include "access/amend.h"

#include "access/cut.h"
#include "access/grant.h"
#include "access/until.h"
#include "common/cleanup.h"

#include <errno.h>
#include <time.h>

/* Says that a file has to be changed by hand. */
static int by_hand(const struct amend_file *file, struct note *note)
{
	return note_set(note, -ENOTSUP,
		"%s: this file is written in a way that can't be changed for you; nothing is "
		"changed: keyhole edit %s",
		file->path, file->path);
}

/* Where a list stands in a part of a text, and that it has as many items as the parser found. */
static int find(const struct amend_file *file, struct outline_span part, const char *name,
	size_t count, struct outline *outline, struct note *note)
{
	int r = outline_find(file->text, part, name, outline);
	if (r == -ENOMEM)
		return note_errno(note, r, file->path);
	return r == 0 && outline->count == count ? 0 : by_hand(file, note);
}

/* All of a text. */
static struct outline_span whole(const struct amend_file *file)
{
	return (struct outline_span){0, file->text.len};
}

/* Begins a new text. */
static FILE *begin(struct path_text *text)
{
	*text = (struct path_text){NULL, 0};
	return open_memstream(&text->bytes, &text->len);
}

/* Ends a new text. */
static int finish(
	FILE *out, const struct amend_file *file, struct path_text *text, struct note *note)
{
	bool whole_text = out && !ferror(out);
	if (out && fclose(out) != 0)
		whole_text = false;
	if (whole_text)
		return 0;
	path_text_free(text);
	return note_errno(note, -ENOMEM, file->path);
}

/* Writes a text in quotes, as libconfig reads it. */
static void put_quoted(FILE *out, struct view text)
{
	fputc('"', out);
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '"' || text.data[i] == '\\')
			fputc('\\', out);
		fputc(text.data[i], out);
	}
	fputc('"', out);
}

/* Writes addresses with commas between as a list of texts. */
static void put_from(FILE *out, const char *from)
{
	fputs(" from = ( ", out);
	for (bool first = true; from; first = false) {
		size_t len = strcspn(from, ",");
		if (!first)
			fputs(", ", out);
		put_quoted(out, (struct view){from, len});
		from = from[len] ? from + len + 1 : NULL;
	}
	fputs(" );", out);
}

/* Writes a grant. */
static int compose(const struct amend_grant *grant, const struct amend_file *file,
	struct path_text *text, struct note *note)
{
	FILE *out = begin(text);
	if (out) {
		fputs("{ people = ( ", out);
		put_quoted(out, view_of(grant->who));
		fputs(" );", out);
		if (grant->from)
			put_from(out, grant->from);
		if (grant->until > 0) {
			time_t moment = (time_t)grant->until;
			char words[64];
			struct tm tm;
			gmtime_r(&moment, &tm);
			strftime(words, sizeof words, " until = \"%FT%TZ\";", &tm);
			fputs(words, out);
		}
		if (grant->options) {
			fputs(" options = ", out);
			put_quoted(out, view_of(grant->options));
			fputc(';', out);
		}
		fputs(" }", out);
	}
	return finish(out, file, text, note);
}

/* Whether a list has a text. */
static bool names(const struct settings_list *people, const char *who)
{
	return settings_list_has(people, view_of(who));
}

/* Whether two lists of people are the same, but for one whom the second lacks (NULL: nobody). */
static bool same_people(
	const struct settings_list *old, const struct settings_list *new, const char *without)
{
	size_t at = 0;
	for (size_t i = 0; i < old->count; i++) {
		if (without && view_is(old->item[i], without))
			continue;
		if (at == new->count || !view_equal(old->item[i], new->item[at++]))
			return false;
	}
	return at == new->count;
}

/* Whether a grant names nobody but one. */
static bool names_only(const struct grant *grant, const char *who)
{
	for (size_t i = 0; who && i < grant->people.count; i++)
		if (!view_is(grant->people.item[i], who))
			return false;
	return who && grant->people.count > 0;
}

/* Whether new rules say what the old ones do without one of the people, and `more` grants behind. */
static bool same_rules(const struct grant_rules *old, const struct grant_rules *new,
	const char *without, size_t more)
{
	size_t at = 0;
	if (old->own_account != new->own_account || old->home_check != new->home_check)
		return false;
	for (size_t i = 0; i < old->count; i++) {
		if (names_only(&old->grant[i], without))
			continue;
		if (at == new->count ||
			!same_people(&old->grant[i].people, &new->grant[at].people, without) ||
			old->grant[i].until != new->grant[at].until ||
			strcmp(old->grant[i].text, new->grant[at].text) != 0)
			return false;
		at++;
	}
	return at + more == new->count;
}

/* Takes the rules of a text apart; those of no text are the settings'. */
static int parse(const struct amend_file *file, struct view text, struct grant_rules *rules,
	struct note *note)
{
	*rules = (struct grant_rules){.own_account = file->settings->own_account,
		.home_check = file->settings->home_check};
	snprintf(rules->path, sizeof rules->path, "%s", file->path);
	return text.len > 0 ? grant_rules_parse(file->settings, text, rules, note) : 0;
}

/* Writes the old text with a grant behind the others. */
static int put_grant(const struct amend_file *file, const struct grant_rules *old,
	struct view grant, struct path_text *text, struct note *note)
{
	CLEANUP(outline) struct outline outline = {.count = 0};
	int r = outline_find(file->text, whole(file), "grants", &outline);
	if (r != -ENOENT && (r != 0 || outline.count != old->count))
		return by_hand(file, note);
	FILE *out = begin(text);
	if (out && r == 0)
		cut_append(out, file->text, &outline, grant);
	if (out && r != 0) {
		if (file->text.len == 0)
			fputs("// who else may use this account, see keyhole.conf(5)\n", out);
		else
			fwrite(file->text.data, 1, file->text.len, out);
		if (file->text.len > 0 && file->text.data[file->text.len - 1] != '\n')
			fputc('\n', out);
		fprintf(out, "grants = (\n\t%.*s\n);\n", (int)grant.len, grant.data);
	}
	return finish(out, file, text, note);
}

/* Whether a grant says for somebody what one before it says already. */
static bool is_there(const struct grant_rules *rules, const char *who)
{
	const struct grant *last = &rules->grant[rules->count - 1];
	for (size_t i = 0; i + 1 < rules->count; i++)
		if (names(&rules->grant[i].people, who) &&
			strcmp(rules->grant[i].text, last->text) == 0)
			return true;
	return false;
}

/* Reads the new text again, and holds it against what was wanted. */
static int prove_grant(const struct amend_file *file, const struct grant_rules *old,
	const char *who, struct path_text *text, struct note *note)
{
	CLEANUP(grant_rules) struct grant_rules new = {.count = 0};
	int r = parse(file, (struct view){text->bytes, text->len}, &new, note);
	if (r != 0)
		return r;
	if (!same_rules(old, &new, NULL, 1) || !names_only(&new.grant[new.count - 1], who))
		return by_hand(file, note);
	if (is_there(&new, who))
		path_text_free(text);
	return 0;
}

/* Composes the grant, puts it in, proves the result. */
int amend_grant(const struct amend_file *file, const struct amend_grant *grant,
	struct path_text *text, struct note *note)
{
	CLEANUP(grant_rules) struct grant_rules old = {.count = 0};
	CLEANUP(path_text) struct path_text words = {NULL, 0};
	*text = (struct path_text){NULL, 0};
	int r = parse(file, file->text, &old, note);
	if (r == 0)
		r = compose(grant, file, &words, note);
	if (r == 0)
		r = put_grant(file, &old, (struct view){words.bytes, words.len}, text, note);
	if (r == 0)
		r = prove_grant(file, &old, grant->who, text, note);
	if (r != 0)
		path_text_free(text);
	return r;
}

/* Marks somebody in one list of people; `*all` tells whether nobody is left. */
static int cut_people(const struct amend_file *file, struct outline_span part,
	const struct settings_list *people, const char *who, bool *gone, struct note *note)
{
	CLEANUP(outline) struct outline outline = {.count = 0};
	CLEANUP(free) bool *dropped = calloc(people->count + 1, sizeof *dropped);
	if (!dropped)
		return note_errno(note, -ENOMEM, file->path);
	int r = find(file, part, "people", people->count, &outline, note);
	for (size_t i = 0; r == 0 && i < people->count; i++)
		dropped[i] = view_is(people->item[i], who);
	if (r == 0)
		cut_items(file->text, &outline, dropped, gone);
	return r;
}

/* Marks somebody in all grants, and the grants that name nobody else. */
static int cut_grants(const struct amend_file *file, const struct grant_rules *old, const char *who,
	bool *gone, struct note *note)
{
	CLEANUP(outline) struct outline outline = {.count = 0};
	CLEANUP(free) bool *dropped = calloc(old->count + 1, sizeof *dropped);
	if (!dropped)
		return note_errno(note, -ENOMEM, file->path);
	int r = find(file, whole(file), "grants", old->count, &outline, note);
	for (size_t i = 0; r == 0 && i < old->count; i++) {
		struct outline_span inside = outline.item[i].span;
		inside.from++;
		inside.to--;
		dropped[i] = names_only(&old->grant[i], who);
		if (!dropped[i] && names(&old->grant[i].people, who))
			r = cut_people(file, inside, &old->grant[i].people, who, gone, note);
	}
	if (r == 0)
		cut_items(file->text, &outline, dropped, gone);
	return r;
}

/* Whether any grant names somebody. */
static bool any_names(const struct grant_rules *rules, const char *who)
{
	for (size_t i = 0; i < rules->count; i++)
		if (names(&rules->grant[i].people, who))
			return true;
	return false;
}

/* Writes what the marks leave. */
static int print_left(
	const struct amend_file *file, const bool *gone, struct path_text *text, struct note *note)
{
	FILE *out = begin(text);
	if (out)
		cut_print(out, file->text, gone);
	return finish(out, file, text, note);
}

/* Reads the new text again, and looks that one is missing and nothing else. */
static int prove_ungrant(const struct amend_file *file, const struct grant_rules *old,
	const char *who, const struct path_text *text, struct note *note)
{
	CLEANUP(grant_rules) struct grant_rules new = {.count = 0};
	int r = parse(file, (struct view){text->bytes, text->len}, &new, note);
	return r == 0 && !same_rules(old, &new, who, 0) ? by_hand(file, note) : r;
}

/* Marks what goes, writes what stays, proves it. */
int amend_ungrant(
	const struct amend_file *file, const char *who, struct path_text *text, struct note *note)
{
	CLEANUP(grant_rules) struct grant_rules old = {.count = 0};
	*text = (struct path_text){NULL, 0};
	int r = parse(file, file->text, &old, note);
	if (r != 0 || !any_names(&old, who))
		return r;
	CLEANUP(free) bool *gone = calloc(file->text.len + 1, sizeof *gone);
	if (!gone)
		return note_errno(note, -ENOMEM, file->path);
	r = cut_grants(file, &old, who, gone, note);
	if (r == 0)
		r = print_left(file, gone, text, note);
	if (r == 0)
		r = prove_ungrant(file, &old, who, text, note);
	if (r != 0)
		path_text_free(text);
	return r;
}
