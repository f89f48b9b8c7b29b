/* SPDX-License-Identifier: Apache-2.0 */
#include "pam_module/announce.h"

#include "audit/journal.h"
#include "audit/sentence.h"
#include "pam_module/shout.h"
#include "recording/recording.h"

#include <syslog.h>

/* Asks the log. */
int announce_record(const pam_handle_t *pamh, const struct append_place *place, struct event *event)
{
	struct note note;
	int r = recording_append(place, event, &note);
	if (r == 0 && note.text[0])
		shout(pamh, LOG_WARNING, "%s", note.text);
	if (r == 0)
		return 0;
	journal_unrecorded(event);
	shout(pamh, LOG_ERR, "%s of %.*s is not in the log: %s", event_kind_name(event->kind),
		(int)event->account.len, event->account.data, note.text);
	return r;
}

/* The journal first: it has the fields. */
void announce_event(const pam_handle_t *pamh, const struct event *event, int priority)
{
	struct note unused;
	char entry[JOURNAL_ENTRY_MAX], line[SENTENCE_MAX];
	size_t len = journal_entry(event, priority, entry);
	if (journal_send(journal_socket(), (struct view){entry, len}, &unused) == 0)
		return;
	sentence_of(event, line);
	shout(pamh, priority, "%s", line);
}
