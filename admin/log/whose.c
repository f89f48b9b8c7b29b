/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/whose.h"

#include "admin/hash.h"
#include "admin/holders.h"
#include "admin/revoked.h"
#include "keys/fingerprint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 256

/* The place of a key, or where it could be. */
static struct whose_key *place_of(const struct whose *whose, uint64_t hash)
{
	size_t at = (size_t)hash & (whose->slots - 1);
	while (whose->keys[at].hash != 0 && whose->keys[at].hash != hash)
		at = (at + 1) & (whose->slots - 1);
	return &whose->keys[at];
}

/* Keeps the table at most half full; false without memory. */
static bool grow(struct whose *whose)
{
	struct whose_key *old = whose->keys;
	size_t old_slots = whose->slots;
	if (2 * (whose->used + 1) <= old_slots)
		return true;
	whose->slots = old_slots > 0 ? 2 * old_slots : FIRST_SLOTS;
	whose->keys = calloc(whose->slots, sizeof *whose->keys);
	if (!whose->keys) {
		whose->keys = old;
		whose->slots = old_slots;
		return false;
	}
	for (size_t i = 0; i < old_slots; i++)
		if (old[i].hash != 0)
			*place_of(whose, old[i].hash) = old[i];
	free(old);
	return true;
}

/* Without brackets it is one name. */
bool whose_has(struct view people, const char *person)
{
	if (people.len < 2 || people.data[0] != '(' || people.data[people.len - 1] != ')')
		return view_is(people, person);
	people = (struct view){people.data + 1, people.len - 2};
	while (people.len > 0) {
		const char *comma = memchr(people.data, ',', people.len);
		size_t len = comma ? (size_t)(comma - people.data) : people.len;
		if (view_is((struct view){people.data, len}, person))
			return true;
		people = view_skip(people, comma ? len + strlen(", ") : len);
	}
	return false;
}

/* Keeps a text for as long as the store is known; NULL without memory. */
static char *keep(struct whose *whose, char *text)
{
	char **people = reallocarray(whose->people, whose->people_count + 1, sizeof *whose->people);
	if (!people) {
		free(text);
		return NULL;
	}
	whose->people = people;
	people[whose->people_count++] = text;
	return text;
}

/* Keeps a person's name, in brackets, NULL without memory. */
static char *keep_person(struct whose *whose, const char *person)
{
	char *text;
	return asprintf(&text, "(%s)", person) < 0 ? NULL : keep(whose, text);
}

/* Adds somebody to those who have a key; of very many none but that there are others. */
static void join(struct whose *whose, struct whose_key *key, const char *name)
{
	char *text;
	bool full = ++key->count > WHOSE_NAMES_MAX;
	if (key->count > WHOSE_NAMES_MAX + 1)
		return;
	int len = (int)strlen(key->people) - 1;
	if (asprintf(&text, "%.*s, %s", len, key->people, full ? "...)" : name + 1) < 0)
		return;
	text = keep(whose, text);
	if (text)
		key->people = text;
}

/* Takes note that somebody has, or had, a key. Of a person's own file the same key on two lines is one. */
static void add(
	struct whose *whose, const char *fingerprint, const char *person, char *name, bool revoked)
{
	if (whose->used >= WHOSE_KEYS_MAX || !grow(whose))
		return;
	struct whose_key *key = place_of(whose, hash_of(view_of(fingerprint)));
	if (key->hash == 0) {
		*key = (struct whose_key){hash_of(view_of(fingerprint)), name, 1, revoked};
		whose->used++;
	} else if (key->revoked == revoked && !whose->first &&
		   !whose_has(view_of(key->people), person)) {
		join(whose, key, name);
	}
}

/* Adds every key of a person. */
static void visit(void *context, const char *person, const char *path, struct view text)
{
	(void)path;
	struct whose *whose = context;
	struct line_cursor cursor = {.rest = text};
	struct view at;
	struct note ignored;
	char fingerprint[FINGERPRINT_MAX], *name = keep_person(whose, person);
	struct line *line = malloc(sizeof *line);
	while (line && name && line_next(&cursor, &at)) {
		if (line_parse(at, line, &ignored) != 0)
			continue;
		fingerprint_of(&line->key, fingerprint);
		add(whose, fingerprint, person, name, false);
	}
	free(line);
}

/* Adds a key that is revoked, if the list says whose it was. */
static void visit_revoked(void *context, const struct revoked *revoked)
{
	struct whose *whose = context;
	char *name = revoked->person[0] ? keep_person(whose, revoked->person) : NULL;
	if (name)
		add(whose, revoked->fingerprint, revoked->person, name, true);
}

/* Reads the list, then the store. */
static void load(struct whose *whose)
{
	struct note ignored;
	whose->loaded = true;
	if (whose->revoked_keys)
		(void)revoked_scan(whose->revoked_keys, visit_revoked, whose, &ignored);
	if (whose->keys_dir)
		(void)holders_scan(whose->keys_dir, "", visit, whose, &ignored);
}

/* Reads the store once, and looks the key up. */
const char *whose_key(struct whose *whose, struct view fingerprint)
{
	if (!whose->loaded)
		load(whose);
	if (whose->used == 0 || fingerprint.len == 0)
		return NULL;
	return place_of(whose, hash_of(fingerprint))->people;
}

/* Frees keys and names. */
void whose_free(struct whose *whose)
{
	for (size_t i = 0; i < whose->people_count; i++)
		free(whose->people[i]);
	free(whose->people);
	free(whose->keys);
	*whose = (struct whose){0};
}
