/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gunzip.h – a compressed file of the log, read as what it was
 *
 * Shape:  one or more gzip members behind one another, from the beginning of the file on. A file
 *         that is not compressed MUST NOT be given as it is; one that is cut off MUST NOT look
 *         like one that has ended.
 * Units:  bytes.
 * Memory: some 50 KiB, whatever the file's size. The descriptor stays the caller's, who MUST NOT
 *         read from it meanwhile.
 * Errors: open: 0 or -errno. read: bytes, 0 the end, -EBADMSG what is damaged, -errno.
 * Source: zlib; RFC 1952.
 */
#ifndef KEYHOLE_AUDIT_GUNZIP_H
#define KEYHOLE_AUDIT_GUNZIP_H

#include <sys/types.h>

struct gunzip; /* opaque */

/** Begins to read a file. */
int gunzip_open(int fd, struct gunzip **gunzip);

/** Reads on. */
ssize_t gunzip_read(struct gunzip *gunzip, char *out, size_t cap);

/** Ends it; NULL is nothing. */
void gunzip_close(struct gunzip *gunzip);

/** For CLEANUP(gunzip). */
static inline void cleanup_gunzip(struct gunzip **gunzip)
{
	gunzip_close(*gunzip);
}

#endif
