/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/policy.h"

#include "common/reason.h"
#include "keys/fingerprint.h"
#include "keys/line.h"

#include <errno.h>

/* What a revocation list is searched for. */
struct search {
	const struct blob *key;
	struct blob ca; /* without a kind if the key is no certificate */
	/* made when the first line asks for them */
	char key_fingerprint[FINGERPRINT_MAX], ca_fingerprint[FINGERPRINT_MAX];
};

/* Looks the type up, then counts the bits of an RSA key. */
int policy_judge(const struct policy *policy, const struct blob *key, struct note *note)
{
	bool allowed = false;
	for (size_t i = 0; i < policy->type_count && !allowed; i++)
		allowed = view_is(policy->types[i], key->kind->name);
	if (!allowed)
		return note_set(note, REASON_KEY_TYPE,
			"%s is not among the key_types that are allowed", key->kind->name);
	if (key->kind->family == KEY_RSA && key->bits < policy->rsa_min_bits)
		return note_set(note, REASON_KEY_SHORT,
			"the RSA key has %u bits, and rsa_min_bits asks for %u", key->bits,
			policy->rsa_min_bits);
	return 0;
}

/* Whether a fingerprint is that of the key or of its CA. */
static bool has_fingerprint(struct search *search, struct view fingerprint)
{
	if (search->key_fingerprint[0] == '\0') {
		fingerprint_of(search->key, search->key_fingerprint);
		if (search->ca.kind)
			fingerprint_of(&search->ca, search->ca_fingerprint);
	}
	return view_is(fingerprint, search->key_fingerprint) ||
	       (search->ca.kind && view_is(fingerprint, search->ca_fingerprint));
}

/* Whether a plain key has this kind and these fields. */
static bool is_key(const struct blob *key, const struct blob *listed)
{
	return key->kind == listed->kind && view_equal(key->fields, listed->fields);
}

/* Whether an entry of the list is the key or its CA. */
static bool is_listed(struct search *search, const struct policy_entry *entry)
{
	if (!entry->line.key.kind)
		return has_fingerprint(search, entry->fingerprint);
	return is_key(search->key, &entry->line.key) ||
	       (search->ca.kind && is_key(&search->ca, &entry->line.key));
}

/* Answers an entry that was found. */
static int revoked(const struct policy *policy, const struct policy_entry *entry, struct note *note)
{
	struct view why = entry->reason;
	bool given = why.len > 0;
	return note_set(note, REASON_KEY_REVOKED, "the key is revoked by %s:%u%s%.*s",
		policy->revoked_path, entry->number, given ? ": " : "",
		(int)(why.len < NOTE_MAX ? why.len : NOTE_MAX), given ? why.data : "");
}

/* The word that a line begins with. */
static struct view first_word(struct view text)
{
	size_t n = 0;
	while (n < text.len && text.data[n] != ' ' && text.data[n] != '\t')
		n++;
	return (struct view){text.data, n};
}

/* Reads a line: a fingerprint and the reason, or a key and the reason. */
int policy_next(const struct policy *policy, struct line_cursor *cursor, struct policy_entry *entry,
	struct note *note)
{
	struct view text;
	struct note why;
	if (!line_next(cursor, &text))
		return 0;
	entry->number = cursor->number;
	struct view word = first_word(text);
	if (fingerprint_is(word)) {
		entry->fingerprint = word;
		entry->line.key.kind = NULL;
		entry->reason = view_skip(text, word.len);
		while (entry->reason.len > 0 &&
			(entry->reason.data[0] == ' ' || entry->reason.data[0] == '\t'))
			entry->reason = view_skip(entry->reason, 1);
		return 1;
	}
	entry->fingerprint = (struct view){NULL, 0};
	if (line_parse_key(text, &entry->line, &why) != 0)
		return note_set(note, -EINVAL,
			"%s:%u: neither a SHA256: fingerprint nor a public key: %s",
			policy->revoked_path, entry->number, why.text);
	entry->reason = entry->line.comment;
	return 1;
}

/* Reads the list to its end or to the first entry that is found or can't be read. */
int policy_revoked(const struct policy *policy, const struct blob *key, struct note *note)
{
	struct search search = {.key = key};
	struct line_cursor cursor = {.rest = policy->revoked};
	struct policy_entry entry;
	int r = 0;
	if (policy->revoked.len > 0 && key->is_cert)
		r = blob_parse(key->cert_ca, &search.ca, note);
	while (r == 0 && (r = policy_next(policy, &cursor, &entry, note)) > 0)
		r = is_listed(&search, &entry) ? revoked(policy, &entry, note) : 0;
	return r;
}
