/* SPDX-License-Identifier: Apache-2.0 */
/*
 * beginning.h – a key that is named by the beginning of its fingerprint
 *
 * Shape:  looked for in keys.d, in the list of revoked keys, and in the account's own files as far
 *         as sshd reads them; with or without "SHA256:", as keyring.h has it. It MUST mean one key.
 * Units:  none.
 * Memory: none is kept.
 * Errors: 0; REASON_NO_SUCH_KEY: none, more than one, or too few characters; -errno.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_WHY_BEGINNING_H
#define KEYHOLE_ADMIN_WHY_BEGINNING_H

#include "admin/why/inquiry.h"

/** Whether a word, which names no file, can be meant as the beginning of a fingerprint. */
bool beginning_is(const char *typed);

/** Finds the key and puts its fingerprint into the inquiry, whose facts are learnt. */
int beginning_find(struct inquiry *inquiry, const char *typed, struct note *note);

#endif
