/* SPDX-License-Identifier: Apache-2.0 */
/*
 * excerpt.h – the part of a line around a fault
 *
 * Shape:  so much of the line that it fits a terminal, escaped (say.h); dots stand for what was
 *         left out before it.
 * Units:  columns count from 1 in the line, from 0 in the excerpt.
 * Memory: held by value.
 * Errors: none.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_WHY_EXCERPT_H
#define KEYHOLE_ADMIN_WHY_EXCERPT_H

#include "common/view.h"

#define EXCERPT_ROOM 70

struct excerpt {
	char text[EXCERPT_ROOM + 1];
	size_t caret; /* columns before the fault */
};

/** Makes it; column 0: the fault is the whole line. */
void excerpt_make(struct view line, size_t column, struct excerpt *excerpt);

#endif
