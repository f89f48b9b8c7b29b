/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/trial.h"

#include "admin/why/mend.h"
#include "keys/options.h"
#include "server/pattern.h"

#include <stdio.h>
#include <string.h>

/* What a pattern says of the account: not, yes, or that it depends on an address not told. */
enum match { MATCH_NO, MATCH_DEPENDS, MATCH_YES };

/* What a list of sshd's comes to, and by which pattern. */
struct found {
	enum match match;
	bool any; /* pattern at all */
	const char *pattern, *group;
};

/* Holds the account against one pattern of users. */
static enum match match_user(const struct inquiry *inquiry, const char *pattern)
{
	const char *hosts;
	if (!pattern_user(pattern, inquiry->name, &hosts))
		return MATCH_NO;
	if (!hosts)
		return MATCH_YES;
	if (!inquiry->from)
		return MATCH_DEPENDS;
	return options_from_matches(view_of(hosts), inquiry->from) ? MATCH_YES : MATCH_NO;
}

/* Holds the account against a list of users. */
static struct found find_user(const struct inquiry *inquiry, const char *keyword)
{
	struct found found = {.match = MATCH_NO};
	size_t at = 0;
	for (const char *pattern;
		(pattern = effective_next(&inquiry->effective, keyword, &at)) != NULL;) {
		enum match match = match_user(inquiry, pattern);
		found.any = true;
		if (match > found.match) {
			found.match = match;
			found.pattern = pattern;
		}
	}
	return found;
}

/* Holds the account's groups against a list. */
static struct found find_group(const struct inquiry *inquiry, const char *keyword)
{
	struct found found = {.match = MATCH_NO};
	size_t at = 0;
	for (const char *pattern;
		(pattern = effective_next(&inquiry->effective, keyword, &at)) != NULL;) {
		found.any = true;
		for (size_t i = 0; i < inquiry->group_count && found.match == MATCH_NO; i++)
			if (pattern_matches(pattern, inquiry->group[i]))
				found = (struct found){MATCH_YES, true, pattern, inquiry->group[i]};
	}
	return found;
}

/* Says that an answer depends on where the client is. */
static void say_depends(
	struct inquiry *inquiry, const char *keyword, const struct found *found, enum cause cause)
{
	step_add(&inquiry->steps, "users", STEP_UNKNOWN, cause_token(cause),
		"%s %s depends on the client's address: ask again with --from ADDRESS", keyword,
		found->pattern);
}

/* DenyUsers and AllowUsers; whether the rest has to be looked at. */
static bool judge_users(struct inquiry *inquiry)
{
	struct found denied = find_user(inquiry, "denyusers");
	struct found allowed = find_user(inquiry, "allowusers");
	if (denied.match == MATCH_YES) {
		mend_unlist(
			step_add(&inquiry->steps, "users", STEP_REFUSED,
				cause_token(CAUSE_DENY_USERS), "DenyUsers has %s", denied.pattern),
			inquiry, "DenyUsers", denied.pattern);
		return false;
	}
	if (denied.match == MATCH_DEPENDS)
		say_depends(inquiry, "DenyUsers", &denied, CAUSE_DENY_USERS);
	if (!allowed.any || allowed.match == MATCH_YES)
		return denied.match == MATCH_NO;
	if (allowed.match == MATCH_DEPENDS) {
		say_depends(inquiry, "AllowUsers", &allowed, CAUSE_ALLOW_USERS);
		return false;
	}
	mend_enlist(step_add(&inquiry->steps, "users", STEP_REFUSED, cause_token(CAUSE_ALLOW_USERS),
			    "AllowUsers does not have %s%s%s", inquiry->name,
			    inquiry->from ? " from " : "", inquiry->from ? inquiry->from : ""),
		inquiry, "AllowUsers", inquiry->name);
	return false;
}

/* Names the command that takes the account out of a group, or the group out of the list. */
static void mend_denied_group(
	struct step *step, const struct inquiry *inquiry, const struct found *found)
{
	bool primary = inquiry->group_count > 0 && strcmp(found->group, inquiry->group[0]) == 0;
	if (primary)
		mend_unlist(step, inquiry, "DenyGroups", found->pattern);
	else if (mend_is_plain(inquiry->name) && mend_is_plain(found->group))
		step_mend(step, "gpasswd -d %s %s", inquiry->name, found->group);
}

/* DenyGroups and AllowGroups; whether all is well. */
static bool judge_groups(struct inquiry *inquiry)
{
	struct found denied = find_group(inquiry, "denygroups");
	struct found allowed = find_group(inquiry, "allowgroups");
	size_t at = 0;
	if (denied.match == MATCH_YES) {
		mend_denied_group(
			step_add(&inquiry->steps, "users", STEP_REFUSED,
				cause_token(CAUSE_DENY_GROUPS), "DenyGroups has %s, a group of %s",
				denied.group, inquiry->name),
			inquiry, &denied);
		return false;
	}
	if (!allowed.any || allowed.match == MATCH_YES)
		return true;
	const char *first = effective_next(&inquiry->effective, "allowgroups", &at);
	struct step *step = step_add(&inquiry->steps, "users", STEP_REFUSED,
		cause_token(CAUSE_ALLOW_GROUPS), "AllowGroups has no group of %s", inquiry->name);
	if (mend_is_plain(inquiry->name) && mend_is_plain(first))
		step_mend(step, "usermod -aG %s %s", first, inquiry->name);
	return false;
}

/* In the order in which sshd asks. */
void trial_users(struct inquiry *inquiry)
{
	if (!inquiry->sshd_known || !judge_users(inquiry) || !judge_groups(inquiry))
		return;
	step_add(&inquiry->steps, "users", STEP_GOOD, NULL,
		"neither DenyUsers, AllowUsers, DenyGroups nor AllowGroups keeps %s out",
		inquiry->name);
}
