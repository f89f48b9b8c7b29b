/* SPDX-License-Identifier: Apache-2.0 */
/* The account phase: may this login go on? */
#include "common/account.h"
#include "access/grant.h"
#include "common/cleanup.h"
#include "pam_module/announce.h"
#include "pam_module/call.h"
#include "pam_module/facts.h"
#include "pam_module/identity.h"
#include "pam_module/kept.h"
#include "pam_module/lookup.h"
#include "pam_module/module.h"
#include "pam_module/places.h"
#include "pam_module/shout.h"
#include "pam_module/talk.h"
#include "recording/recording.h"

#include <syslog.h>

#define TELL "; tell the administrator"

/* What happens, for the log and for syslog. */
struct news {
	enum event_kind kind;
	int reason; /* REASON_NONE: there is none to tell */
	const char *detail;
	int priority; /* of its line in syslog */
};

/* Gives an event its line, once a connection. */
static void announce(const struct call *call, const struct event *event, int priority)
{
	struct kept *kept = kept_get(call->pamh);
	if (kept && kept->announced[event->kind])
		return;
	announce_event(call->pamh, event, priority);
	if (kept)
		kept->announced[event->kind] = true;
}

/* Makes of an admission that can't be written what comes of it. */
static void turn_into_refusal(struct event *event)
{
	event->kind = EVENT_REFUSED;
	event->reason = view_of(reason_token(REASON_AUDIT_FAILED));
	event->detail = view_of(reason_sentence(REASON_AUDIT_FAILED));
}

/* Writes a record, once a connection, and announces it; what can't be written is shouted. */
static int record(const struct call *call, const struct news *news)
{
	struct kept *kept = kept_get(call->pamh);
	if (kept && kept->recorded[news->kind])
		return 0;
	struct facts facts;
	struct event event;
	facts_begin(call, &facts);
	facts_event(&facts, news->kind, &event);
	if (news->reason != REASON_NONE)
		event.reason = view_of(reason_token(news->reason));
	event.detail = view_of(news->detail);
	const struct append_place place = recording_place(&call->settings);
	int r = announce_record(call->pamh, &place, &event);
	if (r == 0 && kept)
		kept->recorded[news->kind] = true;
	bool lost = r != 0 && news->kind == EVENT_ADMITTED && !call_is_break_glass(call);
	if (lost)
		turn_into_refusal(&event);
	announce(call, &event, lost ? LOG_NOTICE : news->priority);
	return r;
}

/* Refuses, and says so in the log and in syslog; the user was told before. */
static int refuse(const struct call *call, int reason, const char *detail)
{
	record(call, &(struct news){EVENT_REFUSED, reason, detail, LOG_NOTICE});
	return PAM_PERM_DENIED;
}

/* Says in the log and in syslog what is wrong with a login that is let in. */
static void warn(const struct call *call, int priority, int reason, const char *detail)
{
	record(call, &(struct news){EVENT_WARNED, reason, detail, priority});
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
	const struct news news = {EVENT_ADMITTED, REASON_NONE, "", LOG_INFO};
	if (call->settings.audit_failure == AUDIT_FAILURE_ALLOW || record(call, &news) == 0 ||
		break_glass)
		return PAM_SUCCESS;
	talk_refused(call, REASON_AUDIT_FAILED, "the login can't be written to the log" TELL);
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
