/* SPDX-License-Identifier: Apache-2.0 */
#define OPENSSL_SUPPRESS_DEPRECATED /* mac.h says why */
#include "crypto/mac.h"

#include <errno.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 64

struct mac {
	SHA256_CTX context;
};

/* Makes the memory that every hash needs, once. */
int mac_open(struct mac **mac, struct note *note)
{
	*mac = calloc(1, sizeof **mac);
	return *mac ? 0 : note_errno(note, -ENOMEM, "OpenSSL");
}

/* Wipes what the last hash left. */
void mac_close(struct mac *mac)
{
	if (mac)
		explicit_bzero(mac, sizeof *mac);
	free(mac);
}

/* Hashes the parts, behind a first one. */
static int hash(struct mac *mac, struct view first, const struct view *parts, size_t count,
	unsigned char out[MAC_SIZE])
{
	int good = SHA256_Init(&mac->context) == 1 &&
		   SHA256_Update(&mac->context, first.data, first.len) == 1;
	for (size_t i = 0; good && i < count; i++)
		good = SHA256_Update(&mac->context, parts[i].data, parts[i].len) == 1;
	return good && SHA256_Final(out, &mac->context) == 1;
}

/* Makes the pad of a key: the key, zeros behind it, each byte combined with `with`. */
static void make_pad(const unsigned char *key, unsigned char with, unsigned char pad[BLOCK])
{
	memset(pad, with, BLOCK);
	for (size_t i = 0; i < MAC_SIZE; i++)
		pad[i] ^= key[i];
}

/* The two hashes of an HMAC. */
static int hash_with_key(struct mac *mac, const unsigned char *key, const struct view *parts,
	size_t count, unsigned char out[MAC_SIZE])
{
	unsigned char pad[BLOCK], inner[MAC_SIZE];
	const struct view pad_view = {(const char *)pad, sizeof pad};
	const struct view inner_view = {(const char *)inner, sizeof inner};
	make_pad(key, 0x36, pad);
	int good = hash(mac, pad_view, parts, count, inner);
	make_pad(key, 0x5c, pad);
	good = good && hash(mac, pad_view, &inner_view, 1, out);
	explicit_bzero(pad, sizeof pad);
	explicit_bzero(inner, sizeof inner);
	return good;
}

/* Makes the hash that is asked for. */
int mac_make(void *context, const unsigned char *key, const struct view *parts, size_t count,
	unsigned char out[MAC_SIZE], struct note *note)
{
	struct mac *mac = context;
	int good = key ? hash_with_key(mac, key, parts, count, out)
		       : hash(mac, (struct view){NULL, 0}, parts, count, out);
	return good ? 0 : note_set(note, -EIO, "OpenSSL could not make a SHA-256");
}
