/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/joint.h"

/* Compares the times as texts: they all have one form. */
bool joint_precedes(const struct joint *joint, const struct record *record)
{
	return joint->seq == EVENT_UNKNOWN ||
	       (record->seq == joint->seq + 1 &&
		       memcmp(record->time.data, joint->time, EVENT_TIME_LEN) >= 0);
}

/* Whether a record may be of the epoch that it claims, by what the keys say of where theirs begin.
 */
static bool may_be_of(const struct joint_tools *tools, const struct record *record)
{
	for (size_t i = 0; i < keyring_count(tools->keys); i++) {
		const struct verification_key *key = keyring_at(tools->keys, i);
		int64_t first = (int64_t)key->first_seq;
		if (key->epoch > record->epoch ? first <= record->seq : first >= record->seq)
			return false;
	}
	return true;
}

/* Judges by what is left where no key tells more. */
static int may_follow(const struct joint_tools *tools, const struct joint *joint,
	const struct record *record, unsigned char seal[HASH_SIZE])
{
	unsigned char after[HASH_SIZE];
	bool handed_over = joint->hands_over && record->sealing;
	if (joint->seq != EVENT_UNKNOWN && joint->epoch != EVENT_UNKNOWN && !handed_over &&
		joint->epoch != record->epoch)
		return JOINT_NO;
	if (!may_be_of(tools, record) || !joint_precedes(joint, record) ||
		!chain_read_hex(record->seal, seal))
		return JOINT_NO;
	if (record_after(record, after) && memcmp(after, joint->seal, HASH_SIZE) != 0)
		return JOINT_NO;
	return JOINT_MAY;
}

/* Whether a seal has these digits. */
static bool is_written(const unsigned char seal[HASH_SIZE], struct view text)
{
	char hex[CHAIN_HEX + 1];
	chain_hex(seal, hex);
	return memcmp(hex, text.data, CHAIN_HEX) == 0;
}

/* Makes the seal and compares it, digit for digit. */
int joint_fits(struct joint_tools *tools, const struct joint *joint, const struct record *record,
	uint64_t gap_len, unsigned char seal[HASH_SIZE], struct note *note)
{
	unsigned char key[HASH_SIZE];
	struct chain_link link = {.before = joint->seal,
		.gap_len = gap_len,
		.gap = gap_last(&tools->gap, gap_len),
		.body = record->body};
	bool plain = record->epoch == EVENT_UNKNOWN;
	int r = plain ? 0 : keyring_key(tools->keys, record->epoch, record->seq, key, note);
	if (r > 0 && !keyring_has(tools->keys, record->epoch))
		return may_follow(tools, joint, record, seal);
	if (r != 0)
		return r > 0 ? JOINT_NO : r;
	r = chain_seal(tools->hash, plain ? NULL : key, &link, seal, note);
	explicit_bzero(key, sizeof key);
	if (r != 0)
		return r;
	return is_written(seal, record->seal) ? JOINT_FITS : JOINT_NO;
}

/* Copies what the next record is compared with. */
void joint_set(
	struct joint *joint, const struct record *record, const unsigned char seal[HASH_SIZE])
{
	joint->known = true;
	joint->epoch = record->epoch;
	joint->seq = record->seq;
	joint->hands_over = record->hands_over;
	memcpy(joint->time, record->time.data, EVENT_TIME_LEN);
	memcpy(joint->seal, seal, HASH_SIZE);
}
