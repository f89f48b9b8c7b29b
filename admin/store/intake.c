/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/intake.h"

#include "access/store.h"
#include "admin/handed.h"
#include "admin/options_text.h"
#include "admin/store/foreign.h"
#include "common/cleanup.h"
#include "common/reason.h"
#include "crypto/sound.h"
#include "keys/policy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Puts the file's name and the line before what is wrong with a line. */
static int blame(const struct intake *intake, unsigned number, int result, struct note *note)
{
	struct note why = *note;
	return note_set(note, result, "%s:%u: %s", intake->name, number, why.text);
}

/* Takes one line apart and keeps it. */
static int take_line(struct intake *intake, struct view text, struct note *note)
{
	if (intake->count == INTAKE_KEYS_MAX)
		return note_set(note, -E2BIG, "more than %d keys at once", INTAKE_KEYS_MAX);
	struct line *line = malloc(sizeof *line);
	if (!line)
		return note_errno(note, -ENOMEM, "memory for a key");
	intake->line[intake->count++] = line;
	int r = line_parse(text, line, note);
	return r == 0 ? line_check_bytes(line, note) : r;
}

/* Takes every line apart. */
static int take_lines(struct intake *intake, struct note *note)
{
	struct line_cursor cursor = {.rest = {intake->text, intake->len}};
	struct view text;
	while (line_next(&cursor, &text)) {
		int r = take_line(intake, text, note);
		if (r != 0)
			return blame(intake, cursor.number, r, note);
	}
	if (intake->count == 0)
		return note_set(note, REASON_BAD_LINE, "%s: there is no key in it", intake->name);
	return 0;
}

/* Makes room. */
static int begin(struct intake *intake, const char *name, struct note *note)
{
	*intake = (struct intake){.name = name};
	intake->text = malloc(INTAKE_MAX);
	intake->line = calloc(INTAKE_KEYS_MAX, sizeof(struct line *));
	return intake->text && intake->line ? 0 : note_errno(note, -ENOMEM, name);
}

/* Copies it, takes it apart. */
int intake_text(const char *text, const char *name, struct intake *intake, struct note *note)
{
	int r = begin(intake, name, note);
	if (r != 0)
		return r;
	intake->len = strlen(text);
	if (intake->len >= INTAKE_MAX)
		return note_errno(note, -EFBIG, name);
	memcpy(intake->text, text, intake->len + 1);
	return take_lines(intake, note);
}

/* Reads, tells what is none, takes apart. */
int intake_read(const char *file, struct intake *intake, struct note *note)
{
	int r = begin(intake, handed_name(file), note);
	if (r != 0)
		return r;
	if (strcmp(file, "-") == 0 && isatty(STDIN_FILENO))
		fputs("paste the public key, then Ctrl-D\n", stderr);
	r = handed_read(file, intake->text, INTAKE_MAX, &intake->len, note);
	if (r == 0)
		r = foreign_check((struct view){intake->text, intake->len}, intake->name, note);
	return r == 0 ? take_lines(intake, note) : r;
}

/* Writes what was handed in with further options in front of every key; all else stays. */
static bool write_limited(FILE *out, const struct intake *intake, const char *options)
{
	const char *at = intake->text;
	for (size_t i = 0; i < intake->count; i++) {
		const struct line *line = intake->line[i];
		const char *key = line->type.data, *end = line->text.data + line->text.len;
		struct view own = line->options_text;
		fwrite(at, 1, (size_t)(line->text.data - at), out);
		fwrite(own.data, 1, own.len, out);
		fprintf(out, "%s%s ", own.len > 0 ? "," : "", options);
		fwrite(key, 1, (size_t)(end - key), out);
		at = end;
	}
	fwrite(at, 1, (size_t)(intake->text + intake->len - at), out);
	return ferror(out) == 0;
}

/* Writes the text anew and takes its lines apart again. */
int intake_limit(struct intake *intake, const char *options, struct note *note)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	bool written = out && write_limited(out, intake, options);
	if ((out && fclose(out) != 0) || !written || len >= INTAKE_MAX) {
		free(text);
		return note_errno(note, written ? -EFBIG : -ENOMEM, intake->name);
	}
	for (size_t i = 0; i < intake->count; i++)
		free(intake->line[i]);
	intake->count = 0;
	memcpy(intake->text, text, len);
	intake->len = len;
	free(text);
	return take_lines(intake, note);
}

/* Whether a line can open anything as it stands: not past its end, and no CA for everybody; and is no
 * longer than the store takes. */
static int judge_options(const struct options *options, struct note *note)
{
	CLEANUP(free) char *text = options_text(options);
	if (!text)
		return note_errno(note, -ENOMEM, "the options of a key");
	if (options_text_exceeds(text, note))
		return REASON_BAD_LINE;
	if (options->expires != 0 && options->expires <= (uint64_t)time(NULL))
		return note_set(note, REASON_KEY_EXPIRED, "its expiry-time is past");
	if (options->cert_authority && !options->has_principals)
		return note_set(note, REASON_BAD_LINE,
			"cert-authority needs principals=\"NAME\" beside it: without that a "
			"certificate for anyone would do");
	return 0;
}

/* Judges one key, from the cheapest question to the dearest. */
static int judge_line(const struct policy *policy, const struct line *line, struct note *note)
{
	int r = judge_options(&line->options, note);
	if (r == 0)
		r = policy_judge(policy, &line->key, note);
	if (r == 0)
		r = policy_revoked(policy, &line->key, note);
	if (r == 0)
		r = sound_check(&line->key, note);
	return r;
}

/* The number, in what was handed in, of the line that a text is of. */
static unsigned line_number(const struct intake *intake, struct view text)
{
	unsigned number = 1;
	for (const char *c = intake->text; c < text.data; c++)
		number += *c == '\n';
	return number;
}

/* Judges them all by one policy. */
int intake_judge(const struct intake *intake, const struct settings *settings, struct note *note)
{
	CLEANUP(path_text) struct path_text revoked = {NULL, 0};
	CLEANUP(store) struct store store;
	store_init(&store, settings);
	int r = store_read_revoked(&store, &revoked, note);
	if (r != 0 && r != -ENOENT)
		return r;
	struct policy policy = {.types = settings->key_types.item,
		.type_count = settings->key_types.count,
		.rsa_min_bits = settings->rsa_min_bits,
		.revoked = {revoked.bytes, revoked.len},
		.revoked_path = settings->revoked_keys};
	for (size_t i = 0; i < intake->count; i++) {
		r = judge_line(&policy, intake->line[i], note);
		if (r > 0)
			return blame(intake, line_number(intake, intake->line[i]->text), r, note);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Wipes what was read, and frees it. */
void intake_free(struct intake *intake)
{
	for (size_t i = 0; i < intake->count; i++)
		free(intake->line[i]);
	free(intake->line);
	if (intake->text)
		explicit_bzero(intake->text, INTAKE_MAX);
	free(intake->text);
	*intake = (struct intake){NULL, NULL, 0, 0, NULL};
}
