/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/line.h"

#include "common/cleanup.h"
#include "common/reason.h"
#include "keys/base64.h"
#include "keys/wire.h"

/* Whether a byte separates words. */
static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Cuts blanks off the front. */
static struct view skip_blanks(struct view text)
{
	size_t n = 0;
	while (n < text.len && is_blank(text.data[n]))
		n++;
	return (struct view){text.data + n, text.len - n};
}

/* Cuts blanks off the end. */
static struct view trim(struct view text)
{
	while (text.len > 0 && is_blank(text.data[text.len - 1]))
		text.len--;
	return text;
}

/* Cuts a carriage return off the end. */
static struct view cut_return(struct view text)
{
	text.len -= text.len > 0 && text.data[text.len - 1] == '\r';
	return text;
}

/* Cuts line after line off the rest, until one is neither empty nor a comment. */
bool line_next(struct line_cursor *cursor, struct view *text)
{
	while (cursor->rest.len > 0) {
		const char *end = memchr(cursor->rest.data, '\n', cursor->rest.len);
		size_t len = end ? (size_t)(end - cursor->rest.data) : cursor->rest.len;
		struct view line = skip_blanks(cut_return((struct view){cursor->rest.data, len}));
		cursor->rest = view_skip(cursor->rest, len + 1);
		cursor->number++;
		if (line.len == 0 || line.data[0] == '#')
			continue;
		*text = line;
		return true;
	}
	return false;
}

/* Says what is wrong, and at which place of the line. */
static int bad(struct line *line, const char *place, struct note *note, const char *what)
{
	line->fault_at = (size_t)(place - line->text.data) + 1;
	return note_set(note, REASON_BAD_LINE, "%s", what);
}

/* The kind that a type's word stands for, NULL if none. */
static const struct key_kind *kind_of(struct view word)
{
	/* sshd takes the names of RSA's newer signatures for its key type too. */
	if (view_is(word, "rsa-sha2-256") || view_is(word, "rsa-sha2-512"))
		return blob_kind(view_of("ssh-rsa"));
	return blob_kind(word);
}

/* Cuts a word off the front. */
static struct view take_word(struct view *rest)
{
	struct view word = *rest;
	for (const char *blank = " \t"; *blank && word.len > 0; blank++) {
		const char *end = memchr(word.data, *blank, word.len);
		if (end)
			word.len = (size_t)(end - word.data);
	}
	*rest = (struct view){rest->data + word.len, rest->len - word.len};
	return word;
}

/* Cuts the options off the front, up to a blank that is not between quotes. */
static bool take_options(struct view *rest, struct view *options)
{
	bool quoted = false;
	size_t n = 0;
	for (; n < rest->len && (quoted || !is_blank(rest->data[n])); n++) {
		if (rest->data[n] == '\\' && n + 1 < rest->len && rest->data[n + 1] == '"')
			n++;
		else if (rest->data[n] == '"')
			quoted = !quoted;
	}
	*options = (struct view){rest->data, n};
	*rest = (struct view){rest->data + n, rest->len - n};
	return !quoted;
}

/* Decodes the base64 and takes the blob in it apart. */
static int read_blob(struct line *line, const struct key_kind *kind, struct note *note)
{
	struct view bytes = {(const char *)line->bytes, 0};
	if (line->base64.len == 0)
		return bad(line, line->base64.data, note, "the line ends before its key");
	if (line->base64.len > BASE64_ENCODED_LEN(sizeof line->bytes))
		return bad(line, line->base64.data, note, "the key is longer than any sound one");
	if (!base64_decode(line->base64, line->bytes, sizeof line->bytes, &bytes.len))
		return bad(line, line->base64.data, note,
			"the key is not base64: it was cut off, or a character is wrong");
	int r = blob_parse(bytes, &line->key, note);
	if (r != 0)
		line->fault_at = (size_t)(line->base64.data - line->text.data) + 1;
	else if (line->key.is_cert || line->key.kind != kind)
		r = bad(line, line->type.data, note,
			"the key is of another type than the word before it");
	return r;
}

/* Reads the type, the key and the comment. */
static int read_key(struct view rest, struct line *line, struct note *note)
{
	line->type = take_word(&rest);
	rest = skip_blanks(rest);
	line->base64 = take_word(&rest);
	line->comment = trim(skip_blanks(rest));
	if (blob_cert_kind(line->type))
		return bad(line, line->type.data, note,
			"a certificate opens nothing here: write its CA's key instead, after "
			"cert-authority,principals=\"NAME\"");
	const struct key_kind *kind = kind_of(line->type);
	if (kind)
		return read_blob(line, kind, note);
	if (line->type.len == 0)
		return bad(line, line->type.data, note, "there is no key on the line");
	return bad(line, line->type.data, note,
		"neither a known type of key nor an option stands here");
}

/* Empties the line and looks for bytes that no line may have. */
static int begin(struct view text, struct line *line, struct note *note)
{
	const char *byte = NULL;
	line->text = cut_return(text);
	line->options_text = (struct view){text.data, 0};
	line->type = line->base64 = line->comment = line->options_text;
	line->key = (struct blob){0};
	line->fault_at = 0;
	options_init(&line->options);
	if (text.len == 0)
		return bad(line, text.data, note, "the line is empty");
	if ((byte = memchr(text.data, '\0', text.len)))
		return bad(line, byte, note, "there is a NUL byte on the line");
	if ((byte = memchr(text.data, '\n', text.len)))
		return bad(line, byte, note, "there is a newline in the line");
	if (text.len >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0)
		return bad(line, text.data, note,
			"the line begins with a byte order mark: save the file without one");
	return 0;
}

/* Reads the line as a key and nothing before it. */
int line_parse_key(struct view text, struct line *line, struct note *note)
{
	int r = begin(text, line, note);
	return r != 0 ? r : read_key(skip_blanks(line->text), line, note);
}

/* Reads the options, unless the first word is a type, and then the key. */
int line_parse(struct view text, struct line *line, struct note *note)
{
	int r = begin(text, line, note);
	if (r != 0)
		return r;
	struct view rest = skip_blanks(line->text), after = rest;
	struct view word = take_word(&after);
	if (kind_of(word) || blob_cert_kind(word))
		return read_key(rest, line, note);
	if (!take_options(&rest, &line->options_text))
		return bad(line, line->options_text.data, note,
			"a double quote in the options is not closed");
	r = options_parse(line->options_text, &line->options, &line->fault_at, note);
	if (r == 0)
		return read_key(skip_blanks(rest), line, note);
	if (line->fault_at != 0)
		line->fault_at += (size_t)(line->options_text.data - line->text.data);
	return r;
}

/* Whether bytes are whole fields, one behind the other, as those of each type of key are. */
static bool is_framed(struct view bytes, struct view *name)
{
	struct view field;
	bool framed = wire_string(&bytes, name) && bytes.len > 0;
	while (framed && bytes.len > 0)
		framed = wire_string(&bytes, &field);
	return framed;
}

/* Keeps the key of bytes, if there is a sound one. */
static void keep_key(struct line *line, struct view bytes)
{
	struct note why;
	if (bytes.len > sizeof line->bytes)
		return;
	memcpy(line->bytes, bytes.data, bytes.len);
	if (blob_parse((struct view){(const char *)line->bytes, bytes.len}, &line->key, &why) != 0)
		line->key = (struct blob){0};
}

/* Whether sshd may find a key here. A word that is unknown may be a newer type's. */
static bool may_have_key(struct view rest, struct line *line)
{
	struct view word = take_word(&rest), name;
	rest = skip_blanks(rest);
	struct view base64 = take_word(&rest);
	if (base64.len < BASE64_ENCODED_LEN(2 * sizeof(uint32_t)))
		return false;
	CLEANUP(free) unsigned char *bytes = malloc(base64.len);
	if (!bytes)
		return true;
	struct view blob = {(const char *)bytes, 0};
	if (!base64_decode_loosely(base64, bytes, &blob.len) || !is_framed(blob, &name) ||
		blob_cert_kind(word) || blob_cert_kind(name))
		return false;
	const struct key_kind *kind = kind_of(word), *inside = blob_kind(name);
	if (kind && inside && kind != inside)
		return false;
	if (kind)
		keep_key(line, blob);
	return true;
}

/* sshd's strings end at a NUL. It tries the line as a key, then what is behind its options: where the
 * first word is no type that is known here, either may be the key, and the other one a decoy. */
bool line_doubtful(struct view text, struct line *line)
{
	const char *end = text.len > 0 ? memchr(text.data, '\0', text.len) : NULL;
	struct view options;
	struct view rest = end ? (struct view){text.data, (size_t)(end - text.data)} : text;
	rest = skip_blanks(rest);
	line->key = (struct blob){0};
	if (rest.len == 0 || rest.data[0] == '#')
		return false;
	bool first = may_have_key(rest, line);
	if (line->key.kind)
		return true;
	bool behind = take_options(&rest, &options) && options_outlined(options) &&
		      may_have_key(skip_blanks(rest), line);
	if (first)
		line->key = (struct blob){0};
	return first || behind;
}

/* A tab is a blank. */
int line_check_bytes(struct line *line, struct note *note)
{
	for (size_t i = 0; i < line->text.len; i++) {
		unsigned char byte = (unsigned char)line->text.data[i];
		if ((byte >= 0x20 || byte == '\t') && byte != 0x7F)
			continue;
		line->fault_at = i + 1;
		return note_set(note, REASON_BAD_LINE,
			"byte %zu of the line is a control character (0x%02x)", i + 1, byte);
	}
	return 0;
}
