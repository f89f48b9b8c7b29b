/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/say.h"

#include <langinfo.h>
#include <stdbool.h>

/* One character taken from a text: its code, and how many bytes it had. */
struct taken {
	uint32_t code;
	size_t len;
	bool valid;
};

/* The length that a first byte of UTF-8 announces, 0 for one that can't be first. */
static size_t announced(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xC2 && first <= 0xDF)
		return 2;
	if (first >= 0xE0 && first <= 0xEF)
		return 3;
	return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

/* Whether a code is one that this many bytes may encode: no surrogate, no overlong form. */
static bool code_is_sound(uint32_t code, size_t len)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	return code >= least[len] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

/* Takes the first character of a text that is not empty; a bad byte is taken alone. */
static struct taken take(struct view text)
{
	const unsigned char *bytes = (const unsigned char *)text.data;
	struct taken bad = {.code = bytes[0], .len = 1, .valid = false};
	size_t len = announced(bytes[0]);
	if (len == 0 || len > text.len)
		return bad;
	uint32_t code = len == 1 ? bytes[0] : bytes[0] & (0x7FU >> len);
	for (size_t i = 1; i < len; i++) {
		if ((bytes[i] & 0xC0) != 0x80)
			return bad;
		code = code << 6 | (bytes[i] & 0x3F);
	}
	return code_is_sound(code, len) ? (struct taken){code, len, true} : bad;
}

/* Whether a character moves the cursor, turns the writing or can't be seen. */
static bool deceives(uint32_t code)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {{0, 0x1F}, {0x7F, 0x9F}, {0xAD, 0xAD}, {0x61C, 0x61C}, {0x115F, 0x1160},
		{0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},
		{0x3164, 0x3164}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0},
		{0xFFF0, 0xFFFB}, {0xE0000, 0xE0FFF}};
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (code >= ranges[i].first && code <= ranges[i].last)
			return true;
	return false;
}

/* Writes the form in which one character is shown; gives its length. */
static size_t shown(struct view text, struct taken taken, bool utf8, char out[20])
{
	bool plain = taken.valid && !deceives(taken.code) && (utf8 || taken.code < 0x80);
	if (plain) {
		memcpy(out, text.data, taken.len);
		return taken.len;
	}
	if (taken.valid && taken.code > 0x9F && utf8)
		return (size_t)sprintf(
			out, taken.code > 0xFFFF ? "\\U%08x" : "\\u%04x", taken.code);
	size_t len = 0;
	for (size_t i = 0; i < taken.len; i++)
		len += (size_t)sprintf(out + len, "\\x%02x", (unsigned char)text.data[i]);
	return len;
}

/* Whether the terminal's characters are UTF-8, as far as the locale says. */
static bool locale_is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* How many bytes at the beginning of a text are shown as they are, whatever the locale. */
static size_t plain_len(struct view text)
{
	size_t len = 0;
	while (len < text.len && text.data[len] >= ' ' && text.data[len] <= '~')
		len++;
	return len;
}

/* Escapes character by character, remembering the last place where "..." would still fit. A text
 * that has nothing to escape and fits is copied. */
size_t say_escape(struct view text, char *out, size_t cap)
{
	static const char cut[] = "...";
	bool utf8 = locale_is_utf8();
	size_t len = 0, room_for_cut = 0;
	if (text.len < cap && plain_len(text) == text.len) {
		memcpy(out, text.len > 0 ? text.data : "", text.len);
		out[text.len] = '\0';
		return text.len;
	}
	while (text.len > 0) {
		char piece[20];
		struct taken taken = take(text);
		size_t piece_len = shown(text, taken, utf8, piece);
		if (len + sizeof cut <= cap)
			room_for_cut = len;
		if (len + piece_len + 1 > cap) {
			size_t marked = cap < sizeof cut ? 0 : sizeof cut - 1;
			memcpy(out + room_for_cut, cut, marked);
			len = room_for_cut + marked;
			break;
		}
		memcpy(out + len, piece, piece_len);
		len += piece_len;
		text = view_skip(text, taken.len);
	}
	out[len] = '\0';
	return len;
}

/* Prints what is plain at once, and the shown form of each other character. */
void say_text(FILE *stream, struct view text)
{
	bool utf8 = locale_is_utf8();
	while (text.len > 0) {
		char piece[20];
		size_t plain = plain_len(text);
		if (plain > 0)
			fwrite(text.data, 1, plain, stream);
		text = view_skip(text, plain);
		if (text.len == 0)
			return;
		struct taken taken = take(text);
		fwrite(piece, 1, shown(text, taken, utf8, piece), stream);
		text = view_skip(text, taken.len);
	}
}

/* Looks the words up by the type's name; a type that it does not know is shown by its own name. */
void say_key(struct view type, int64_t bits, char out[SAY_KEY_MAX])
{
	static const struct {
		const char *type, *words;
		bool sized;
	} table[] = {{"ssh-rsa", "RSA", true}, {"ssh-dss", "DSA", true},
		{"ssh-ed25519", "ED25519", false},
		{"sk-ssh-ed25519@openssh.com", "ED25519-SK", false},
		{"sk-ecdsa-sha2-nistp256@openssh.com", "ECDSA-SK", false}};
	static const char ecdsa[] = "ecdsa-sha2-nistp";
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		if (!view_is(type, table[i].type))
			continue;
		int len = snprintf(out, SAY_KEY_MAX, "%s", table[i].words);
		if (table[i].sized && bits > 0)
			snprintf(out + len, SAY_KEY_MAX - (size_t)len, " %lld", (long long)bits);
		return;
	}
	bool is_ecdsa =
		type.len > sizeof ecdsa - 1 && memcmp(type.data, ecdsa, sizeof ecdsa - 1) == 0;
	struct view rest = is_ecdsa ? view_skip(type, sizeof ecdsa - 1) : type;
	size_t len = (size_t)snprintf(out, SAY_KEY_MAX, "%s", is_ecdsa ? "ECDSA " : "");
	say_escape(rest, out + len, SAY_KEY_MAX - len);
}
