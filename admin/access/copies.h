/* SPDX-License-Identifier: Apache-2.0 */
/*
 * copies.h – where each key stands: in every person's file, and in what sshd reads by itself
 *
 * Shape:  each place once, in the order of keys, files, lines. What opens nothing is a place too: it
 *         may open something tomorrow. A key is a duplicate if it stands in two files, which two
 *         people's always are.
 * Units:  lines count from 1.
 * Memory: copies_free gives all back.
 * Errors: 0, -ENOMEM, or as holders.h: not all files were looked at.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_ACCESS_COPIES_H
#define KEYHOLE_ADMIN_ACCESS_COPIES_H

#include "admin/access/opening.h"

/* Other places of a key that are told with each; of more their number is. */
#define COPIES_TOLD_MAX 100

struct copy {
	char fingerprint[FINGERPRINT_MAX];
	char *path;
	unsigned line;
	size_t count; /* at the first place of a key: how many it has */
};

struct copies {
	size_t count, room;
	struct copy *item;
	int fault;
};

/** Reads the store, and takes the files that sshd reads from a list of openings. */
int copies_read(struct copies *copies, const char *keys_dir, const struct opening_list *openings,
	struct note *note);

/** The places of a key, the first of `*count`. */
const struct copy *copies_find(const struct copies *copies, const char *fingerprint, size_t *count);

/** Whether a key stands in two files. */
bool copies_several(const struct copies *copies, const char *fingerprint);

/** Frees all. */
void copies_free(struct copies *copies);

/** For CLEANUP(copies). */
static inline void cleanup_copies(struct copies *copies)
{
	copies_free(copies);
}

#endif
