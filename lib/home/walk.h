/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk.h – going from / to a home, one open folder at a time
 *
 * Shape:  every name MUST be opened in the folder that was judged, never by a path; a link is
 *         read, and its target walked as if it stood there. A folder is judged before the next
 *         name in it is opened, and no folder twice. So whatever is moved about meanwhile, what
 *         was judged is what is open. Nothing is opened for reading or writing: a FIFO, device or
 *         socket MUST NOT be waited for.
 *         Behind a link that the account could have made, a command MUST NOT be named: root would
 *         run it, and the account would choose on what. Below a folder of the account's MUST NOT be
 *         named one that needs root's rights, for the same reason.
 *         A name that is not there, or that the account may not see, ends the walk: `ended`.
 * Units:  at most WALK_LINKS_MAX links a call, as many as the kernel follows in a whole path.
 * Memory: one descriptor, given back by CLEANUP(walk); about 6 KB.
 * Errors: 0, whatever was found; -errno where the kernel gives no answer.
 * Source: path_resolution(7), openat(2), symlink(7).
 */
#ifndef KEYHOLE_HOME_WALK_H
#define KEYHOLE_HOME_WALK_H

#include "home/report.h"
#include "home/role.h"

#include <sys/stat.h>
#include <unistd.h>

#define WALK_LINKS_MAX 40
#define WALK_JUDGED_MAX 64

struct walk {
	struct report *report;
	int fd; /* what was reached; -1: nothing yet */
	struct stat stat;
	bool ended;  /* what was to be reached is not there */
	bool denied; /* and that is because the account may not look */
	bool linked; /* a link that the account could have made led here */
	bool below;  /* a folder of the account's did */
	char path[FINDING_PATH_MAX];
	size_t judged_count;
	struct {
		dev_t dev;
		ino_t ino;
	} judged[WALK_JUDGED_MAX];
};

/** Begins at the root folder. */
int walk_start(struct walk *walk, struct report *report, struct note *note);

/** Begins where another walk is. */
int walk_branch(struct walk *walk, const struct walk *from, struct note *note);

/** Follows a path, judging each folder on it by the role `way`, and what it ends at by `end`. */
int walk_go(struct walk *walk, const char *path, enum role way, enum role end, struct note *note);

/** Whether there is a folder where the walk is. */
bool walk_is_in_folder(const struct walk *walk);

/** Whether the account could put something else in the place of what is in the folder where the walk
 *  is. */
bool walk_sways(const struct walk *walk);

/** Appends a name to a path in a buffer of FINDING_PATH_MAX bytes; false: it does not fit. */
bool walk_join(char *path, const char *name);

/** For CLEANUP(walk). */
static inline void cleanup_walk(struct walk *walk)
{
	if (walk->fd >= 0)
		close(walk->fd);
}

#endif
