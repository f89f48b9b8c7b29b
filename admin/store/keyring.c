/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/keyring.h"

#include "admin/say.h"
#include "common/cleanup.h"
#include "common/reason.h"

#include <errno.h>

static const char prefix[] = "SHA256:";

/* Makes room for a key. */
static struct keyring_key *grow(struct keyring *keyring)
{
	if (keyring->count == keyring->room) {
		size_t room = keyring->room ? 2 * keyring->room : 16;
		void *grown = reallocarray(keyring->key, room, sizeof *keyring->key);
		if (!grown)
			return NULL;
		keyring->key = grown;
		keyring->room = room;
	}
	struct keyring_key *key = &keyring->key[keyring->count];
	*key = (struct keyring_key){.number = 0};
	key->line = malloc(sizeof *key->line);
	return key->line ? key : NULL;
}

/* Takes a line apart and keeps it, if it can be read. */
static int take(struct keyring *keyring, struct view text, unsigned number)
{
	struct note ignored;
	struct keyring_key *key = grow(keyring);
	if (!key)
		return -ENOMEM;
	if (line_parse(text, key->line, &ignored) != 0) {
		free(key->line);
		keyring->unread++;
		return 0;
	}
	key->number = number;
	fingerprint_of(&key->line->key, key->fingerprint);
	keyring->count++;
	return 0;
}

/* Takes line after line; the cursor tells where each begins and ends. */
int keyring_parse(struct view text, struct keyring *keyring, struct note *note)
{
	struct line_cursor cursor = {text, 0};
	struct view line;
	while (line_next(&cursor, &line)) {
		size_t before = keyring->count;
		if (take(keyring, line, cursor.number) != 0)
			return note_errno(note, -ENOMEM, keyring->path);
		if (keyring->count == before)
			continue;
		struct keyring_key *key = &keyring->key[before];
		key->from = (size_t)(line.data - text.data);
		while (key->from > 0 && text.data[key->from - 1] != '\n')
			key->from--;
		key->len = text.len - cursor.rest.len - key->from;
	}
	return 0;
}

/* Reads the file, then takes it apart. */
int keyring_read(
	struct store *store, const char *person, struct keyring *keyring, struct note *note)
{
	*keyring = (struct keyring){.count = 0};
	snprintf(keyring->person, sizeof keyring->person, "%s", person);
	int r = store_read_keys(store, person, keyring->path, &keyring->text, note);
	if (r != 0)
		return r;
	return keyring_parse((struct view){keyring->text.bytes, keyring->text.len}, keyring, note);
}

/* What is behind "SHA256:", where that is there. */
static const char *behind_prefix(const char *typed)
{
	size_t len = sizeof prefix - 1;
	return strncmp(typed, prefix, len) == 0 ? typed + len : typed;
}

/* Counts its characters. */
bool keyring_too_short(const char *typed, struct note *note)
{
	size_t len = strlen(behind_prefix(typed));
	if (len >= KEYRING_BEGINNING_MIN)
		return false;
	note_set(note, REASON_NO_SUCH_KEY,
		"a key is named by at least %d characters of its fingerprint; %s has %zu",
		KEYRING_BEGINNING_MIN, typed, len);
	return true;
}

/* Compares the whole, or a beginning that is long enough. */
bool keyring_is_meant(const char *typed, const char *fingerprint)
{
	const char *given = behind_prefix(typed), *own = fingerprint + sizeof prefix - 1;
	size_t len = strlen(given);
	return len >= KEYRING_BEGINNING_MIN && strncmp(given, own, len) == 0;
}

/* Says that nothing is meant, and what could be. */
static int refuse(
	const struct keyring *keyring, const char *typed, const char *what, struct note *note)
{
	char keys[NOTE_MAX / 2] = "";
	for (size_t i = 0, len = 0; i < keyring->count && len + 80 < sizeof keys; i++)
		len += (size_t)snprintf(keys + len, sizeof keys - len, "%s%s", i > 0 ? ", " : "",
			keyring->key[i].fingerprint);
	return note_set(note, REASON_NO_SUCH_KEY, "%s %s %s; the keys there: %s", keyring->path,
		what, typed, keyring->count > 0 ? keys : "none");
}

/* Marks every line of the one key that is meant. */
int keyring_mark(struct keyring *keyring, const char *typed, struct note *note)
{
	const char *meant = NULL;
	if (keyring_too_short(typed, note))
		return REASON_NO_SUCH_KEY;
	for (size_t i = 0; i < keyring->count; i++) {
		struct keyring_key *key = &keyring->key[i];
		key->marked = keyring_is_meant(typed, key->fingerprint);
		if (!key->marked)
			continue;
		if (meant && strcmp(meant, key->fingerprint) != 0)
			return refuse(keyring, typed, "has more than one key", note);
		meant = key->fingerprint;
	}
	return meant ? 0 : refuse(keyring, typed, "has no key", note);
}

/* Writes what is between the marked lines. */
static int without_marked(const struct keyring *keyring, struct path_text *text, struct note *note)
{
	size_t from = 0;
	*text = (struct path_text){malloc(keyring->text.len + 1), 0};
	if (!text->bytes)
		return note_errno(note, -ENOMEM, keyring->path);
	for (size_t i = 0; i <= keyring->count; i++) {
		const struct keyring_key *key = i < keyring->count ? &keyring->key[i] : NULL;
		if (key && !key->marked)
			continue;
		size_t to = key ? key->from : keyring->text.len;
		memcpy(text->bytes + text->len, keyring->text.bytes + from, to - from);
		text->len += to - from;
		from = key ? key->from + key->len : to;
	}
	return 0;
}

/* Replaces the file, or takes it away with the last key. */
int keyring_put(const struct change *change, const struct keyring *keyring, struct note *note)
{
	CLEANUP(path_text) struct path_text left = {NULL, 0};
	bool all = keyring->unread == 0;
	for (size_t i = 0; i < keyring->count; i++)
		all = all && keyring->key[i].marked;
	if (all)
		return replace_remove(&change->lock, keyring->path, note);
	int r = without_marked(keyring, &left, note);
	if (r != 0)
		return r;
	return replace_file(
		&change->lock, keyring->path, (struct view){left.bytes, left.len}, note);
}

/* Prints kind, fingerprint, comment. */
void keyring_print(const char *lead, const struct keyring_key *key)
{
	char words[SAY_KEY_MAX];
	say_key(view_of(key->line->key.kind->name), key->line->key.bits, words);
	printf("%s%s %s ", lead, words, key->fingerprint);
	say_text(stdout, key->line->comment);
	putchar('\n');
}

/* Frees every line and the text. */
void keyring_free(struct keyring *keyring)
{
	for (size_t i = 0; i < keyring->count; i++)
		free(keyring->key[i].line);
	free(keyring->key);
	path_text_free(&keyring->text);
	*keyring = (struct keyring){.count = 0};
}
