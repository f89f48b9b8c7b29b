/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mend.h – commands that change sshd's configuration and let it be read anew
 *
 * Shape:  the line that sshd most likely has a setting from (server/origin.h) is changed where it
 *         stands; without such a line, a file of our own that is read first gets one. Each command
 *         has sshd test its configuration before it is told to read it. Where a name has
 *         characters that mean something to a shell or to sed, there is no command. What makes sshd
 *         read keyhole's list of revoked keys makes the list first, if there is none: without it
 *         sshd would refuse every key.
 * Units:  none.
 * Memory: none is kept.
 * Errors: none: a step without a command.
 * Source: sshd_config(5); sed(1).
 */
#ifndef KEYHOLE_ADMIN_WHY_MEND_H
#define KEYHOLE_ADMIN_WHY_MEND_H

#include "admin/why/inquiry.h"

#define MEND_RELOAD_MAX 4352

/** Writes the command that makes sshd read its configuration. */
void mend_reload(const struct inquiry *inquiry, char out[MEND_RELOAD_MAX]);

/** Sets a keyword that has the value `old` now (NULL: any) to another value. */
void mend_set(struct step *step, const struct inquiry *inquiry, const char *keyword,
	const char *old, const char *value);

/** Takes a word out of the list of a keyword. */
void mend_unlist(
	struct step *step, const struct inquiry *inquiry, const char *keyword, const char *word);

/** Adds a word to the list of a keyword. */
void mend_enlist(
	struct step *step, const struct inquiry *inquiry, const char *keyword, const char *word);

/** Puts the file of the installation that makes sshd ask keyhole in its place, if it is not there and
 *  no line that is read before it has anything else asked; whether that is so. */
bool mend_drop_in(struct step *step, const struct inquiry *inquiry);

/** Grants the account to a person. */
void mend_grant(struct step *step, const struct inquiry *inquiry, const char *person);

/** Whether a word can stand in a command as it is. */
bool mend_is_plain(const char *word);

#endif
