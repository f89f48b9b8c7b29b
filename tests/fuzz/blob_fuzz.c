/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The input is a blob. Nothing outside it is read (it is copied to memory of its exact size, so
 * that a sanitizer sees it). Whatever is accepted: its fields lie inside it, the plain key made of
 * its kind and its fields is accepted too and has the same bits, no blob that is cut off is
 * accepted, and a certificate's CA is a plain key.
 */
#include "keys/blob.h"
#include "keys/fingerprint.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process if a property does not hold. */
static void must(bool holds)
{
	if (!holds)
		abort();
}

/* Whether a view lies inside another. */
static bool is_inside(struct view part, struct view whole)
{
	return part.len == 0 ||
	       (part.data >= whole.data && part.data + part.len <= whole.data + whole.len);
}

/* Puts the plain key together and reads it. */
static void check_plain(const struct blob *blob)
{
	struct view name = view_of(blob->kind->name);
	size_t len = 4 + name.len + blob->fields.len;
	char *bytes = malloc(len), first[FINGERPRINT_MAX], second[FINGERPRINT_MAX];
	struct blob plain;
	struct note note;
	must(bytes);
	memcpy(bytes, (const char[4]){0, 0, 0, (char)name.len}, 4);
	memcpy(bytes + 4, name.data, name.len);
	memcpy(bytes + 4 + name.len, blob->fields.data, blob->fields.len);
	must(blob_parse((struct view){bytes, len}, &plain, &note) == 0);
	must(!plain.is_cert && plain.kind == blob->kind && plain.bits == blob->bits);
	fingerprint_of(blob, first);
	fingerprint_of(&plain, second);
	must(strcmp(first, second) == 0);
	must(blob->is_cert || view_equal(plain.bytes, blob->bytes));
	free(bytes);
}

/* Looks at a certificate's own fields. */
static void check_cert(const struct blob *blob)
{
	struct blob ca;
	struct note note;
	must(is_inside(blob->cert_id, blob->bytes) &&
		is_inside(blob->cert_principals, blob->bytes) &&
		is_inside(blob->cert_ca, blob->bytes));
	must(blob->cert_role == 1 || blob->cert_role == 2);
	must(blob_parse(blob->cert_ca, &ca, &note) == 0 && !ca.is_cert);
	must(blob_answers(&ca, blob));
}

/* Looks at what was accepted, and that its beginning is not. */
static void check(const struct blob *blob)
{
	struct blob shorter;
	struct note note;
	struct view cut = {blob->bytes.data, blob->bytes.len - 1};
	must(blob->kind && blob->bits >= 1);
	must(is_inside(blob->fields, blob->bytes) && is_inside(blob->ecdsa_point, blob->fields) &&
		is_inside(blob->rsa_modulus, blob->fields) &&
		is_inside(blob->rsa_exponent, blob->fields) &&
		is_inside(blob->ed25519_key, blob->fields));
	must(blob_parse(cut, &shorter, &note) != 0);
	check_plain(blob);
	if (blob->is_cert)
		check_cert(blob);
}

/* Reads a copy of the input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct blob blob;
	struct note note;
	char *bytes = malloc(size ? size : 1);
	must(bytes);
	if (size > 0)
		memcpy(bytes, data, size);
	if (blob_parse((struct view){bytes, size}, &blob, &note) == 0)
		check(&blob);
	free(bytes);
	return 0;
}
