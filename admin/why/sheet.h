/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sheet.h – what `keyhole check` shows, and how many of what it found
 *
 * Shape:  a block for each part (an account, the configuration, the store, the log), which has a
 *         heading as soon as there is something in it. An entry is shown when it is found, and
 *         ended when it is known what became of it. With JSON an entry is one object on a line,
 *         printed at its end. A part that was changed is counted anew: what is found then is not
 *         shown. Whoever wants the entries for something else takes them: then nothing is printed.
 * Units:  columns of a terminal; in a pipe no line is broken.
 * Memory: held by value; entries are views that last for the calls.
 * Errors: none: that standard output can't be written is noticed by main.c.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_WHY_SHEET_H
#define KEYHOLE_ADMIN_WHY_SHEET_H

#include "common/reason.h"
#include "common/view.h"

enum sheet_weight { SHEET_GRAVE, SHEET_ADVICE, SHEET_UNSURE, SHEET_WEIGHTS };

/* What became of an entry: nothing was tried, it was mended, or it could not be. */
enum sheet_end { SHEET_LEFT, SHEET_MENDED, SHEET_REFUSED };

struct sheet_entry {
	enum sheet_weight weight;
	enum reason reason;
	const char *path;
	unsigned line; /* 0: none */
	const char *what;
	const char *mend;    /* a command, NULL or empty where there is none */
	bool look;           /* somebody has to look before it is mended */
	struct view excerpt; /* the line; empty: none is shown */
	size_t column;       /* where in it the fault is, 0: not known */
};

/** Takes note of an entry; the context is the sheet's. */
typedef void (*sheet_take)(void *context, const struct sheet_entry *entry);

struct sheet {
	sheet_take take; /* NULL: entries are printed */
	void *context;
	bool json, silent;
	bool grave_only; /* the rest is counted */
	bool fixes;      /* --fix: what became of an entry is of interest */
	size_t room;
	const char *part, *account; /* account: NULL in any other part */
	bool headed;
	size_t found[SHEET_WEIGHTS]; /* in this part */
	size_t total[SHEET_WEIGHTS]; /* in those before it */
	size_t changes;
};

/** Begins the next part. */
void sheet_begin(struct sheet *sheet, const char *part, const char *account);

/** Begins to count the part anew, and in silence. */
void sheet_recount(struct sheet *sheet);

/** Ends the part. */
void sheet_finish(struct sheet *sheet);

/** Shows an entry. */
void sheet_show(struct sheet *sheet, const struct sheet_entry *entry);

/** Says what became of it, and why. */
void sheet_end(
	struct sheet *sheet, const struct sheet_entry *entry, enum sheet_end end, const char *why);

/** Prints how many of what there are, in so many accounts. */
void sheet_sum(const struct sheet *sheet, size_t accounts, bool parts);

#endif
