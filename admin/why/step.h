/* SPDX-License-Identifier: Apache-2.0 */
/*
 * step.h – the steps of a login that is played through, each with its verdict
 *
 * Shape:  steps stand in the order in which sshd goes. STEP_REFUSED ends the login whatever comes
 *         after it; STEP_CLOSED shuts one way in (a key, a person, the store), and the login is
 *         refused if no way is left: then nothing behind the keys is come to. A way that is perhaps
 *         open is left where no other is, and does not count where one is. STEP_UNSAFE lets in though
 *         it should not; STEP_UNKNOWN could not be told. All but STEP_GOOD, and a STEP_NOTE that only
 *         tells, have a token, of reason.h or server/cause.h. `mend` is a command line for a root shell, empty where no command
 *         helps: it MUST do what it is meant to as it stands, and MUST NOT be one that others could
 *         turn against root.
 * Units:  none.
 * Memory: texts are malloc'ed; step_list_free gives all back. A step lasts until the next one is
 *         added.
 * Errors: where there is no memory the list is cut short, and `lost` says so.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_WHY_STEP_H
#define KEYHOLE_ADMIN_WHY_STEP_H

#include "admin/why/excerpt.h"
#include "common/note.h"
#include "common/reason.h"
#include "common/view.h"
#include "server/cause.h"

#include <stdbool.h>
#include <stddef.h>

enum step_verdict {
	STEP_GOOD,
	STEP_NOTE,
	STEP_UNSAFE,
	STEP_UNKNOWN,
	STEP_CLOSED,
	STEP_REFUSED,
	STEP_VERDICT_COUNT
};

struct step {
	const char *name; /* of what is looked at: "shell" */
	enum step_verdict verdict;
	const char *token; /* NULL: nothing is wrong */
	int weight;        /* of several keys that are closed, the one that came furthest */
	bool perhaps;      /* STEP_UNKNOWN: a way that may be open */
	char *what, *mend;
	struct excerpt *excerpt; /* of a bad line, NULL: none */
};

struct step_list {
	size_t count;
	size_t behind_keys; /* the first step that sshd comes to with a key that opens; 0: unset */
	struct step *step;
	bool lost;
};

/** Adds a step; `token` is NULL for one that is good. */
__attribute__((format(printf, 5, 6))) struct step *step_add(struct step_list *list,
	const char *name, enum step_verdict verdict, const char *token, const char *format, ...);

/** Adds a step whose words are a note; a command in it becomes the step's. */
struct step *step_add_note(struct step_list *list, const char *name, enum step_verdict verdict,
	const char *token, const struct note *note);

/** Sets the command of a step. */
__attribute__((format(printf, 2, 3))) void step_mend(struct step *step, const char *format, ...);

/** Keeps the part of a bad line around a column. */
void step_excerpt(struct step *step, struct view line, size_t column);

/** The step that decides: the first that refuses and is come to, else the first that could not be
 *  told, else, where no way is open, the one that closed it; NULL: it is let in. */
const struct step *step_deciding(const struct step_list *list, bool open);

/** Whether a step has this token. */
bool step_is(const struct step *step, const char *token);

/** Whether a step keeps keys out, and no other way of getting in. */
bool step_shuts_keys(const struct step *step);

/** Takes away the commands that are not needed, once all steps are there: where a way is open, or
 *  perhaps is, all of ways that are closed; where none is, those of ways on which a key came less
 *  far; where it is let in, every other one too. What is unsafe keeps its own. */
void step_list_spare(struct step_list *list, bool open);

/** Takes the last step away. */
void step_list_drop(struct step_list *list);

/** The word for a verdict: "ok", "note", "unsafe", "unknown", "closed", "refused". */
const char *step_verdict_name(enum step_verdict verdict);

/** Frees all. */
void step_list_free(struct step_list *list);

#endif
