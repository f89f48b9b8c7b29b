/* SPDX-License-Identifier: Apache-2.0 */
/*
 * told.h – has the list of offers told this already?
 *
 * Shape:  two lines tell the same if they have the same session (where it is unknown, the same
 *         monitor), key, type of key and reason. A certificate has the fingerprint of the key in
 *         it, but another type. Lines are compared as they are written, and not read: every
 *         offer pays for it.
 * Units:  none.
 * Memory: none.
 * Errors: none.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_TOLD_H
#define KEYHOLE_AUDIT_TOLD_H

#include "common/view.h"

/** Whether a text of whole lines has one that tells what this line does. */
bool told_already(struct view line, struct view text);

#endif
