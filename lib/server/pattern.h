/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pattern.h – names held against sshd's patterns
 *
 * Shape:  `*` stands for any bytes, `?` for one; everything else for itself. A pattern of
 *         AllowUsers and DenyUsers may be USER@HOSTS, cut at its last @; a pattern of groups and
 *         one list element is a plain pattern. In a list with commas an element that begins with
 *         `!` shuts out what it matches.
 * Units:  none.
 * Memory: none.
 * Errors: none.
 * Source: ssh_config(5) PATTERNS; match.c:match_pattern, match_pattern_list, match_user.
 */
#ifndef KEYHOLE_SERVER_PATTERN_H
#define KEYHOLE_SERVER_PATTERN_H

#include <stdbool.h>

/** Whether a text matches a pattern. */
bool pattern_matches(const char *pattern, const char *text);

/** Whether a text is let through by a list of patterns with commas between. */
bool pattern_list_has(const char *list, const char *text);

/** Whether a user's name matches the first part of USER@HOSTS; `*hosts` is the second part, NULL
 *  where there is none. */
bool pattern_user(const char *pattern, const char *user, const char **hosts);

#endif
