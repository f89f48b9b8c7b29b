/* SPDX-License-Identifier: Apache-2.0 */
#include "keys_command/refusal.h"

#include "audit/append.h"
#include "audit/monitor.h"
#include "common/reason.h"

#include <stdio.h>
#include <unistd.h>

/* Keeps a candidate that came further than those before; a file at fault is one too. */
void refusal_consider(struct refusal *refusal, const struct access_candidate *candidate)
{
	int verdict = candidate->verdict >= 0 ? candidate->verdict : REASON_FAULT;
	if (verdict <= refusal->verdict)
		return;
	refusal->verdict = verdict;
	snprintf(refusal->person, sizeof refusal->person, "%s", candidate->person);
	if (candidate->line_number > 0)
		snprintf(refusal->known_at, sizeof refusal->known_at, "%s:%u", candidate->path,
			candidate->line_number);
	else
		snprintf(refusal->known_at, sizeof refusal->known_at, "%s", candidate->path);
}

/* Describes the offered key. */
static void set_key(struct event *event, const struct offer *offer)
{
	event->key = view_of(offer->fingerprint);
	event->key_type = view_of(offer->type);
	if (offer->has_key)
		event->key_bits = offer->key.bits;
}

/* Records the refusal. Its connection is sshd's monitor, which started this process. */
void refusal_record(const struct settings *settings, const struct offer *offer,
	const struct refusal *refusal, int result, const struct note *why)
{
	struct append_place place = {
		.log_dir = settings->log_dir, .state_dir = settings->state_dir};
	struct monitor monitor;
	struct event event;
	struct note ignored;
	event_init(&event, EVENT_OFFER);
	monitor_of(getppid(), &monitor);
	event.session = view_of(monitor.session);
	event.boot = view_of(monitor.boot);
	event.monitor = monitor.pid;
	if (monitor.start > 0)
		event.monitor_start = (int64_t)monitor.start;
	event.account = view_of(offer->account);
	event.uid = offer->uid;
	event.person = view_of(refusal->person);
	event.known_at = view_of(refusal->known_at);
	set_key(&event, offer);
	event.reason = view_of(reason_token(result > 0 ? result : REASON_FAULT));
	event.detail = view_of(why->text);
	append_offer(&place, &event, &ignored);
}
