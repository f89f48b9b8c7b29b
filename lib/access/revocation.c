/* SPDX-License-Identifier: Apache-2.0 */
#include "access/revocation.h"

#include "common/cleanup.h"
#include "keys/ascii.h"
#include "keys/base64.h"
#include "keys/policy.h"

#include <errno.h>

#define HASH_LEN 32

/* Writes the bytes of a fingerprint in hex. */
static void write_hex(struct revocation *revocation)
{
	static const char digits[] = "0123456789abcdef";
	char padded[FINGERPRINT_MAX + 1];
	unsigned char bytes[HASH_LEN + 4];
	size_t len = 0;
	/* A fingerprint's base64 has no padding: 43 characters for 32 bytes. */
	snprintf(padded, sizeof padded, "%s=", revocation->fingerprint + strlen("SHA256:"));
	base64_decode(view_of(padded), bytes, sizeof bytes, &len);
	for (size_t i = 0; i < len && i < HASH_LEN; i++) {
		revocation->hex[2 * i] = digits[bytes[i] >> 4];
		revocation->hex[2 * i + 1] = digits[bytes[i] & 15];
	}
}

/* Writes the key of a line as its type and base64; NULL for a type that not every ssh-keygen knows,
 * so that the fingerprint has to do. */
static int write_key(struct revocation *revocation, const struct line *line)
{
	if (line->key.kind->family == KEY_DSA)
		return 0;
	int len = asprintf(&revocation->key, "%s %.*s", line->key.kind->name, (int)line->base64.len,
		line->base64.data);
	if (len < 0)
		revocation->key = NULL;
	return len < 0 ? -ENOMEM : 0;
}

/* Adds an entry to a list. */
static int add(struct revocation_list *list, const struct policy_entry *entry)
{
	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 16;
		void *grown = reallocarray(list->item, room, sizeof *list->item);
		if (!grown)
			return -ENOMEM;
		list->item = grown;
		list->room = room;
	}
	struct revocation *revocation = &list->item[list->count++];
	*revocation = (struct revocation){.number = entry->number};
	int r = 0;
	if (entry->fingerprint.len > 0) {
		memcpy(revocation->fingerprint, entry->fingerprint.data, entry->fingerprint.len);
	} else {
		fingerprint_of(&entry->line.key, revocation->fingerprint);
		r = write_key(revocation, &entry->line);
	}
	write_hex(revocation);
	return r;
}

/* Reads entry by entry. */
int revocation_read(
	struct view text, const char *path, struct revocation_list *list, struct note *note)
{
	const struct policy policy = {.revoked = text, .revoked_path = path};
	struct line_cursor cursor = {.rest = text};
	CLEANUP(free) struct policy_entry *entry = malloc(sizeof *entry);
	*list = (struct revocation_list){.count = 0};
	if (!entry)
		return note_errno(note, -ENOMEM, path);
	if (view_blank(text))
		return note_set(note, -ENODATA,
			"%s: is empty, as a file is that was cut off while it was written; a list "
			"of no keys has at least a comment",
			path);
	int r;
	while ((r = policy_next(&policy, &cursor, entry, note)) > 0)
		if (add(list, entry) != 0)
			return note_errno(note, -ENOMEM, path);
	return r;
}

/* Walks the list. */
bool revocation_has(const struct revocation_list *list, const char *fingerprint)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->item[i].fingerprint, fingerprint) == 0)
			return true;
	return false;
}

/* Refuses a reason that would become more than the end of a line. */
static int check_reason(const char *reason, struct note *note)
{
	for (const char *c = reason; *c; c++)
		if (ascii_control(*c))
			return note_set(note, -EINVAL,
				"the reason has a control character: it has to be one line of "
				"text");
	return 0;
}

/* Writes the old text and the new lines. */
static bool write_lines(FILE *out, struct view text, const struct revocation_list *old,
	const char *const *fingerprints, size_t count, const char *reason)
{
	fwrite(text.data, 1, text.len, out);
	if (text.len > 0 && text.data[text.len - 1] != '\n')
		fputc('\n', out);
	for (size_t i = 0; i < count; i++)
		if (!revocation_has(old, fingerprints[i]))
			fprintf(out, "%s  %s\n", fingerprints[i], reason);
	bool failed = ferror(out) != 0;
	return fclose(out) == 0 && !failed;
}

/* Whether the new text can be read and has all fingerprints. */
static int prove(struct view text, const char *path, const char *const *fingerprints, size_t count,
	struct note *note)
{
	CLEANUP(revocation) struct revocation_list list = {.count = 0};
	int r = revocation_read(text, path, &list, note);
	for (size_t i = 0; r == 0 && i < count; i++)
		if (!revocation_has(&list, fingerprints[i]))
			r = note_set(
				note, -EINVAL, "%s: %s could not be added", path, fingerprints[i]);
	return r;
}

/* Adds lines and reads the result again. */
int revocation_append(struct view text, const char *path, const char *const *fingerprints,
	size_t count, const char *reason, struct path_text *out, struct note *note)
{
	CLEANUP(revocation) struct revocation_list old = {.count = 0};
	*out = (struct path_text){NULL, 0};
	int r = check_reason(reason, note);
	if (r == 0)
		r = revocation_read(text, path, &old, note);
	if (r != 0)
		return r;
	FILE *stream = open_memstream(&out->bytes, &out->len);
	bool written = stream && write_lines(stream, text, &old, fingerprints, count, reason);
	r = written ? prove((struct view){out->bytes, out->len}, path, fingerprints, count, note)
		    : note_errno(note, -ENOMEM, path);
	if (r != 0)
		path_text_free(out);
	return r;
}

/* Frees the keys and the list. */
void revocation_free(struct revocation_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->item[i].key);
	free(list->item);
	*list = (struct revocation_list){.count = 0};
}
