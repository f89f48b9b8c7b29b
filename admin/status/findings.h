/* SPDX-License-Identifier: Apache-2.0 */
/*
 * findings.h – what `keyhole check` finds in a part, as steps of `keyhole status`
 *
 * Shape:  what is grave is closed and what could not be told unknown, the first few of them by name
 *         with their commands, the rest counted; of advice there is the number alone. What the
 *         settings' step has said of the list of revoked keys is not said twice.
 * Units:  none.
 * Memory: none is kept.
 * Errors: none.
 * Source: inspection.h.
 */
#ifndef KEYHOLE_ADMIN_STATUS_FINDINGS_H
#define KEYHOLE_ADMIN_STATUS_FINDINGS_H

#include "admin/check/inspection.h"
#include "admin/status/survey.h"

/** Has a part looked at, with the survey as its context; whether nothing is wrong with it. */
bool findings_look(struct survey *survey, const char *name, inspection_part look);

#endif
