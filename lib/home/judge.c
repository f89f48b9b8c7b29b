/* SPDX-License-Identifier: Apache-2.0 */
#include "home/judge.h"

#include "home/name.h"
#include "home/others.h"

#include <stdio.h>

/* "brian or root", but "root" alone for root's own home. */
static const char *owners(const struct report *report, char *text, size_t size)
{
	if (report->request->uid == 0)
		return "root";
	(void)snprintf(text, size, "%s or root", report->request->account);
	return text;
}

/* "bob (uid 1002)", but "uid 1002" where there is no name. */
static const char *owner(const struct thing *thing, char *text, size_t size)
{
	struct name name;
	unsigned long uid = thing->stat.st_uid;
	name_of_user(thing->stat.st_uid, &name);
	if (name.known)
		(void)snprintf(text, size, "%s (uid %lu)", name.text, uid);
	else
		(void)snprintf(text, size, "uid %lu", uid);
	return text;
}

/* Names the command that gives a thing to whom it should belong, never through a link. What is in the
 * home is given to nobody, who would then have whatever the stranger put there. */
static void mend_owner(struct report *report, enum role role, const struct thing *thing)
{
	struct finding *finding = &report->finding;
	struct name name;
	name_set(&name, report->request->account, report->request->uid);
	bool folder = S_ISDIR(thing->stat.st_mode);
	if (role_traits(role)->inside || !folder)
		return;
	if (role == ROLE_HOME)
		finding_mend(finding, "chown -h %s:", name.word);
	else
		finding_mend(finding, "chown -h root");
	finding->look = true;
}

/* What is to be done about a stranger's thing in the home; what a link leads to may be where it
 * belongs, and then the link is what is wrong. */
static const char *advice(enum role role, const struct thing *thing)
{
	if (!role_traits(role)->inside)
		return "";
	return thing->linked ? "; a symbolic link leads here: remove that link, and nothing here"
			     : "; look at what is in it, then remove it";
}

/* Tells of an owner who is neither root nor the account, and says whether there is none such. */
static bool judge_owner(
	struct report *report, enum role role, enum reason reason, const struct thing *thing)
{
	char they[96], us[NAME_TEXT_MAX + 96];
	if (report_trusts(report, thing->stat.st_uid))
		return true;
	const struct role_traits *traits = role_traits(role);
	struct finding *finding = report_begin(report, reason, traits->grave, thing->path);
	finding_say(finding, "%s to %s, not to %s%s",
		S_ISLNK(thing->stat.st_mode) ? "is a symbolic link that belongs" : "belongs",
		owner(thing, they, sizeof they), owners(report, us, sizeof us),
		advice(role, thing));
	mend_owner(report, role, thing);
	report_give_about(report, thing);
	return false;
}

/* What kind of thing a mode is, in words. */
static const char *kind_of(mode_t mode)
{
	if (S_ISREG(mode))
		return "a file";
	if (S_ISDIR(mode))
		return "a folder";
	if (S_ISFIFO(mode))
		return "a named pipe";
	return S_ISSOCK(mode) ? "a socket" : "a device";
}

/* Tells of a thing that is not what belongs there, and says whether it is; nobody can put a key
 * into it, so it is advice. */
static bool judge_kind(struct report *report, enum role role, const struct thing *thing)
{
	enum role_kind kind = role_traits(role)->kind;
	mode_t mode = thing->stat.st_mode;
	if (kind == ROLE_KIND_ANY || (kind == ROLE_KIND_FOLDER ? S_ISDIR(mode) : S_ISREG(mode)))
		return true;
	struct finding *finding = report_begin(report, REASON_NOT_A_FILE, false, thing->path);
	finding_say(finding, "is %s, not %s", kind_of(mode),
		kind == ROLE_KIND_FOLDER ? "a folder" : "a file");
	report_give_about(report, thing);
	return false;
}

/* Tells of a second name, by which the file can be reached where nobody looks. */
static void judge_names(struct report *report, enum role role, const struct thing *thing)
{
	if (!role_traits(role)->one_name || !S_ISREG(thing->stat.st_mode) ||
		thing->stat.st_nlink <= 1)
		return;
	struct finding *finding = report_begin(report, REASON_HARD_LINK, false, thing->path);
	finding_say(finding, "has %lu names (mode %04o); `find / -xdev -inum %lu` shows the others",
		(unsigned long)thing->stat.st_nlink, thing_mode(thing),
		(unsigned long)thing->stat.st_ino);
	report_give_about(report, thing);
}

/* Judges in the order in which people mend. */
int judge_thing(struct report *report, enum role role, const struct thing *thing, struct note *note)
{
	(void)judge_owner(report, role, role_traits(role)->owner, thing);
	if (!judge_kind(report, role, thing))
		return 0;
	int r = others_judge_writers(report, role, thing, note);
	if (r == 0)
		r = others_judge_readers(report, role, thing, note);
	if (r == 0)
		r = others_judge_inherited(report, role, thing, note);
	if (r == 0)
		judge_names(report, role, thing);
	return r;
}

/* A link to the home is none of the user's doing; one in the home is told of. */
void judge_link(struct report *report, enum role role, const struct thing *link, const char *target,
	bool first)
{
	char word[FINDING_PATH_MAX];
	const struct role_traits *traits = role_traits(role);
	/* What mends a link to the home is what mends a folder above it. */
	enum role as = traits->inside ? role : ROLE_PARENT;
	if (!judge_owner(report, as, traits->link, link) || !traits->inside || !first)
		return;
	struct finding *finding = report_begin(report, traits->link, false, link->path);
	(void)finding_word(target, word, sizeof word);
	finding_say(finding, "is a symbolic link to %s", word);
	report_give_about(report, link);
}
