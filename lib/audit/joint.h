/* SPDX-License-Identifier: Apache-2.0 */
/*
 * joint.h – whether a record follows on the one before
 *
 * Shape:  it does if its seal is the one that chain.h makes. Where there is no key for its epoch,
 *         it may: if its number is the next one, its time is no earlier, and the seal that it tells
 *         of the record before (`after`), if it does, is that one's. A joint of which seq is not
 *         known (EVENT_UNKNOWN) is followed by any number and time.
 * Units:  bytes; gap lengths are those of the gap's end that counts.
 * Memory: held by value.
 * Errors: enum joint_answer or -errno.
 * Source: chain.h.
 */
#ifndef KEYHOLE_AUDIT_JOINT_H
#define KEYHOLE_AUDIT_JOINT_H

#include "audit/event_field.h"
#include "audit/gap.h"
#include "audit/record.h"
#include "seal/keyring.h"

enum joint_answer { JOINT_NO, JOINT_FITS, JOINT_MAY };

/* What a record has to follow on. */
struct joint {
	bool known;
	int64_t epoch, seq;
	char time[EVENT_TIME_LEN];
	bool hands_over;
	unsigned char seal[HASH_SIZE];
};

/* What all answers are made with. */
struct joint_tools {
	const struct hash *hash;
	struct keyring *keys;
	struct gap gap;
};

/** Whether a record follows, with the last `gap_len` bytes of the gap between; its seal, as it
 *  should be, goes into `seal`. */
int joint_fits(struct joint_tools *tools, const struct joint *joint, const struct record *record,
	uint64_t gap_len, unsigned char seal[HASH_SIZE], struct note *note);

/** Makes a record with this seal the one that has to be followed. */
void joint_set(
	struct joint *joint, const struct record *record, const unsigned char seal[HASH_SIZE]);

/** Whether a record's time and number may be those of the next one. */
bool joint_precedes(const struct joint *joint, const struct record *record);

#endif
