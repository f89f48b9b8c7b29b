/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_file.h – a file of verification keys
 *
 * Shape:  one key after another, as keyhole seal prints them; what follows on a # is a comment, and
 *         so are blank lines between keys allowed. "-" is standard input.
 * Units:  bytes; a file of more than KEY_FILE_MAX is none.
 * Memory: what was read is wiped.
 * Errors: 0 or -errno; the note names the file, which key, and which of its groups is wrong.
 * Source: seal/verification_key.h.
 */
#ifndef KEYHOLE_ADMIN_PROOF_KEY_FILE_H
#define KEYHOLE_ADMIN_PROOF_KEY_FILE_H

#include "seal/keyring.h"

#define KEY_FILE_MAX (64 * 1024)

/** Adds the keys of a file to a ring. */
int key_file_read(const char *path, struct keyring *ring, struct note *note);

#endif
