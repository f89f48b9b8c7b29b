/* SPDX-License-Identifier: Apache-2.0 */
/*
 * acl_raw.h – an access control list as its bytes lie in the extended attribute
 *
 * Shape:  a header with the version, then entries of tag, permission and number, little-endian.
 *         Nothing is judged here but the number of bytes.
 * Units:  bytes.
 * Memory: held by value; a list of at most ACL_ENTRIES_MAX entries fits.
 * Errors: 0 or -errno, the note names the file as the kernel has it. Of a file without a list, or on
 *         a file system without lists, none is present.
 * Source: acl(5); linux/posix_acl_xattr.h.
 */
#ifndef KEYHOLE_HOME_ACL_RAW_H
#define KEYHOLE_HOME_ACL_RAW_H

#include "home/acl.h"

#define ACL_RAW_HEADER 4
#define ACL_RAW_ENTRY 8
#define ACL_RAW_VERSION 2

#define ACL_RAW_READ 4
#define ACL_RAW_WRITE 2
#define ACL_RAW_ALL 7

/* Behind the tags of acl.h: the one that is never shown. */
#define ACL_RAW_MASK (ACL_TAG_OTHER + 1)
#define ACL_RAW_TAGS (ACL_RAW_MASK + 1)

/* An entry as it lies in the attribute. */
struct acl_raw {
	int tag; /* an enum acl_tag, ACL_RAW_MASK, or -1 */
	unsigned permission;
	uint32_t id;
};

struct acl_bytes {
	bool present; /* there is a list, though it may not make sense */
	size_t len;
	unsigned char byte[ACL_RAW_HEADER + ACL_ENTRIES_MAX * ACL_RAW_ENTRY];
};

/** Whether the bytes are a header and whole entries. */
bool acl_raw_sound(const unsigned char *bytes, size_t len);

/** How many entries there are in bytes that are sound. */
size_t acl_raw_count(size_t len);

/** The n-th entry. */
struct acl_raw acl_raw_at(const unsigned char *bytes, size_t n);

/** Makes a list of no entries. */
void acl_raw_start(struct acl_bytes *bytes);

/** Adds an entry, which MUST fit. */
void acl_raw_add(struct acl_bytes *bytes, struct acl_raw raw);

/** Reads the list of a descriptor, which may have been opened with O_PATH. */
int acl_raw_get(int fd, const char *which, struct acl_bytes *bytes, struct note *note);

/** Puts a list in the place of the one that a descriptor has, likewise. */
int acl_raw_set(int fd, const char *which, const struct acl_bytes *bytes, struct note *note);

/** Writes the note of a list that gives no answer, with the name that the kernel has for the file.
 */
int acl_raw_fail(int fd, int fault, const char *why, struct note *note);

#endif
