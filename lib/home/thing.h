/* SPDX-License-Identifier: Apache-2.0 */
/*
 * thing.h – a folder, a file or a link that is open and is to be judged
 *
 * Shape:  `fd` and `stat` MUST be of the same file; `path` is how people call it, without links.
 * Units:  none.
 * Memory: a view: the descriptor and the texts are the caller's.
 * Errors: none.
 * Source: none.
 */
#ifndef KEYHOLE_HOME_THING_H
#define KEYHOLE_HOME_THING_H

#include <stdbool.h>
#include <sys/stat.h>

struct thing {
	int fd; /* opened with O_PATH */
	struct stat stat;
	const char *path;
	const char
		*missing; /* the name that is not there in this folder; NULL: nothing is missed */
	bool linked;      /* a link that the account could have made leads here */
	bool below;       /* in a folder of the account's, which can put something else here */
};

/** The mode as people write it. */
static inline unsigned thing_mode(const struct thing *thing)
{
	return thing->stat.st_mode & 07777U;
}

#endif
