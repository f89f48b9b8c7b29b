/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/given.h"

#include "admin/handed.h"
#include "admin/store/foreign.h"
#include "common/cleanup.h"
#include "common/reason.h"
#include "keys/base64.h"
#include "keys/line.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>

#define PRIVATE "PRIVATE KEY-----"

/* Reads a file; for a private key the public one beside it, if there is one. */
static int read_file(const char *name, char *text, size_t *len, struct note *note)
{
	char beside[PATH_MAX];
	int r = handed_read(name, text, GIVEN_MAX, len, note);
	const char *end = r == 0 && *len > 0 ? memchr(text, '\n', *len) : NULL;
	size_t first = end ? (size_t)(end - text) : 0;
	if (r != 0 || strcmp(name, "-") == 0 || !memmem(text, first, PRIVATE, strlen(PRIVATE)))
		return r;
	snprintf(beside, sizeof beside, "%s.pub", name);
	if (access(beside, R_OK) != 0)
		return 0;
	explicit_bzero(text, *len);
	return handed_read(beside, text, GIVEN_MAX, len, note);
}

/* Takes a key over. */
int given_learn(struct given *given, struct view blob, struct note *note)
{
	given->bytes = malloc(blob.len);
	if (!given->bytes)
		return note_errno(note, -ENOMEM, given->name);
	memcpy(given->bytes, blob.data, blob.len);
	int r = blob_parse((struct view){(const char *)given->bytes, blob.len}, &given->key, note);
	given->known = r == 0;
	if (given->known)
		fingerprint_of(&given->key, given->fingerprint);
	return r;
}

/* Reads a certificate: its type, then base64. */
static int read_certificate(struct view text, struct given *given, struct note *note)
{
	const char *blank = memchr(text.data, ' ', text.len);
	struct view word = {text.data, blank ? (size_t)(blank - text.data) : text.len};
	if (!blob_cert_kind(word))
		return -ENOENT;
	struct view rest = view_skip(text, word.len);
	while (rest.len > 0 && rest.data[0] == ' ')
		rest = view_skip(rest, 1);
	const char *end = rest.len > 0 ? memchr(rest.data, ' ', rest.len) : NULL;
	struct view base64 = {rest.data, end ? (size_t)(end - rest.data) : rest.len};
	size_t len = 0;
	CLEANUP(free) unsigned char *bytes = malloc(base64.len + 1);
	if (!bytes || !base64_decode(base64, bytes, base64.len + 1, &len))
		return note_set(
			note, REASON_BAD_LINE, "%s: the certificate is not base64", given->name);
	return given_learn(given, (struct view){(const char *)bytes, len}, note);
}

/* Takes the first line that is neither empty nor a comment. */
static int read_text(struct view text, struct given *given, struct note *note)
{
	struct line_cursor cursor = {.rest = text};
	struct view at;
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	int r = foreign_check(text, given->name, note);
	if (r != 0)
		return r;
	if (!line)
		return note_errno(note, -ENOMEM, given->name);
	if (!line_next(&cursor, &at))
		return note_set(note, REASON_BAD_LINE, "%s: there is no key in it", given->name);
	r = read_certificate(at, given, note);
	if (r != -ENOENT)
		return r;
	r = line_parse(at, line, note);
	return r == 0 ? given_learn(given, line->key.bytes, note) : r;
}

/* Tells a fingerprint from a file. */
int given_read(const char *name, struct given *given, struct note *note)
{
	*given = (struct given){.any = true, .name = name};
	if (fingerprint_is(view_of(name))) {
		snprintf(given->fingerprint, sizeof given->fingerprint, "%s", name);
		return 0;
	}
	size_t len = 0;
	CLEANUP(free) char *text = malloc(GIVEN_MAX);
	if (!text)
		return note_errno(note, -ENOMEM, name);
	int r = read_file(name, text, &len, note);
	return r == 0 ? read_text((struct view){text, len}, given, note) : r;
}

/* Frees the bytes. */
void given_free(struct given *given)
{
	free(given->bytes);
	given->bytes = NULL;
}
