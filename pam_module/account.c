/* SPDX-License-Identifier: Apache-2.0 */
/* The account phase: may this login go on? */
#include "common/account.h"
#include "access/grant.h"
#include "audit/append.h"
#include "common/cleanup.h"
#include "pam_module/call.h"
#include "pam_module/facts.h"
#include "pam_module/identity.h"
#include "pam_module/kept.h"
#include "pam_module/lookup.h"
#include "pam_module/module.h"
#include "pam_module/places.h"
#include "pam_module/shout.h"
#include "pam_module/talk.h"

#include <syslog.h>

#define TELL "; tell the administrator"

/* Writes a record of this kind, once a connection; what can't be written is shouted. */
static int record(const struct call *call, enum event_kind kind, int reason, const char *detail)
{
	struct kept *kept = kept_get(call->pamh);
	if (kept && kept->recorded[kind])
		return 0;
	struct facts facts;
	struct event event;
	struct note note;
	facts_begin(call, &facts);
	facts_event(&facts, kind, &event);
	if (reason != REASON_NONE)
		event.reason = view_of(reason_token(reason));
	event.detail = view_of(detail);
	struct append_place place = {.log_dir = call->settings.log_dir,
		.state_dir = call->settings.state_dir,
		.sync = true};
	int r = append_login(&place, &event, &note);
	if (r != 0)
		shout(call->pamh, LOG_ERR, "%s of %s is not in the log: %s", event_kind_name(kind),
			call->account, note.text);
	else if (kept)
		kept->recorded[kind] = true;
	return r;
}

/* Refuses, and says so in the log and in syslog; the user was told before. */
static int refuse(const struct call *call, int reason, const char *detail)
{
	shout(call->pamh, LOG_NOTICE, "%s is refused [%s]: %s", call->account, reason_token(reason),
		detail);
	record(call, EVENT_REFUSED, reason, detail);
	return PAM_PERM_DENIED;
}

/* Says in the log and in syslog what is wrong with a login that is let in. */
static void warn(const struct call *call, int priority, int reason, const char *detail)
{
	shout(call->pamh, priority, "%s is let in [%s]: %s", call->account, reason_token(reason),
		detail);
	record(call, EVENT_WARNED, reason, detail);
}

/* Refuses for a fault, of which the user is told no more than where it lies. */
static int refuse_fault(
	const struct call *call, int fault, const struct note *note, const char *sentence)
{
	int reason = fault > 0 ? fault : REASON_FAULT;
	talk_refused(call, reason, sentence);
	return refuse(call, reason, note->text);
}

/* Lets in, unless the settings want a record of it first that can't be written. */
static int admit(const struct call *call, bool break_glass)
{
	if (call->settings.audit_failure == AUDIT_FAILURE_ALLOW ||
		record(call, EVENT_ADMITTED, REASON_NONE, "") == 0 || break_glass)
		return PAM_SUCCESS;
	talk_refused(call, REASON_AUDIT_FAILED, "the login can't be written to the log" TELL);
	shout(call->pamh, LOG_NOTICE, "%s is refused [%s]: %s", call->account,
		reason_token(REASON_AUDIT_FAILED), reason_sentence(REASON_AUDIT_FAILED));
	return PAM_PERM_DENIED;
}

/* Which home check this account has: by its own file, or else by the settings. */
static int find_mode(const struct call *call, enum home_check *mode, struct note *note)
{
	struct note unused;
	CLEANUP(store) struct store store;
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	store_init(&store, &call->settings);
	*mode = call->settings.home_check;
	/* A name that is no sound one can have no file of its own. */
	if (account_name_check(view_of(call->account), &unused) != 0)
		return 0;
	int r = grant_rules_load(&store, call->account, &rules, note);
	if (r == 0)
		*mode = rules.home_check;
	return r;
}

/* What the home check means for a login, by the table in module.h. */
static int answer(const struct call *call, enum home_check mode, int r,
	const struct verdict *verdict, const struct note *note)
{
	if (r < 0 && (mode == HOME_CHECK_ENFORCE || r == IDENTITY_LOST))
		return refuse_fault(call, r, note, "the home folder can't be judged" TELL);
	if (r > 0 && mode == HOME_CHECK_ENFORCE) {
		talk_findings(call, r, verdict);
		return refuse(call, r, note->text);
	}
	if (r < 0)
		warn(call, LOG_ERR, REASON_FAULT, note->text);
	else if (r > 0)
		warn(call, LOG_WARNING, r, note->text);
	else if (verdict->advice.reason != REASON_NONE)
		warn(call, LOG_INFO, (int)verdict->advice.reason, verdict->advice.what);
	return admit(call, false);
}

/* Looks at the home of an account that nothing excepts. */
static int judge(const struct call *call)
{
	struct note note;
	struct verdict verdict;
	enum home_check mode;
	const struct passwd *account = lookup_account(call->pamh, call->account);
	if (!account) {
		shout(call->pamh, LOG_NOTICE,
			"%s is refused: there is no such account, or NSS "
			"could not say",
			call->account);
		return PAM_USER_UNKNOWN;
	}
	struct kept *kept = kept_get(call->pamh);
	if (kept)
		kept->uid = account->pw_uid;
	int r = find_mode(call, &mode, &note);
	if (r != 0)
		return refuse_fault(
			call, r, &note, "the server's rules for this account can't be read" TELL);
	if (mode == HOME_CHECK_OFF)
		return admit(call, false);
	r = identity_check_home(call->pamh, account, &verdict, &note);
	return answer(call, mode, r, &verdict, &note);
}

/* Keeps the break-glass accounts for the day on which the configuration can't be read. */
static void keep_break_glass(const struct call *call)
{
	struct note note;
	struct settings defaults;
	places_defaults(&defaults);
	if (last_good_keep(defaults.state_dir, call->config, &call->settings.break_glass, &note) !=
		0)
		shout(call->pamh, LOG_WARNING,
			"the list of break-glass accounts can't be kept for the day on which the "
			"configuration can't be read: %s",
			note.text);
}

/* Break-glass accounts go first, before anything that could hang or fail. */
int account_phase(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	CLEANUP(call) struct call call = {.pamh = NULL};
	int r = call_begin(&call, pamh, flags, argc, argv);
	if (r != PAM_SUCCESS)
		return r;
	if (!call.account) {
		shout(pamh, LOG_NOTICE, "refused: PAM does not say who wants to log in");
		return PAM_USER_UNKNOWN;
	}
	if (call.fault == 0)
		keep_break_glass(&call);
	if (call_is_break_glass(&call))
		return admit(&call, true);
	if (call.fault != 0)
		return refuse_fault(&call, call.fault, &call.note,
			"the server's keyhole configuration can't be read" TELL);
	return judge(&call);
}
