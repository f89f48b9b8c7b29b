/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy.h – which keys are good enough, and which are revoked
 *
 * Shape:  allowed types by name; a certificate counts by its plain key's type and size, and its
 *         CA's line is judged besides. A revocation list has a line for each key:
 *         `SHA256:fingerprint [reason…]` or `type base64 [reason…]`, # comments, empty lines; any
 *         other line MUST be a fault: a list that can't be read must not open doors.
 * Units:  RSA bits.
 * Memory: everything is a view of the caller's.
 * Errors: 0, or the reason: REASON_KEY_TYPE, REASON_KEY_SHORT, REASON_KEY_REVOKED (the note has the
 *         reason given in the list), -EINVAL for a list that can't be read (the note has the line).
 * Source: ssh-keygen(1) KEY REVOCATION LISTS, for what a line may be.
 */
#ifndef KEYHOLE_KEYS_POLICY_H
#define KEYHOLE_KEYS_POLICY_H

#include "keys/line.h"

struct policy {
	const struct view *types; /* names of the plain types that are allowed */
	size_t type_count;
	unsigned rsa_min_bits;
	struct view revoked;      /* the text of the list; empty: none is */
	const char *revoked_path; /* to name it in notes */
};

/* One entry of a revocation list. */
struct policy_entry {
	unsigned number;         /* of the line */
	struct view fingerprint; /* empty where the line has the key itself */
	struct line line;        /* then this is it */
	struct view reason;
};

/** The next entry of the list, whose text the cursor begins with: 1, 0 at the end, -EINVAL. */
int policy_next(const struct policy *policy, struct line_cursor *cursor, struct policy_entry *entry,
	struct note *note);

/** Judges the type and size of a key, or of the key in a certificate. */
int policy_judge(const struct policy *policy, const struct blob *key, struct note *note);

/** Whether this key, or for a certificate the key in it or its CA, is on the list. */
int policy_revoked(const struct policy *policy, const struct blob *key, struct note *note);

#endif
