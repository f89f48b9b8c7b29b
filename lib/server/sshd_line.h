/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sshd_line.h – a line of sshd's configuration, as sshd takes it apart
 *
 * Shape:  a line ends with its newline alone, whatever stands before that. Its first word is the
 *         keyword, in any case; a `=` may part it from the rest. A word in double quotes may have
 *         blanks. A keyword that begins with # is a comment.
 * Units:  bytes.
 * Memory: views of the text.
 * Errors: none.
 * Source: servconf.c:process_server_config_line_depth, misc.c:strdelim of OpenSSH.
 */
#ifndef KEYHOLE_SERVER_SSHD_LINE_H
#define KEYHOLE_SERVER_SSHD_LINE_H

#include "common/view.h"

/** Takes the next line off a text, with its newline if it has one. */
bool sshd_line_next(struct view *text, struct view *line);

/** Takes the next word off what stands behind the keyword, without its quotes; an empty one is the end. */
struct view sshd_line_word(struct view *line);

/** Whether a line has this keyword. */
bool sshd_line_is(struct view line, const char *keyword);

/** Whether it has this keyword, and this one word as its value. */
bool sshd_line_sets(struct view line, const char *keyword, const char *value);

/** Whether a line of a text has this keyword. */
bool sshd_line_exists(struct view text, const char *keyword);

/** Whether two lines say the same: an editor may have changed blanks, and a keyword has no case. */
bool sshd_line_same(struct view one, struct view other);

#endif
