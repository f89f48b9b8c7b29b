/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/fingerprint.h"

#include "keys/base64.h"
#include "keys/sha256.h"

static const char prefix[] = "SHA256:";

#define PREFIX_LEN (sizeof prefix - 1)

/* Hashes the plain key's blob, put together from its name and its fields. */
void fingerprint_of(const struct blob *blob, char out[FINGERPRINT_MAX])
{
	struct sha256 hash;
	unsigned char digest[SHA256_SIZE];
	char text[BASE64_ENCODED_LEN(SHA256_SIZE) + 1];
	struct view name = view_of(blob->kind->name);
	const unsigned char length[4] = {0, 0, 0, (unsigned char)name.len};
	sha256_start(&hash);
	sha256_add(&hash, length, sizeof length);
	sha256_add(&hash, name.data, name.len);
	sha256_add(&hash, blob->fields.data, blob->fields.len);
	sha256_finish(&hash, digest);
	base64_encode(digest, sizeof digest, text);
	memcpy(out, prefix, PREFIX_LEN);
	memcpy(out + PREFIX_LEN, text, FINGERPRINT_MAX - 1 - PREFIX_LEN);
	out[FINGERPRINT_MAX - 1] = '\0';
}

/* Tries to decode what follows the prefix, with the padding that a fingerprint leaves out. */
bool fingerprint_is(struct view text)
{
	char padded[BASE64_ENCODED_LEN(SHA256_SIZE)];
	unsigned char digest[SHA256_SIZE];
	size_t len;
	if (text.len != FINGERPRINT_MAX - 1 || memcmp(text.data, prefix, PREFIX_LEN) != 0)
		return false;
	memcpy(padded, text.data + PREFIX_LEN, sizeof padded - 1);
	padded[sizeof padded - 1] = '=';
	return base64_decode((struct view){padded, sizeof padded}, digest, sizeof digest, &len) &&
	       len == sizeof digest;
}
