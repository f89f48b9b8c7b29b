/* SPDX-License-Identifier: Apache-2.0 */
#include "access/access.h"

#include "common/cleanup.h"
#include "common/reason.h"
#include "keys/policy.h"

#include <errno.h>
#include <stdio.h>

/* What has been found while candidates come by. */
struct search {
	struct access_owner *owner;
	bool found, passed;
};

/* Copies a comment, as much of it as there is room for. */
static void copy_comment(struct access_owner *owner, const struct line *line)
{
	size_t len = line->comment.len;
	if (len >= sizeof owner->comment)
		len = sizeof owner->comment - 1;
	memcpy(owner->comment, line->comment.data ? line->comment.data : "", len);
	owner->comment[len] = '\0';
}

/* Keeps a candidate that is better than those before: the first that passed, else the furthest. */
static void consider(void *context, const struct access_candidate *candidate)
{
	struct search *search = context;
	if (candidate->line_number == 0 || search->passed)
		return;
	if (search->found && candidate->verdict != 0 &&
		candidate->verdict <= search->owner->verdict)
		return;
	search->found = true;
	search->passed = candidate->verdict == 0;
	search->owner->verdict = candidate->verdict;
	snprintf(search->owner->person, sizeof search->owner->person, "%s", candidate->person);
	snprintf(search->owner->known_at, sizeof search->owner->known_at, "%s:%u", candidate->path,
		candidate->line_number);
	if (candidate->verdict == REASON_BAD_LINE)
		search->owner->comment[0] = '\0';
	else
		copy_comment(search->owner, candidate->line);
}

/* Whether a key that nobody has is revoked: 0, the reason, or a fault. */
static int judge_unknown(const struct settings *settings, const struct blob *key, struct note *note)
{
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	CLEANUP(store) struct store store;
	store_init(&store, settings);
	int r = store_read_revoked(&store, &text, note);
	struct policy policy = {
		.revoked = {text.bytes, text.len}, .revoked_path = settings->revoked_keys};
	return r == 0 ? policy_revoked(&policy, key, note) : r;
}

/* Finds whose key it is. */
int access_owner(const struct settings *settings, const struct access_request *request,
	struct access_owner *owner, struct note *note)
{
	*owner = (struct access_owner){.verdict = 0};
	struct search search = {owner, false, false};
	int r = access_decide(settings, request, consider, &search, note);
	if (search.found && r >= 0)
		return 0;
	struct note unused;
	int revoked = request->offered ? judge_unknown(settings, request->offered, &unused) : 0;
	if (revoked < 0 || revoked == REASON_UNSAFE_PATH) {
		*note = unused;
		return revoked < 0 ? revoked : -EPERM;
	}
	owner->verdict = revoked;
	return r;
}
