/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/block.h"

#include "audit/ahead.h"
#include "audit/gunzip.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define AHEAD_MIN (8 * BLOCK_SIZE) /* a shorter part is read sooner than a thread begins */

/* Makes the memory. It is zeros: the slack is looked at before it was ever written. */
int block_open(struct block *block, bool reads_ahead)
{
	*block = (struct block){
		.memory = aligned_alloc(BLOCK_ALIGNMENT, BLOCK_MEMORY), .reads_ahead = reads_ahead};
	if (!block->memory)
		return -ENOMEM;
	memset(block->memory, 0, BLOCK_MEMORY);
	return 0;
}

/* Where a block is read to; what is kept is before or behind it. */
static char *place_of(const struct block *block)
{
	return block->memory + BLOCK_KEPT;
}

/* Begins at the beginning; where backwards begins is looked for by the first filling. */
int block_begin(struct block *block, int fd, bool compressed, const struct seek_part *part)
{
	ahead_close(block->ahead);
	gunzip_close(block->gunzip);
	*block = (struct block){.memory = block->memory,
		.reads_ahead = block->reads_ahead,
		.fd = fd,
		.part = *part};
	block->offset = part->first;
	block->at = block->end = place_of(block);
	return compressed ? gunzip_open(fd, &block->gunzip) : 0;
}

/* Frees the memory. */
void block_close(struct block *block)
{
	ahead_close(block->ahead);
	gunzip_close(block->gunzip);
	free(block->memory);
	block->ahead = NULL;
	block->gunzip = NULL;
	block->memory = NULL;
}

/* Reads from the file as it is on disk. */
static ssize_t read_at(int fd, char *out, size_t want, int64_t offset)
{
	ssize_t got;
	do
		got = pread(fd, out, want, offset);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

/* How long the block may be, so that the one behind it begins where one of the file does. */
static size_t length_ahead(int64_t offset, int64_t last)
{
	size_t len = BLOCK_SIZE - (size_t)(offset % BLOCK_SIZE);
	return last - offset < (int64_t)len ? (size_t)(last - offset) : len;
}

/* Reads once: there may be less, where a file ends or is being written. */
ssize_t block_read(int fd, char *out, int64_t offset, int64_t last)
{
	return read_at(fd, out, length_ahead(offset, last), offset);
}

/* Lets a thread begin to read ahead, if that is worth it. Where there can be none, it goes without. */
static void begin_ahead(struct block *block)
{
	struct stat st;
	const struct seek_part *part = &block->part;
	bool first = block->offset == part->first;
	if (!block->reads_ahead || !first || block->gunzip || fstat(block->fd, &st) != 0)
		return;
	if (st.st_size - part->first >= AHEAD_MIN && part->last - part->first >= AHEAD_MIN)
		(void)ahead_open(block->fd, part, &block->ahead);
}

/* Reads the next block to a place. */
static ssize_t read_next(struct block *block, char *place)
{
	int64_t offset = block->offset, last = block->part.last;
	return block->gunzip ? gunzip_read(block->gunzip, place, length_ahead(offset, last))
			     : block_read(block->fd, place, offset, last);
}

/* Moves what is kept in front of the block, and reads it, unless it was read ahead to a place of its
 * own. */
int block_fill(struct block *block)
{
	char *place = place_of(block);
	size_t kept = (size_t)(block->end - block->at);
	ssize_t got = 0;
	begin_ahead(block);
	if (block->ahead)
		got = ahead_next(block->ahead, &place);
	block->at = memmove(place - kept, block->at, kept);
	block->end = place;
	if (!block->ahead)
		got = read_next(block, place);
	block->ended = got <= 0;
	if (got <= 0)
		return (int)got;
	block->offset += got;
	block->end += got;
	return BLOCK_MORE;
}

/* Reads a compressed file to its end, block by block. `offset` stays behind the last line that is
 * whole: of the line in which a file breaks off there is no end. */
static int learn_end(struct block *block)
{
	char *place = place_of(block);
	ssize_t got = gunzip_read(block->gunzip, place, BLOCK_SIZE);
	block->begun = got <= 0;
	if (got == 0)
		block->offset = block->part.last;
	if (got <= 0)
		return got == 0 ? BLOCK_MORE : (int)got;
	const char *newline = memrchr(place, '\n', (size_t)got);
	block->lines += block_count_lines(place, (size_t)got);
	if (newline)
		block->offset = block->part.last + (newline + 1 - place);
	block->part.last += got;
	return BLOCK_MORE;
}

/* Learns where the end is from which backwards is read. */
static int begin_back(struct block *block)
{
	struct stat st;
	if (fstat(block->fd, &st) != 0)
		return -errno;
	if (!block->gunzip) {
		block->begun = true;
		if (block->part.last > st.st_size)
			block->part.last = st.st_size;
		block->offset = block->part.last;
		return BLOCK_MORE;
	}
	if (block->part.last != SEEK_TO_THE_END)
		return learn_end(block);
	block->part.last = 0;
	block->size = st.st_size;
	int r = gunzip_remember(block->gunzip, st.st_size);
	return r == 0 ? BLOCK_MORE : r;
}

/* Reads all of a block that ends where the last one began; a file that has become shorter since is
 * one that can't be read. */
static int read_back(struct block *block, char *out, size_t want)
{
	int64_t offset = block->offset;
	if (block->gunzip)
		return gunzip_back(block->gunzip, out, want, offset);
	while (want > 0) {
		ssize_t got = read_at(block->fd, out, want, offset);
		if (got <= 0)
			return got == 0 ? -EIO : (int)got;
		out += got;
		offset += got;
		want -= (size_t)got;
	}
	return 0;
}

/* How long the block before may be, so that it begins where one of the file does. */
static size_t length_behind(const struct block *block)
{
	size_t len = (size_t)((block->offset - 1) % BLOCK_SIZE) + 1;
	int64_t rest = block->offset - block->part.first;
	return rest < (int64_t)len ? (size_t)rest : len;
}

/* Moves what is kept behind the block, and reads it. */
int block_fill_back(struct block *block)
{
	if (!block->begun && !block->ended) {
		int r = begin_back(block);
		block->ended = r < 0 && !block->begun;
		return r;
	}
	if (block->offset <= block->part.first)
		block->ended = true;
	if (block->ended)
		return BLOCK_END;
	char *place = place_of(block);
	size_t want = length_behind(block), kept = (size_t)(block->end - block->at);
	memmove(place + want, block->at, kept);
	block->offset -= (int64_t)want;
	int r = read_back(block, place, want);
	block->at = place;
	block->end = r == 0 ? place + want + kept : place;
	block->ended = r != 0;
	return r == 0 ? BLOCK_MORE : r;
}

/* Looks for newlines. */
int64_t block_count_lines(const char *at, size_t len)
{
	int64_t lines = 0;
	const char *end = at + len, *newline;
	for (; (newline = memchr(at, '\n', (size_t)(end - at))); at = newline + 1)
		lines++;
	return lines;
}

/* Reads the file from its beginning, beside the block. */
int64_t block_count_before(int fd, int64_t place)
{
	CLEANUP(free) char *text = aligned_alloc(BLOCK_ALIGNMENT, BLOCK_SIZE);
	int64_t lines = 0, at = 0;
	while (text && at < place) {
		size_t want = place - at < BLOCK_SIZE ? (size_t)(place - at) : BLOCK_SIZE;
		ssize_t got = read_at(fd, text, want, at);
		if (got <= 0)
			break;
		lines += block_count_lines(text, (size_t)got);
		at += got;
	}
	return lines;
}

/* Of a compressed file all is read before the first line is given backwards. */
int64_t block_done(const struct block *block)
{
	if (block->gunzip)
		return block->begun ? block->size : gunzip_done(block->gunzip);
	return block->begun ? block->part.last - block->offset : block->offset - block->part.first;
}
