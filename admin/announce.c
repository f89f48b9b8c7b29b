/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/announce.h"

#include "admin/verb.h"
#include "audit/journal.h"
#include "audit/sentence.h"
#include "recording/recording.h"

#include <syslog.h>

/* The journal first: it has the fields. */
void announce_line(const struct event *event)
{
	struct note unused;
	char entry[JOURNAL_ENTRY_MAX], line[SENTENCE_MAX];
	size_t len = journal_entry(event, LOG_NOTICE, entry);
	if (journal_send(journal_socket(), (struct view){entry, len}, &unused) == 0)
		return;
	sentence_of(event, line);
	openlog(JOURNAL_IDENTIFIER, LOG_PID, LOG_AUTHPRIV);
	syslog(LOG_NOTICE, "%s", line);
	closelog();
}

/* The log decides; the line is told either way. */
int announce_change(const struct append_place *place, struct event *event, struct note *note)
{
	int r = recording_append(place, event, note);
	if (r == 0 && note->text[0])
		admin_warn("%s", note->text);
	if (r != 0)
		journal_unrecorded(event);
	announce_line(event);
	return r;
}
