/* SPDX-License-Identifier: Apache-2.0 */
/*
 * acl.h – who else an access control list lets write
 *
 * Shape:  the extended attribute system.posix_acl_access of a descriptor: a version and entries of
 *         tag, permission and id, little-endian. A write is effective only where the mask has it.
 *         A file system without lists, or a file without one, has no entries. A list that can't be
 *         understood MUST be a fault, never "none"; so is one that can't be read, as where /proc is
 *         not mounted. The mask itself is no entry.
 * Units:  uid and gid numbers.
 * Memory: nothing is allocated; at most ACL_ENTRIES_MAX entries are read, more is a fault.
 * Errors: 0 or -errno.
 * Source: acl(5); linux/posix_acl_xattr.h. libacl is not used: it allocates, knows no descriptors
 *         opened with O_PATH, and the format is eight bytes an entry.
 */
#ifndef KEYHOLE_HOME_ACL_H
#define KEYHOLE_HOME_ACL_H

#include "common/note.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define ACL_ENTRIES_MAX 128

enum acl_tag { ACL_TAG_OWNER, ACL_TAG_USER, ACL_TAG_OWNING_GROUP, ACL_TAG_GROUP, ACL_TAG_OTHER };

struct acl_entry {
	enum acl_tag tag;
	uint32_t id;
	bool reads, writes; /* after the mask */
};

struct acl {
	bool extended; /* there is a list with a mask: the group bits of the mode are that mask */
	bool masked;   /* the mask takes something from an entry: a new mask would give it back */
	size_t count;
	struct acl_entry entry[ACL_ENTRIES_MAX];
};

/** Reads the list of an open file or folder; a descriptor opened with O_PATH will do. `which` is
 *  "access" or "default". */
int acl_read(int fd, const char *which, struct acl *acl, struct note *note);

/** Understands the bytes of the attribute. */
int acl_parse(const unsigned char *bytes, size_t len, struct acl *acl, struct note *note);

/** Takes the entry of a user or a group out of a list, and makes of the mask what those who are left
 *  have by it; takes every permission from the owning group's or the others' entry of a default
 *  list. Nobody MUST be let do more by it than before. What is not there is no fault. */
int acl_take(int fd, const char *which, enum acl_tag tag, uint32_t id, struct note *note);

/** What a mode says, as entries: the owner, the owning group, the others. Looking into a folder
 *  counts as reading it. */
void acl_of_mode(mode_t mode, struct acl *acl);

#endif
