/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/mac.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 64

struct mac {
	EVP_MD *sha256;
	EVP_MD_CTX *context;
};

/* Says that OpenSSL failed, and leaves its error queue as it was. */
static int fail(struct note *note)
{
	ERR_pop_to_mark();
	return note_set(note, -EIO, "OpenSSL could not make a SHA-256");
}

/* Fetches what every hash needs, once. */
int mac_open(struct mac **mac, struct note *note)
{
	struct mac *made = calloc(1, sizeof *made);
	if (!made)
		return note_errno(note, -ENOMEM, "OpenSSL");
	ERR_set_mark();
	made->sha256 = EVP_MD_fetch(NULL, "SHA2-256", NULL);
	made->context = EVP_MD_CTX_new();
	if (!made->sha256 || !made->context) {
		mac_close(made);
		return fail(note);
	}
	ERR_pop_to_mark();
	*mac = made;
	return 0;
}

/* Frees what was fetched. */
void mac_close(struct mac *mac)
{
	if (!mac)
		return;
	EVP_MD_CTX_free(mac->context);
	EVP_MD_free(mac->sha256);
	free(mac);
}

/* Hashes the parts, behind a first one. */
static int hash(const struct mac *mac, struct view first, const struct view *parts, size_t count,
	unsigned char out[MAC_SIZE])
{
	int good = EVP_DigestInit_ex2(mac->context, mac->sha256, NULL) == 1 &&
		   EVP_DigestUpdate(mac->context, first.data, first.len) == 1;
	for (size_t i = 0; good && i < count; i++)
		good = EVP_DigestUpdate(mac->context, parts[i].data, parts[i].len) == 1;
	return good && EVP_DigestFinal_ex(mac->context, out, NULL) == 1;
}

/* Makes the pad of a key: the key, zeros behind it, each byte combined with `with`. */
static void make_pad(const unsigned char *key, unsigned char with, unsigned char pad[BLOCK])
{
	for (size_t i = 0; i < BLOCK; i++)
		pad[i] = (unsigned char)((i < MAC_SIZE ? key[i] : 0) ^ with);
}

/* The two hashes of an HMAC. */
static int hash_with_key(const struct mac *mac, const unsigned char *key, const struct view *parts,
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
	const struct mac *mac = context;
	ERR_set_mark();
	int good = key ? hash_with_key(mac, key, parts, count, out)
		       : hash(mac, (struct view){NULL, 0}, parts, count, out);
	if (!good)
		return fail(note);
	ERR_pop_to_mark();
	return 0;
}
