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

#include <endian.h>
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

/** The first place from `at` on that has a quote, a backslash, a control character or what is not ASCII;
 *  `end` where there is none. Many bytes are looked at at once: half the time of a reading goes by
 *  here. */
static inline const char *json_plain_end(const char *at, const char *end)
{
	typedef signed char bytes __attribute__((vector_size(16)));
	typedef uint64_t words __attribute__((vector_size(16)));
	for (; end - at >= (ptrdiff_t)sizeof(bytes); at += sizeof(bytes)) {
		bytes text;
		memcpy(&text, at, sizeof text);
		words special = (words)((text < 0x20) | (text == '"') | (text == '\\'));
		if (special[0] != 0)
			return at + __builtin_ctzll(le64toh(special[0])) / 8;
		if (special[1] != 0)
			return at + 8 + __builtin_ctzll(le64toh(special[1])) / 8;
	}
	while (at < end && (signed char)*at >= 0x20 && *at != '"' && *at != '\\')
		at++;
	return at;
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
