/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verb.h – what each verb of `keyhole` is to main.c
 *
 * Shape:  a verb is one file with one constant `struct verb`; main.c has the table. `argv[0]` is
 * the verb's name; a verb reads its options with getopt_long, its short options beginning with
 *         ":", and hands what that did not take to admin_usage_option. --help never comes so
 *         far: main.c answers it. Texts for people have at most 80 columns.
 * Units:  exit status: 0 yes or done, 1 no, 2 could not tell or could not do, 64 wrong usage.
 * Memory: the settings live as long as the program.
 * Errors: a verb speaks for itself, on standard error, by the functions below. What came from
 *         outside (names, comments, notes) MUST go through say.h before it is printed.
 * Source: sysexits.h for 64.
 */
#ifndef KEYHOLE_ADMIN_VERB_H
#define KEYHOLE_ADMIN_VERB_H

#include "common/note.h"
#include "common/settings.h"

#include <stdbool.h>

#include <getopt.h>

enum verb_exit { EXIT_YES = 0, EXIT_NO = 1, EXIT_UNSURE = 2, EXIT_WRONG_USAGE = 64 };

struct admin {
	const char *config_path;
	struct settings settings;
};

struct verb {
	const char *name;
	const char *arguments; /* "PERSON [FILE|-]" */
	const char *summary;   /* one line for the list of verbs, without a full stop */
	const char *help;      /* options, each on a line, and two examples; ends in a newline */
	bool hidden;           /* not for people: left out of the list of verbs */
	bool changes;          /* it changes something, so it needs the very settings of the file */
	int (*run)(struct admin *admin, int argc, char **argv);
};

extern const struct verb verb_access, verb_add, verb_remove, verb_revoke, verb_grant, verb_ungrant,
	verb_group, verb_close, verb_edit, verb_import, verb_check, verb_log, verb_seal,
	verb_status, verb_verify, verb_who, verb_why, verb_enable, verb_confirm, verb_disable,
	verb_revert;

/** Says on standard error that something went wrong, escaped for a terminal; gives `status`. */
int admin_fail(int status, const struct note *note);

/** The same for words of the verb's own. */
__attribute__((format(printf, 2, 3))) int admin_fail_words(int status, const char *format, ...);

/** Says on standard error what is no fault, such as that there is nothing to show. */
__attribute__((format(printf, 1, 2))) void admin_remark(const char *format, ...);

/** Says on standard error what does not stop the verb. */
__attribute__((format(printf, 1, 2))) void admin_warn(const char *format, ...);

/** The exit status of a result of lib/: 0, an enum reason, -errno. */
int admin_status(int result);

/** Says how the verb is called, after a wrong call; gives EXIT_WRONG_USAGE. `verb` is NULL for
 *  keyhole itself. */
__attribute__((format(printf, 2, 3))) int admin_usage(
	const struct verb *verb, const char *format, ...);

/** The same for what getopt_long answered ('?' or ':'): names the option and the nearest right one.
 */
int admin_usage_option(
	const struct verb *verb, const struct option *options, char **argv, int answer);

/** Of a list of words that ends in NULL the one nearest to `word`, NULL where none is near. */
const char *admin_nearest(const char *word, const char *const *words);

#endif
