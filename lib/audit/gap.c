/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/gap.h"

#include "common/cleanup.h"

#include <errno.h>

/* Twice what is covered: bytes are moved once for each CHAIN_GAP_MAX, not for each line. */
#define ROOM ((size_t)2 * CHAIN_GAP_MAX)

/* Makes room for so many bytes behind those that are held, by letting the first ones go. */
static char *make_room(struct gap *gap, size_t len)
{
	if (!gap->bytes)
		gap->bytes = malloc(ROOM);
	if (!gap->bytes)
		return NULL;
	if (gap->held + len > ROOM) {
		struct view keep = gap_view(gap);
		memmove(gap->bytes, keep.data, keep.len);
		gap->held = keep.len;
	}
	return gap->bytes + gap->held;
}

/* Reads all of a piece, however many times that takes. */
static int read_piece(int fd, char *bytes, size_t len, off_t from)
{
	while (len > 0) {
		ssize_t got = pread(fd, bytes, len, from);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : -EIO;
		bytes += got;
		from += got;
		len -= (size_t)got;
	}
	return 0;
}

/* Reads what will be held of the piece. */
int gap_add_file(struct gap *gap, int fd, off_t from, off_t to)
{
	if (to <= from)
		return 0;
	size_t len = to - from < CHAIN_GAP_MAX ? (size_t)(to - from) : CHAIN_GAP_MAX;
	char *room = make_room(gap, len);
	if (!room)
		return -ENOMEM;
	int r = read_piece(fd, room, len, to - (off_t)len);
	if (r != 0)
		return r;
	gap->held += len;
	gap->len += (uint64_t)(to - from);
	return 0;
}

/* Copies the text's end. */
int gap_add(struct gap *gap, struct view text)
{
	size_t len = text.len < CHAIN_GAP_MAX ? text.len : CHAIN_GAP_MAX;
	char *room = len > 0 ? make_room(gap, len) : NULL;
	if (len > 0 && !room)
		return -ENOMEM;
	if (len > 0)
		memcpy(room, text.data + text.len - len, len);
	gap->held += len;
	gap->len += text.len;
	return 0;
}

/* Gives the last ones of what is held. */
struct view gap_view(const struct gap *gap)
{
	size_t len = gap->held < CHAIN_GAP_MAX ? gap->held : CHAIN_GAP_MAX;
	return len > 0 ? (struct view){gap->bytes + gap->held - len, len}
		       : (struct view){gap->bytes, 0};
}

/* Skips the first ones. */
struct view gap_last(const struct gap *gap, uint64_t len)
{
	struct view all = gap_view(gap);
	return view_skip(all, len < all.len ? all.len - (size_t)len : 0);
}

/* Forgets what is held. */
void gap_clear(struct gap *gap)
{
	gap->len = 0;
	gap->held = 0;
}

/* Frees and forgets. */
void gap_free(struct gap *gap)
{
	free(gap->bytes);
	*gap = (struct gap){0, 0, NULL};
}
