/* SPDX-License-Identifier: Apache-2.0 */
/*
 * address.h – one entry of a from= list: an address, a block or a pattern
 *
 * Shape:  an address, a block (10.0.0.0/8, 2001:db8::/32) or a pattern with * and ? for host names
 *         and addresses as text; a `!` before it shuts out what it matches. Only letters, digits
 *         and . - _ : * ? occur. What sshd would never match MUST be refused: an empty entry, a
 *         block whose address has bits beyond its length, numbers that are no address; so MUST
 *         forms that only some readers take for an address: 10.1, 0x0a.0.0.1, 010.0.0.1,
 *         fe80::1%eth0. Letters match without regard to case.
 * Units:  prefix lengths in bits.
 * Memory: views into the text.
 * Errors: parse: 0 or REASON_BAD_LINE. The rest can't fail.
 * Source: sshd(8) from=, ssh_config(5) PATTERNS; OpenSSH addr.c, match.c.
 */
#ifndef KEYHOLE_KEYS_ADDRESS_H
#define KEYHOLE_KEYS_ADDRESS_H

#include "common/note.h"
#include "common/view.h"

/* The longest text that can be a numeric address, with its NUL. */
#define ADDRESS_TEXT_MAX 64
#define ADDRESS_PATTERN_MAX 255

enum address_family { ADDRESS_PATTERN, ADDRESS_V4, ADDRESS_V6 };

struct address {
	struct view text; /* without the `!` */
	bool negated;
	enum address_family family;
	unsigned prefix;
	unsigned char bytes[16];
};

/** Reads an entry. */
int address_parse(struct view text, struct address *entry, struct note *note);

/** Reads the numeric address of a connection as sshd has it: one that is mapped into IPv6 becomes
 *  IPv4, and its text, in `canonical`, is the usual one. False for a text that is no address. */
bool address_of_peer(const char *text, struct address *address, char canonical[ADDRESS_TEXT_MAX]);

/** Whether an entry matches an address that address_of_peer read, `!` or not. */
bool address_has(const struct address *entry, const struct address *address);

/** Whether two entries match the same, `!` or not. */
bool address_equal(const struct address *a, const struct address *b);

/** Whether all that `inner` matches is matched by `outer` too, as far as can be told: a pattern
 *  covers only the same pattern, and `*` everything. */
bool address_covers(const struct address *outer, const struct address *inner);

#endif
