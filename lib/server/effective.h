/* SPDX-License-Identifier: Apache-2.0 */
/*
 * effective.h – sshd's effective settings, as `sshd -T` prints them
 *
 * Shape:  lines of a keyword in lower case and its value; a keyword MAY stand on several lines
 *         (allowusers, hostkey). A text without what every sshd says (port, usepam,
 *         pubkeyauthentication, authorizedkeyscommand) is no answer.
 * Units:  at most EFFECTIVE_LINES_MAX lines.
 * Memory: the text is the caller's, is cut into lines in place, and MUST outlive the settings.
 * Errors: read: 0 or -EBADMSG. A setting that this sshd does not know has no value: NULL.
 * Source: sshd(8) -T; servconf.c:dump_config.
 */
#ifndef KEYHOLE_SERVER_EFFECTIVE_H
#define KEYHOLE_SERVER_EFFECTIVE_H

#include "common/note.h"

#include <stdbool.h>
#include <stddef.h>

#define EFFECTIVE_LINES_MAX 1024

struct effective_line {
	const char *keyword, *value;
};

struct effective {
	size_t count;
	struct effective_line line[EFFECTIVE_LINES_MAX];
};

/** Reads a text, NUL-terminated. */
int effective_read(char *text, struct effective *effective, struct note *note);

/** The value of a keyword, of its first line if there are several; NULL where there is none. */
const char *effective_value(const struct effective *effective, const char *keyword);

/** Whether the keyword has this value. */
bool effective_is(const struct effective *effective, const char *keyword, const char *value);

/** Whether it has a value other than "none". */
bool effective_is_set(const struct effective *effective, const char *keyword);

/** The value on the next line of a keyword, NULL behind the last; `*at` begins as 0. */
const char *effective_next(const struct effective *effective, const char *keyword, size_t *at);

/** The value as a number, 0 where it is none. */
unsigned long effective_number(const struct effective *effective, const char *keyword);

/** Takes the next word off a value with blanks between; false at the end. A word in double quotes
 *  may have blanks; one that does not fit is cut. */
bool effective_word(const char **value, char *word, size_t size);

#endif
