/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crowd.h – of very many ways in only some have a step
 *
 * Shape:  each way is judged, and counts; what was said of it is thinned out afterwards. Of each
 *         verdict the first CROWD_MAX steps stay, and of ways that are closed each that came
 *         further than those before it, so that the same step decides. Counted are the ways of the
 *         accounts' own files and those of the store, each by itself.
 * Units:  steps.
 * Memory: as inquiry.h.
 * Errors: none.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_WHY_CROWD_H
#define KEYHOLE_ADMIN_WHY_CROWD_H

#include "admin/why/inquiry.h"

#define CROWD_MAX 50

/** Takes away those of the steps from this one on that are too many; they are all of one way. */
void crowd_thin(struct inquiry *inquiry, size_t from);

/** Says how many more ways there are, and begins to count anew. */
void crowd_end(struct inquiry *inquiry);

#endif
