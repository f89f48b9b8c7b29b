/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts.h – what is known of one connection, for all records about it
 *
 * Shape:  the account, where it comes from, sshd's monitor, how it was authenticated and by whom.
 * Units:  as event.h.
 * Memory: texts are held by value, so that the logout can be recorded long after the login.
 * Errors: what is not known is empty or -1. Never a failure.
 * Source: none.
 */
#ifndef KEYHOLE_PAM_MODULE_FACTS_H
#define KEYHOLE_PAM_MODULE_FACTS_H

#include "audit/event.h"
#include "audit/monitor.h"
#include "pam_module/call.h"
#include "pam_module/connection.h"
#include "pam_module/who.h"

#define FACTS_ACCOUNT_MAX 1024
#define FACTS_METHOD_MAX 512

struct facts {
	char account[FACTS_ACCOUNT_MAX];
	int64_t uid;
	struct connection connection;
	struct monitor monitor;
	int64_t audit_session;
	char method[FACTS_METHOD_MAX];
	struct who who;
};

/** Learns what every phase can know: all but the methods and the key. */
void facts_begin(const struct call *call, struct facts *facts);

/** Makes an event of them; its views look into the facts. */
void facts_event(const struct facts *facts, enum event_kind kind, struct event *event);

#endif
