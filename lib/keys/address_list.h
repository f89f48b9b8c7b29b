/* SPDX-License-Identifier: Apache-2.0 */
/*
 * address_list.h – the addresses that a from= list lets in
 *
 * Shape:  entries (address.h) with commas between, at most ADDRESS_LIST_MAX. An exclusion wins over
 *         any other entry. A list of nothing but exclusions MUST be refused: it lets nobody in.
 *         Joined: what both lists let in, each entry once. Blocks are intersected; a pattern can
 *         only be intersected with `*`, or with a list that has the same pattern; what either
 *         shuts out stays shut out.
 * Units:  none.
 * Memory: views into the list's text; a joined list is written into the caller's buffer.
 * Errors: parse: 0 or REASON_BAD_LINE; join: 0 or REASON_ADDRESS.
 * Source: sshd(8) from=; OpenSSH addrmatch.c:addr_match_list, match.c:match_host_and_ip.
 */
#ifndef KEYHOLE_KEYS_ADDRESS_LIST_H
#define KEYHOLE_KEYS_ADDRESS_LIST_H

#include "keys/address.h"

#define ADDRESS_LIST_MAX 128

struct address_list {
	size_t count;
	struct address item[ADDRESS_LIST_MAX];
};

/** Reads a list. */
int address_list_parse(struct view text, struct address_list *list, struct note *note);

/** Whether a list lets this numeric address in; false for a text that is no address. */
bool address_list_matches(const struct address_list *list, const char *address);

/** Writes into `out` (no NUL after it) the list that lets in what both do. */
int address_list_join(const struct address_list *a, const struct address_list *b, char *out,
	size_t cap, size_t *len, struct note *note);

#endif
