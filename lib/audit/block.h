/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block.h – the bytes of one file of the log, block by block, forwards or backwards
 *
 * Shape:  what is read and not yet taken is from `at` to `end`; a filling adds a block to it, behind it
 *         or backwards before it. Of what was not taken only BLOCK_KEPT bytes can be kept then: the
 *         first ones. Compressed files are read as what they were. A block is read to a place in memory
 *         that is aligned as in the file: that takes half the time of one that is not.
 *         Who asks for it has a thread that reads a long file ahead (ahead.h).
 * Units:  bytes.
 * Memory: BLOCK_MEMORY, from open to close, and that of ahead.h; behind `end` there are FIND_SLACK bytes.
 * Errors: BLOCK_MORE, and there may be more; BLOCK_END; -errno, -EBADMSG what is damaged. After that there is
 *         nothing more forwards; backwards there may be what is before the damage.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_BLOCK_H
#define KEYHOLE_AUDIT_BLOCK_H

#include "audit/find.h"
#include "audit/seek.h"

#include <stdbool.h>
#include <sys/types.h>

#define BLOCK_SIZE (256 * 1024)
#define BLOCK_KEPT (16 * 1024)
#define BLOCK_ALIGNMENT 4096
#define BLOCK_SLACK (FIND_SLACK + BLOCK_ALIGNMENT - FIND_SLACK % BLOCK_ALIGNMENT)
#define BLOCK_MEMORY (BLOCK_KEPT + BLOCK_SIZE + BLOCK_KEPT + BLOCK_SLACK)

enum { BLOCK_END, BLOCK_MORE };

struct block {
	char *memory;
	char *at, *end;
	int fd;
	struct gunzip *gunzip; /* of a compressed file */
	bool reads_ahead;      /* it was asked for */
	struct ahead *ahead;   /* of a file that is worth it */
	struct seek_part part; /* of the file, or of what it was */
	int64_t offset;        /* in it: to where it is read; backwards, from where on */
	bool begun;            /* the end is known from which backwards is read */
	bool ended;            /* there is nothing more to be read */
	int64_t size, lines;   /* of a compressed file whose end was looked for */
};

/** Makes the memory, for all files that are read one after another; with a thread or without. */
int block_open(struct block *block, bool reads_ahead);

/** Begins with a part of a file; of a compressed one it MUST be all. */
int block_begin(struct block *block, int fd, bool compressed, const struct seek_part *part);

/** Reads on. */
int block_fill(struct block *block);

/** Reads what is before. It may be called for nothing: where the end is, is learned by and by. */
int block_fill_back(struct block *block);

/** Reads from a place of a file to where the next block begins, or to the last byte asked for; gives how
 *  many bytes there were, or -errno. */
ssize_t block_read(int fd, char *out, int64_t offset, int64_t last);

/** How many lines end in some bytes. */
int64_t block_count_lines(const char *at, size_t len);

/** How many lines end in a file before this place, as far as it can be read. */
int64_t block_count_before(int fd, int64_t place);

/** How many bytes of the file, as it is on disk, are done. */
int64_t block_done(const struct block *block);

/** Frees the memory. */
void block_close(struct block *block);

#endif
