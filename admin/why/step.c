/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/step.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEND_WORDS "mend it with: "

/* Where a step goes for which there is no memory. */
static struct step nowhere;

/* Sets a text in the place of another. */
__attribute__((format(printf, 2, 0))) static void set(char **text, const char *format, va_list args)
{
	free(*text);
	if (vasprintf(text, format, args) < 0)
		*text = NULL;
}

/* Makes room for one more. */
static struct step *append(struct step_list *list)
{
	struct step *steps = reallocarray(list->step, list->count + 1, sizeof *list->step);
	if (!steps) {
		list->lost = true;
		return &nowhere;
	}
	list->step = steps;
	return &steps[list->count++];
}

/* Adds it with its words. */
struct step *step_add(struct step_list *list, const char *name, enum step_verdict verdict,
	const char *token, const char *format, ...)
{
	va_list args;
	struct step *step = append(list);
	*step = (struct step){.name = name, .verdict = verdict, .token = token};
	va_start(args, format);
	set(&step->what, format, args);
	va_end(args);
	return step;
}

/* Cuts the note where its command begins. */
struct step *step_add_note(struct step_list *list, const char *name, enum step_verdict verdict,
	const char *token, const struct note *note)
{
	const char *mend = strstr(note->text, MEND_WORDS);
	size_t len = mend ? (size_t)(mend - note->text) : strlen(note->text);
	while (mend && len > 0 && strchr(";, ", note->text[len - 1]))
		len--;
	struct step *step = step_add(list, name, verdict, token, "%.*s", (int)len, note->text);
	if (mend)
		step_mend(step, "%s", mend + sizeof MEND_WORDS - 1);
	return step;
}

/* Sets its command. */
void step_mend(struct step *step, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	set(&step->mend, format, args);
	va_end(args);
}

/* Makes it now: the line does not last. */
void step_excerpt(struct step *step, struct view line, size_t column)
{
	free(step->excerpt);
	step->excerpt = malloc(sizeof *step->excerpt);
	if (step->excerpt)
		excerpt_make(line, column, step->excerpt);
}

/* Whether a step closed a way later than another did: a key weighs more than what is around it. */
static bool is_further(const struct step *step, const struct step *best)
{
	return !best || step->weight > best->weight;
}

/* Looks for the first of the gravest kind. */
const struct step *step_deciding(const struct step_list *list, bool open)
{
	const struct step *unknown = NULL, *closed = NULL, *perhaps = NULL;
	for (size_t i = 0; i < list->count; i++) {
		const struct step *step = &list->step[i];
		bool behind = !open && closed && !perhaps && list->behind_keys > 0 &&
			      i >= list->behind_keys;
		if (step->verdict == STEP_REFUSED && !behind)
			return step;
		if (step->perhaps && !perhaps)
			perhaps = step;
		else if (step->verdict == STEP_UNKNOWN && !step->perhaps && !unknown)
			unknown = step;
		if (step->verdict == STEP_CLOSED && is_further(step, closed))
			closed = step;
	}
	if (!open && perhaps)
		return perhaps;
	return open || !closed ? unknown : closed;
}

/* Compares them: other texts of the same words are the same. */
bool step_is(const struct step *step, const char *token)
{
	return step->token && strcmp(step->token, token) == 0;
}

/* Of those that refuse whoever comes by a key only these. */
bool step_shuts_keys(const struct step *step)
{
	return step->verdict == STEP_CLOSED || step_is(step, cause_token(CAUSE_PUBKEY_OFF)) ||
	       step_is(step, cause_token(CAUSE_METHODS)) ||
	       step_is(step, cause_token(CAUSE_REVOKED_KEYS));
}

/* Whether a step is about what others could use, which is to be mended whoever is let in. */
static bool is_unsafe(const struct step *step)
{
	return step->verdict == STEP_UNSAFE || strcmp(step->name, "home") == 0 ||
	       step_is(step, cause_token(CAUSE_STRICT_MODES)) ||
	       step_is(step, reason_token(REASON_UNSAFE_PATH));
}

/* How far the key came that came furthest. */
static int furthest(const struct step_list *list)
{
	const struct step *best = NULL;
	for (size_t i = 0; i < list->count; i++)
		if (list->step[i].verdict == STEP_CLOSED && is_further(&list->step[i], best))
			best = &list->step[i];
	return best ? best->weight : 0;
}

/* A command that opens another way than the one that is shut gives more than was asked for. */
void step_list_spare(struct step_list *list, bool open)
{
	const struct step *deciding = step_deciding(list, open);
	bool found = open;
	int least = furthest(list);
	for (size_t i = 0; i < list->count; i++)
		found = found || list->step[i].perhaps;
	for (size_t i = 0; i < list->count; i++) {
		struct step *step = &list->step[i];
		bool closed = step->verdict == STEP_CLOSED && (found || step->weight < least);
		if (is_unsafe(step) || (deciding && !closed))
			continue;
		free(step->mend);
		step->mend = NULL;
	}
}

/* Frees what one step has. */
static void free_step(struct step *step)
{
	free(step->what);
	free(step->mend);
	free(step->excerpt);
}

/* There has to be one. */
void step_list_drop(struct step_list *list)
{
	free_step(&list->step[--list->count]);
}

/* Names them in the order of the enum. */
const char *step_verdict_name(enum step_verdict verdict)
{
	static const char *const names[STEP_VERDICT_COUNT] = {
		"ok", "note", "unsafe", "unknown", "closed", "refused"};
	return names[verdict < STEP_VERDICT_COUNT ? verdict : STEP_UNKNOWN];
}

/* Frees one after the other. */
void step_list_free(struct step_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free_step(&list->step[i]);
	free(list->step);
	*list = (struct step_list){.count = 0};
}
