/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/addition.h"

#include "admin/holders.h"
#include "admin/say.h"
#include "admin/store/barrier.h"
#include "admin/store/origins.h"
#include "admin/store/prolong.h"
#include "admin/store/promise.h"
#include "admin/verb.h"
#include "admin/when.h"
#include "common/cleanup.h"
#include "common/reason.h"
#include "keys/fingerprint.h"

#include <errno.h>
#include <time.h>

/* What becomes of a key that was handed in. */
struct place {
	unsigned at; /* its line */
	bool is_new; /* it was not there */
	bool moved;  /* its end was another */
	uint64_t before;
};

/* A person's file, and what becomes of each key. */
struct addition {
	struct change *change;
	const struct addition_request *request;
	const char *person;
	const struct intake *intake;
	char path[STORE_PATH_MAX];
	struct path_text old;
	struct place *place;
	size_t new_count, moved_count;
};

/* How often a byte is in a text. */
static unsigned count_lines(struct view text)
{
	unsigned lines = 0;
	for (size_t i = 0; i < text.len; i++)
		lines += text.data[i] == '\n';
	return lines;
}

/* The place of a key among those handed in before it, or its own. */
static size_t first_of(const struct intake *intake, size_t key)
{
	for (size_t i = 0; i < key; i++)
		if (view_equal(intake->line[i]->key.bytes, intake->line[key]->key.bytes))
			return i;
	return key;
}

/* Refuses a key that is there with other options: which of them are meant is not for us to say. */
static int refuse_other_options(const struct addition *add, unsigned line, struct note *note)
{
	return note_set(note, REASON_OPTIONS_CONFLICT,
		"%s has this key already, with other options (%s:%u); nothing is changed; to "
		"change that line:  keyhole edit %s.keys",
		add->person, add->path, line, add->person);
}

/* Moves the end of a key that is there, if that is what is asked for. */
static int move_end(struct addition *add, size_t key, unsigned line, struct note *note)
{
	struct place *place = &add->place[key];
	int r = add->request->ends ? prolong_line(&add->old, line, add->intake->line[key],
					     &place->before, note)
				   : REASON_OPTIONS_CONFLICT;
	if (r == REASON_OPTIONS_CONFLICT)
		return refuse_other_options(add, line, note);
	place->moved = r == 0;
	add->moved_count += place->moved;
	return r;
}

/* Finds out whether a key is new, and on which line it stands or will stand. */
static int place_key(struct addition *add, size_t key, unsigned *last, struct note *note)
{
	const struct intake *intake = add->intake;
	const struct line *line = intake->line[key];
	struct place *place = &add->place[key];
	struct view before = {intake->text, (size_t)(line->text.data - intake->text)};
	size_t first = first_of(intake, key);
	bool same = true;
	unsigned twice = holders_find(before, line, &same);
	if (!same)
		return note_set(note, REASON_OPTIONS_CONFLICT,
			"%s has a key twice, with other options (%s:%u); nothing is changed",
			intake->name, intake->name, twice);
	unsigned found = holders_find((struct view){add->old.bytes, add->old.len}, line, &same);
	int r = same ? 0 : move_end(add, key, found, note);
	if (r != 0)
		return r;
	place->is_new = found == 0 && first == key;
	if (place->is_new && add->request->there)
		return note_set(note, REASON_NO_SUCH_KEY, "%s: the key is gone", add->path);
	add->new_count += place->is_new;
	if (place->is_new)
		found = ++*last;
	place->at = found ? found : add->place[first].at;
	return 0;
}

/* Finds a place for every key. */
static int place_keys(struct addition *add, struct note *note)
{
	struct view old = {add->old.bytes, add->old.len};
	unsigned last = count_lines(old) + (old.len > 0 && old.data[old.len - 1] != '\n');
	int r = 0;
	for (size_t i = 0; i < add->intake->count && r == 0; i++)
		r = place_key(add, i, &last, note);
	return r;
}

/* Writes the file as it will be: what was there, byte for byte, and the new lines. */
static size_t compose(const struct addition *add, char *out)
{
	size_t len = add->old.len;
	if (len > 0)
		memcpy(out, add->old.bytes, len);
	if (add->new_count > 0 && len > 0 && out[len - 1] != '\n')
		out[len++] = '\n';
	for (size_t i = 0; i < add->intake->count; i++) {
		struct view text = add->intake->line[i]->text;
		if (!add->place[i].is_new)
			continue;
		memcpy(out + len, text.data, text.len);
		len += text.len;
		out[len++] = '\n';
	}
	return len;
}

/* Changes the person's file. */
static int change_file(struct addition *add, struct note *note)
{
	int r = store_read_keys(&add->change->store, add->person, add->path, &add->old, note);
	if (r == 0 || r == -ENOENT)
		r = place_keys(add, note);
	if (r != 0 || add->new_count + add->moved_count == 0)
		return r;
	CLEANUP(free) char *text = malloc(add->old.len + 1 + add->intake->len + add->intake->count);
	if (!text)
		return note_errno(note, -ENOMEM, add->path);
	return replace_file(
		&add->change->lock, add->path, (struct view){text, compose(add, text)}, note);
}

/* Writes an end as the log has it. */
static void write_end(uint64_t end, char out[64])
{
	time_t moment = (time_t)end;
	struct tm tm;
	gmtime_r(&moment, &tm);
	if (end == 0)
		snprintf(out, 64, "no end");
	else
		strftime(out, 64, "until %FT%TZ", &tm);
}

/* Writes one key into the log. */
static void record(const struct addition *add, size_t key)
{
	const struct place *place = &add->place[key];
	const struct line *line = add->intake->line[key];
	char known_at[STORE_PATH_MAX + 16], end[64], before[64], detail[160];
	snprintf(known_at, sizeof known_at, "%s:%u", add->path, place->at);
	write_end(line->options.expires, end);
	write_end(place->before, before);
	snprintf(detail, sizeof detail, "%s, in place of %s", end, before);
	change_record(add->change,
		&(struct change_record){.kind = place->moved ? EVENT_CHANGED : EVENT_ADDED,
			.person = add->person,
			.known_at = known_at,
			.detail = place->moved ? detail : NULL,
			.line = line});
}

/* Says when a key ends now, and when it ended before. */
static void report_end(const struct addition *add, size_t key)
{
	const struct place *place = &add->place[key];
	char end[WHEN_TEXT_MAX], before[WHEN_TEXT_MAX] = "never";
	when_text((int64_t)add->intake->line[key]->options.expires * 1000000, end);
	if (place->before > 0)
		when_text((int64_t)place->before * 1000000, before);
	printf("    at %s:%u\n  ends at %s now; before: %s\n", add->path, place->at, end, before);
}

/* Says what became of one key. */
static void report(const struct addition *add, size_t key)
{
	const struct place *place = &add->place[key];
	const struct line *line = add->intake->line[key];
	char words[SAY_KEY_MAX], fingerprint[FINGERPRINT_MAX];
	if (!place->is_new && !place->moved) {
		printf("%s has this key already (%s:%u)\n", add->person, add->path, place->at);
		return;
	}
	say_key(view_of(line->key.kind->name), line->key.bits, words);
	fingerprint_of(&line->key, fingerprint);
	printf("%s %s %s ", place->moved ? "changed" : "added", words, fingerprint);
	say_text(stdout, line->comment);
	if (place->is_new && line->options_text.len > 0) {
		fputs("\n  with ", stdout);
		say_text(stdout, line->options_text);
	}
	putchar('\n');
	if (place->moved)
		report_end(add, key);
	else
		printf("    to %s:%u\n", add->path, place->at);
}

/* Warns of a new key that another person's file has too. */
static void compare(void *context, const char *person, const char *path, struct view text)
{
	const struct addition *add = context;
	for (size_t i = 0; i < add->intake->count; i++) {
		unsigned at =
			add->place[i].is_new ? holders_find(text, add->intake->line[i], NULL) : 0;
		if (at != 0)
			admin_warn("%s has the same key (%s:%u): a login with it can't tell %s and "
				   "%s apart",
				person, path, at, person, add->person);
	}
}

/* Records and reports what was done, and what it opens. */
static void follow_up(struct addition *add)
{
	struct note note;
	for (size_t i = 0; i < add->intake->count; i++) {
		const struct place *place = &add->place[i];
		if (place->is_new || place->moved)
			record(add, i);
		report(add, i);
		if (place->is_new && add->intake->line[i]->options.has_from)
			origins_warn(add->intake->line[i]->options.from);
	}
	if (add->new_count > 0 && holders_scan(add->change->settings->keys_dir, add->person,
					  compare, add, &note) != 0)
		admin_warn("%s", note.text);
	barrier_keep(add->change);
	replace_unlock(&add->change->lock);
	promise_print(add->change->settings, add->person);
}

/* Takes the lock, changes the file, says so. */
int addition_run(const struct settings *settings, const struct addition_request *request)
{
	struct note note;
	CLEANUP(change) struct change change = {.lock = {-1}};
	CLEANUP(free) struct place *place = calloc(request->intake->count, sizeof *place);
	CLEANUP(free) struct addition *add = calloc(1, sizeof *add);
	if (!place || !add)
		return admin_fail_words(EXIT_UNSURE, "no memory");
	*add = (struct addition){.change = &change,
		.request = request,
		.person = request->person,
		.intake = request->intake,
		.place = place};
	int r = change_begin(&change, settings, &note);
	if (r == 0)
		r = change_file(add, &note);
	if (r == 0)
		follow_up(add);
	path_text_free(&add->old);
	return r == 0 ? EXIT_YES : admin_fail(admin_status(r), &note);
}
