/* SPDX-License-Identifier: Apache-2.0 */
/*
 * condition.h – under which conditions a key opens an account, in sshd's words and in short ones
 *
 * Shape:  in sshd's: the options in canonical form (options.h). In short, each on a line of its
 *         own: `from 10.0.0.0/8`, `runs /usr/bin/backup`, and what else there is in canonical form,
 *         `restrict,pty`; the time when it ends is not among them. Empty where there are none.
 * Units:  none.
 * Memory: both texts are malloc'ed.
 * Errors: 0 or -ENOMEM; no options are too long.
 * Source: sshd(8) AUTHORIZED_KEYS FILE FORMAT.
 */
#ifndef KEYHOLE_ADMIN_ACCESS_CONDITION_H
#define KEYHOLE_ADMIN_ACCESS_CONDITION_H

#include "keys/options.h"

/** Writes both. */
int condition_write(
	const struct options *options, char **canonical, char **words, struct note *note);

#endif
