/* SPDX-License-Identifier: Apache-2.0 */
/* The session phases: who was that, and how long did it last? */
#include "common/cleanup.h"
#include "pam_module/announce.h"
#include "pam_module/call.h"
#include "pam_module/facts.h"
#include "pam_module/kept.h"
#include "pam_module/module.h"
#include "pam_module/shout.h"
#include "recording/recording.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <syslog.h>
#include <time.h>

#define SECOND ((int64_t)1000 * 1000 * 1000)

/* A session that is open: it is kept on PAM's handle, and what happens to it ends it. */
struct session {
	pid_t opener;   /* the process that opened it: copies of it have no say */
	int64_t opened; /* nanoseconds since boot */
	bool closed;
	struct facts facts;
	bool sync; /* the setting audit_sync */
	char log_dir[PATH_MAX], state_dir[PATH_MAX], run_dir[PATH_MAX];
};

static const char data_name[] = "keyhole_session";

/* Nanoseconds since boot, those asleep included. */
static int64_t boottime(void)
{
	struct timespec now;
	return clock_gettime(CLOCK_BOOTTIME, &now) == 0 ? now.tv_sec * SECOND + now.tv_nsec : 0;
}

/* Writes a record and announces it; of a key that keyhole would have refused with more weight. */
static void record(const pam_handle_t *pamh, const struct append_place *place, struct event *event)
{
	announce_record(pamh, place, event);
	announce_event(pamh, event, event->reason.len > 0 ? LOG_WARNING : LOG_INFO);
}

/* Makes the record of a logout: whose it was, but not again how they came in. */
static void logout_event(const struct facts *facts, struct event *event)
{
	facts_event(facts, EVENT_LOGOUT, event);
	event->method = event->key_type = event->key_comment = view_of("");
	event->known_at = event->more_keys = view_of("");
	event->cert_id = event->cert_serial = event->cert_ca = view_of("");
	event->key_bits = EVENT_UNKNOWN;
}

/* Ends a session, once, and only in the process that opened it. */
static void end(pam_handle_t *pamh, struct session *session, const char *detail)
{
	if (session->closed || session->opener != getpid())
		return;
	session->closed = true;
	struct event event;
	const struct append_place place = {.log_dir = session->log_dir,
		.state_dir = session->state_dir,
		.run_dir = session->run_dir,
		.sync = session->sync};
	logout_event(&session->facts, &event);
	event.detail = view_of(detail);
	event.seconds = (boottime() - session->opened) / SECOND;
	record(pamh, &place, &event);
}

/* When the handle ends with the session still open, sshd never closed it: a later module refused
 * it, or sshd gave up. */
static void release(pam_handle_t *pamh, void *data, int status)
{
	if (!(status & (PAM_DATA_REPLACE | PAM_DATA_SILENT)))
		end(pamh, data, "the session was ended without being closed");
	free(data);
}

/* The session that this handle has open, or had. */
static struct session *find(pam_handle_t *pamh)
{
	/* pam_get_data gives what pam_set_data took, but as const. */
	union {
		const void *given;
		struct session *session;
	} data = {NULL};
	return pam_get_data(pamh, data_name, &data.given) == PAM_SUCCESS ? data.session : NULL;
}

/* Copies a folder's path, if there is room for it. */
static bool copy_path(char out[PATH_MAX], const char *path)
{
	return snprintf(out, PATH_MAX, "%s", path) < PATH_MAX;
}

/* Keeps the session, so that its logout can be recorded. */
static void keep(const struct call *call, const struct facts *facts)
{
	struct session *session = calloc(1, sizeof *session);
	bool kept = session && copy_path(session->log_dir, call->settings.log_dir) &&
		    copy_path(session->state_dir, call->settings.state_dir) &&
		    copy_path(session->run_dir, call->settings.run_dir);
	if (kept) {
		session->opener = getpid();
		session->opened = boottime();
		session->facts = *facts;
		session->sync = call->settings.audit_sync;
		kept = pam_set_data(call->pamh, data_name, session, release) == PAM_SUCCESS;
	}
	if (!kept) {
		free(session);
		shout(call->pamh, LOG_ERR, "the logout of %s will lack its duration: no memory",
			facts->account);
	}
}

/* Learns how the login was authenticated, and by whose key. */
static void learn_who(const struct call *call, struct facts *facts)
{
	struct note note;
	struct authinfo info;
	struct who_request request = {call->fault == 0 ? &call->settings : NULL, facts->account,
		facts->uid, (uint64_t)time(NULL)};
	authinfo_parse(view_of(pam_getenv(call->pamh, "SSH_AUTH_INFO_0")), &info);
	authinfo_names(&info, facts->method, sizeof facts->method);
	if (info.cut)
		shout(call->pamh, LOG_WARNING,
			"the login of %s has more methods of authentication than keyhole records",
			facts->account);
	if (who_find(&request, &info, &facts->who, &note) != 0)
		shout(call->pamh, LOG_ERR, "whose key opened %s is not known: %s", facts->account,
			note.text);
}

/* Shouts when the name means another account than the one whose home was judged. */
static void compare_uid(const struct call *call, const struct facts *facts)
{
	const struct kept *kept = kept_find(call->pamh);
	if (kept && kept->uid != EVENT_UNKNOWN && kept->uid != facts->uid)
		shout(call->pamh, LOG_ERR,
			"%s had the uid %" PRId64 " when the login was allowed, and has %" PRId64
			" now",
			facts->account, kept->uid, facts->uid);
}

/* Begins a session phase; false: it is not keyhole's, and `*answer` is what to say. */
static bool begin(
	struct call *call, pam_handle_t *pamh, int flags, int argc, const char **argv, int *answer)
{
	int r = call_begin(call, pamh, flags, argc, argv);
	*answer = r == PAM_IGNORE ? PAM_IGNORE : PAM_SUCCESS;
	return r == PAM_SUCCESS;
}

/* Records the login before it goes on. */
int session_open(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	int answer;
	CLEANUP(call) struct call call = {.pamh = NULL};
	if (!begin(&call, pamh, flags, argc, argv, &answer))
		return answer;
	const struct session *session = find(pamh);
	if (session && !session->closed)
		return PAM_SUCCESS; /* named twice in the PAM file */
	struct facts facts;
	struct event event;
	const struct append_place place = recording_place(&call.settings);
	facts_begin(&call, &facts);
	learn_who(&call, &facts);
	compare_uid(&call, &facts);
	facts_event(&facts, EVENT_LOGIN, &event);
	record(pamh, &place, &event);
	keep(&call, &facts);
	return PAM_SUCCESS;
}

/* Records a logout of which the login left nothing behind. */
static void close_unknown(const struct call *call)
{
	struct facts facts;
	struct event event;
	const struct append_place place = recording_place(&call->settings);
	facts_begin(call, &facts);
	learn_who(call, &facts);
	logout_event(&facts, &event);
	record(call->pamh, &place, &event);
}

/* Records the logout. */
int session_close(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	int answer;
	CLEANUP(call) struct call call = {.pamh = NULL};
	if (!begin(&call, pamh, flags, argc, argv, &answer))
		return answer;
	struct session *session = find(pamh);
	if (session)
		end(pamh, session, "");
	else
		close_unknown(&call);
	return PAM_SUCCESS;
}
