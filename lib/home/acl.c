/* SPDX-License-Identifier: Apache-2.0 */
#include "home/acl.h"

#include "home/acl_raw.h"

#include <errno.h>
#include <sys/stat.h>

/* How many entries of each tag there are, and what the mask lets through. */
struct tally {
	size_t of[ACL_RAW_TAGS];
	unsigned mask;
};

/* Counts the entries by tag, and finds the mask. */
static int count_tags(
	const unsigned char *bytes, size_t count, struct tally *tally, struct note *note)
{
	for (size_t n = 0; n < count; n++) {
		struct acl_raw raw = acl_raw_at(bytes, n);
		if (raw.tag < 0 || raw.permission > ACL_RAW_ALL)
			return note_set(note, -EINVAL,
				"entry %zu of the access control list has an unknown tag or "
				"permission",
				n + 1);
		tally->of[raw.tag]++;
		if (raw.tag == ACL_RAW_MASK)
			tally->mask = raw.permission;
	}
	return 0;
}

/* Whether every entry that a list must have is there once, and a mask where it is needed. */
static bool is_whole(const struct tally *tally)
{
	bool named = tally->of[ACL_TAG_USER] + tally->of[ACL_TAG_GROUP] > 0;
	return tally->of[ACL_TAG_OWNER] == 1 && tally->of[ACL_TAG_OWNING_GROUP] == 1 &&
	       tally->of[ACL_TAG_OTHER] == 1 && tally->of[ACL_RAW_MASK] <= 1 &&
	       (!named || tally->of[ACL_RAW_MASK] == 1);
}

/* Adds an entry, after the mask. */
static void add_entry(struct acl *acl, struct acl_raw raw, unsigned mask)
{
	bool free = raw.tag == ACL_TAG_OWNER || raw.tag == ACL_TAG_OTHER;
	unsigned effective = free ? raw.permission : raw.permission & mask;
	acl->masked = acl->masked || effective != raw.permission;
	acl->entry[acl->count++] = (struct acl_entry){
		.tag = (enum acl_tag)raw.tag,
		.id = raw.id,
		.reads = (effective & ACL_RAW_READ) != 0,
		.writes = (effective & ACL_RAW_WRITE) != 0,
	};
}

/* Empties a list. */
static void clear(struct acl *acl)
{
	acl->extended = false;
	acl->masked = false;
	acl->count = 0;
}

/* Counts first, since the mask may stand behind what it holds for. */
int acl_parse(const unsigned char *bytes, size_t len, struct acl *acl, struct note *note)
{
	clear(acl);
	if (!acl_raw_sound(bytes, len))
		return note_set(note, -EINVAL,
			"the access control list of %zu bytes is not in the form of version %d",
			len, ACL_RAW_VERSION);
	size_t count = acl_raw_count(len);
	if (count == 0)
		return 0;
	if (count > ACL_ENTRIES_MAX)
		return note_set(note, -E2BIG,
			"the access control list has %zu entries, keyhole reads at most %d", count,
			ACL_ENTRIES_MAX);
	struct tally tally = {.mask = ACL_RAW_ALL};
	int r = count_tags(bytes, count, &tally, note);
	if (r != 0)
		return r;
	if (!is_whole(&tally))
		return note_set(note, -EINVAL,
			"the access control list lacks an entry that it must have, or has it "
			"twice");
	acl->extended = tally.of[ACL_RAW_MASK] == 1;
	for (size_t n = 0; n < count; n++) {
		struct acl_raw raw = acl_raw_at(bytes, n);
		if (raw.tag != ACL_RAW_MASK)
			add_entry(acl, raw, tally.mask);
	}
	return 0;
}

/* Understands what was read, and tells of which file it was. */
int acl_read(int fd, const char *which, struct acl *acl, struct note *note)
{
	struct acl_bytes bytes;
	struct note why;
	clear(acl);
	int r = acl_raw_get(fd, which, &bytes, note);
	if (r != 0 || !bytes.present)
		return r;
	r = acl_parse(bytes.byte, bytes.len, acl, &why);
	return r == 0 ? 0 : acl_raw_fail(fd, r, why.text, note);
}

/* Takes the bits of the mode apart. */
void acl_of_mode(mode_t mode, struct acl *acl)
{
	static const enum acl_tag tags[] = {ACL_TAG_OWNER, ACL_TAG_OWNING_GROUP, ACL_TAG_OTHER};
	mode_t read = S_ISDIR(mode) ? S_IRUSR | S_IXUSR : S_IRUSR;
	clear(acl);
	for (unsigned n = 0; n < sizeof tags / sizeof tags[0]; n++)
		acl->entry[acl->count++] = (struct acl_entry){
			.tag = tags[n],
			.reads = ((mode << (3 * n)) & read) != 0,
			.writes = ((mode << (3 * n)) & S_IWUSR) != 0,
		};
}
