/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes are an access control list, or a fault; what is understood says no more than the bytes.
 */
#include "home/acl.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* How many entries of the attribute have this tag and all of these permissions. */
static size_t count_raw(const uint8_t *data, size_t size, unsigned tag, unsigned permission)
{
	size_t count = 0;
	for (size_t at = 4; at + 8 <= size; at += 8)
		count += data[at] == tag && data[at + 1] == 0 &&
			 (data[at + 2] & permission) == permission;
	return count;
}

/* How many entries that were understood have this tag and may write, if that is asked for. */
static size_t count_known(const struct acl *acl, enum acl_tag tag, bool writes)
{
	size_t count = 0;
	for (size_t n = 0; n < acl->count; n++)
		count += acl->entry[n].tag == tag && (!writes || acl->entry[n].writes);
	return count;
}

/* Compares what was understood with the bytes, counted in another way. */
static void check(const uint8_t *data, size_t size, const struct acl *acl)
{
	static const unsigned tags[] = {1, 2, 4, 8, 0x20};
	bool all = count_raw(data, size, 0x10, 0) == 0 || count_raw(data, size, 0x10, 2) == 1;
	assert(acl->extended == (count_raw(data, size, 0x10, 0) == 1));
	assert(acl->extended || !acl->masked);
	for (unsigned tag = ACL_TAG_OWNER; tag <= ACL_TAG_OTHER; tag++) {
		bool masked = tag != ACL_TAG_OWNER && tag != ACL_TAG_OTHER;
		size_t writers = masked && !all ? 0 : count_raw(data, size, tags[tag], 2);
		assert(count_known(acl, tag, false) == count_raw(data, size, tags[tag], 0));
		assert(count_known(acl, tag, true) == writers);
	}
	bool named = count_known(acl, ACL_TAG_USER, false) + count_known(acl, ACL_TAG_GROUP, false);
	assert(acl->extended || !named);
}

/* Understands the bytes, twice the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct acl acl, again;
	struct note note = {""};
	memset(&acl, 0, sizeof acl);
	memset(&again, 0xff, sizeof again);
	int r = acl_parse(data, size, &acl, &note);
	assert(r == acl_parse(data, size, &again, &note));
	assert(r <= 0 && acl.count <= ACL_ENTRIES_MAX);
	if (r < 0) {
		assert(note.text[0] != '\0' && acl.count == 0 && !acl.extended);
		return 0;
	}
	assert(acl.count == again.count && acl.extended == again.extended &&
		acl.masked == again.masked);
	check(data, size, &acl);
	return 0;
}
