/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/json.h"

#include "audit/utf8.h"

#include <errno.h>

#define DIGITS_MAX 16 /* of JSON_NUMBER_MAX */

/* Begins with an empty store. */
struct json json_open(struct view line, char *store, struct note *note)
{
	return (struct json){line.data, line.data, line.data + line.len, store, note};
}

/* Writes the note with the byte at which the cursor stands. */
int json_bad(const struct json *json, const char *why)
{
	return note_set(
		json->note, -EBADMSG, "byte %zu: %s", (size_t)(json->at - json->begin) + 1, why);
}

/* Passes over spaces, which this project's own lines have none of. */
static void skip_space(struct json *json)
{
	while (json->at < json->end && (*json->at == ' ' || *json->at == '\t'))
		json->at++;
}

/* Passes over spaces, then takes the mark. */
bool json_take_spaced(struct json *json, char mark)
{
	skip_space(json);
	if (json->at == json->end || *json->at != mark)
		return false;
	json->at++;
	return true;
}

/* Reads the four hexadecimal digits of an escape; -1 where there are none. */
static int32_t take_hex(struct json *json)
{
	int32_t value = 0;
	if (json->end - json->at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = *json->at;
		int32_t digit = c >= '0' && c <= '9'   ? c - '0'
				: c >= 'a' && c <= 'f' ? c - 'a' + 10
				: c >= 'A' && c <= 'F' ? c - 'A' + 10
						       : -1;
		if (digit < 0)
			return -1;
		value = value << 4 | digit;
		json->at++;
	}
	return value;
}

/* Reads what follows `\u`: a character, or two surrogates that make one. */
static int32_t take_unicode(struct json *json)
{
	int32_t high = take_hex(json);
	if (high < 0xD800 || high >= 0xDC00 || json->end - json->at < 6 || json->at[0] != '\\' ||
		json->at[1] != 'u')
		return high;
	struct json ahead = *json;
	ahead.at += 2;
	int32_t low = take_hex(&ahead);
	if (low < 0xDC00 || low >= 0xE000)
		return low < 0 ? low : high;
	json->at = ahead.at;
	return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

/* Reads what follows a backslash; -1 where JSON knows no such escape. */
static int32_t take_escape(struct json *json)
{
	static const char name[] = "\"\\/bfnrt", meaning[] = "\"\\/\b\f\n\r\t";
	if (json->at == json->end)
		return -1;
	char c = *json->at++;
	if (c == 'u')
		return take_unicode(json);
	const char *found = memchr(name, c, sizeof name - 1);
	return found ? meaning[found - name] : -1;
}

/* Reads one character that is escaped or has several bytes into the store. */
static int take_special(struct json *json)
{
	struct view rest = {json->at, (size_t)(json->end - json->at)};
	int32_t character;
	if (*json->at == '\\') {
		json->at++;
		character = take_escape(json);
		if (character < 0)
			return json_bad(json, "JSON has no such escape");
	} else {
		character = utf8_take(&rest);
		if (character < 0x20)
			return json_bad(
				json, character < 0 ? "not UTF-8" : "a bare control character");
		json->at = rest.data ? rest.data : json->end;
	}
	json->store += utf8_put(character, json->store);
	return 0;
}

/* Reads the rest of a text that is not only plain bytes into the store; it is never longer there
 * than in the line. */
static int take_rest(struct json *json, const char *plain, struct view *text)
{
	char *begin = json->store;
	for (;;) {
		size_t len = (size_t)(json->at - plain);
		json->store = (char *)memcpy(json->store, plain, len) + len;
		if (json->at == json->end)
			return json_bad(json, "the text has no end");
		if (*json->at == '"')
			break;
		int r = take_special(json);
		if (r != 0)
			return r;
		plain = json->at;
		json->at = json_plain_end(json->at, json->end);
	}
	json->at++;
	*text = (struct view){begin, (size_t)(json->store - begin)};
	return 0;
}

/* Reads a text; nearly all are plain, and stay where they are. */
int json_text(struct json *json, struct view *text)
{
	if (!json_take(json, '"'))
		return json_bad(json, "a text in quotes is expected");
	const char *begin = json->at;
	json->at = json_plain_end(json->at, json->end);
	if (json->at == json->end || *json->at != '"')
		return take_rest(json, begin, text);
	*text = (struct view){begin, (size_t)(json->at - begin)};
	json->at++;
	return 0;
}

/* Reads a whole number. */
int json_number(struct json *json, int64_t *number)
{
	skip_space(json);
	const char *begin = json->at, *at = begin, *end = json->end;
	int64_t value = 0;
	if (end - begin > DIGITS_MAX)
		end = begin + DIGITS_MAX;
	for (; at < end && (unsigned char)(*at - '0') <= 9; at++)
		value = value * 10 + (*at - '0');
	json->at = at;
	*number = value;
	if (value > JSON_NUMBER_MAX || (at < json->end && (unsigned char)(*at - '0') <= 9))
		return json_bad(json, "the number is too great");
	if (at == begin || (*begin == '0' && at > begin + 1))
		return json_bad(json, "a whole number is expected");
	return 0;
}

/* Passes over a number, `true`, `false` or `null`, without judging it. */
static int skip_word(struct json *json)
{
	static const char letters[] = "+-.0123456789Eaeflnrstu";
	const char *begin = json->at;
	while (json->at < json->end && *json->at && strchr(letters, *json->at))
		json->at++;
	return json->at > begin ? 0 : json_bad(json, "a value is expected");
}

static int skip_value(struct json *json, int depth);

/* Passes over the inside of an object or an array. */
static int skip_members(struct json *json, bool object, int depth)
{
	char close = object ? '}' : ']';
	if (depth == JSON_DEPTH_MAX)
		return json_bad(json, "nested too deep");
	if (json_take(json, close))
		return 0;
	do {
		struct view name;
		int r = object ? json_text(json, &name) : 0;
		if (r != 0)
			return r;
		if (object && !json_take(json, ':'))
			return json_bad(json, "a colon is expected");
		r = skip_value(json, depth + 1);
		if (r != 0)
			return r;
	} while (json_take(json, ','));
	return json_take(json, close) ? 0 : json_bad(json, "a comma or the end is expected");
}

/* Passes over a value at some depth. */
static int skip_value(struct json *json, int depth)
{
	struct view text;
	if (json_take(json, '{'))
		return skip_members(json, true, depth);
	if (json_take(json, '['))
		return skip_members(json, false, depth);
	if (json->at < json->end && *json->at == '"')
		return json_text(json, &text);
	return skip_word(json);
}

/* Passes over a value at depth 0. */
int json_skip(struct json *json)
{
	return skip_value(json, 0);
}

/* Passes over spaces to the end. */
int json_end(struct json *json)
{
	skip_space(json);
	return json->at == json->end ? 0 : json_bad(json, "something follows");
}
