/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entry.h – what lies in the .ssh folder
 *
 * Shape:  the files that sshd or ssh acts upon are looked for by name, so that no number of others
 *         can hide them; a link among them is followed, and its whole way judged. Then come the
 *         others, at most HOME_ENTRIES_MAX, as the folder lists them; links among these are judged
 *         by their owner alone. What is in folders below is not looked at.
 * Units:  none.
 * Memory: nothing is kept.
 * Errors: 0, whatever was found, or -errno. What goes away while it is looked for was not there.
 * Source: sshd(8), FILES.
 */
#ifndef KEYHOLE_HOME_ENTRY_H
#define KEYHOLE_HOME_ENTRY_H

#include "home/walk.h"

/** Judges all that lies in the folder in which the walk is. */
int entry_judge_all(const struct walk *walk, struct note *note);

#endif
