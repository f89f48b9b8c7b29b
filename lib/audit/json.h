/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json.h – reading one line of JSON, piece by piece
 *
 * Shape:  a cursor over bytes; each function takes one piece off and leaves the cursor behind
 *         it. Only spaces and tabs may stand between pieces. Texts MUST be UTF-8 without bare
 *         control characters; a lone surrogate becomes U+FFFD. Numbers are whole, from 0 to
 *         JSON_NUMBER_MAX. What is passed over may be nested JSON_DEPTH_MAX deep.
 * Units:  bytes, counted from 1 in notes.
 * Memory: a text that is plain ASCII without escapes is a view of the line; others go, unescaped,
 *         into the caller's `store`, which MUST be as long as the line: no text is longer there
 *         than it is written.
 * Errors: 0 or -EBADMSG with a note that names the byte.
 * Source: RFC 8259; RFC 7493 (I-JSON) section 2.2 for the greatest number.
 */
#ifndef KEYHOLE_AUDIT_JSON_H
#define KEYHOLE_AUDIT_JSON_H

#include "common/note.h"
#include "common/view.h"

#include <stdbool.h>
#include <stdint.h>

#define JSON_NUMBER_MAX 9007199254740991
#define JSON_DEPTH_MAX 8

struct json {
	const char *begin, *at, *end;
	char *store; /* its free part */
	struct note *note;
};

/** Begins to read a line. */
struct json json_open(struct view line, char *store, struct note *note);

/** Says at which byte the line is not what it should be. */
int json_bad(const struct json *json, const char *why);

/** Takes a mark behind spaces. */
bool json_take_spaced(struct json *json, char mark);

/** Takes a mark, `{`, `}`, `[`, `]`, `:` or `,`, if it is what comes next. */
static inline bool json_take(struct json *json, char mark)
{
	if (json->at == json->end || *json->at != mark)
		return json_take_spaced(json, mark);
	json->at++;
	return true;
}

/** Takes a text. */
int json_text(struct json *json, struct view *text);

/** Takes a whole number. */
int json_number(struct json *json, int64_t *number);

/** Passes over a value of whatever kind. */
int json_skip(struct json *json);

/** Sees that nothing follows. */
int json_end(struct json *json);

#endif
