/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/adoption.h"

#include "access/revocation.h"
#include "common/cleanup.h"
#include "keys/base64.h"
#include "keys/line.h"
#include "server/keygen.h"
#include "server/placing.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#define KRL_MAGIC "SSHKRL\n"
#define HASH "hash: "
#define SHA256 "SHA256:"
#define HASH_LEN 32
#define HEX_LEN (2 * HASH_LEN)

/* A list that is taken in. */
struct adoption {
	const char *path;
	FILE *out;
	bool open;                  /* the last line has no end yet */
	struct revocation_list own; /* what keyhole's has */
};

/* Says that a list can't be taken in, and what is to be done. */
__attribute__((format(printf, 3, 4))) static int refuse(
	const struct adoption *adoption, struct note *note, const char *format, ...)
{
	char why[256];
	va_list args;
	va_start(args, format);
	vsnprintf(why, sizeof why, format, args);
	va_end(args);
	return note_set(note, -ENOTSUP,
		"%s: %s, so that this list of revoked keys can't be taken in, and sshd reads only "
		"one; revoke what it has with keyhole revoke, see that keyhole why says so of "
		"each, "
		"then take the RevokedKeys line away",
		adoption->path, why);
}

/* Adds a line, unless the key is there. */
static void add(
	struct adoption *adoption, const char *fingerprint, struct view type, struct view base64)
{
	if (revocation_has(&adoption->own, fingerprint))
		return;
	if (adoption->open)
		fputc('\n', adoption->out);
	adoption->open = false;
	if (base64.len > 0)
		fprintf(adoption->out, "%.*s %.*s", (int)type.len, type.data, (int)base64.len,
			base64.data);
	else
		fputs(fingerprint, adoption->out);
	fprintf(adoption->out, "  taken in from %s\n", adoption->path);
}

/* Takes in a text with a key on each line. */
static int take_keys(struct adoption *adoption, struct view text, struct note *note)
{
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	struct line_cursor cursor = {.rest = text};
	char fingerprint[FINGERPRINT_MAX];
	struct note why;
	if (!line)
		return note_errno(note, -ENOMEM, adoption->path);
	for (struct view at; line_next(&cursor, &at);) {
		if (line_parse_key(at, line, &why) != 0)
			return refuse(adoption, note, "line %u is no public key (%.120s)",
				cursor.number, why.text);
		fingerprint_of(&line->key, fingerprint);
		add(adoption, fingerprint, view_of(line->key.kind->name), line->base64);
	}
	return 0;
}

/* The value of a digit, -1 where it is none. */
static int digit(char c)
{
	const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c) : NULL;
	return at ? (int)(at - digits) : -1;
}

/* Makes a fingerprint of what stands behind "SHA256:", which some versions write in hex; false: it is
 * neither. */
static bool read_hash(const char *text, char fingerprint[FINGERPRINT_MAX])
{
	unsigned char bytes[HASH_LEN];
	char base64[BASE64_ENCODED_LEN(HASH_LEN) + 1];
	size_t len = strcspn(text, " \t");
	if (len != HEX_LEN) {
		snprintf(fingerprint, FINGERPRINT_MAX, SHA256 "%.*s", (int)len, text);
		return fingerprint_is(view_of(fingerprint));
	}
	for (size_t i = 0; i < HASH_LEN; i++) {
		int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		bytes[i] = (unsigned char)(high * 16 + low);
	}
	base64_encode(bytes, sizeof bytes, base64);
	snprintf(fingerprint, FINGERPRINT_MAX, SHA256 "%.43s", base64);
	return fingerprint_is(view_of(fingerprint));
}

/* Takes in one line of what ssh-keygen -Q -l prints. SHA-1 is a comment there, and so is the CA before
 * its certificates. */
static int take_listed(struct adoption *adoption, const char *line, struct note *note)
{
	char fingerprint[FINGERPRINT_MAX];
	bool comment = line[0] == '#';
	if (line[0] == '\0' || (comment && !strstr(line, "SHA1:") && !strstr(line, "CA key")))
		return 0;
	if (strncmp(line, HASH SHA256, sizeof HASH SHA256 - 1) != 0 ||
		!read_hash(line + sizeof HASH SHA256 - 1, fingerprint))
		return refuse(adoption, note,
			"it revokes by something else than keys and SHA-256 fingerprints (%.80s)",
			line);
	add(adoption, fingerprint, (struct view){NULL, 0}, (struct view){NULL, 0});
	return 0;
}

/* Takes in a KRL. */
static int take_krl(struct adoption *adoption, struct note *note)
{
	const char *const arguments[] = {"-Q", "-l", "-f", adoption->path, NULL};
	CLEANUP(path_text) struct path_text printed = {NULL, 0};
	char *rest = NULL;
	int status;
	int r = keygen_run(arguments, &status, &printed, note);
	if (r != 0)
		return r;
	if (status != 0)
		return refuse(adoption, note, "ssh-keygen -Q can't read it");
	for (char *line = strtok_r(printed.bytes, "\n", &rest); r == 0 && line;
		line = strtok_r(NULL, "\n", &rest))
		r = take_listed(adoption, line, note);
	return r;
}

/* Takes all of it in, by what it is. */
static int take(struct adoption *adoption, struct note *note)
{
	CLEANUP(path_text) struct path_text list = {NULL, 0};
	int r = placing_read(adoption->path, &list, note);
	if (r != 0)
		return r;
	if (!list.bytes)
		return refuse(adoption, note, "it is missing, and sshd refuses every key by that");
	bool krl = list.len >= sizeof KRL_MAGIC &&
		   memcmp(list.bytes, KRL_MAGIC, sizeof KRL_MAGIC) == 0;
	return krl ? take_krl(adoption, note) : take_keys(adoption, path_text_view(&list), note);
}

/* Proves that the result can be read, and that nothing of the old one is lost. */
static int prove(const struct adoption *adoption, const struct path_text *out, const char *own,
	struct note *note)
{
	CLEANUP(revocation) struct revocation_list list = {.count = 0};
	int r = revocation_read(path_text_view(out), own, &list, note);
	for (size_t i = 0; r == 0 && i < adoption->own.count; i++)
		if (!revocation_has(&list, adoption->own.item[i].fingerprint))
			r = refuse(adoption, note, "it does not go together with %.80s", own);
	return r;
}

/* Copies what is there, adds, proves. */
int adoption_make(const char *path, struct view text, const char *own, struct path_text *out,
	struct note *note)
{
	struct adoption adoption = {.path = path};
	*out = (struct path_text){NULL, 0};
	int r = revocation_read(text, own, &adoption.own, note);
	adoption.out = r == 0 ? open_memstream(&out->bytes, &out->len) : NULL;
	if (r == 0 && !adoption.out)
		r = note_errno(note, -ENOMEM, own);
	if (r == 0) {
		fwrite(text.data, 1, text.len, adoption.out);
		adoption.open = text.data[text.len - 1] != '\n';
		r = take(&adoption, note);
		if (fclose(adoption.out) != 0 && r == 0)
			r = note_errno(note, -ENOMEM, own);
	}
	if (r == 0)
		r = prove(&adoption, out, own, note);
	revocation_free(&adoption.own);
	if (r != 0)
		path_text_free(out);
	return r;
}
