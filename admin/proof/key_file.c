/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/proof/key_file.h"

#include "admin/handed.h"

#include <errno.h>
#include <stdlib.h>

#define SIGNS (VERIFICATION_KEY_GROUPS * 5) /* of a key, without what stands between groups */

/* The keys of a file, while they are read. */
struct reading {
	const char *path;
	struct keyring *ring;
	size_t count;
};

/* Whether a byte may stand between the groups of a key. */
static bool is_between(char c)
{
	return c == '-' || c == ' ' || (c >= '\t' && c <= '\r');
}

/* Makes blanks of comments. */
static void blank_comments(char *text, size_t len)
{
	bool inside = false;
	for (size_t i = 0; i < len; i++) {
		inside = text[i] != '\n' && (inside || text[i] == '#');
		if (inside)
			text[i] = ' ';
	}
}

/* Adds one key. */
static int take_key(struct reading *reading, struct view text, struct note *note)
{
	struct verification_key key;
	struct note why;
	reading->count++;
	int r = verification_key_parse(text, &key, &why);
	if (r == 0)
		r = keyring_add(reading->ring, &key, &why);
	explicit_bzero(&key, sizeof key);
	if (r == 0)
		return 0;
	const char *path = handed_name(reading->path);
	if (reading->count == 1)
		return note_set(note, r, "%s: %s", path, why.text);
	return note_set(note, r, "%s: key %zu: %s", path, reading->count, why.text);
}

/* The length of a text's first key: all its characters, or where there are more, so many as a key
 * has. */
static size_t key_length(struct view text)
{
	size_t signs = 0, len = 0;
	while (len < text.len && signs < SIGNS)
		signs += !is_between(text.data[len++]);
	struct view rest = view_skip(text, len);
	size_t more = 0;
	for (size_t i = 0; i < rest.len; i++)
		more += !is_between(rest.data[i]);
	return more < SIGNS / 2 ? text.len : len;
}

/* Adds the keys of a paragraph. */
static int take_keys(struct reading *reading, struct view text, struct note *note)
{
	int r = 0;
	while (r == 0 && text.len > 0) {
		size_t len = key_length(text);
		r = take_key(reading, (struct view){text.data, len}, note);
		text = view_skip(text, len);
	}
	return r;
}

/* Takes the lines up to the next blank one off a text. */
static struct view take_paragraph(struct view *text)
{
	struct view paragraph = {text->data, 0};
	const char *newline;
	while (text->len > 0) {
		newline = memchr(text->data, '\n', text->len);
		size_t len = newline ? (size_t)(newline - text->data) + 1 : text->len;
		bool blank = view_blank((struct view){text->data, len});
		*text = view_skip(*text, len);
		if (!blank)
			paragraph.len += len;
		else if (paragraph.len > 0)
			break;
		else
			paragraph.data = text->data;
	}
	return paragraph;
}

/* Reads the file, then paragraph after paragraph. */
int key_file_read(const char *path, struct keyring *ring, struct note *note)
{
	struct reading reading = {path, ring, 0};
	char *text = calloc(1, KEY_FILE_MAX);
	if (!text)
		return note_errno(note, -ENOMEM, path);
	size_t len = 0;
	int r = handed_read(path, text, KEY_FILE_MAX, &len, note);
	struct view rest = {text, len}, paragraph;
	blank_comments(text, rest.len);
	while (r == 0 && (paragraph = take_paragraph(&rest)).len > 0)
		r = take_keys(&reading, paragraph, note);
	explicit_bzero(text, KEY_FILE_MAX);
	free(text);
	if (r == 0 && reading.count == 0)
		return note_set(note, -EINVAL, "%s: there is no key in it", handed_name(path));
	return r;
}
