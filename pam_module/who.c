/* SPDX-License-Identifier: Apache-2.0 */
#include "pam_module/who.h"

#include "common/cleanup.h"
#include "keys/base64.h"

#include <errno.h>
#include <inttypes.h>

/* Copies what fits of a view into a text with a NUL; a NUL in the view ends it. */
static void copy(struct view from, char *to, size_t cap)
{
	size_t len = from.len < cap ? from.len : cap - 1;
	if (len > 0)
		memcpy(to, from.data, len);
	to[len] = '\0';
}

/* A key of which nothing is known. */
static void key_init(struct who_key *key)
{
	memset(key, 0, sizeof *key);
	key->bits = -1;
}

/* Nobody. */
void who_init(struct who *who)
{
	key_init(&who->key);
	who->more_keys[0] = '\0';
}

/* Takes what a certificate has besides its key. */
static void describe_certificate(const struct blob *blob, struct who_key *key)
{
	struct blob ca;
	struct note note;
	copy(blob->cert_id, key->cert_id, sizeof key->cert_id);
	snprintf(key->cert_serial, sizeof key->cert_serial, "%" PRIu64, blob->cert_serial);
	if (blob_parse(blob->cert_ca, &ca, &note) == 0)
		fingerprint_of(&ca, key->cert_ca);
}

/* Describes a key that was understood, and asks the store for its person. */
static int describe(const struct who_request *request, const struct blob *blob, struct who_key *key,
	struct note *note)
{
	struct access_request question = {request->account, request->uid, blob, request->now};
	fingerprint_of(blob, key->fingerprint);
	key->bits = blob->bits;
	if (blob->is_cert)
		describe_certificate(blob, key);
	if (!request->settings)
		return 0;
	int r = access_owner(request->settings, &question, &key->owner, note);
	if (r != 0)
		key->owner = (struct access_owner){"", "", "", key->owner.verdict};
	return r < 0 ? r : 0;
}

/* Decodes the key of one method; one that is not understood keeps its type alone. */
static int read_key(const struct who_request *request, const struct authinfo_method *method,
	struct who_key *key, struct note *note)
{
	key_init(key);
	copy(method->type, key->type, sizeof key->type);
	size_t len, cap = BASE64_DECODED_MAX(method->base64.len) + 1;
	CLEANUP(free) unsigned char *bytes = malloc(cap);
	if (!bytes)
		return note_errno(note, -ENOMEM, "the key of the login");
	struct blob blob;
	struct note unused;
	if (!base64_decode(method->base64, bytes, cap, &len) ||
		blob_parse((struct view){(const char *)bytes, len}, &blob, &unused) != 0)
		return 0;
	return describe(request, &blob, key, note);
}

/* Adds a fingerprint to those of the further keys. */
static void add_more(struct who *who, const char *fingerprint)
{
	size_t used = strlen(who->more_keys);
	if (fingerprint[0])
		snprintf(who->more_keys + used, sizeof who->more_keys - used, "%s%s",
			used > 0 ? " " : "", fingerprint);
}

/* Of two keys the one whose person is known goes first, else the earlier one. */
static void weigh(struct who *who, const struct who_key *key)
{
	bool first = who->key.type[0] == '\0';
	bool better = key->owner.person[0] && !who->key.owner.person[0];
	if (!first)
		add_more(who, better ? who->key.fingerprint : key->fingerprint);
	int verdict = who->key.owner.verdict > key->owner.verdict ? who->key.owner.verdict
								  : key->owner.verdict;
	if (first || better)
		who->key = *key;
	/* One key that keyhole would have refused is one too many. */
	who->key.owner.verdict = verdict;
}

/* Walks the methods; a fault with one key leaves the others their chance. */
int who_find(const struct who_request *request, const struct authinfo *info, struct who *who,
	struct note *note)
{
	int fault = 0;
	who_init(who);
	for (size_t i = 0; i < info->count; i++) {
		struct who_key key;
		if (!view_is(info->method[i].name, "publickey") || info->method[i].type.len == 0)
			continue;
		int r = read_key(request, &info->method[i], &key, note);
		if (r < 0)
			fault = r;
		weigh(who, &key);
	}
	return fault;
}
