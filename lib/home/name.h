/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name.h – what people and commands call a user or a group
 *
 * Shape:  a number without a name, or whose name does not fit, is called by the number. `word`
 *         goes into a command line: it MUST NOT hold a byte that a shell takes for itself, so a
 *         name that has one is given as the number there.
 * Units:  uid and gid numbers, in decimal.
 * Memory: held by value.
 * Errors: none: a name service that does not answer costs the name alone.
 * Source: getpwuid_r(3).
 */
#ifndef KEYHOLE_HOME_NAME_H
#define KEYHOLE_HOME_NAME_H

#include <stdbool.h>
#include <sys/types.h>

#define NAME_TEXT_MAX 64

struct name {
	bool known; /* `text` is a name, not a number */
	char text[NAME_TEXT_MAX];
	char word[NAME_TEXT_MAX];
};

/** Calls a number by a name that is known already, unless that is empty. */
void name_set(struct name *name, const char *text, unsigned long number);

/** Looks a user's name up. */
void name_of_user(uid_t uid, struct name *name);

#endif
