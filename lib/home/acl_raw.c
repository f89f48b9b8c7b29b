/* SPDX-License-Identifier: Apache-2.0 */
#include "home/acl_raw.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#define PROC_MAX 32
#define ATTRIBUTE_MAX 48

/* The kernel's numbers of the tags. */
static const unsigned numbers[ACL_RAW_TAGS] = {
	[ACL_TAG_OWNER] = 0x01,
	[ACL_TAG_USER] = 0x02,
	[ACL_TAG_OWNING_GROUP] = 0x04,
	[ACL_TAG_GROUP] = 0x08,
	[ACL_RAW_MASK] = 0x10,
	[ACL_TAG_OTHER] = 0x20,
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

/* Writes a number of so many bytes. */
static void put(unsigned char *bytes, uint32_t number, unsigned count)
{
	for (unsigned n = 0; n < count; n++)
		bytes[n] = (unsigned char)(number >> (8 * n));
}

/* The tag that the kernel's number stands for, or -1. */
static int tag_of(unsigned number)
{
	for (int tag = 0; tag < ACL_RAW_TAGS; tag++)
		if (numbers[tag] == number)
			return tag;
	return -1;
}

/* Looks at length and version. */
bool acl_raw_sound(const unsigned char *bytes, size_t len)
{
	return len >= ACL_RAW_HEADER && (len - ACL_RAW_HEADER) % ACL_RAW_ENTRY == 0 &&
	       get32(bytes) == ACL_RAW_VERSION;
}

/* Leaves out the header. */
size_t acl_raw_count(size_t len)
{
	return (len - ACL_RAW_HEADER) / ACL_RAW_ENTRY;
}

/* Reads the three fields. */
struct acl_raw acl_raw_at(const unsigned char *bytes, size_t n)
{
	const unsigned char *entry = bytes + ACL_RAW_HEADER + n * ACL_RAW_ENTRY;
	return (struct acl_raw){tag_of(get16(entry)), get16(entry + 2), get32(entry + 4)};
}

/* Writes the header. */
void acl_raw_start(struct acl_bytes *bytes)
{
	put(bytes->byte, ACL_RAW_VERSION, ACL_RAW_HEADER);
	bytes->present = true;
	bytes->len = ACL_RAW_HEADER;
}

/* Writes the three fields behind the rest. */
void acl_raw_add(struct acl_bytes *bytes, struct acl_raw raw)
{
	unsigned char *entry = bytes->byte + bytes->len;
	put(entry, numbers[raw.tag], 2);
	put(entry + 2, raw.permission, 2);
	put(entry + 4, raw.id, 4);
	bytes->len += ACL_RAW_ENTRY;
}

/* The names under which the kernel has the descriptor and the list. */
static void name(int fd, const char *which, char proc[PROC_MAX], char attribute[ATTRIBUTE_MAX])
{
	(void)snprintf(proc, PROC_MAX, "/proc/self/fd/%d", fd);
	(void)snprintf(attribute, ATTRIBUTE_MAX, "system.posix_acl_%s", which);
}

/* Asks for the file's name first. */
int acl_raw_fail(int fd, int fault, const char *why, struct note *note)
{
	char proc[PROC_MAX], text[512];
	(void)snprintf(proc, sizeof proc, "/proc/self/fd/%d", fd);
	ssize_t len = readlink(proc, text, sizeof text - 1);
	if (len < 0)
		return note_set(note, fault,
			"%s can't be read, and so no access control list can: is /proc mounted?",
			proc);
	text[len] = '\0';
	return note_set(note, fault, "%s: its access control list can't be read: %s", text, why);
}

/* Asks by way of /proc, since fgetxattr refuses a descriptor opened with O_PATH. */
int acl_raw_get(int fd, const char *which, struct acl_bytes *bytes, struct note *note)
{
	char proc[PROC_MAX], attribute[ATTRIBUTE_MAX], words[128];
	name(fd, which, proc, attribute);
	bytes->present = false;
	ssize_t len = getxattr(proc, attribute, bytes->byte, sizeof bytes->byte);
	if (len >= 0) {
		bytes->present = true;
		bytes->len = (size_t)len;
		return 0;
	}
	if (errno == ENODATA || errno == EOPNOTSUPP)
		return 0;
	/* The file is open, so what is missing is /proc; a caller must not take it for the file. */
	int fault = errno == ENOENT ? -ENOSYS : -errno;
	return acl_raw_fail(fd, fault, strerror_r(-fault, words, sizeof words), note);
}

/* Replaces a list that is there: none is ever made. */
int acl_raw_set(int fd, const char *which, const struct acl_bytes *bytes, struct note *note)
{
	char proc[PROC_MAX], attribute[ATTRIBUTE_MAX], words[128];
	name(fd, which, proc, attribute);
	if (setxattr(proc, attribute, bytes->byte, bytes->len, XATTR_REPLACE) == 0)
		return 0;
	int fault = errno == ENOENT ? -ENOSYS : -errno;
	return note_set(note, fault, "its access control list can't be changed: %s",
		strerror_r(-fault, words, sizeof words));
}
