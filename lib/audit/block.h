/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block.h – the bytes of one file of the log, block by block, forwards or backwards
 *
 * Shape:  what is read and not yet taken is from `at` to `end`; a filling adds a block to it, behind it
 *         or backwards before it. Of what was not taken only BLOCK_KEPT bytes can be kept then: the
 *         first ones. Compressed files are read as what they were. A block is read to a place in memory
 *         that is aligned as in the file: that takes half the time of one that is not.
 * Units:  bytes.
 * Memory: BLOCK_SIZE and some more, from open to close; behind `end` there are FIND_SLACK bytes.
 * Errors: BLOCK_MORE, and there may be more; BLOCK_END; -errno, -EBADMSG what is damaged. After that there is
 *         nothing more forwards; backwards there may be what is before the damage.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_BLOCK_H
#define KEYHOLE_AUDIT_BLOCK_H

#include "audit/seek.h"

#include <stdbool.h>

#define BLOCK_SIZE (256 * 1024)
#define BLOCK_KEPT (16 * 1024)

enum { BLOCK_END, BLOCK_MORE };

struct block {
	char *memory;
	char *at, *end;
	int fd;
	struct gunzip *gunzip; /* of a compressed file */
	struct seek_part part; /* of the file, or of what it was */
	int64_t offset;        /* in it: to where it is read; backwards, from where on */
	bool begun;            /* the end is known from which backwards is read */
	bool ended;            /* there is nothing more to be read */
	int64_t size, lines;   /* of a compressed file whose end was looked for */
};

/** Makes the memory, for all files that are read one after another. */
int block_open(struct block *block);

/** Begins with a part of a file; of a compressed one it MUST be all. */
int block_begin(struct block *block, int fd, bool compressed, const struct seek_part *part);

/** Reads on. */
int block_fill(struct block *block);

/** Reads what is before. It may be called for nothing: where the end is, is learned by and by. */
int block_fill_back(struct block *block);

/** How many lines end in some bytes. */
int64_t block_count_lines(const char *at, size_t len);

/** How many lines end in a file before this place, as far as it can be read. */
int64_t block_count_before(int fd, int64_t place);

/** How many bytes of the file, as it is on disk, are done. */
int64_t block_done(const struct block *block);

/** Frees the memory. */
void block_close(struct block *block);

#endif
