/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gunzip.h – a compressed file of the log, read as what it was
 *
 * Shape:  one or more gzip members behind one another, from the beginning of the file on. A file
 *         that is not compressed MUST NOT be given as it is; one that is cut off, or has something
 *         else behind its last member, MUST NOT look like one that has ended.
 *         Who wants to go back says so first: then the state of the reading is kept at some places,
 *         from which it can go on again.
 * Units:  bytes.
 * Memory: some 60 KiB, whatever the file's size; 8 MiB more to go back. The descriptor stays the
 *         caller's; where it stands is not changed.
 * Errors: open: 0 or -errno. read: bytes, 0 the end, -EBADMSG what is damaged, -errno. back: 0 or
 *         the same, -EBADMSG also where there is no longer what there was.
 * Source: zlib, inflateCopy; RFC 1952.
 */
#ifndef KEYHOLE_AUDIT_GUNZIP_H
#define KEYHOLE_AUDIT_GUNZIP_H

#include <stdint.h>
#include <sys/types.h>

struct gunzip; /* opaque */

/** Begins to read a file. */
int gunzip_open(int fd, struct gunzip **gunzip);

/** Keeps from now on what is needed to go back; the file has this size, compressed. */
int gunzip_remember(struct gunzip *gunzip, int64_t size);

/** Reads on. */
ssize_t gunzip_read(struct gunzip *gunzip, char *out, size_t cap);

/** Reads all of a part that begins at this place, which MUST NOT be behind where the last part
 *  began or, before there was one, behind the place to which was read. */
int gunzip_back(struct gunzip *gunzip, char *out, size_t len, int64_t from);

/** How much of the file, compressed, was read up to here. */
int64_t gunzip_done(const struct gunzip *gunzip);

/** Ends it; NULL is nothing. */
void gunzip_close(struct gunzip *gunzip);

/** For CLEANUP(gunzip). */
static inline void cleanup_gunzip(struct gunzip **gunzip)
{
	gunzip_close(*gunzip);
}

#endif
