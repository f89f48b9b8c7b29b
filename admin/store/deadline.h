/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deadline.h – when something shall end, as people write it
 *
 * Shape:  `90d`, `12h`, `2w` from now on (s, m or min, h, d, w); `2027-12-31`, to the end of that
 *         day; `2027-12-31 18:00[:00]`, in the time of this place, with a Z behind it in
 *         UTC; RFC 3339 with an offset; sshd's own `20271231`, `202712311800`, `20271231180000`,
 *         which are the moments that sshd takes them for. It MUST be yet to come.
 * Units:  seconds since 1970.
 * Memory: the caller's buffers.
 * Errors: 0 or -EINVAL; the note shows the forms.
 * Source: when.h, until.h; sshd(8) expiry-time.
 */
#ifndef KEYHOLE_ADMIN_STORE_DEADLINE_H
#define KEYHOLE_ADMIN_STORE_DEADLINE_H

#include "common/note.h"

#include <stdint.h>

/** Reads a time; `now` is what the clock says. */
int deadline_parse(const char *text, uint64_t now, uint64_t *seconds, struct note *note);

#endif
