/* SPDX-License-Identifier: Apache-2.0 */
#include "keys_command/offer.h"

#include "common/reason.h"
#include "keys/base64.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* Reads a uid: decimal digits and nothing else, not the number that means none. */
static bool read_uid(const char *text, int64_t *uid)
{
	size_t digits = strspn(text, "0123456789");
	if (digits == 0 || digits > 10 || text[digits] != '\0')
		return false;
	*uid = strtoll(text, NULL, 10);
	return *uid < UINT32_MAX;
}

/* Takes the key apart. sshd has done so before: what fails here is a type of its future. */
static int read_key(const char *text, struct offer *offer, struct note *note)
{
	struct view encoded = view_of(text);
	size_t len, cap = BASE64_DECODED_MAX(encoded.len);
	if (cap > BLOB_CERT_MAX)
		return note_set(
			note, REASON_KEY_TYPE, "the key has more than %d bytes", BLOB_CERT_MAX);
	offer->bytes = malloc(cap + 1);
	if (!offer->bytes)
		return note_errno(note, -ENOMEM, "the offered key");
	if (!base64_decode(encoded, offer->bytes, cap, &len))
		return note_set(note, REASON_KEY_TYPE, "the offered key is not base64");
	struct note why;
	if (blob_parse((struct view){(char *)offer->bytes, len}, &offer->key, &why) != 0)
		return note_set(note, REASON_KEY_TYPE, "the offered key: %s", why.text);
	fingerprint_of(&offer->key, offer->fingerprint);
	offer->has_key = true;
	return 0;
}

/* Reads the arguments. */
int offer_read(int argc, char **argv, struct offer *offer, struct note *note)
{
	*offer = (struct offer){.uid = -1};
	offer->for_principals = argc > 0 && strcmp(argv[0], "--principals") == 0;
	argc -= offer->for_principals;
	argv += offer->for_principals;
	if (argc != 1 && argc != 2 && argc != 5)
		return note_set(note, -EINVAL, "1, 2 or 5 arguments are needed, not %d", argc);
	offer->account = argv[0];
	if (argc > 1 && !read_uid(argv[1], &offer->uid))
		return note_set(note, -EINVAL, "%s is not a uid", argv[1]);
	if (argc < 5)
		return 0;
	if (fingerprint_is(view_of(argv[2])))
		snprintf(offer->fingerprint, sizeof offer->fingerprint, "%s", argv[2]);
	offer->type = argv[3];
	return read_key(argv[4], offer, note);
}

/* Gives back the key's bytes. */
void offer_free(struct offer *offer)
{
	free(offer->bytes);
	offer->bytes = NULL;
}
