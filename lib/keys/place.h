/* SPDX-License-Identifier: Apache-2.0 */
/*
 * place.h – a host and a port that a key may forward to or listen on
 *
 * Shape:  "host:port", "[host]:port" (where the host has colons) or, for listening only, "port" for
 *         any host. A port is a number from 1 to 65535 without leading zeros, or `*` for any; port
 *         0 MUST be refused, as sshd does; so MUST what sshd accepts by accident or by asking
 *         /etc/services: an empty host, a `/` in place of the colon, the name of a service. The
 *         host `*` stands for any; sshd compares all others as text when it connects, and as
 *         patterns when it listens.
 * Units:  PLACE_HOST_MAX bytes with a NUL.
 * Memory: views into the text.
 * Errors: parse: 0 or REASON_BAD_LINE. The rest can't fail.
 * Source: sshd(8) permitopen, permitlisten; OpenSSH auth-options.c:handle_permit, channels.c.
 */
#ifndef KEYHOLE_KEYS_PLACE_H
#define KEYHOLE_KEYS_PLACE_H

#include "common/note.h"
#include "common/view.h"

#define PLACE_HOST_MAX 1024

struct place {
	struct view host, port; /* as text; the brackets are not part of the host */
};

/** Reads a place; `listen` allows a port alone. */
int place_parse(struct view text, bool listen, struct place *place, struct note *note);

/** Whether both are the same place. */
bool place_equal(const struct place *a, const struct place *b);

/** What two places have in common; false if that is nothing. Two patterns that are not the same
 *  text count as having nothing in common, so that a joined list is never wider than either. */
bool place_join(const struct place *a, const struct place *b, struct place *joined);

#endif
