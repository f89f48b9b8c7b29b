/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sealing.h – beginning to seal the log, and beginning anew
 *
 * Shape:  a new key begins an epoch with a record `sealed`; the key of that very record is the
 *         verification key, and it MUST NOT be kept anywhere. The state goes to the disk before
 *         that record is written. Where a log is sealed already, the old epoch's last record,
 *         `sealed` too, tells the id of the key that follows; where the old key is lost there is
 *         none, and the new epoch is bound to the old one by the chain alone. Whatever instruction
 *         this ends at, the log goes on, under the old key or the new one: where the new key
 *         could not be shown, another epoch has to be begun. All is synced, whatever audit_sync is.
 * Units:  microseconds since 1970.
 * Memory: the key is the caller's to wipe. The event's views look into the struct, which MUST NOT
 *         be copied by assignment.
 * Errors: 0 with an outcome, the note is empty or says what is odd; -errno.
 * Source: append.h, getrandom(2).
 */
#ifndef KEYHOLE_AUDIT_SEALING_H
#define KEYHOLE_AUDIT_SEALING_H

#include "audit/append.h"
#include "seal/verification_key.h"

enum sealing_outcome {
	SEALING_DONE,
	SEALING_ALREADY, /* it is sealed, and was not to be renewed */
	SEALING_LOST,    /* it was, the key is lost, and it was not to be renewed */
	SEALING_NEVER,   /* it was to be renewed, and is not sealed */
};

struct sealing {
	bool renew;
	struct view by; /* which administrator */
	int64_t audit_session;
	enum sealing_outcome outcome;
	uint64_t old_epoch; /* 0: there was none */
	int64_t since;      /* when the old epoch began, where its key is not lost */
	bool handed_over;   /* the old epoch's last record tells of the new one */
	struct verification_key key;
	char detail[96];
	struct event event; /* the new epoch's first record */
};

/** Begins an epoch. */
int sealing_begin(const struct append_place *place, struct sealing *sealing, struct note *note);

#endif
