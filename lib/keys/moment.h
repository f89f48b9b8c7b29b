/* SPDX-License-Identifier: Apache-2.0 */
/*
 * moment.h – a time as an expiry-time= option has it: read and printed
 *
 * Shape:  YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, digits only, then nothing (the server's time
 *         zone), or Z or UTC in any case. A day past the end of its month is carried into the next
 *         and a leap second into the next minute, as sshd's mktime does; a month, day, hour,
 *         minute or second that no calendar has MUST be refused, and so MUST 1970 or before.
 * Units:  seconds since 1970; printed with 14 digits and a Z.
 * Memory: the caller's buffers; a time without Z makes the C library read the time zone's file.
 * Errors: false; printing can't fail: what is past the year 9999 is printed as its end.
 * Source: sshd(8) expiry-time; OpenSSH misc.c:parse_absolute_time.
 */
#ifndef KEYHOLE_KEYS_MOMENT_H
#define KEYHOLE_KEYS_MOMENT_H

#include "common/view.h"

#include <stdint.h>

/* The last second that 14 digits can say. */
#define MOMENT_LAST UINT64_C(253402300799)
/* Bytes of a printed time, with its NUL. */
#define MOMENT_TEXT_MAX 16

/** Reads a time. */
bool moment_parse(struct view text, uint64_t *seconds);

/** Prints a time. */
void moment_print(uint64_t seconds, char out[MOMENT_TEXT_MAX]);

#endif
