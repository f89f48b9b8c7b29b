/* SPDX-License-Identifier: Apache-2.0 */
#include "seal/chain.h"

static const char tail_begin[] = ",\"seal\":\"";
static const char tail_end[] = "\"}";
static const char next_key[] = "keyhole: the next key of the log";

/* Writes a length, the most significant byte first. */
static void put_length(uint64_t len, char out[8])
{
	for (int i = 7; i >= 0; i--, len >>= 8)
		out[i] = (char)(len & 0xff);
}

/* Hashes all that a seal covers. */
int chain_seal(const struct hash *hash, const unsigned char *key, const struct chain_link *link,
	unsigned char seal[HASH_SIZE], struct note *note)
{
	char head[HASH_SIZE + 8];
	memcpy(head, link->before, HASH_SIZE);
	put_length(link->gap_len, head + HASH_SIZE);
	const struct view parts[] = {{head, sizeof head}, link->gap, link->body};
	return hash->make(hash->context, key, parts, sizeof parts / sizeof *parts, seal, note);
}

/* Hashes the key: there is no way back. */
int chain_next_key(const struct hash *hash, unsigned char key[HASH_SIZE], struct note *note)
{
	const struct view parts[] = {VIEW(next_key), {(const char *)key, HASH_SIZE}};
	unsigned char next[HASH_SIZE];
	int r = hash->make(hash->context, NULL, parts, sizeof parts / sizeof *parts, next, note);
	if (r == 0)
		memcpy(key, next, HASH_SIZE);
	explicit_bzero(next, sizeof next);
	return r;
}

/* Looks for the seal at the end, where alone it can be. */
bool chain_split(struct view line, struct view *body, unsigned char seal[HASH_SIZE])
{
	if (line.len < CHAIN_TAIL)
		return false;
	size_t len = line.len - CHAIN_TAIL;
	const char *tail = line.data + len;
	if (memcmp(tail, tail_begin, sizeof tail_begin - 1) != 0 ||
		memcmp(tail + CHAIN_TAIL - 2, tail_end, 2) != 0)
		return false;
	*body = (struct view){line.data, len};
	return chain_read_hex((struct view){tail + sizeof tail_begin - 1, CHAIN_HEX}, seal);
}

/* Writes two digits for each byte. */
void chain_hex(const unsigned char seal[HASH_SIZE], char out[CHAIN_HEX + 1])
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < HASH_SIZE; i++) {
		out[2 * i] = digits[seal[i] >> 4];
		out[2 * i + 1] = digits[seal[i] & 15];
	}
	out[CHAIN_HEX] = '\0';
}

/* The value of a hex digit, or -1. */
static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Reads two digits for each byte. */
bool chain_read_hex(struct view text, unsigned char seal[HASH_SIZE])
{
	if (text.len != CHAIN_HEX)
		return false;
	for (size_t i = 0; i < HASH_SIZE; i++) {
		int high = digit(text.data[2 * i]), low = digit(text.data[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		seal[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}
