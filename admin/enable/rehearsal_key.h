/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rehearsal_key.h – the throw-away key of a rehearsal
 *
 * Shape:  of the first type, in the order of REHEARSAL_KEY's table, that keyhole.conf's key_types
 *         and sshd's PubkeyAcceptedAlgorithms both take: ed25519, ecdsa of 256 bits, rsa; that of
 *         as many bits as rsa_min_bits and RequiredRSASize ask for, 3072 at the least. It lies on the
 *         stage (rehearsal_stage.h) and goes with it.
 * Units:  bits; milliseconds of child_clock.
 * Memory: held by value; the line is freed by CLEANUP(rehearsal_key).
 * Errors: 0 or -errno: -ENOTSUP where no such type is taken: the note names both settings.
 * Source: ssh-keygen(1) -t, -b; sshd_config(5) PubkeyAcceptedAlgorithms, RequiredRSASize.
 */
#ifndef KEYHOLE_ADMIN_ENABLE_REHEARSAL_KEY_H
#define KEYHOLE_ADMIN_ENABLE_REHEARSAL_KEY_H

#include "common/path.h"
#include "common/settings.h"
#include "keys/fingerprint.h"
#include "server/effective.h"

#define REHEARSAL_PERSON "keyhole-proof"
#define REHEARSAL_KEY_BITS 3072

struct rehearsal_key_type {
	const char *name; /* as ssh-keygen -t has it */
	unsigned bits;
};

/* A key that lives as long as the stage. */
struct rehearsal_key {
	char file[64]; /* the private one; the public one is beside it */
	char person[32];
	char fingerprint[FINGERPRINT_MAX];
	struct path_text line; /* the public one */
};

/** For CLEANUP(rehearsal_key). */
static inline void cleanup_rehearsal_key(struct rehearsal_key *key)
{
	path_text_free(&key->line);
}

/** Chooses the type. */
int rehearsal_key_choose(const struct settings *settings, const struct effective *effective,
	struct rehearsal_key_type *type, struct note *note);

/** Has ssh-keygen make one in a folder, for an account; it opens nothing yet. */
int rehearsal_key_make(const struct settings *settings, const char *account, const char *file,
	long long end, struct rehearsal_key *key, struct note *note);

#endif
