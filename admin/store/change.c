/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/change.h"

#include "admin/announce.h"
#include "admin/verb.h"
#include "audit/monitor.h"
#include "common/cleanup.h"
#include "keys/fingerprint.h"
#include "recording/recording.h"

#include <unistd.h>

/* Root may; so may whoever owns a store of their own. */
bool change_allowed(const char *folder, const char *words)
{
	if (geteuid() == 0 || access(folder, W_OK) == 0)
		return true;
	admin_fail_words(EXIT_UNSURE, "only root may change %s:  sudo keyhole %s", folder, words);
	return false;
}

/* Takes the lock and learns who asks. */
int change_begin(struct change *change, const struct settings *settings, struct note *note)
{
	change->settings = settings;
	change->lock.fd = -1;
	store_init(&change->store, settings);
	operator_name(change->by);
	return replace_lock(settings->state_dir, &change->lock, note);
}

/* Closes the store's folders and gives the lock back. */
void change_end(struct change *change)
{
	if (change->settings)
		store_close(&change->store);
	replace_unlock(&change->lock);
}

/* Describes the key of a line. */
static void describe_key(
	struct event *event, const struct line *line, char fingerprint[FINGERPRINT_MAX])
{
	fingerprint_of(&line->key, fingerprint);
	event->key = view_of(fingerprint);
	event->key_type = view_of(line->key.kind->name);
	event->key_bits = line->key.bits;
	event->key_comment = line->comment;
}

/* Fills an event, appends it and gives it its line. */
void change_record(const struct change *change, const struct change_record *record)
{
	const struct append_place place = recording_place(change->settings);
	char fingerprint[FINGERPRINT_MAX];
	struct note note;
	CLEANUP(free) struct event *event = malloc(sizeof *event);
	if (!event) {
		admin_warn("it is done, but not recorded: no memory");
		return;
	}
	event_init(event, record->kind);
	event->account = view_of(record->account);
	event->person = view_of(record->person);
	event->key = view_of(record->fingerprint);
	if (record->line)
		describe_key(event, record->line, fingerprint);
	event->known_at = view_of(record->known_at);
	event->detail = view_of(record->detail);
	event->by = view_of(change->by);
	event->audit_session = monitor_audit_session();
	if (announce_change(&place, event, &note) != 0)
		admin_warn("it is done, but not recorded: %s", note.text);
}
