/* SPDX-License-Identifier: Apache-2.0 */
/*
 * given.h – the key that somebody asks about
 *
 * Shape:  a fingerprint; or the first key in a file or on standard input: a public key, a
 *         certificate, or a line of authorized_keys. For a private key's file the file beside it
 *         that ends in .pub is read.
 * Units:  bytes, at most GIVEN_MAX of a file.
 * Memory: malloc'ed; given_free gives it back.
 * Errors: 0; REASON_BAD_LINE: it is no key, the note says what it is; -errno.
 * Source: ssh-keygen(1).
 */
#ifndef KEYHOLE_ADMIN_STORE_GIVEN_H
#define KEYHOLE_ADMIN_STORE_GIVEN_H

#include "keys/fingerprint.h"

#include <stdbool.h>

#define GIVEN_MAX (512 * 1024)

struct given {
	bool any;         /* a key was asked about */
	bool known;       /* its blob is known, not only its fingerprint */
	const char *name; /* as it was asked for */
	char fingerprint[FINGERPRINT_MAX];
	struct blob key;
	unsigned char *bytes; /* of the blob */
};

/** Reads what stands behind --key. */
int given_read(const char *name, struct given *given, struct note *note);

/** Takes over the blob of a key that was known by its fingerprint. */
int given_learn(struct given *given, struct view blob, struct note *note);

/** Gives back the bytes. */
void given_free(struct given *given);

#endif
