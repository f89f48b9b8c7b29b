/* SPDX-License-Identifier: Apache-2.0 */
/*
 * blob.h – a public key or certificate in SSH's wire form, taken apart
 *
 * Shape:  fields of a 32-bit big-endian length and that many bytes, the first the type's name. All
 *         fields that the type has MUST be there and nothing after them. ed25519 has 32 bytes;
 *         an ECDSA curve's name MUST be the type's and its point uncompressed and of the right
 *         length; an RSA modulus has 1024 to 16384 bits, as sshd accepts; numbers are positive
 *         and without needless leading zeros. A certificate's CA key MUST be a plain key.
 * Units:  bits, seconds since 1970, bytes.
 * Memory: a blob is views into the bytes it was parsed from; nothing is allocated.
 * Errors: 0, or REASON_BAD_LINE with the note saying which field is wrong.
 * Source: RFC 4253 6.6, RFC 5656, RFC 8709, OpenSSH PROTOCOL.certkeys and PROTOCOL.u2f;
 *         sshkey.c:sshkey_from_blob.
 */
#ifndef KEYHOLE_KEYS_BLOB_H
#define KEYHOLE_KEYS_BLOB_H

#include "common/note.h"
#include "common/view.h"

#include <stdint.h>

/* No plain key that sshd accepts is longer: two numbers of 16384 bits, and their names. */
#define BLOB_PLAIN_MAX 4200
/* No certificate fits a packet of SSH that is longer. */
#define BLOB_CERT_MAX (256 * 1024)

enum key_family { KEY_RSA, KEY_DSA, KEY_ECDSA, KEY_ED25519, KEY_SK_ECDSA, KEY_SK_ED25519 };

/* A type of key: "ssh-ed25519", "ssh-ed25519-cert-v01@openssh.com", its family and curve. */
struct key_kind {
	enum key_family family;
	const char *name;
	const char *cert_name; /* NULL: has no certificates */
	const char *curve;     /* ECDSA: "nistp256"; NULL otherwise */
	unsigned bits;         /* 0: read from the blob */
};

struct blob {
	struct view bytes; /* all of it */
	const struct key_kind *kind;
	unsigned bits;
	struct view fields; /* the public fields of the key itself, in a certificate too */
	struct view ecdsa_point, rsa_modulus, rsa_exponent, ed25519_key; /* those the type has */
	bool is_cert;
	/* what follows is a certificate's alone */
	uint64_t cert_serial;
	uint32_t cert_role; /* 1: a user's, 2: a host's */
	struct view cert_id;
	struct view cert_principals; /* a list of strings, each with its length */
	uint64_t cert_after, cert_before;
	struct view cert_ca; /* the blob of the key that signed */
};

/** Takes a blob apart. */
int blob_parse(struct view bytes, struct blob *blob, struct note *note);

/** The kind of a plain key by its name, NULL where there is none such. */
const struct key_kind *blob_kind(struct view name);

/** The kind of a certificate by its name, NULL where there is none such. */
const struct key_kind *blob_cert_kind(struct view name);

/** The kind at this place in the table of kinds, NULL past its end: to walk them all. */
const struct key_kind *blob_kind_at(size_t index);

/** Whether `line_key`, the plain key of a line, is the offered key or the CA of the offered
 *  certificate: the key that sshd would look for. */
bool blob_answers(const struct blob *line_key, const struct blob *offered);

#endif
