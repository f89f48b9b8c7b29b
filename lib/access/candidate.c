/* SPDX-License-Identifier: Apache-2.0 */
#include "access/candidate.h"

#include "common/reason.h"

/* Begins with the policy of the settings. */
void candidate_start(struct candidate_judge *judge, const struct store *store,
	const struct access_request *request)
{
	const struct settings *settings = store->settings;
	judge->request = request;
	judge->store = store;
	judge->revoked = (struct path_text){NULL, 0};
	judge->revoked_read = false;
	judge->policy = (struct policy){settings->key_types.item, settings->key_types.count,
		settings->rsa_min_bits, {NULL, 0}, settings->revoked_keys};
}

/* Frees the list of revoked keys. */
void candidate_finish(struct candidate_judge *judge)
{
	path_text_free(&judge->revoked);
}

/* sshd looks at cert-authority lines for certificates, and at all others for keys. */
bool candidate_answers(const struct line *line, const struct blob *offered)
{
	if (!offered)
		return true;
	return line->options.cert_authority == offered->is_cert &&
	       blob_answers(&line->key, offered);
}

/* Reads the list of revoked keys when it is first needed. It has to be there: a list that was lost
 * would let everything in that was on it. */
int candidate_read_revoked(struct candidate_judge *judge, struct note *note)
{
	if (judge->revoked_read)
		return 0;
	int r = store_read_revoked(judge->store, &judge->revoked, note);
	if (r != 0)
		return r;
	judge->revoked_read = true;
	judge->policy.revoked = (struct view){judge->revoked.bytes, judge->revoked.len};
	return 0;
}

/* Compares; 0 never passes. */
bool candidate_past(uint64_t moment, uint64_t now)
{
	return moment != 0 && moment < now;
}

/* Type and size, of the line's key and of the key in the certificate that is offered. */
static int judge_key(struct candidate_judge *judge, const struct line *line, struct note *why)
{
	int r = policy_judge(&judge->policy, &line->key, why);
	if (r == 0 && judge->request->offered && judge->request->offered->is_cert)
		r = policy_judge(&judge->policy, judge->request->offered, why);
	return r;
}

/* Whether the line's key, or what is offered, is revoked. */
static int judge_revoked(struct candidate_judge *judge, const struct line *line, struct note *why)
{
	int r = policy_revoked(&judge->policy, &line->key, why);
	if (r == 0 && judge->request->offered && judge->request->offered->is_cert)
		r = policy_revoked(&judge->policy, judge->request->offered, why);
	return r;
}

/* Type and size, then revocation, whatever line it may answer to. */
int candidate_judge_offered(const struct candidate_judge *judge, struct note *why)
{
	const struct blob *offered = judge->request->offered;
	int r = policy_judge(&judge->policy, offered, why);
	return r == 0 ? policy_revoked(&judge->policy, offered, why) : r;
}

/* Joins the options of line and grant. */
static int judge_options(
	struct candidate_judge *judge, struct access_candidate *candidate, struct note *why)
{
	candidate->options = &candidate->line->options;
	if (candidate->line->options.cert_authority && !candidate->line->options.has_principals)
		return note_set(why, REASON_BAD_LINE,
			"cert-authority needs principals=\"…\": without it, sshd takes a "
			"certificate "
			"that names nobody for anybody's");
	if (!candidate->grant)
		return 0;
	candidate->options = &judge->joined;
	return options_join(
		&candidate->line->options, &candidate->grant->options, &judge->joined, why);
}

/* Type, size, revocation, expiry, options of a line that could be read. */
static int judge_line(
	struct candidate_judge *judge, struct access_candidate *candidate, struct note *why)
{
	int r = judge_key(judge, candidate->line, why);
	if (r == 0)
		r = judge_revoked(judge, candidate->line, why);
	if (r != 0)
		return r;
	if (candidate_past(candidate->line->options.expires, judge->request->now))
		return note_set(why, REASON_KEY_EXPIRED, "the key's expiry-time has passed");
	return judge_options(judge, candidate, why);
}

/* Judges one candidate. A list of revoked keys that can't be read fails the whole decision. */
int candidate_judge(struct candidate_judge *judge, int parsed, struct access_candidate *candidate,
	struct note *why, struct note *note)
{
	int r = candidate_read_revoked(judge, note);
	if (r != 0)
		return r;
	if (candidate->grant && candidate_past(candidate->grant->until, judge->request->now))
		candidate->verdict = note_set(why, REASON_GRANT_EXPIRED,
			"grant %u of the account has ended", candidate->grant->number);
	else
		candidate->verdict = parsed != 0 ? parsed : judge_line(judge, candidate, why);
	if (candidate->verdict != 0)
		candidate->options = NULL;
	candidate->note = why;
	if (candidate->verdict < 0)
		*note = *why;
	return candidate->verdict < 0 ? candidate->verdict : 0;
}
