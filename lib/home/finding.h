/* SPDX-License-Identifier: Apache-2.0 */
/*
 * finding.h – one thing that is wrong with a home, and the command that mends it
 *
 * Shape:  grave: someone else could add a key, replace a file or put one in; a login is refused
 *         for it under `enforce`. Advice: recorded, never refused. `what` is a sentence without a
 *         full stop that MUST name the path, what is wrong, and modes in octal. Whatever in it
 *         others could have named MUST be quoted as for a shell unless it is plain, so that no name
 *         reads like words of keyhole's. `mend` is a command line for the account's shell, the path
 *         quoted where it has to be, empty where no command helps; it MUST NOT widen any mode.
 *         `change` does the same as `mend`, to `thing`; there is none where others could lead
 *         either astray.
 *         `own`: what it is about is the account's, which could put a link in its place: root MUST
 *         run the command with the account's rights alone. `look`: others could have put something
 *         in, at which somebody has to look before it is mended.
 * Units:  modes in octal, four digits.
 * Memory: held by value; `thing` is open while the finding is given, and not after it.
 * Errors: what does not fit is cut, behind a quote that ends, and "..." added; a command that does not fit is left out, since half of one
 *         could be a command for something else. None of these can fail.
 * Source: none.
 */
#ifndef KEYHOLE_HOME_FINDING_H
#define KEYHOLE_HOME_FINDING_H

#include "common/note.h"
#include "common/reason.h"
#include "home/change.h"
#include "home/thing.h"

#include <stdbool.h>
#include <stddef.h>

#define FINDING_PATH_MAX 4096
#define FINDING_TEXT_MAX 4608

struct finding {
	enum reason reason;
	bool grave, look, own;
	char path[FINDING_PATH_MAX];
	char what[FINDING_TEXT_MAX];
	char mend[FINDING_TEXT_MAX];
	struct change change;
	const struct thing *thing; /* what it is about; NULL: nothing that is open */
};

/** Begins a finding about a path. */
void finding_begin(struct finding *finding, enum reason reason, bool grave, const char *path);

/** Says what is wrong, after the path: "can be written by the group ubuntu (mode 0770)". */
__attribute__((format(printf, 2, 3))) void finding_say(
	struct finding *finding, const char *format, ...);

/** Names the command that mends it, to which the path is added, quoted for a shell where needed:
 *  "chmod g-w". */
__attribute__((format(printf, 2, 3))) void finding_mend(
	struct finding *finding, const char *format, ...);

/** Names a change, and the command for it; `who` is the word for the user or group that it is about. */
void finding_change(struct finding *finding, const struct change *change, const char *who);

/** Takes command and change away. */
void finding_keep(struct finding *finding);

/** Writes a word as it is if it is plain, and quoted for a shell otherwise; gives the length. `size`
 *  is 16 at least. */
size_t finding_word(const char *word, char *out, size_t size);

/** Writes the note of a fault, after the quoted path, and returns it. */
int finding_fault(struct note *note, int fault, const char *path);

#endif
