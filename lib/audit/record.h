/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record.h – of a line of the log what binds it to the others
 *
 * Shape:  a line that is written as keyhole writes it (event.h: `v`, `epoch`, `seq`, `time` first,
 *         in this order, `after` and `seal` last) is taken apart without reading the rest, which a
 *         seal that fits has vouched for; every other line is read as event.h reads it. A line that
 *         is a record but for a byte order mark before it or a carriage return behind it is *bent*:
 *         it is given as what it was without.
 * Units:  numbers are EVENT_UNKNOWN where there are none; seals are bytes, or hex in a text.
 * Memory: views into the line.
 * Errors: none can fail; false where a line is no record.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_RECORD_H
#define KEYHOLE_AUDIT_RECORD_H

#include "audit/event.h"
#include "seal/chain.h"

struct record {
	int64_t epoch, seq;
	struct view time; /* as it is written; of a record always EVENT_TIME_LEN bytes */
	bool bent;
	bool sealing;     /* its event is "sealed" */
	bool hands_over;  /* and it says that another epoch follows */
	bool linked;      /* it ends in a seal: only then is there a body */
	struct view body; /* what the seal covers of the line */
	struct view seal; /* CHAIN_HEX digits */
};

/** Takes a line apart that is written as keyhole writes it; false for any other. */
bool record_take(struct view line, struct record *record);

/** Reads any line; `event` is memory to work with. */
bool record_read(struct view line, struct event *event, struct record *record);

/** Whether a record tells the seal of the record before it, as the first one of a file does. */
bool record_after(const struct record *record, unsigned char after[HASH_SIZE]);

#endif
