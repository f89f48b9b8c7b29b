/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cleanup.h – what a local variable gives back when it goes out of scope
 *
 * Shape:  `CLEANUP(free) char *text = NULL;` – MUST be initialised where it is declared.
 * Units:  a closed descriptor is -1.
 * Memory: `take_fd`, `take_pointer` hand a value on: the local is left empty.
 * Errors: none is reported from here. A file that was *written* MUST be closed by hand, and
 *         that close checked.
 * Source: GCC manual, "Common Variable Attributes", cleanup.
 */
#ifndef KEYHOLE_COMMON_CLEANUP_H
#define KEYHOLE_COMMON_CLEANUP_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CLEANUP(what) __attribute__((cleanup(cleanup_##what)))

/** Closes a descriptor that is open. */
static inline void cleanup_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/** Frees a pointer to memory, of whatever type. */
static inline void cleanup_free(void *pointer)
{
	free(*(void **)pointer);
}

/** Closes a stream that is open. */
static inline void cleanup_file(FILE **stream)
{
	if (*stream)
		fclose(*stream);
}

/** Closes a directory stream that is open. */
static inline void cleanup_dir(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

/** Hands a descriptor on to the caller. */
static inline int take_fd(int *fd)
{
	int taken = *fd;
	*fd = -1;
	return taken;
}

#endif
