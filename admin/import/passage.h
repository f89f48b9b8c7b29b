/* SPDX-License-Identifier: Apache-2.0 */
/*
 * passage.h – which keys open an account, each with what it is restricted to
 *
 * Shape:  for each key the lines that sshd would try for it, in their order. It takes the first that
 *         fits; one that has neither from= nor expiry-time= always does, so nothing behind it ever
 *         counts, and nor does a line that says the same as one before it. Two accounts are opened
 *         alike by a key if what is left is the same, line by line. The key of a CA is another one
 *         than the same key itself.
 * Units:  none.
 * Memory: keys and options are copied; passage_list_free gives all back.
 * Errors: 0 or -ENOMEM.
 * Source: auth2-pubkeyfile.c:auth_check_authkey_line, auth-options.c:auth_authorise_keyopts.
 */
#ifndef KEYHOLE_ADMIN_IMPORT_PASSAGE_H
#define KEYHOLE_ADMIN_IMPORT_PASSAGE_H

#include "access/access.h"

/* One line that opens an account. */
struct passage {
	struct view key; /* its blob */
	bool authority;  /* for the certificates of this CA */
	bool conditional;
	bool repeated; /* it says the same as one before it; known once the list is sorted */
	size_t order;
	char *options;                  /* in canonical form */
	char person[ACCESS_PERSON_MAX]; /* empty: it stands in a file of the account's */
};

struct passage_list {
	size_t count, room;
	struct passage *item;
	int fault; /* of a visit that could not be kept */
};

/* The lines of one list that have one key. */
struct passage_run {
	const struct passage *first;
	size_t count;
};

/** Whether sshd may pass a line with these options over. */
bool passage_is_conditional(const struct options *options);

/** Adds a line of a file. */
int passage_add(struct passage_list *list, struct view key, const char *options, bool conditional);

/** Adds what access_decide lets pass; `context` is the list. */
void passage_visit(void *context, const struct access_candidate *candidate);

/** Orders a list by keys, when all are in it; the lines of one key stay in their order. */
void passage_sort(struct passage_list *list);

/** The next key of two sorted lists, and its lines in each; false at the end. */
bool passage_next(struct passage_list rest[2], struct passage_run runs[2]);

/** Whether a key opens alike by both, of sorted lists. */
bool passage_alike(const struct passage_run runs[2]);

/** Frees it. */
void passage_list_free(struct passage_list *list);

/** For CLEANUP(passage_list). */
static inline void cleanup_opening_list(struct passage_list *list)
{
	passage_list_free(list);
}

#endif
