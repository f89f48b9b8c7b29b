/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/blob.h"

#include "common/reason.h"
#include "keys/wire.h"

#define RSA_BITS_MIN 1024
#define ED25519_SIZE 32
#define PRINCIPALS_MAX 256
#define POINT_UNCOMPRESSED 0x04

#define CERT "-cert-v01@openssh.com"

static const struct key_kind kinds[] = {
	{KEY_ED25519, "ssh-ed25519", "ssh-ed25519" CERT, NULL, 256},
	{KEY_RSA, "ssh-rsa", "ssh-rsa" CERT, NULL, 0},
	{KEY_ECDSA, "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256" CERT, "nistp256", 256},
	{KEY_ECDSA, "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384" CERT, "nistp384", 384},
	{KEY_ECDSA, "ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521" CERT, "nistp521", 521},
	{KEY_SK_ED25519, "sk-ssh-ed25519@openssh.com", "sk-ssh-ed25519" CERT, NULL, 256},
	{KEY_SK_ECDSA, "sk-ecdsa-sha2-nistp256@openssh.com", "sk-ecdsa-sha2-nistp256" CERT,
		"nistp256", 256},
	{KEY_DSA, "ssh-dss", "ssh-dss" CERT, NULL, 0},
};

#define KIND_COUNT (sizeof kinds / sizeof *kinds)

/* Goes to a place in the table. */
const struct key_kind *blob_kind_at(size_t index)
{
	return index < KIND_COUNT ? &kinds[index] : NULL;
}

/* Walks the table for a plain name. */
const struct key_kind *blob_kind(struct view name)
{
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (view_is(name, kinds[i].name))
			return &kinds[i];
	return NULL;
}

/* Walks the table for a certificate's name. */
const struct key_kind *blob_cert_kind(struct view name)
{
	for (size_t i = 0; i < KIND_COUNT; i++)
		if (kinds[i].cert_name && view_is(name, kinds[i].cert_name))
			return &kinds[i];
	return NULL;
}

/* Says which field of the blob is wrong. */
static int bad(struct note *note, const struct blob *blob, const char *what)
{
	return note_set(note, REASON_BAD_LINE, "the %s %s is damaged: %s", blob->kind->name,
		blob->is_cert ? "certificate" : "key", what);
}

/* Takes an RSA key's exponent and modulus. */
static int take_rsa(struct view *rest, struct blob *blob, struct note *note)
{
	if (!wire_number(rest, &blob->rsa_exponent))
		return bad(
			note, blob, "its exponent is not a positive number in its shortest form");
	if (!wire_number(rest, &blob->rsa_modulus))
		return bad(note, blob,
			"its modulus is not a positive number in its shortest form, "
			"or longer than 16384 bits");
	blob->bits = wire_bits(blob->rsa_modulus);
	if (blob->bits < RSA_BITS_MIN)
		return note_set(note, REASON_BAD_LINE,
			"the RSA key has %u bits; sshd reads none of fewer than %d", blob->bits,
			RSA_BITS_MIN);
	return 0;
}

/* Takes a DSA key's four numbers. */
static int take_dsa(struct view *rest, struct blob *blob, struct note *note)
{
	struct view prime, other;
	if (!wire_number(rest, &prime))
		return bad(note, blob, "its prime is not a positive number in its shortest form");
	for (int i = 0; i < 3; i++)
		if (!wire_number(rest, &other))
			return bad(note, blob,
				"one of its numbers is not a positive one in its shortest form");
	blob->bits = wire_bits(prime);
	return 0;
}

/* Takes the name of an ECDSA key's curve and the point on it. */
static int take_ecdsa(struct view *rest, struct blob *blob, struct note *note)
{
	struct view curve;
	if (!wire_string(rest, &curve) || !view_is(curve, blob->kind->curve))
		return bad(note, blob, "its curve is not that of its type");
	size_t size = 1 + 2 * ((blob->bits + 7) / 8);
	if (!wire_string(rest, &blob->ecdsa_point) || blob->ecdsa_point.len != size ||
		blob->ecdsa_point.data[0] != POINT_UNCOMPRESSED)
		return bad(
			note, blob, "its point is not an uncompressed one of the curve's length");
	return 0;
}

/* Takes the 32 bytes of an ed25519 key. */
static int take_ed25519(struct view *rest, struct blob *blob, struct note *note)
{
	if (!wire_string(rest, &blob->ed25519_key) || blob->ed25519_key.len != ED25519_SIZE)
		return bad(note, blob, "its key does not have 32 bytes");
	return 0;
}

/* Takes the name of the application that a security key was made for. */
static int take_application(struct view *rest, struct blob *blob, struct note *note)
{
	struct view application;
	if (!wire_text(rest, &application))
		return bad(note, blob, "its application is cut off or has a NUL");
	return 0;
}

/* Takes the numbers of the key, whatever its family. */
static int take_numbers(struct view *rest, struct blob *blob, struct note *note)
{
	switch (blob->kind->family) {
	case KEY_RSA:
		return take_rsa(rest, blob, note);
	case KEY_DSA:
		return take_dsa(rest, blob, note);
	case KEY_ECDSA:
	case KEY_SK_ECDSA:
		return take_ecdsa(rest, blob, note);
	default:
		return take_ed25519(rest, blob, note);
	}
}

/* Takes the public fields of the key and remembers where they lie. */
static int take_fields(struct view *rest, struct blob *blob, struct note *note)
{
	const char *start = rest->data;
	size_t before = rest->len;
	blob->bits = blob->kind->bits;
	int r = take_numbers(rest, blob, note);
	if (r == 0 && (blob->kind->family == KEY_SK_ECDSA || blob->kind->family == KEY_SK_ED25519))
		r = take_application(rest, blob, note);
	blob->fields = (struct view){start, before - rest->len};
	return r;
}

/* Whether a list is nothing but strings, in groups of `group`, of which the count is bounded. */
static bool is_list(struct view list, size_t group, size_t max)
{
	struct view item;
	size_t count = 0;
	for (; list.len > 0; count++)
		if (count == max || !wire_string(&list, &item))
			return false;
	return count % group == 0;
}

/* Whether a list is nothing but texts, no more of them than sshd reads. */
static bool are_principals(struct view list)
{
	struct view item;
	if (!is_list(list, 1, PRINCIPALS_MAX))
		return false;
	while (list.len > 0)
		if (!wire_text(&list, &item))
			return false;
	return true;
}

/* Looks whether the key that signed is a plain one. */
static int judge_ca(struct blob *blob, struct note *note)
{
	struct view rest = blob->cert_ca, name;
	struct blob ca = {0};
	if (!wire_string(&rest, &name) || !(ca.kind = blob_kind(name)))
		return bad(note, blob, "the key that signed it is not a plain key of a known type");
	int r = take_fields(&rest, &ca, note);
	if (r != 0)
		return r;
	if (rest.len != 0)
		return bad(note, blob, "there is more after the key that signed it");
	return 0;
}

/* Takes what a certificate has after the key. */
static int take_cert(struct view *rest, struct blob *blob, struct note *note)
{
	struct view critical, extensions, reserved, signature;
	if (!wire_u64(rest, &blob->cert_serial) || !wire_u32(rest, &blob->cert_role) ||
		!wire_text(rest, &blob->cert_id) || !wire_string(rest, &blob->cert_principals) ||
		!wire_u64(rest, &blob->cert_after) || !wire_u64(rest, &blob->cert_before))
		return bad(note, blob, "it is cut off between its serial number and its dates");
	if (!wire_string(rest, &critical) || !wire_string(rest, &extensions) ||
		!wire_string(rest, &reserved) || !wire_string(rest, &blob->cert_ca) ||
		!wire_string(rest, &signature))
		return bad(note, blob, "it is cut off between its options and its signature");
	if (blob->cert_role != 1 && blob->cert_role != 2)
		return bad(note, blob, "it is neither a user's nor a host's");
	if (!are_principals(blob->cert_principals))
		return bad(note, blob, "its list of principals is cut off, too long or has a NUL");
	if (!is_list(critical, 2, SIZE_MAX) || !is_list(extensions, 2, SIZE_MAX))
		return bad(note, blob, "its options are not pairs of a name and a value");
	return judge_ca(blob, note);
}

/* Finds the kind by the first field, and passes over the random bytes that begin a certificate. */
static int take_kind(struct view *rest, struct blob *blob, struct note *note)
{
	struct view name, nonce;
	if (!wire_string(rest, &name))
		return note_set(note, REASON_BAD_LINE, "the key is cut off before its type");
	blob->kind = blob_kind(name);
	if (blob->kind)
		return 0;
	blob->kind = blob_cert_kind(name);
	if (!blob->kind)
		return note_set(note, REASON_BAD_LINE, "the key's type \"%.*s\" is not a known one",
			(int)(name.len < 64 ? name.len : 64), name.data);
	blob->is_cert = true;
	if (!wire_string(rest, &nonce))
		return bad(note, blob, "it is cut off before its key");
	return 0;
}

/* Takes one field after the other and looks that nothing is left. */
int blob_parse(struct view bytes, struct blob *blob, struct note *note)
{
	struct view rest = bytes;
	*blob = (struct blob){.bytes = bytes};
	if (bytes.len > BLOB_CERT_MAX)
		return note_set(
			note, REASON_BAD_LINE, "the key is longer than %d bytes", BLOB_CERT_MAX);
	int r = take_kind(&rest, blob, note);
	if (r == 0)
		r = take_fields(&rest, blob, note);
	if (r == 0 && blob->is_cert)
		r = take_cert(&rest, blob, note);
	if (r == 0 && rest.len != 0)
		r = bad(note, blob, "there is more after its last field");
	return r;
}

/* Compares with the offered key, or with the CA of the offered certificate. */
bool blob_answers(const struct blob *line_key, const struct blob *offered)
{
	return view_equal(line_key->bytes, offered->is_cert ? offered->cert_ca : offered->bytes);
}
