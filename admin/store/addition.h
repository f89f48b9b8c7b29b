/* SPDX-License-Identifier: Apache-2.0 */
/*
 * addition.h – keys that were judged, put into a person's file
 *
 * Shape:  what is in the file stays, byte for byte, and the new lines stand behind it. A key that is
 *         there already is not added; of one that is there with another end the end is moved, if it
 *         was asked for by itself (prolong.h); with other options it is refused, and so are all.
 *         What became of each is recorded and said.
 * Units:  none.
 * Memory: none is kept.
 * Errors: exit status; it has said what is wrong.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_STORE_ADDITION_H
#define KEYHOLE_ADMIN_STORE_ADDITION_H

#include "admin/store/intake.h"

/* What is asked for. */
struct addition_request {
	const char *person;
	const struct intake *intake;
	bool ends;  /* an end was asked for, which a key that is there may get */
	bool there; /* nothing is to be added, only an end moved */
};

/** Adds them under the store's lock, and says what that opens. */
int addition_run(const struct settings *settings, const struct addition_request *request);

#endif
