/* SPDX-License-Identifier: Apache-2.0 */
#include "home/others.h"

#include "home/acl.h"
#include "home/name.h"

#include <stdio.h>

/* Whom an entry of a list stands for. */
struct other {
	bool harmless;                /* root, the account, or nobody who is not told of below */
	bool is_private;              /* a group in which only they are */
	struct name name;             /* unless it is everybody */
	char who[NAME_TEXT_MAX + 64]; /* "the user bob" */
};

/* Reads the list of a thing, or makes one of its mode. */
static int read_list(const struct thing *thing, struct acl *acl, struct note *note)
{
	acl_of_mode(thing->stat.st_mode, acl);
	/* Without a group bit the mask is empty, and the kernel does not look at the list either.
	 */
	if ((thing->stat.st_mode & S_IRWXG) == 0)
		return 0;
	int r = acl_read(thing->fd, "access", acl, note);
	if (r == 0 && !acl->extended)
		acl_of_mode(thing->stat.st_mode, acl);
	return r;
}

/* Finds out about a group. */
static int know_group(struct report *report, gid_t gid, struct other *other, struct note *note)
{
	int r = group_judge(report->request, gid, &report->group, note);
	if (r != 0)
		return r;
	other->is_private = report->group.is_private;
	other->name = report->group.name;
	(void)snprintf(other->who, sizeof other->who, "the group %s%s", other->name.text,
		other->is_private ? ", in which nobody else is" : "");
	return 0;
}

/* Finds out about a user. */
static void know_user(const struct report *report, uid_t uid, struct other *other)
{
	other->harmless = report_trusts(report, uid);
	if (other->harmless)
		return;
	name_of_user(uid, &other->name);
	(void)snprintf(other->who, sizeof other->who, "the user %s", other->name.text);
}

/* Finds out whom an entry stands for; `gid` is the owning group. */
static int know(struct report *report, const struct acl_entry *entry, gid_t gid,
	struct other *other, struct note *note)
{
	*other = (struct other){.harmless = false};
	switch (entry->tag) {
	case ACL_TAG_OWNER:
		other->harmless = true; /* is judged as the owner */
		return 0;
	case ACL_TAG_USER:
		know_user(report, entry->id, other);
		return 0;
	case ACL_TAG_OWNING_GROUP:
		return know_group(report, gid, other, note);
	case ACL_TAG_GROUP:
		return know_group(report, entry->id, other, note);
	case ACL_TAG_OTHER:
		break;
	}
	(void)snprintf(other->who, sizeof other->who, "everybody");
	return 0;
}

/* Whether an entry names a user or a group. */
static bool is_named(const struct acl_entry *entry)
{
	return entry->tag == ACL_TAG_USER || entry->tag == ACL_TAG_GROUP;
}

/* The entry of a list that has this tag, of which there is one. */
static const struct acl_entry *only(const struct acl *acl, enum acl_tag tag)
{
	const struct acl_entry *entry = acl->entry;
	while (entry->tag != tag)
		entry++;
	return entry;
}

/* Says that someone can write, and why the sticky bit does not help where it does not; what is there
 * in the home could be theirs by now. */
static void say_writer(struct report *report, enum role role, const struct thing *thing,
	const char *who, const char *how)
{
	struct finding *finding = &report->finding;
	char word[FINDING_PATH_MAX];
	finding->look = finding->grave && role != ROLE_PARENT && !thing->missing;
	if (thing->missing) {
		(void)finding_word(thing->missing, word, sizeof word);
		finding_say(finding,
			"can be written by %s%s (mode %04o): they could make %s, which is not in "
			"it",
			who, how, thing_mode(thing), word);
	} else {
		finding_say(
			finding, "can be written by %s%s (mode %04o)", who, how, thing_mode(thing));
	}
}

/* Tells of a named entry that may write. */
static int judge_named(struct report *report, enum role role, const struct thing *thing,
	const struct acl *acl, const struct acl_entry *entry, struct note *note)
{
	const struct role_traits *traits = role_traits(role);
	const struct change change = {
		.kind = CHANGE_LIST, .tag = entry->tag, .id = entry->id, .masked = acl->masked};
	struct other other;
	int r = know(report, entry, thing->stat.st_gid, &other, note);
	if (r != 0 || other.harmless)
		return r;
	struct finding *finding = report_begin(
		report, REASON_HOME_ACL, traits->grave && !other.is_private, thing->path);
	say_writer(report, role, thing, other.who, ", by an access control list");
	finding_change(finding, &change, other.name.word);
	report_give_about(report, thing);
	return 0;
}

/* Tells that the owning group, or everybody, may write; `take` is what takes it from them. */
static int judge_class(struct report *report, enum role role, const struct thing *thing,
	const struct acl_entry *entry, mode_t take, struct note *note)
{
	const struct role_traits *traits = role_traits(role);
	const struct change change = {.kind = CHANGE_MODE, .take = take};
	struct other other;
	int r = know(report, entry, thing->stat.st_gid, &other, note);
	if (r != 0)
		return r;
	struct finding *finding = report_begin(
		report, traits->writable, traits->grave && !other.is_private, thing->path);
	say_writer(report, role, thing, other.who, "");
	/* A sticky folder is shared on purpose, as /tmp is: the command would break that. */
	if ((thing->stat.st_mode & S_ISVTX) == 0 || (traits->inside && !thing->missing))
		finding_change(finding, &change, "");
	report_give_about(report, thing);
	return 0;
}

/* Goes through the named entries, then through the classes of the mode. */
static int judge_entries(struct report *report, enum role role, const struct thing *thing,
	const struct acl *acl, struct note *note)
{
	int r = 0;
	for (size_t n = 0; n < acl->count && r == 0; n++)
		if (is_named(&acl->entry[n]) && acl->entry[n].writes)
			r = judge_named(report, role, thing, acl, &acl->entry[n], note);
	if (r != 0)
		return r;
	const struct acl_entry *group = only(acl, ACL_TAG_OWNING_GROUP);
	const struct acl_entry *everybody = only(acl, ACL_TAG_OTHER);
	if (everybody->writes)
		return judge_class(report, role, thing, everybody,
			group->writes ? S_IWGRP | S_IWOTH : S_IWOTH, note);
	return group->writes ? judge_class(report, role, thing, group, S_IWGRP, note) : 0;
}

/* Leaves out sticky folders on the way. */
int others_judge_writers(
	struct report *report, enum role role, const struct thing *thing, struct note *note)
{
	bool sticky = role_traits(role)->sticky && (thing->stat.st_mode & S_ISVTX) != 0;
	if (sticky && !thing->missing)
		return 0;
	struct acl acl;
	int r = read_list(thing, &acl, note);
	return r == 0 ? judge_entries(report, role, thing, &acl, note) : r;
}

/* Finds someone else who may read; `other` says who, and is harmless if there is none. */
static int find_reader(struct report *report, const struct thing *thing, const struct acl *acl,
	struct other *other, struct note *note)
{
	const struct acl_entry *everybody = only(acl, ACL_TAG_OTHER);
	if (everybody->reads)
		return know(report, everybody, thing->stat.st_gid, other, note);
	for (size_t n = 0; n < acl->count; n++) {
		if (!acl->entry[n].reads)
			continue;
		int r = know(report, &acl->entry[n], thing->stat.st_gid, other, note);
		if (r != 0 || (!other->harmless && !other->is_private))
			return r;
	}
	other->harmless = true;
	return 0;
}

/* Tells of one reader: the command shuts all of them out. */
int others_judge_readers(
	struct report *report, enum role role, const struct thing *thing, struct note *note)
{
	enum reason reason = role_traits(role)->readable;
	if (reason == REASON_NONE)
		return 0;
	struct acl acl;
	struct other other = {.harmless = true};
	int r = read_list(thing, &acl, note);
	if (r == 0)
		r = find_reader(report, thing, &acl, &other, note);
	if (r != 0 || other.harmless)
		return r;
	struct finding *finding = report_begin(report, reason, false, thing->path);
	finding_say(finding, "can be %s by %s (mode %04o)",
		S_ISDIR(thing->stat.st_mode) ? "looked into" : "read", other.who,
		thing_mode(thing));
	const struct change change = {.kind = CHANGE_MODE, .take = S_IRWXG | S_IRWXO};
	finding_change(finding, &change, "");
	report_give_about(report, thing);
	return 0;
}

/* Tells of an entry of a default list that will let someone write. */
static int judge_heir(struct report *report, enum role role, const struct thing *thing,
	const struct acl *acl, const struct acl_entry *entry, struct note *note)
{
	const struct change change = {
		.kind = CHANGE_HEIRS, .tag = entry->tag, .id = entry->id, .masked = acl->masked};
	struct other other;
	bool given = (thing->stat.st_mode & S_ISGID) != 0;
	gid_t gid = given ? thing->stat.st_gid : report->request->gid;
	int r = know(report, entry, gid, &other, note);
	if (r != 0 || other.harmless || other.is_private)
		return r;
	struct finding *finding =
		report_begin(report, REASON_HOME_ACL, role == ROLE_SSH, thing->path);
	finding_say(finding,
		"lets %s write what will be made in it, by a default access control list "
		"(mode %04o)",
		other.who, thing_mode(thing));
	finding_change(finding, &change, other.name.word);
	report_give_about(report, thing);
	return 0;
}

/* In .ssh it is grave: the next list of keys would be theirs to write. In a home it is advice: what
 * is made there is judged when it is there. */
int others_judge_inherited(
	struct report *report, enum role role, const struct thing *thing, struct note *note)
{
	struct acl acl;
	if (!role_traits(role)->inherited)
		return 0;
	int r = acl_read(thing->fd, "default", &acl, note);
	for (size_t n = 0; n < acl.count && r == 0; n++)
		if (acl.entry[n].writes)
			r = judge_heir(report, role, thing, &acl, &acl.entry[n], note);
	return r;
}
