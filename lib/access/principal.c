/* SPDX-License-Identifier: Apache-2.0 */
#include "access/principal.h"

#include "access/admission.h"
#include "access/answer.h"
#include "access/candidate.h"
#include "common/cleanup.h"
#include "common/reason.h"
#include "keys/wire.h"

/* A decision while it is made. */
struct decision {
	const struct access_request *request;
	struct answer answer;
	struct candidate_judge judge;
	const struct grant_rules *rules;
	struct options none; /* the own account's */
	int key_verdict;     /* of the certificate itself, whoever it names */
	struct note key_note;
};

/* Whether a certificate names a person. */
static bool names(const struct blob *certificate, const char *person)
{
	struct view rest = certificate->cert_principals, name;
	while (wire_text(&rest, &name))
		if (view_is(name, person))
			return true;
	return false;
}

/* Judges the end and the options of a grant, and the certificate between them. */
static int judge(const struct decision *decision, const struct grant *grant, struct note *why)
{
	if (grant && candidate_past(grant->options.expires, decision->request->now))
		return note_set(why, REASON_GRANT_EXPIRED, "grant %u of the account has ended",
			grant->number);
	if (decision->key_verdict != 0) {
		*why = decision->key_note;
		return decision->key_verdict;
	}
	if (grant && strchr(grant->text, '#'))
		return note_set(why, REASON_OPTIONS_CONFLICT,
			"an option of grant %u has a #, and sshd takes what is behind it for a "
			"comment where it reads principals",
			grant->number);
	return 0;
}

/* Judges one person by one grant. */
static void judge_person(struct decision *decision, const struct admission *admission)
{
	const struct grant *grant = admission->grant;
	const struct blob *certificate = decision->request->offered;
	struct note why;
	if (certificate && !names(certificate, admission->person))
		return;
	struct access_candidate candidate = {admission->person, decision->rules->path,
		grant ? grant->line : 0, grant, NULL, grant ? &grant->options : &decision->none, 0,
		&why};
	candidate.verdict = judge(decision, grant, &why);
	if (candidate.verdict != 0)
		candidate.options = NULL;
	answer_take(&decision->answer, &candidate);
}

/* The answer, once everyone was asked. */
static int answer(
	const struct decision *decision, const struct admission_list *list, struct note *note)
{
	if (decision->answer.passed)
		return 0;
	if (decision->answer.furthest > 0) {
		*note = decision->answer.words;
		return decision->answer.furthest;
	}
	return note_set(note, REASON_NOT_GRANTED,
		list->count == 0 ? "nobody may use %s: it has no grant, and its own person does "
				   "not count"
				 : "the certificate names nobody who may use %s",
		decision->request->account);
}

/* Decides with everything open. */
static int decide(struct decision *decision, struct store *store, struct note *note)
{
	const struct access_request *request = decision->request;
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	CLEANUP(admission) struct admission_list list = {0};
	int r = answer_admit(&decision->answer, store, request, &rules, &list, note);
	if (r != 0)
		return r;
	decision->rules = &rules;
	for (size_t i = 0; i < list.count; i++)
		judge_person(decision, &list.item[i]);
	r = answer(decision, &list, note);
	decision->rules = NULL;
	return r;
}

/* Judges the certificate; the list of revoked keys has to be there with or without one. */
static int judge_certificate(struct decision *decision, struct note *note)
{
	const struct blob *certificate = decision->request->offered;
	decision->key_verdict = 0;
	int r = candidate_read_revoked(&decision->judge, note);
	if (r != 0 || !certificate)
		return r;
	if (!certificate->is_cert)
		return note_set(note, REASON_KEY_TYPE,
			"a plain key is offered where only a certificate has principals");
	decision->key_verdict = candidate_judge_offered(&decision->judge, &decision->key_note);
	if (decision->key_verdict < 0)
		*note = decision->key_note;
	return decision->key_verdict < 0 ? decision->key_verdict : 0;
}

/* Decides. */
int principal_decide(const struct settings *settings, const struct access_request *request,
	access_visit visit, void *context, struct note *note)
{
	int r = account_name_check(view_of(request->account), note);
	if (r != 0)
		return r;
	CLEANUP(store) struct store store;
	store_init(&store, settings);
	struct decision decision;
	decision.request = request;
	answer_start(&decision.answer, visit, context);
	options_init(&decision.none);
	candidate_start(&decision.judge, &store, request);
	r = judge_certificate(&decision, note);
	if (r == 0)
		r = decide(&decision, &store, note);
	candidate_finish(&decision.judge);
	return r;
}
