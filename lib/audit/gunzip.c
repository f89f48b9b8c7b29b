/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/gunzip.h"

#include "common/cleanup.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <zlib.h>

#define CHUNK 16384
#define GZIP_ONLY (15 + 16) /* windowBits: the greatest window, no other format */

/* Between two places from which the reading can go on there are at least STEP bytes, and if there
 * is room, STEPS places: so a file is gone through a few times, however long it is. */
#define STEP 65536
#define STEPS 64
#define PLACES (3 * STEPS)

/* How far the reading has come. zlib's own counts are of a member, and wrap. */
struct place {
	z_stream stream;
	int64_t in, out; /* what zlib has taken, and given */
	bool inside;     /* a member: it has not ended */
};

struct gunzip {
	int fd;
	struct place now;
	int64_t step; /* between two places, compressed */
	struct place *places;
	size_t count;
	unsigned char input[CHUNK];
};

/* Begins with a member that has not begun. */
int gunzip_open(int fd, struct gunzip **gunzip)
{
	CLEANUP(free) struct gunzip *opened = calloc(1, sizeof *opened);
	if (!opened || inflateInit2(&opened->now.stream, GZIP_ONLY) != Z_OK)
		return -ENOMEM;
	opened->fd = fd;
	*gunzip = opened;
	opened = NULL;
	return 0;
}

/* Keeps the place at which the reading is, if there is room. */
static int keep(struct gunzip *gunzip)
{
	if (gunzip->count == PLACES)
		return 0;
	struct place *place = &gunzip->places[gunzip->count];
	*place = gunzip->now;
	if (inflateCopy(&place->stream, &gunzip->now.stream) != Z_OK)
		return -ENOMEM;
	gunzip->count++;
	return 0;
}

/* Makes the room, and keeps the beginning. */
int gunzip_remember(struct gunzip *gunzip, int64_t size)
{
	gunzip->places = calloc(PLACES, sizeof *gunzip->places);
	gunzip->step = size / STEPS > STEP ? size / STEPS : STEP;
	return gunzip->places ? keep(gunzip) : -ENOMEM;
}

/* Gets more of the file; 0 at its end. */
static ssize_t refill(struct gunzip *gunzip)
{
	ssize_t got;
	do
		got = pread(gunzip->fd, gunzip->input, CHUNK, gunzip->now.in);
	while (got < 0 && errno == EINTR);
	gunzip->now.stream.next_in = gunzip->input;
	gunzip->now.stream.avail_in = got > 0 ? (unsigned)got : 0;
	return got < 0 ? -errno : got;
}

/* Passes over zeros behind a member, as gzip does: a file is padded with them by some media. */
static void skip_padding(struct place *now)
{
	while (now->stream.avail_in > 0 && *now->stream.next_in == 0) {
		now->stream.next_in++;
		now->stream.avail_in--;
		now->in++;
	}
}

/* Lets zlib go on, with a new member where one has ended. Whatever else is behind a member has to be
 * one. */
static int inflate_on(struct gunzip *gunzip)
{
	struct place *now = &gunzip->now;
	if (!now->inside && now->in > 0)
		skip_padding(now);
	if (now->stream.avail_in == 0)
		return 0;
	if (!now->inside && inflateReset(&now->stream) != Z_OK)
		return -EBADMSG;
	now->inside = true;
	unsigned had = now->stream.avail_in;
	int result = inflate(&now->stream, Z_NO_FLUSH);
	now->in += had - now->stream.avail_in;
	if (result == Z_STREAM_END)
		now->inside = false;
	else if (result != Z_OK)
		return result == Z_MEM_ERROR ? -ENOMEM : -EBADMSG;
	return 0;
}

/* Reads on until there is something, or a fault: what came before that is given first. */
ssize_t gunzip_read(struct gunzip *gunzip, char *out, size_t cap)
{
	struct place *now = &gunzip->now;
	now->stream.next_out = (unsigned char *)out;
	now->stream.avail_out = cap < INT_MAX ? (unsigned)cap : INT_MAX;
	unsigned room = now->stream.avail_out;
	while (now->stream.avail_out == room) {
		ssize_t got = now->stream.avail_in > 0 ? 1 : refill(gunzip);
		if (got <= 0)
			return got == 0 && (now->inside || now->in == 0) ? -EBADMSG : got;
		int r = inflate_on(gunzip);
		if (r != 0 && now->stream.avail_out == room)
			return r;
	}
	size_t len = room - now->stream.avail_out;
	now->out += (int64_t)len;
	if (gunzip->count > 0 && now->in - gunzip->places[gunzip->count - 1].in >= gunzip->step &&
		keep(gunzip) != 0)
		return -ENOMEM;
	return (ssize_t)len;
}

/* Goes back to the last place that is kept and not behind `from`; those behind it are of no use any
 * more, and what is between gets places of its own on the way. */
static int go_back(struct gunzip *gunzip, int64_t from)
{
	int64_t behind = gunzip->now.in;
	while (gunzip->count > 1 && gunzip->places[gunzip->count - 1].out > from) {
		struct place *useless = &gunzip->places[--gunzip->count];
		behind = useless->in;
		inflateEnd(&useless->stream);
	}
	struct place *place = &gunzip->places[gunzip->count - 1];
	int64_t step = (behind - place->in) / STEPS;
	gunzip->step = step > STEP ? step : STEP;
	inflateEnd(&gunzip->now.stream);
	gunzip->now = *place;
	if (inflateCopy(&gunzip->now.stream, &place->stream) != Z_OK)
		return -ENOMEM;
	gunzip->now.stream.avail_in = 0;
	return 0;
}

/* Reads on to the part, into the same memory, then the part. */
int gunzip_back(struct gunzip *gunzip, char *out, size_t len, int64_t from)
{
	int r = go_back(gunzip, from);
	while (r == 0 && len > 0) {
		int64_t before = from - gunzip->now.out;
		size_t want = before > 0 && before < (int64_t)len ? (size_t)before : len;
		ssize_t got = gunzip_read(gunzip, out, want);
		if (got <= 0)
			return got == 0 ? -EBADMSG : (int)got;
		if (before > 0)
			continue;
		out += got;
		len -= (size_t)got;
		from += got;
	}
	return r;
}

/* What zlib has taken. */
int64_t gunzip_done(const struct gunzip *gunzip)
{
	return gunzip->now.in;
}

/* Frees zlib's states. */
void gunzip_close(struct gunzip *gunzip)
{
	if (!gunzip)
		return;
	inflateEnd(&gunzip->now.stream);
	for (size_t i = 0; i < gunzip->count; i++)
		inflateEnd(&gunzip->places[i].stream);
	free(gunzip->places);
	free(gunzip);
}
