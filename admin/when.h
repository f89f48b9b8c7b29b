/* SPDX-License-Identifier: Apache-2.0 */
/*
 * when.h – times as people write and read them
 *
 * Shape:  read: `2026-11-22`, `2026-11-22 13:45` or `…T13:45:10` (local time; with a Z behind it
 *         UTC, as the log has it, parts of a second allowed); `13:45[:10]`, the last time that the
 *         clock said so; `2h`, `3d`, `1w2d`, `90min` ago (s, m or min, h, d, w); `now`, `today`,
 *         `yesterday`, `monday`, from their midnight on; `Nov 22` and `11-22 20:25`, the last time
 *         that it was so; `2h ago` and `-2h`; an offset like `+01:00` for Z. Written: local time.
 * Units:  microseconds since 1970; seconds.
 * Memory: the caller's buffers.
 * Errors: when_parse: 0 or -EINVAL; the note shows the forms. The rest can't fail.
 * Source: systemd.time(7), of which this is a small part.
 */
#ifndef KEYHOLE_ADMIN_WHEN_H
#define KEYHOLE_ADMIN_WHEN_H

#include "common/note.h"

#include <stdint.h>

#define WHEN_TEXT_MAX 32

/** Reads a time; `now` is what the clock says. */
int when_parse(const char *text, int64_t now, int64_t *time, struct note *note);

/** Writes a time: `2026-11-22 13:45:10`. */
void when_text(int64_t time, char out[WHEN_TEXT_MAX]);

/** Writes a duration by its two greatest parts: `12s`, `4m12s`, `3h04m`, `2d03h`. */
void when_lasted(int64_t seconds, char out[WHEN_TEXT_MAX]);

#endif
