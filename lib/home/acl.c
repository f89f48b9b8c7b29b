/* SPDX-License-Identifier: Apache-2.0 */
#include "home/acl.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define HEADER_SIZE 4
#define ENTRY_SIZE 8
#define VERSION 2

#define PERMISSION_READ 4
#define PERMISSION_WRITE 2
#define PERMISSION_ALL 7

/* Behind the tags of the header: the one that is never shown. */
#define TAG_MASK (ACL_TAG_OTHER + 1)
#define TAG_COUNT (TAG_MASK + 1)

/* An entry as it lies in the attribute. */
struct raw {
	int tag; /* an enum acl_tag, TAG_MASK, or -1 */
	unsigned permission;
	uint32_t id;
};

/* How many entries of each tag there are, and what the mask lets through. */
struct tally {
	size_t of[TAG_COUNT];
	unsigned mask;
};

/* Reads a number of two bytes. */
static unsigned get16(const unsigned char *bytes)
{
	return (unsigned)bytes[0] | (unsigned)bytes[1] << 8;
}

/* Reads a number of four bytes. */
static uint32_t get32(const unsigned char *bytes)
{
	return (uint32_t)get16(bytes) | (uint32_t)get16(bytes + 2) << 16;
}

/* The tag that the kernel's number stands for, or -1. */
static int tag_of(unsigned number)
{
	static const unsigned numbers[TAG_COUNT] = {
		[ACL_TAG_OWNER] = 0x01,
		[ACL_TAG_USER] = 0x02,
		[ACL_TAG_OWNING_GROUP] = 0x04,
		[ACL_TAG_GROUP] = 0x08,
		[TAG_MASK] = 0x10,
		[ACL_TAG_OTHER] = 0x20,
	};
	for (int tag = 0; tag < TAG_COUNT; tag++)
		if (numbers[tag] == number)
			return tag;
	return -1;
}

/* Reads the n-th entry. */
static struct raw raw_at(const unsigned char *bytes, size_t n)
{
	const unsigned char *entry = bytes + HEADER_SIZE + n * ENTRY_SIZE;
	return (struct raw){tag_of(get16(entry)), get16(entry + 2), get32(entry + 4)};
}

/* Counts the entries by tag, and finds the mask. */
static int count_tags(
	const unsigned char *bytes, size_t count, struct tally *tally, struct note *note)
{
	for (size_t n = 0; n < count; n++) {
		struct raw raw = raw_at(bytes, n);
		if (raw.tag < 0 || raw.permission > PERMISSION_ALL)
			return note_set(note, -EINVAL,
				"entry %zu of the access control list has an unknown tag or "
				"permission",
				n + 1);
		tally->of[raw.tag]++;
		if (raw.tag == TAG_MASK)
			tally->mask = raw.permission;
	}
	return 0;
}

/* Whether every entry that a list must have is there once, and a mask where it is needed. */
static bool is_whole(const struct tally *tally)
{
	bool named = tally->of[ACL_TAG_USER] + tally->of[ACL_TAG_GROUP] > 0;
	return tally->of[ACL_TAG_OWNER] == 1 && tally->of[ACL_TAG_OWNING_GROUP] == 1 &&
	       tally->of[ACL_TAG_OTHER] == 1 && tally->of[TAG_MASK] <= 1 &&
	       (!named || tally->of[TAG_MASK] == 1);
}

/* Adds an entry, after the mask. */
static void add_entry(struct acl *acl, struct raw raw, unsigned mask)
{
	bool free = raw.tag == ACL_TAG_OWNER || raw.tag == ACL_TAG_OTHER;
	unsigned effective = free ? raw.permission : raw.permission & mask;
	acl->masked = acl->masked || effective != raw.permission;
	acl->entry[acl->count++] = (struct acl_entry){
		.tag = (enum acl_tag)raw.tag,
		.id = raw.id,
		.reads = (effective & PERMISSION_READ) != 0,
		.writes = (effective & PERMISSION_WRITE) != 0,
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
	if (len < HEADER_SIZE || (len - HEADER_SIZE) % ENTRY_SIZE != 0 || get32(bytes) != VERSION)
		return note_set(note, -EINVAL,
			"the access control list of %zu bytes is not in the form of version %d",
			len, VERSION);
	size_t count = (len - HEADER_SIZE) / ENTRY_SIZE;
	if (count == 0)
		return 0;
	if (count > ACL_ENTRIES_MAX)
		return note_set(note, -E2BIG,
			"the access control list has %zu entries, keyhole reads at most %d", count,
			ACL_ENTRIES_MAX);
	struct tally tally = {.mask = PERMISSION_ALL};
	int r = count_tags(bytes, count, &tally, note);
	if (r != 0)
		return r;
	if (!is_whole(&tally))
		return note_set(note, -EINVAL,
			"the access control list lacks an entry that it must have, or has it "
			"twice");
	acl->extended = tally.of[TAG_MASK] == 1;
	for (size_t n = 0; n < count; n++) {
		struct raw raw = raw_at(bytes, n);
		if (raw.tag != TAG_MASK)
			add_entry(acl, raw, tally.mask);
	}
	return 0;
}

/* Writes the note of a list that gives no answer, with the name that the kernel has for the file.
 */
static int fail(const char *proc, int fault, const char *why, struct note *note)
{
	char name[512];
	ssize_t len = readlink(proc, name, sizeof name - 1);
	if (len < 0)
		return note_set(note, fault,
			"%s can't be read, and so no access control list can: is /proc mounted?",
			proc);
	name[len] = '\0';
	return note_set(note, fault, "%s: its access control list can't be read: %s", name, why);
}

/* Understands what was read, and tells of which file it was. */
static int understand(const char *proc, const unsigned char *bytes, size_t len, struct acl *acl,
	struct note *note)
{
	struct note why;
	int r = acl_parse(bytes, len, acl, &why);
	return r == 0 ? 0 : fail(proc, r, why.text, note);
}

/* Asks by way of /proc, since fgetxattr refuses a descriptor opened with O_PATH. */
int acl_read(int fd, const char *which, struct acl *acl, struct note *note)
{
	unsigned char bytes[HEADER_SIZE + ACL_ENTRIES_MAX * ENTRY_SIZE];
	char proc[32], attribute[48], words[128];
	(void)snprintf(proc, sizeof proc, "/proc/self/fd/%d", fd);
	(void)snprintf(attribute, sizeof attribute, "system.posix_acl_%s", which);
	clear(acl);
	ssize_t len = getxattr(proc, attribute, bytes, sizeof bytes);
	if (len >= 0)
		return understand(proc, bytes, (size_t)len, acl, note);
	if (errno == ENODATA || errno == EOPNOTSUPP)
		return 0;
	/* The file is open, so what is missing is /proc; a caller must not take it for the file. */
	int fault = errno == ENOENT ? -ENOSYS : -errno;
	return fail(proc, fault, strerror_r(-fault, words, sizeof words), note);
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
