/* SPDX-License-Identifier: Apache-2.0 */
/*
 * recording.h – a record into the log, with OpenSSL's hash to bind and to seal it
 *
 * Shape:  what append.h says, with the settings' folders and crypto/mac.h.
 * Units:  none.
 * Memory: a place looks into what it was made of. The hash is made for each record and freed again.
 * Errors: as append_login; -ENOMEM and -EIO where OpenSSL fails: then nothing was recorded.
 * Source: none.
 */
#ifndef KEYHOLE_RECORDING_RECORDING_H
#define KEYHOLE_RECORDING_RECORDING_H

#include "audit/append.h"
#include "common/settings.h"

/** Where the settings have the log; the hash is left out. */
struct append_place recording_place(const struct settings *settings);

/** Adds a record to the log of logins, as append_login does. */
int recording_append(const struct append_place *place, struct event *event, struct note *note);

#endif
