/* SPDX-License-Identifier: Apache-2.0 */
#include "seal/verification_key.h"

#include <errno.h>

#define GROUPS VERIFICATION_KEY_GROUPS
#define GROUP 5 /* characters, the last of which checks the others */
#define SIGNS (GROUPS * GROUP)
#define BYTES 40
#define BYTES_EPOCH 2
#define BYTES_SEQ 6

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char id_of[] = "keyhole: the id of a verification key";

/* The characters of a text that are left when what stands between groups is not looked at. */
struct signs {
	size_t count;
	char text[SIGNS];
	unsigned char value[SIGNS];
};

/* Multiplies by x in GF(32), modulo x^5 + x^3 + 1. */
static unsigned times_x(unsigned value)
{
	return value & 16 ? (value << 1 ^ 0x29) & 31 : value << 1;
}

/* The sum that the check of a group makes equal to the number of its place. The factors of all
 * characters differ, the check's own too, so that no swap of two goes unseen. */
static unsigned sum(const unsigned char value[GROUP])
{
	unsigned total = 0;
	for (size_t i = 0; i < GROUP; i++)
		total = times_x(total) ^ value[i];
	return total;
}

/* Whether a group belongs to a place, which counts from 0. */
static bool fits(const struct signs *signs, size_t group, size_t place)
{
	return sum(signs->value + group * GROUP) == place + 1;
}

/* Writes the bytes of a key, the most significant ones first. */
static void pack(const struct verification_key *key, unsigned char bytes[BYTES])
{
	uint64_t head = (uint64_t)key->epoch << (8 * BYTES_SEQ) |
			(key->first_seq & (((uint64_t)1 << (8 * BYTES_SEQ)) - 1));
	for (size_t i = 0; i < BYTES_EPOCH + BYTES_SEQ; i++)
		bytes[i] = (unsigned char)(head >> (56 - 8 * i));
	memcpy(bytes + BYTES_EPOCH + BYTES_SEQ, key->key, HASH_SIZE);
}

/* Reads the bytes of a key. */
static void unpack(const unsigned char bytes[BYTES], struct verification_key *key)
{
	uint64_t head = 0;
	for (size_t i = 0; i < BYTES_EPOCH + BYTES_SEQ; i++)
		head = head << 8 | bytes[i];
	key->epoch = (uint16_t)(head >> (8 * BYTES_SEQ));
	key->first_seq = head & (((uint64_t)1 << (8 * BYTES_SEQ)) - 1);
	memcpy(key->key, bytes + BYTES_EPOCH + BYTES_SEQ, HASH_SIZE);
}

/* The five bits that a character stands for. */
static unsigned char five_bits(const unsigned char bytes[BYTES], size_t sign)
{
	size_t bit = 5 * sign;
	unsigned pair =
		(unsigned)bytes[bit / 8] << 8 | (bit / 8 + 1 < BYTES ? bytes[bit / 8 + 1] : 0);
	return pair >> (11 - bit % 8) & 31;
}

/* Writes group after group. */
void verification_key_print(const struct verification_key *key, char out[VERIFICATION_KEY_TEXT])
{
	unsigned char bytes[BYTES], value[GROUP];
	pack(key, bytes);
	for (size_t group = 0; group < GROUPS; group++) {
		for (size_t i = 0; i < GROUP - 1; i++)
			value[i] = five_bits(bytes, group * (GROUP - 1) + i);
		value[GROUP - 1] = 0;
		value[GROUP - 1] = (unsigned char)(sum(value) ^ (group + 1));
		for (size_t i = 0; i < GROUP; i++)
			*out++ = alphabet[value[i]];
		*out++ = group < GROUPS - 1 ? '-' : '\0';
	}
	explicit_bzero(bytes, sizeof bytes);
	explicit_bzero(value, sizeof value);
}

/* The value of a character as people write it, or -1. */
static int value_of(char sign)
{
	char upper = (char)(sign >= 'a' && sign <= 'z' ? sign - 'a' + 'A' : sign);
	if (upper == 'I' || upper == 'L')
		return 1;
	if (upper == 'O')
		return 0;
	const char *found = upper ? strchr(alphabet, upper) : NULL;
	return found ? (int)(found - alphabet) : -1;
}

/* Whether a byte may stand between groups. */
static bool is_between(char sign)
{
	return sign == '-' || sign == ' ' || (sign >= '\t' && sign <= '\r');
}

/* Takes what stands in front of the next separator off a text; empty at its end. */
static struct view take_run(struct view *text)
{
	while (text->len > 0 && is_between(*text->data))
		*text = view_skip(*text, 1);
	struct view run = {text->data, 0};
	while (run.len < text->len && !is_between(run.data[run.len]))
		run.len++;
	*text = view_skip(*text, run.len);
	return run;
}

/* Adds one group; what does not fit any more is only counted. */
static int take_group(struct signs *signs, struct view group, struct note *note)
{
	size_t number = signs->count / GROUP + 1;
	for (size_t i = 0; i < GROUP; i++, signs->count++) {
		int value = value_of(group.data[i]);
		if (value < 0)
			return note_set(note, -EINVAL,
				"group %zu of %d, \"%.*s\": there is no \"%c\" in a key", number,
				GROUPS, GROUP, group.data, group.data[i]);
		if (signs->count < SIGNS) {
			signs->text[signs->count] = group.data[i];
			signs->value[signs->count] = (unsigned char)value;
		}
	}
	return 0;
}

/* Refuses a group that is too short or too long. */
static int refuse_length(const struct signs *signs, struct view group, struct note *note)
{
	return note_set(note, -EINVAL, "group %zu of %d, \"%.*s\": it has %zu characters, not %d",
		signs->count / GROUP + 1, GROUPS, (int)group.len, group.data, group.len, GROUP);
}

/* The first group that is not in its place; the count where all are. */
static size_t first_wrong(const struct signs *signs, size_t count)
{
	size_t group = 0;
	while (group < count && group < GROUPS && fits(signs, group, group))
		group++;
	return group;
}

/* Refuses groups without anything between them that do not come out even: where one character is
 * missing, all behind it have moved. */
static int refuse_uneven(const struct signs *signs, struct view rest, struct note *note)
{
	size_t count = signs->count / GROUP, group = first_wrong(signs, count);
	if (group < count && group < GROUPS)
		return note_set(note, -EINVAL,
			"group %zu of %d, \"%.*s\": in it, or before it, a character is missing or "
			"too many",
			group + 1, GROUPS, GROUP, signs->text + group * GROUP);
	return refuse_length(signs, rest, note);
}

/* Adds the groups that stand in one run. */
static int take_groups(struct signs *signs, struct view run, struct note *note)
{
	if (run.len > GROUP && run.len < 2 * GROUP)
		return refuse_length(signs, run, note);
	for (; run.len >= GROUP; run = view_skip(run, GROUP)) {
		int r = take_group(signs, run, note);
		if (r != 0)
			return r;
	}
	return run.len == 0 ? 0 : refuse_uneven(signs, run, note);
}

/* Says that there are too few groups or too many, and where, if the places of the others tell it. */
static int refuse_count(const struct signs *signs, struct note *note)
{
	size_t count = signs->count / GROUP, right = first_wrong(signs, count);
	bool one_missing = count == GROUPS - 1 && (right == count || fits(signs, right, right + 1));
	if (one_missing)
		return note_set(note, -EINVAL,
			"the key has %zu groups, not %d: group %zu is missing", count, GROUPS,
			right + 1);
	return note_set(note, -EINVAL, "the key has %zu groups, not %d", count, GROUPS);
}

/* Says what is wrong with the first group that does not fit into its place. */
static int refuse_group(const struct signs *signs, size_t group, struct note *note)
{
	const char *text = signs->text + group * GROUP;
	for (size_t other = group + 1; other < GROUPS; other++)
		if (fits(signs, group, other) && fits(signs, other, group))
			return note_set(note, -EINVAL,
				"groups %zu and %zu of %d, \"%.*s\" and \"%.*s\": they are "
				"swapped",
				group + 1, other + 1, GROUPS, GROUP, text, GROUP,
				signs->text + other * GROUP);
	return note_set(note, -EINVAL,
		"group %zu of %d, \"%.*s\": one of its characters is wrong, or two are swapped",
		group + 1, GROUPS, GROUP, text);
}

/* Sees that every group is there and in its place. */
static int check(const struct signs *signs, struct note *note)
{
	if (signs->count != SIGNS)
		return refuse_count(signs, note);
	size_t wrong = first_wrong(signs, GROUPS);
	return wrong < GROUPS ? refuse_group(signs, wrong, note) : 0;
}

/* Puts the bits of all groups together, without the checks. */
static void join(const struct signs *signs, unsigned char bytes[BYTES])
{
	memset(bytes, 0, BYTES);
	for (size_t group = 0; group < GROUPS; group++)
		for (size_t i = 0; i < GROUP - 1; i++) {
			size_t bit = 5 * (group * (GROUP - 1) + i);
			unsigned pair = (unsigned)signs->value[group * GROUP + i] << (11 - bit % 8);
			bytes[bit / 8] |= (unsigned char)(pair >> 8);
			if (bit / 8 + 1 < BYTES)
				bytes[bit / 8 + 1] |= (unsigned char)pair;
		}
}

/* Reads all groups, then checks each. */
int verification_key_parse(struct view text, struct verification_key *key, struct note *note)
{
	struct signs signs = {.count = 0};
	unsigned char bytes[BYTES];
	int r = 0;
	for (struct view run; r == 0 && (run = take_run(&text)).len > 0;)
		r = take_groups(&signs, run, note);
	if (r == 0)
		r = check(&signs, note);
	if (r == 0) {
		join(&signs, bytes);
		unpack(bytes, key);
	}
	explicit_bzero(&signs, sizeof signs);
	explicit_bzero(bytes, sizeof bytes);
	return r;
}

/* Hashes all of the key, behind words of its own. */
int verification_key_id(const struct hash *hash, const struct verification_key *key,
	char out[VERIFICATION_KEY_ID], struct note *note)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char bytes[BYTES], id[HASH_SIZE];
	pack(key, bytes);
	const struct view parts[] = {VIEW(id_of), {(const char *)bytes, sizeof bytes}};
	int r = hash->make(hash->context, NULL, parts, sizeof parts / sizeof *parts, id, note);
	explicit_bzero(bytes, sizeof bytes);
	if (r != 0)
		return r;
	for (size_t i = 0; i < VERIFICATION_KEY_ID - 1; i++)
		out[i] = digits[id[i / 2] >> (i % 2 ? 0 : 4) & 15];
	out[VERIFICATION_KEY_ID - 1] = '\0';
	return 0;
}
