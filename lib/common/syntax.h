/* SPDX-License-Identifier: Apache-2.0 */
/*
 * syntax.h – a file in libconfig's syntax, read without its traps and held against a table
 *
 * Shape:  a table has a row for each setting: name, type, bounds, place in a struct. What is not in
 *         the table, has another type or is out of bounds MUST be refused, with the nearest right
 *         name. Texts MUST NOT have control characters. Refused before libconfig sees them, since
 *         it reads them wrongly or ends the process: an @ outside quotes (`@include` of a folder
 *         ends sshd itself), a comment or text that is not closed (the rest would vanish), numbers
 *         that begin with 0 (decimal in 1.5, octal in 1.7) or have more than nine digits (they wrap
 *         around). An empty text MUST be refused: a file that was cut off while it was written
 *         looks so. Comments are cut out first: a file of nothing else costs no parser.
 * Units:  lines count from 1.
 * Memory: texts and lists are views into the parsed file; syntax_free gives it back.
 * Errors: 0, -EINVAL, the note begins with `path:line: `, or -ENODATA for an empty text.
 * Source: libconfig's manual, "Configuration Files"; its scanner.l for what ends a process.
 */
#ifndef KEYHOLE_COMMON_SYNTAX_H
#define KEYHOLE_COMMON_SYNTAX_H

#include "common/settings.h"

struct config_setting_t; /* libconfig's */

enum syntax_type {
	SYNTAX_BOOL,   /* bool */
	SYNTAX_NUMBER, /* unsigned, from min to max */
	SYNTAX_TEXT,   /* const char * */
	SYNTAX_PATH,   /* const char *, absolute */
	SYNTAX_WORD,   /* an enum: the place of the word among `words` */
	SYNTAX_LIST,   /* struct settings_list: ( "a", "b" ) */
	SYNTAX_NODE    /* struct config_setting_t *: a list that the caller walks */
};

struct syntax_field {
	const char *name;
	enum syntax_type type;
	size_t offset;
	unsigned min, max;
	const char *const *words; /* NULL-terminated */
	/* Judges each item of a list, or a text; gives 0 or a fault with a note. */
	int (*check)(struct view item, struct note *note);
};

/** Parses a text. A text without any setting gives `*syntax` NULL. */
int syntax_read(struct view text, const char *path, void **syntax, struct note *note);

/** Holds the settings of a parsed file (NULL: none) against a table that ends with an empty row,
 *  and sets those that are there. */
int syntax_apply(void *syntax, const struct syntax_field *fields, const char *path, void *target,
	struct note *note);

/** The same for one `{ … }` inside a file. */
int syntax_apply_group(struct config_setting_t *group, const struct syntax_field *fields,
	const char *path, void *target, struct note *note);

/** Member `index` of a list that has to be a `{ … }`; NULL past the end. */
int syntax_group_at(struct config_setting_t *list, unsigned index, const char *path,
	struct config_setting_t **group, struct note *note);

/** The line on which a setting stands. */
unsigned syntax_line(const struct config_setting_t *setting);

/** Frees a parsed file. */
void syntax_free(void *syntax);

#endif
