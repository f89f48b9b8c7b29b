/* SPDX-License-Identifier: Apache-2.0 */
#include "home/acl_raw.h"

#include <errno.h>

/* What the entries that are left may do at the most, and whether one of them names anybody. */
struct rest {
	bool names;
	unsigned mask; /* the old one */
	unsigned used; /* by the owning group and those who are named */
};

/* Whether an entry names a user or a group. */
static bool is_named(int tag)
{
	return tag == ACL_TAG_USER || tag == ACL_TAG_GROUP;
}

/* Whether this is the entry that is to go. */
static bool is_meant(struct acl_raw raw, enum acl_tag tag, uint32_t id)
{
	return raw.tag == (int)tag && (!is_named(raw.tag) || raw.id == id);
}

/* The entry as it will be: one that names nobody stays, without any permission. */
static struct acl_raw changed(struct acl_raw raw, enum acl_tag tag, uint32_t id)
{
	if (is_meant(raw, tag, id))
		raw.permission = 0;
	return raw;
}

/* Looks at what will be left, and says whether there is anything to change. */
static bool survey(const struct acl_bytes *old, enum acl_tag tag, uint32_t id, struct rest *rest)
{
	bool found = false;
	*rest = (struct rest){.mask = ACL_RAW_ALL};
	for (size_t n = 0; n < acl_raw_count(old->len); n++) {
		struct acl_raw raw = acl_raw_at(old->byte, n);
		bool meant = is_meant(raw, tag, id);
		found = found || (meant && (is_named(raw.tag) || raw.permission != 0));
		raw = changed(raw, tag, id);
		if (raw.tag == ACL_RAW_MASK) {
			rest->mask = raw.permission;
		} else if (is_named(raw.tag) || raw.tag == ACL_TAG_OWNING_GROUP) {
			rest->used |= raw.permission;
		}
		rest->names = rest->names || (is_named(raw.tag) && !meant);
	}
	return found;
}

/* Writes what is left. Without a name there is no mask either, and what it held back stays so. */
static void write_rest(const struct acl_bytes *old, enum acl_tag tag, uint32_t id,
	const struct rest *rest, struct acl_bytes *out)
{
	acl_raw_start(out);
	for (size_t n = 0; n < acl_raw_count(old->len); n++) {
		struct acl_raw raw = acl_raw_at(old->byte, n);
		if (is_named(raw.tag) && is_meant(raw, tag, id))
			continue;
		raw = changed(raw, tag, id);
		if (raw.tag == ACL_RAW_MASK && !rest->names)
			continue;
		if (raw.tag == ACL_RAW_MASK)
			raw.permission &= rest->used;
		if (raw.tag == ACL_TAG_OWNING_GROUP && !rest->names)
			raw.permission &= rest->mask;
		acl_raw_add(out, raw);
	}
}

/* Sees first that the list can be understood. */
int acl_take(int fd, const char *which, enum acl_tag tag, uint32_t id, struct note *note)
{
	struct acl_bytes old, left;
	struct acl acl;
	struct rest rest;
	int r = acl_raw_get(fd, which, &old, note);
	if (r != 0 || !old.present)
		return r;
	r = acl_parse(old.byte, old.len, &acl, note);
	if (r != 0 || acl.count == 0 || !survey(&old, tag, id, &rest))
		return r;
	write_rest(&old, tag, id, &rest, &left);
	return acl_raw_set(fd, which, &left, note);
}
