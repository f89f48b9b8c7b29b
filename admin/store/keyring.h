/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keyring.h – the keys of a person, line by line
 *
 * Shape:  every line of PERSON.keys that can be read, with its place; those that can't are only
 *         counted. A key is named by its fingerprint, with or without "SHA256:", or by a beginning
 *         of it of at least KEYRING_BEGINNING_MIN characters that is no other's.
 * Units:  lines count from 1; bytes.
 * Memory: malloc'ed; keyring_free gives it back.
 * Errors: as store.h; find: 0, REASON_NO_SUCH_KEY with the keys that there are.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_STORE_KEYRING_H
#define KEYHOLE_ADMIN_STORE_KEYRING_H

#include "admin/store/change.h"
#include "common/account.h"
#include "keys/fingerprint.h"
#include "keys/line.h"

#define KEYRING_BEGINNING_MIN 6

struct keyring_key {
	unsigned number;  /* of the line */
	size_t from, len; /* the whole line in the text, its newline included */
	struct line *line;
	char fingerprint[FINGERPRINT_MAX];
	bool marked;
};

struct keyring {
	char person[ACCOUNT_NAME_MAX + 1];
	char path[STORE_PATH_MAX];
	struct path_text text;
	size_t count, room;
	struct keyring_key *key;
	unsigned unread; /* lines that can't be */
};

/** Reads a person's file. */
int keyring_read(
	struct store *store, const char *person, struct keyring *keyring, struct note *note);

/** Takes a text apart that is or will be a person's file. */
int keyring_parse(struct view text, struct keyring *keyring, struct note *note);

/** Whether a fingerprint is meant by what somebody typed. */
bool keyring_is_meant(const char *typed, const char *fingerprint);

/** Whether what somebody typed is too short to be the beginning of a fingerprint; says so. */
bool keyring_too_short(const char *typed, struct note *note);

/** Marks the lines of the key that is meant. */
int keyring_mark(struct keyring *keyring, const char *typed, struct note *note);

/** Puts what is left without the marked lines in the place of the file, or takes the file away where
 *  no key is left. */
int keyring_put(const struct change *change, const struct keyring *keyring, struct note *note);

/** Prints a key: "  ED25519 SHA256:… alice@laptop". */
void keyring_print(const char *lead, const struct keyring_key *key);

/** Frees it. */
void keyring_free(struct keyring *keyring);

/** For CLEANUP(keyring). */
static inline void cleanup_keyring(struct keyring *keyring)
{
	keyring_free(keyring);
}

#endif
