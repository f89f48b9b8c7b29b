/* SPDX-License-Identifier: Apache-2.0 */
#include "pam_module/facts.h"

#include "common/reason.h"
#include "pam_module/lookup.h"

#include <stdio.h>
#include <unistd.h>

/* Asks PAM, NSS and the kernel. */
void facts_begin(const struct call *call, struct facts *facts)
{
	const struct passwd *account =
		call->account ? lookup_account(call->pamh, call->account) : NULL;
	snprintf(facts->account, sizeof facts->account, "%s", call->account ? call->account : "");
	facts->uid = account ? (int64_t)account->pw_uid : EVENT_UNKNOWN;
	connection_parse(pam_getenv(call->pamh, "SSH_CONNECTION"), &facts->connection);
	monitor_of(getpid(), &facts->monitor);
	facts->audit_session = monitor_audit_session();
	facts->method[0] = '\0';
	who_init(&facts->who);
}

/* Sets what names the key of a login. */
static void set_key(const struct who *who, struct event *event)
{
	event->person = view_of(who->key.owner.person);
	event->key = view_of(who->key.fingerprint);
	event->key_type = view_of(who->key.type);
	event->key_bits = who->key.bits;
	event->key_comment = view_of(who->key.owner.comment);
	event->known_at = view_of(who->key.owner.known_at);
	event->more_keys = view_of(who->more_keys);
	event->cert_id = view_of(who->key.cert_id);
	event->cert_serial = view_of(who->key.cert_serial);
	event->cert_ca = view_of(who->key.cert_ca);
}

/* Sets every field of which something is known. */
void facts_event(const struct facts *facts, enum event_kind kind, struct event *event)
{
	event_init(event, kind);
	event->session = view_of(facts->monitor.session);
	event->account = view_of(facts->account);
	event->uid = facts->uid;
	event->from = view_of(facts->connection.from);
	event->port = facts->connection.port;
	event->method = view_of(facts->method);
	set_key(&facts->who, event);
	/* sshd let the key in by another way, mostly the user's own authorized_keys. */
	if (kind == EVENT_LOGIN && facts->who.key.owner.verdict > 0)
		event->reason = view_of(reason_token(facts->who.key.owner.verdict));
	event->boot = view_of(facts->monitor.boot);
	event->monitor = facts->monitor.pid;
	event->monitor_start =
		facts->monitor.start > 0 ? (int64_t)facts->monitor.start : EVENT_UNKNOWN;
	event->audit_session = facts->audit_session;
}
