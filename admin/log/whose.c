/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/whose.h"

#include "admin/hash.h"
#include "admin/holders.h"
#include "keys/fingerprint.h"

#include <stdio.h>
#include <stdlib.h>

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

/* Keeps a person's name, in brackets, NULL without memory. */
static char *keep_person(struct whose *whose, const char *person)
{
	char **people = reallocarray(whose->people, whose->people_count + 1, sizeof *whose->people);
	if (!people)
		return NULL;
	whose->people = people;
	char *kept;
	if (asprintf(&kept, "(%s)", person) < 0)
		return NULL;
	people[whose->people_count++] = kept;
	return kept;
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
	while (line && name && whose->used < WHOSE_KEYS_MAX && line_next(&cursor, &at)) {
		if (line_parse(at, line, &ignored) != 0 || !grow(whose))
			continue;
		fingerprint_of(&line->key, fingerprint);
		struct whose_key *key = place_of(whose, hash_of(view_of(fingerprint)));
		if (key->hash == 0) {
			*key = (struct whose_key){hash_of(view_of(fingerprint)), name};
			whose->used++;
		}
	}
	free(line);
}

/* Reads the store once, and looks the key up. */
const char *whose_key(struct whose *whose, struct view fingerprint)
{
	struct note ignored;
	if (!whose->loaded && whose->keys_dir)
		(void)holders_scan(whose->keys_dir, "", visit, whose, &ignored);
	whose->loaded = true;
	if (whose->used == 0 || fingerprint.len == 0)
		return NULL;
	return place_of(whose, hash_of(fingerprint))->person;
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
