/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outlook.h – what settings would bring about once they count
 *
 * Shape:  of the places that one text of the settings names otherwise than another, it is told which
 *         are not there, can't be believed, or can't be read by the user as which sshd asks: with
 *         those nobody would be let in, or nothing be recorded.
 * Units:  octal modes in words.
 * Memory: nothing is kept.
 * Errors: none: what can't be told counts as wrong.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_STORE_OUTLOOK_H
#define KEYHOLE_ADMIN_STORE_OUTLOOK_H

#include "common/settings.h"

#include <stdbool.h>

/** Warns of each place, and says whether there is none; an old text that can't be read, or an empty
 *  one, is that of the defaults. */
bool outlook_is_sound(const char *path, struct view old_text, struct view new_text);

#endif
