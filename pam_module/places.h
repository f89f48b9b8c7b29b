/* SPDX-License-Identifier: Apache-2.0 */
/*
 * places.h – where things are while no configuration says so
 *
 * Shape:  the usual path of the configuration, and the settings that hold when it can't be read.
 *         Tests link a file of their own in place of places.c, which leads into their folder.
 * Units:  none.
 * Memory: constant.
 * Errors: none.
 * Source: none.
 */
#ifndef KEYHOLE_PAM_MODULE_PLACES_H
#define KEYHOLE_PAM_MODULE_PLACES_H

#include "common/settings.h"

/** The path of the configuration where the PAM line names none. */
const char *places_config(void);

/** Sets what holds when there is no readable configuration. */
void places_defaults(struct settings *settings);

#endif
