/* SPDX-License-Identifier: Apache-2.0 */
/*
 * directives.h – the lines of sshd's configuration, in the order in which sshd reads them
 *
 * Shape:  each line with a keyword is given with its file and number, and with whether a Match
 *         stands over it: what is below one holds for some connections only. An Include is given
 *         itself, then what it names, in the order of the names; a Match in there ends with its
 *         file. Files that can't be read are passed over, as sshd does with those that are not
 *         there. What holds in the end is for sshd -T to say.
 * Units:  lines count from 1.
 * Memory: a directive lasts for the call.
 * Errors: 0, what the visitor gave if it was not 0, or -errno where the first file can't be read.
 * Source: sshd_config(5); servconf.c:process_server_config_line_depth.
 */
#ifndef KEYHOLE_SERVER_DIRECTIVES_H
#define KEYHOLE_SERVER_DIRECTIVES_H

#include "common/note.h"

#include <stdbool.h>

#define DIRECTIVES_FILE "/etc/ssh/sshd_config"
#define DIRECTIVES_DEPTH_MAX 16

struct directive {
	const char *path; /* with the root before it */
	unsigned number;
	bool matched;        /* a Match stands over it */
	const char *keyword; /* as it is written: in any case */
	const char *value;   /* the rest of the line without blanks at its ends */
};

/** Is given a directive; anything but 0 ends the reading. */
typedef int (*directive_visit)(void *context, const struct directive *directive);

/** Reads sshd_config below a root ("" for the machine's own). */
int directives_read(const char *root, directive_visit visit, void *context, struct note *note);

/** Whether a directive has this keyword. */
bool directive_is(const struct directive *directive, const char *keyword);

#endif
