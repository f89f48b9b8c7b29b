/* SPDX-License-Identifier: Apache-2.0 */
#include "access/access.h"

#include "access/admission.h"
#include "access/answer.h"
#include "access/candidate.h"
#include "common/cleanup.h"
#include "common/reason.h"
#include "keys/base64.h"

#include <errno.h>
#include <stdio.h>

/* A file of keys longer than this is not searched for bad lines when a key is not in it. */
#define SEARCH_BAD_MAX (64 * 1024)

/* A decision while it is made. */
struct decision {
	const struct access_request *request;
	struct answer answer;
	struct view wanted; /* the text of the key that is looked for; empty: every line */
	struct candidate_judge judge;
	struct note bad; /* a line that can't be read in the file of someone without the key */
	struct line line;
};

/* The admissions of one person, by which each of the person's lines is judged. */
struct person {
	const char *path;
	const struct admission *admission;
	size_t count;
};

/* Judges one line by every grant of its person. */
static int judge_line(struct decision *decision, const struct person *person, struct view text,
	unsigned number, struct note *note)
{
	struct note unread;
	int parsed = line_parse(text, &decision->line, &unread);
	if (parsed == 0 && !candidate_answers(&decision->line, decision->request->offered))
		return 0;
	int r = 0;
	for (size_t i = 0; r == 0 && i < person->count; i++) {
		struct note why = unread;
		struct access_candidate candidate = {person->admission[i].person, person->path,
			number, person->admission[i].grant, &decision->line, NULL, 0, &why};
		r = candidate_judge(&decision->judge, parsed, &candidate, &why, note);
		if (r == 0)
			answer_take(&decision->answer, &candidate);
	}
	return r;
}

/* How many lines end in a text. */
static unsigned count_lines(struct view text)
{
	unsigned count = 0;
	const char *newline;
	while (text.len > 0 && (newline = memchr(text.data, '\n', text.len))) {
		count++;
		text = view_skip(text, (size_t)(newline - text.data) + 1);
	}
	return count;
}

/* Moves a cursor to the beginning of the next line that has the wanted key's text. One key has one
 * text only (base64.h), so no other line can have the key. */
static bool seek(struct line_cursor *cursor, struct view wanted)
{
	if (wanted.len == 0)
		return true;
	if (cursor->rest.len == 0)
		return false;
	const char *hit = memmem(cursor->rest.data, cursor->rest.len, wanted.data, wanted.len);
	if (!hit)
		return false;
	size_t before = (size_t)(hit - cursor->rest.data);
	const char *newline = memrchr(cursor->rest.data, '\n', before);
	if (newline) {
		struct view passed = {cursor->rest.data, (size_t)(newline - cursor->rest.data) + 1};
		cursor->number += count_lines(passed);
		cursor->rest = view_skip(cursor->rest, passed.len);
	}
	return true;
}

/* Looks for the first line that can't be read, where the key was not found: it may be that one. */
static void search_bad(struct decision *decision, const char *path, struct view text)
{
	struct line_cursor cursor = {text, 0};
	struct view line;
	struct note why;
	while (decision->bad.text[0] == '\0' && line_next(&cursor, &line))
		if (line_parse(line, &decision->line, &why) != 0)
			note_set(&decision->bad, 0, "%s:%u: %s", path, cursor.number, why.text);
}

/* Judges the lines of a person's file. */
static int judge_text(
	struct decision *decision, const struct person *person, struct view text, struct note *note)
{
	struct line_cursor cursor = {text, 0};
	struct view line;
	bool found = false;
	int r = 0;
	while (r == 0 && seek(&cursor, decision->wanted) && line_next(&cursor, &line)) {
		found = true;
		r = judge_line(decision, person, line, cursor.number, note);
	}
	if (r == 0 && !found && text.len <= SEARCH_BAD_MAX)
		search_bad(decision, person->path, text);
	return r;
}

/* Judges a person's file by all of the person's grants; one that can't be read is dropped alone. */
static int judge_person(struct decision *decision, struct store *store,
	const struct admission *admission, size_t count, struct note *note)
{
	char path[STORE_PATH_MAX];
	struct note why;
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	struct person person = {path, admission, count};
	int fault = store_read_keys(store, admission->person, path, &text, &why);
	if (fault == 0)
		return judge_text(decision, &person, (struct view){text.bytes, text.len}, note);
	if (fault != -ENOENT)
		answer_take_fault(
			&decision->answer, admission->person, path, admission->grant, fault, &why);
	return 0;
}

/* Judges everyone who may use the account: each person's file once for each run of grants. */
static int judge_all(struct decision *decision, struct store *store,
	const struct admission_list *list, struct note *note)
{
	int r = 0;
	for (size_t i = 0, next; r == 0 && i < list->count; i = next) {
		next = i + 1;
		while (next < list->count && list->item[i].grant &&
			strcmp(list->item[i].person, list->item[next].person) == 0)
			next++;
		r = judge_person(decision, store, &list->item[i], next - i, note);
	}
	return r;
}

/* The answer, once everyone was asked. */
static int answer(
	const struct decision *decision, const struct admission_list *list, struct note *note)
{
	if (decision->answer.passed)
		return 0;
	if (decision->answer.furthest > 0) {
		*note = decision->answer.words;
		return decision->answer.furthest;
	}
	const char *account = decision->request->account;
	if (list->count == 0)
		return note_set(note, REASON_NOT_GRANTED,
			"nobody's keys open %s: it has no grant, and its own person does not count",
			account);
	return note_set(note, REASON_NO_SUCH_KEY, "nobody who may use %s has this key%s%s", account,
		decision->bad.text[0] ? "; this line can't be read: " : "", decision->bad.text);
}

/* Asks the rules, and the uid. */
const char *access_own(const struct settings *settings, const struct access_request *request,
	const struct grant_rules *rules)
{
	bool own = rules->own_account && request->uid >= (int64_t)settings->uid_min;
	return own ? request->account : NULL;
}

/* Decides with everything open. */
static int decide(struct decision *decision, struct store *store, struct note *note)
{
	const struct access_request *request = decision->request;
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	CLEANUP(admission) struct admission_list list = {0};
	int r = answer_admit(&decision->answer, store, request, &rules, &list, note);
	if (r == 0)
		r = judge_all(decision, store, &list, note);
	return r == 0 ? answer(decision, &list, note) : r;
}

/* The text of the key that a line must have to answer an offer; NULL without memory. */
static char *wanted_text(const struct blob *offered, size_t *len)
{
	struct view key = offered->is_cert ? offered->cert_ca : offered->bytes;
	char *text = malloc(BASE64_ENCODED_LEN(key.len) + 1);
	if (text)
		*len = base64_encode((const unsigned char *)key.data, key.len, text);
	return text;
}

/* Decides. */
int access_decide(const struct settings *settings, const struct access_request *request,
	access_visit visit, void *context, struct note *note)
{
	int r = account_name_check(view_of(request->account), note);
	if (r != 0)
		return r;
	CLEANUP(store) struct store store;
	store_init(&store, settings);
	struct decision decision;
	decision.request = request;
	answer_start(&decision.answer, visit, context);
	decision.bad.text[0] = '\0';
	decision.wanted = (struct view){NULL, 0};
	CLEANUP(free) char *wanted = NULL;
	if (request->offered && !(wanted = wanted_text(request->offered, &decision.wanted.len)))
		return note_errno(note, -ENOMEM, request->account);
	decision.wanted.data = wanted;
	candidate_start(&decision.judge, &store, request);
	r = decide(&decision, &store, note);
	candidate_finish(&decision.judge);
	return r;
}
