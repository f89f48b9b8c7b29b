/* SPDX-License-Identifier: Apache-2.0 */
#include "server/undertaking.h"

#include "common/cleanup.h"

#include <errno.h>
#include <stdio.h>

#define HEAD "keyhole undertaking 1"
#define NUMBER_MAX 24

/* Names, in the order of the enum. */
const char *undertaking_phase_name(enum undertaking_phase phase)
{
	static const char *const names[UNDERTAKING_PHASE_COUNT] = {
		"none", "staged", "applying", "applied", "confirmed", "reverting", "disabling"};
	return phase < UNDERTAKING_PHASE_COUNT ? names[phase] : "unknown";
}

/* Writes the bytes of a file behind how many they are. */
static void put_text(FILE *stream, const char *name, const struct path_text *text)
{
	if (!text->bytes) {
		fprintf(stream, "%s none\n", name);
		return;
	}
	fprintf(stream, "%s %zu\n", name, text->len);
	fwrite(text->bytes, 1, text->len, stream);
	fputc('\n', stream);
}

/* Writes all into memory. */
int undertaking_encode(
	const struct undertaking *undertaking, struct path_text *out, struct note *note)
{
	*out = (struct path_text){NULL, 0};
	FILE *stream = open_memstream(&out->bytes, &out->len);
	if (!stream)
		return note_errno(note, -ENOMEM, UNDERTAKING_NAME);
	fprintf(stream, HEAD "\nphase %s\nprior %d\nboot %s\nsince %lld\ndue %lld\nuntil %lld\n",
		undertaking_phase_name(undertaking->phase), undertaking->prior, undertaking->boot,
		(long long)undertaking->since, (long long)undertaking->due,
		(long long)undertaking->until);
	for (size_t i = 0; i < undertaking->count; i++) {
		const struct undertaking_file *file = &undertaking->file[i];
		fprintf(stream, "file %s %s\n", wiring_kind_name(file->kind), file->path);
		put_text(stream, "origin", &file->origin);
		put_text(stream, "before", &file->before);
		put_text(stream, "after", &file->after);
	}
	fputs("end\n", stream);
	if (fclose(stream) == 0)
		return 0;
	path_text_free(out);
	return note_errno(note, -ENOMEM, UNDERTAKING_NAME);
}

/* Takes a line off that begins with a word, and gives what stands behind the word; false: it is
 * another line. */
static bool take(struct view *text, const char *word, struct view *value)
{
	size_t len = strlen(word);
	const char *end = text->len > 0 ? memchr(text->data, '\n', text->len) : NULL;
	if (!end || text->len <= len || memcmp(text->data, word, len) != 0 ||
		(text->data[len] != ' ' && text->data[len] != '\n'))
		return false;
	size_t line = (size_t)(end - text->data);
	*value = line > len ? (struct view){text->data + len + 1, line - len - 1}
			    : (struct view){"", 0};
	*text = view_skip(*text, line + 1);
	return true;
}

/* Reads a whole number. */
static bool read_number(struct view text, int64_t *number)
{
	char digits[NUMBER_MAX], *end;
	if (text.len == 0 || text.len >= sizeof digits)
		return false;
	memcpy(digits, text.data, text.len);
	digits[text.len] = '\0';
	*number = strtoll(digits, &end, 10);
	return *end == '\0' && *number >= 0;
}

/* Takes a number off. */
static bool take_number(struct view *text, const char *word, int64_t *number)
{
	struct view value;
	return take(text, word, &value) && read_number(value, number);
}

/* Takes a phase off. */
static bool take_phase(struct view *text, enum undertaking_phase *phase)
{
	struct view value;
	if (!take(text, "phase", &value))
		return false;
	for (*phase = UNDERTAKING_STAGED; *phase < UNDERTAKING_PHASE_COUNT; ++*phase)
		if (view_is(value, undertaking_phase_name(*phase)))
			return true;
	return false;
}

/* Takes the bytes of a file off. */
static bool take_text(struct view *text, const char *word, struct path_text *out)
{
	struct view value;
	struct note unused;
	int64_t len;
	if (!take(text, word, &value))
		return false;
	if (view_is(value, "none"))
		return true;
	if (!read_number(value, &len) || (size_t)len >= text->len || text->data[len] != '\n')
		return false;
	if (wiring_copy((struct view){text->data, (size_t)len}, out, &unused) != 0)
		return false;
	*text = view_skip(*text, (size_t)len + 1);
	return true;
}

/* Reads "KIND PATH". */
static bool read_name(struct view value, struct undertaking_file *file)
{
	const char *blank = value.len > 0 ? memchr(value.data, ' ', value.len) : NULL;
	if (!blank || blank + 1 == value.data + value.len || blank[1] != '/')
		return false;
	struct view kind = {value.data, (size_t)(blank - value.data)};
	file->kind = WIRING_PAM;
	while (file->kind < WIRING_KIND_COUNT && !view_is(kind, wiring_kind_name(file->kind)))
		file->kind++;
	file->path = strndup(blank + 1, value.len - kind.len - 1);
	return file->path && file->kind < WIRING_KIND_COUNT;
}

/* Takes all files off. */
static bool take_files(struct view *text, struct undertaking *undertaking)
{
	struct view value;
	while (take(text, "file", &value)) {
		if (undertaking->count == UNDERTAKING_FILES_MAX)
			return false;
		struct undertaking_file *file = &undertaking->file[undertaking->count++];
		if (!read_name(value, file) || !take_text(text, "origin", &file->origin) ||
			!take_text(text, "before", &file->before) ||
			!take_text(text, "after", &file->after))
			return false;
	}
	return true;
}

/* Reads line by line; what is not as it was written is no record. */
int undertaking_decode(struct view text, struct undertaking *undertaking, struct note *note)
{
	struct view value;
	int64_t prior = 0;
	bool read = take(&text, HEAD, &value) && take_phase(&text, &undertaking->phase) &&
		    take_number(&text, "prior", &prior) && take(&text, "boot", &value) &&
		    value.len < sizeof undertaking->boot;
	if (read && value.len > 0)
		memcpy(undertaking->boot, value.data, value.len);
	undertaking->prior = prior == 1;
	if (read && take_number(&text, "since", &undertaking->since) &&
		take_number(&text, "due", &undertaking->due) &&
		take_number(&text, "until", &undertaking->until) &&
		take_files(&text, undertaking) && take(&text, "end", &value) && text.len == 0)
		return 0;
	return note_set(note, -EBADMSG,
		"%s can't be read: keyhole no longer knows what it changed; keyhole disable takes "
		"its lines out all the same. By hand: take the lines of " WIRING_MODULE
		" out of /etc/pam.d/sshd, remove /etc/ssh/sshd_config.d/10-keyhole.conf and this "
		"file, reload sshd",
		undertaking->record);
}
