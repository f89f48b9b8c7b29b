/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/address.h"

#include "common/reason.h"
#include "keys/ascii.h"

#include <arpa/inet.h>
#include <stdint.h>

/* Says what is wrong with an entry. */
static int bad(struct note *note, struct view text, const char *what)
{
	return note_set(note, REASON_BAD_LINE, "from=: \"%.*s\" %s",
		(int)(text.len < 128 ? text.len : 128), text.data, what);
}

/* Whether all bytes of an entry may stand in a pattern or an address. */
static bool is_plain(struct view text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!ascii_alnum(text.data[i]) && !memchr(".-_:*?/", text.data[i], 7))
			return false;
	return true;
}

/* Reads a numeric address; ADDRESS_PATTERN if it is none. */
static enum address_family read_numeric(const char *text, unsigned char bytes[16])
{
	if (inet_pton(AF_INET, text, bytes) == 1)
		return ADDRESS_V4;
	return strchr(text, ':') && inet_pton(AF_INET6, text, bytes) == 1 ? ADDRESS_V6
									  : ADDRESS_PATTERN;
}

/* The bits of a whole address. */
static unsigned full_prefix(enum address_family family)
{
	return family == ADDRESS_V4 ? 32 : 128;
}

/* Reads a prefix length of one to three digits; what is none becomes longer than any. */
static unsigned read_prefix(struct view text)
{
	unsigned prefix = 0;
	if (!ascii_digits(text) || text.len > 3)
		return 999;
	for (size_t i = 0; i < text.len; i++)
		prefix = prefix * 10 + (unsigned)(text.data[i] - '0');
	return prefix;
}

/* Whether two addresses have the same first bits. */
static bool same_bits(const unsigned char *a, const unsigned char *b, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;
	return memcmp(a, b, whole) == 0 && (rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0);
}

/* Whether an address has no bit set beyond its prefix. */
static bool no_bits_beyond(const struct address *block)
{
	unsigned char cut[16] = {0};
	unsigned whole = block->prefix / 8, rest = block->prefix % 8;
	memcpy(cut, block->bytes, whole);
	if (rest != 0)
		cut[whole] = (unsigned char)(block->bytes[whole] & 0xff00 >> rest);
	return memcmp(cut, block->bytes, full_prefix(block->family) / 8) == 0;
}

/* Reads an entry that has a slash. */
static int parse_block(struct address *entry, size_t slash, struct note *note)
{
	char text[ADDRESS_TEXT_MAX] = {0};
	if (slash < sizeof text)
		memcpy(text, entry->text.data, slash);
	entry->family = read_numeric(text, entry->bytes);
	if (entry->family == ADDRESS_PATTERN)
		return bad(note, entry->text, "has no address before the slash");
	entry->prefix = read_prefix(view_skip(entry->text, slash + 1));
	if (entry->prefix > full_prefix(entry->family))
		return bad(note, entry->text,
			"has no length after the slash that its address can have");
	if (!no_bits_beyond(entry))
		return bad(note, entry->text,
			"has bits set beyond its length, and sshd would let nobody in");
	return 0;
}

/* Whether a text can't be a host name or a pattern, but only an address. */
static bool looks_numeric(const char *text)
{
	return !strpbrk(text, "*?") &&
	       (strchr(text, ':') || strspn(text, "0123456789.") == strlen(text));
}

/* Reads an entry without a slash: an address or else a pattern. */
static int parse_single(struct address *entry, struct note *note)
{
	char text[ADDRESS_TEXT_MAX] = {0};
	struct in_addr odd;
	entry->family = ADDRESS_PATTERN;
	if (entry->text.len > ADDRESS_PATTERN_MAX)
		return bad(note, entry->text, "is too long");
	if (entry->text.len >= sizeof text)
		return 0;
	memcpy(text, entry->text.data, entry->text.len);
	entry->family = read_numeric(text, entry->bytes);
	if (entry->family == ADDRESS_PATTERN && (looks_numeric(text) || inet_aton(text, &odd) != 0))
		return bad(note, entry->text, "is no address: write four decimal numbers, or IPv6");
	entry->prefix = full_prefix(entry->family);
	return 0;
}

/* Tells a block from an address or a pattern. */
int address_parse(struct view text, struct address *entry, struct note *note)
{
	entry->negated = text.len > 0 && text.data[0] == '!';
	entry->text = entry->negated ? view_skip(text, 1) : text;
	memset(entry->bytes, 0, sizeof entry->bytes);
	if (entry->text.len == 0)
		return bad(note, text, "is an empty entry, and sshd would let nobody in");
	if (!is_plain(entry->text))
		return bad(note, text, "has a character that no address and no host name has");
	const char *slash = memchr(entry->text.data, '/', entry->text.len);
	if (slash)
		return parse_block(entry, (size_t)(slash - entry->text.data), note);
	return parse_single(entry, note);
}

/* Whether a pattern with * and ? matches a whole text. */
static bool pattern_matches(struct view pattern, struct view text)
{
	size_t p = 0, t = 0, star = SIZE_MAX, resume = 0;
	while (t < text.len) {
		if (p < pattern.len && pattern.data[p] == '*') {
			star = p++;
			resume = t;
		} else if (p < pattern.len &&
			   (pattern.data[p] == '?' ||
				   ascii_lower(pattern.data[p]) == ascii_lower(text.data[t]))) {
			p++;
			t++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			t = ++resume;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.data[p] == '*')
		p++;
	return p == pattern.len;
}

/* Compares bits or text. */
bool address_has(const struct address *entry, const struct address *address)
{
	if (entry->family == ADDRESS_PATTERN)
		return pattern_matches(entry->text, address->text);
	return entry->family == address->family &&
	       same_bits(entry->bytes, address->bytes, entry->prefix);
}

/* Reads the address, unmaps it and prints it again. */
bool address_of_peer(const char *text, struct address *address, char canonical[ADDRESS_TEXT_MAX])
{
	static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
	address->family = read_numeric(text, address->bytes);
	if (address->family == ADDRESS_PATTERN)
		return false;
	if (address->family == ADDRESS_V6 && memcmp(address->bytes, mapped, sizeof mapped) == 0) {
		address->family = ADDRESS_V4;
		memmove(address->bytes, address->bytes + sizeof mapped, 4);
	}
	inet_ntop(address->family == ADDRESS_V4 ? AF_INET : AF_INET6, address->bytes, canonical,
		ADDRESS_TEXT_MAX);
	address->text = view_of(canonical);
	return true;
}

/* Compares family, length and bits, or text. */
bool address_equal(const struct address *a, const struct address *b)
{
	if (a->family != b->family)
		return false;
	if (a->family == ADDRESS_PATTERN)
		return ascii_same(a->text, b->text);
	return a->prefix == b->prefix && same_bits(a->bytes, b->bytes, a->prefix);
}

/* Compares the bits that the outer one has. */
bool address_covers(const struct address *outer, const struct address *inner)
{
	if (view_is(outer->text, "*"))
		return true;
	if (outer->family == ADDRESS_PATTERN || inner->family == ADDRESS_PATTERN)
		return address_equal(outer, inner);
	return outer->family == inner->family && outer->prefix <= inner->prefix &&
	       same_bits(outer->bytes, inner->bytes, outer->prefix);
}
