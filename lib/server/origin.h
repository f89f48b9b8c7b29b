/* SPDX-License-Identifier: Apache-2.0 */
/*
 * origin.h – the line of sshd's configuration from which a setting may come
 *
 * Shape:  for words and commands alone: what holds is for sshd -T to say. Looked for in
 *         sshd_config and, in the order of their names, the files that Debian's includes
 *         (sshd_config.d, *.conf); the first line that has the keyword, in any case, and among its
 *         values the word that is asked for.
 * Units:  lines count from 1.
 * Memory: held by value.
 * Errors: false: there is no such line.
 * Source: sshd_config(5).
 */
#ifndef KEYHOLE_SERVER_ORIGIN_H
#define KEYHOLE_SERVER_ORIGIN_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#define ORIGIN_FOLDER "/etc/ssh"

struct origin {
	char path[PATH_MAX];
	unsigned number;
	unsigned values; /* how many words stand behind the keyword */
};

/** Finds a line in the configuration of a folder; `word` is NULL for any value. */
bool origin_find(const char *folder, const char *keyword, const char *word, struct origin *origin);

/** Whether what holds may differ from one account to another: there is a Match, or files are
 *  included that are not looked into here. */
bool origin_varies(const char *folder);

/** When a file of the configuration was changed last; 0 where none can be seen. */
struct timespec origin_changed(const char *folder);

#endif
