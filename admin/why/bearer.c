/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/bearer.h"

#include "access/store.h"
#include "admin/holders.h"
#include "admin/why/mend.h"
#include "common/cleanup.h"
#include "keys/policy.h"

#include <stdio.h>
#include <string.h>

/* Looks through a person's file for the key. */
static void visit(void *context, const char *person, const char *path, struct view text)
{
	struct bearer *bearer = context;
	struct line_cursor cursor = {.rest = text};
	struct view at;
	struct note ignored;
	char fingerprint[FINGERPRINT_MAX];
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	while (line && !bearer->person[0] && line_next(&cursor, &at)) {
		if (line_parse(at, line, &ignored) != 0)
			continue;
		fingerprint_of(&line->key, fingerprint);
		if (strcmp(fingerprint, bearer->key->fingerprint) != 0)
			continue;
		bearer->authority = line->options.cert_authority;
		snprintf(bearer->person, sizeof bearer->person, "%s", person);
		snprintf(bearer->place, sizeof bearer->place, "%s:%u", path, cursor.number);
	}
}

/* Whether an entry of the list has the fingerprint. */
static bool is_entry(const struct policy_entry *entry, const char *fingerprint)
{
	char own[FINGERPRINT_MAX];
	if (entry->fingerprint.len > 0)
		return view_is(entry->fingerprint, fingerprint);
	fingerprint_of(&entry->line.key, own);
	return strcmp(own, fingerprint) == 0;
}

/* Looks for the fingerprint alone. */
static bool has_fingerprint(const struct policy *policy, const char *fingerprint, struct note *note)
{
	struct line_cursor cursor = {.rest = policy->revoked};
	CLEANUP(free) struct policy_entry *entry = malloc(sizeof *entry);
	while (entry && policy_next(policy, &cursor, entry, note) > 0) {
		struct view why = entry->reason;
		bool given = why.len > 0;
		if (!is_entry(entry, fingerprint))
			continue;
		note_set(note, 0, "the key is revoked by %s:%u%s%.*s", policy->revoked_path,
			entry->number, given ? ": " : "",
			(int)(why.len < NOTE_MAX ? why.len : NOTE_MAX), given ? why.data : "");
		return true;
	}
	return false;
}

/* Looks through the list of revoked keys. */
static bool find_revoked(const struct inquiry *inquiry, struct note *note)
{
	CLEANUP(store) struct store store;
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	store_init(&store, inquiry->settings);
	if (store_read_revoked(&store, &text, note) != 0)
		return false;
	const struct policy policy = {
		.revoked = {text.bytes, text.len}, .revoked_path = inquiry->settings->revoked_keys};
	if (inquiry->key.known)
		return policy_revoked(&policy, &inquiry->key.key, note) == REASON_KEY_REVOKED;
	return has_fingerprint(&policy, inquiry->key.fingerprint, note);
}

/* Looks in keys.d, then in the list. */
void bearer_find(const struct inquiry *inquiry, struct bearer *bearer)
{
	struct note ignored;
	*bearer = (struct bearer){.key = &inquiry->key};
	if (!inquiry->key.any)
		return;
	(void)holders_scan(inquiry->settings->keys_dir, "", visit, bearer, &ignored);
	bearer->revoked = find_revoked(inquiry, &bearer->why);
}

/* To add somebody's key as another person's would pass by whatever limits grants set. */
void bearer_mend(const struct bearer *bearer, struct step *step, const struct inquiry *inquiry,
	const char *person)
{
	const struct given *key = bearer->key;
	if (bearer->revoked || bearer->authority || (key->known && key->key.is_cert))
		return;
	if (bearer->person[0])
		mend_grant(step, inquiry, bearer->person);
	else if (key->known && mend_is_plain(key->name) && mend_is_plain(person))
		step_mend(step, "keyhole add %s %s", person, key->name);
}
