/* SPDX-License-Identifier: Apache-2.0 */
/*
 * past.h – the last times that an account was refused, as the log has them
 *
 * Shape:  connections that were refused, by keyhole or, as far as the journal can be read, by sshd
 *         itself, the newest last, at most PAST_MAX of them: when, why, with which key, whose,
 *         from where. Of a key that is asked about only those with that key.
 * Units:  none.
 * Memory: none is kept.
 * Errors: what can't be read is warned of; where there is no log, there is nothing to say.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_WHY_PAST_H
#define KEYHOLE_ADMIN_WHY_PAST_H

#include "common/settings.h"

#include <stdbool.h>

#define PAST_MAX 5

/** Prints them: as a table, or as a list of JSON objects; `key` is a fingerprint, NULL for any. */
void past_print(const struct settings *settings, const char *account, const char *key, bool json);

#endif
