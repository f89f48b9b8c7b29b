/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words.h – a line of a case, word by word
 *
 * Shape:  words are divided by blanks; "…" is one word, in it \" \\ \n \t and \xNN. $DIR is the
 *         test's folder, $HOME the account's home, $ACCOUNT its name, $UID its number, $PID this
 *         process's, $MODULE the module's path.
 *         @name at the beginning of a word is type and base64 of the key keys/name.pub.
 * Units:  bytes.
 * Memory: texts are the caller's.
 * Errors: what can't be understood fails the test.
 * Source: none.
 */
#ifndef KEYHOLE_TESTS_PAM_WORDS_H
#define KEYHOLE_TESTS_PAM_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#define WORDS_MAX 8192

/** Takes the next word off a line; false at its end. */
bool words_next(const char **line, char word[WORDS_MAX]);

/** Replaces variables and keys in the rest of a line, quotes and escapes left as they are. */
void words_expand(const char *line, char text[WORDS_MAX]);

/** If the line begins with this word, skips it. */
bool words_skip(const char **line, const char *word);

#endif
