/* SPDX-License-Identifier: Apache-2.0 */
/*
 * revocation.h – the list of revoked keys, taken apart and added to
 *
 * Shape:  taken apart by the code that decides (policy.h); a list with a line that can't be read
 *         is none. A new line is `SHA256:fingerprint  reason`; what is there stays, byte for byte.
 *         A reason MUST be one line of text without control characters.
 * Units:  lines count from 1.
 * Memory: malloc'ed; revocation_free and path_text_free give it back.
 * Errors: 0; -ENODATA for an empty text, -EINVAL for a line or a reason that can't be, -ENOMEM.
 * Source: policy.h.
 */
#ifndef KEYHOLE_ACCESS_REVOCATION_H
#define KEYHOLE_ACCESS_REVOCATION_H

#include "common/path.h"
#include "keys/fingerprint.h"

#define REVOCATION_HEX_MAX 65

/* A revoked key. */
struct revocation {
	unsigned number; /* of the line */
	char fingerprint[FINGERPRINT_MAX];
	char hex[REVOCATION_HEX_MAX]; /* the same bytes */
	char *key; /* "ssh-ed25519 AAAA…", NULL where only the fingerprint is */
};

struct revocation_list {
	size_t count, room;
	struct revocation *item;
};

/** Takes a text apart; `path` names it. */
int revocation_read(
	struct view text, const char *path, struct revocation_list *list, struct note *note);

/** Whether a fingerprint is in the list. */
bool revocation_has(const struct revocation_list *list, const char *fingerprint);

/** Writes the text with a line behind the others for each fingerprint that it does not have yet. */
int revocation_append(struct view text, const char *path, const char *const *fingerprints,
	size_t count, const char *reason, struct path_text *out, struct note *note);

/** Frees the list. */
void revocation_free(struct revocation_list *list);

/** For CLEANUP(revocation). */
static inline void cleanup_revocation(struct revocation_list *list)
{
	revocation_free(list);
}

#endif
