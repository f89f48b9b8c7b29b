/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan_person.h – one person's file as it would be
 *
 * Shape:  begins as the file in the store, byte for byte; lines are added behind it.
 * Units:  lines count from 1.
 * Memory: malloc'ed; plan_person_free gives all back.
 * Errors: 0; as store.h.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_IMPORT_PLAN_PERSON_H
#define KEYHOLE_ADMIN_IMPORT_PLAN_PERSON_H

#include "admin/import/plan.h"

/** Reads a person's file; that there is none is an empty one. */
int plan_person_read(
	struct store *store, const char *name, struct plan_person *person, struct note *note);

/** Finds the place of a line, or adds it: its fate and number are set. 0 or -ENOMEM. */
int plan_person_take(struct plan_person *person, struct source_line *line);

/** Frees it. */
void plan_person_free(struct plan_person *person);

#endif
