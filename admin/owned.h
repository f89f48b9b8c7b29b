/* SPDX-License-Identifier: Apache-2.0 */
/*
 * owned.h – views of bytes that belong to who keeps them
 *
 * Shape:  a view of bytes of its own; data is NULL where there was no memory, never otherwise
 * Units:  bytes
 * Memory: owned_copy() takes it from the heap, owned_free() gives it back
 * Errors: data is NULL
 * Source: –
 */
#ifndef KEYHOLE_ADMIN_OWNED_H
#define KEYHOLE_ADMIN_OWNED_H

#include "common/view.h"

/** A copy of what is seen. */
struct view owned_copy(struct view text);

/** Frees what owned_copy() gave. */
void owned_free(struct view text);

#endif
