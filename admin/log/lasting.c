/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/lasting.h"

#include "admin/hash.h"
#include "audit/append.h"
#include "audit/read.h"
#include "common/cleanup.h"

#include <errno.h>

#define NEEDLE "\"event\":\"log"
#define BOOT_DIGITS 12
#define SECONDS_MAX 0x7FFFFFFF

/* A session. */
struct lasting_entry {
	uint64_t hash; /* 0: free */
	int32_t seconds;
	bool met;
};

/* One reading. */
struct ahead {
	struct lasting *lasting;
	int64_t until;
	size_t open; /* logins of the present boot without a logout */
	bool full, past;
	char boot[BOOT_DIGITS + 1];
};

/* The place of a session, or where it could be. */
static struct lasting_entry *place_of(const struct lasting *lasting, uint64_t hash)
{
	size_t mask = lasting->slots - 1, at = (size_t)hash & mask;
	while (lasting->entries[at].hash != 0 && lasting->entries[at].hash != hash)
		at = (at + 1) & mask;
	return &lasting->entries[at];
}

/* The entry of a session; NULL where it has none. */
static struct lasting_entry *find(const struct lasting *lasting, struct view session)
{
	if (!lasting->entries || session.len == 0)
		return NULL;
	struct lasting_entry *entry = place_of(lasting, hash_of(session));
	return entry->hash != 0 ? entry : NULL;
}

/* Whether an entry has a logout that is still to be met. */
static bool is_awaited(const struct lasting_entry *entry)
{
	return entry->hash != 0 && !entry->met && entry->seconds != LASTING_NEVER;
}

/* Begins with what is still to be met, if that leaves room enough for more. */
static int begin(struct lasting *lasting, struct note *note)
{
	struct lasting_entry *old = lasting->entries;
	size_t awaited = 0, old_slots = old ? lasting->slots : 0;
	if (lasting->slots == 0)
		lasting->slots = LASTING_SLOTS;
	lasting->entries = calloc(lasting->slots, sizeof *lasting->entries);
	if (!lasting->entries) {
		lasting->entries = old;
		return note_errno(note, -ENOMEM, "the sessions of the log");
	}
	lasting->used = 0;
	for (size_t i = 0; i < old_slots; i++)
		awaited += is_awaited(&old[i]);
	lasting->forgot = lasting->forgot || awaited >= lasting->slots / 8;
	for (size_t i = 0; !lasting->forgot && i < old_slots; i++)
		if (is_awaited(&old[i])) {
			*place_of(lasting, old[i].hash) = old[i];
			lasting->used++;
		}
	free(old);
	return 0;
}

/* Forgets the logins of a boot that is over: sshd died with the machine. */
static void look_at_boot(struct ahead *ahead, struct view session)
{
	const char *dash = session.len > BOOT_DIGITS ? session.data + BOOT_DIGITS : NULL;
	if (!dash || *dash != '-' || memcmp(session.data, ahead->boot, BOOT_DIGITS) == 0)
		return;
	memcpy(ahead->boot, session.data, BOOT_DIGITS);
	ahead->open = 0;
}

/* Takes a login. */
static void take_login(struct ahead *ahead, const struct event *event)
{
	struct lasting *lasting = ahead->lasting;
	ahead->past = ahead->past || event->time >= ahead->until;
	ahead->full = ahead->full || lasting->used >= lasting->slots / 2;
	if (ahead->past || ahead->full)
		return;
	struct lasting_entry *entry = place_of(lasting, hash_of(event->session));
	lasting->used += entry->hash == 0;
	ahead->open += entry->hash == 0 || entry->seconds != LASTING_NEVER;
	*entry = (struct lasting_entry){hash_of(event->session), LASTING_NEVER, false};
}

/* Takes a logout. */
static void take_logout(struct ahead *ahead, const struct event *event)
{
	struct lasting_entry *entry = find(ahead->lasting, event->session);
	if (!entry || entry->seconds != LASTING_NEVER)
		return;
	int64_t seconds = event->seconds < SECONDS_MAX ? event->seconds : SECONDS_MAX;
	entry->seconds = seconds < 0 ? LASTING_UNSAID : (int32_t)seconds;
	ahead->open -= ahead->open > 0;
}

/* Takes one record; false where no more is needed. */
static bool take(struct ahead *ahead, const struct event *event)
{
	if (event->session.len == 0)
		return true;
	look_at_boot(ahead, event->session);
	if (event->kind == EVENT_LOGIN)
		take_login(ahead, event);
	else if (event->kind == EVENT_LOGOUT)
		take_logout(ahead, event);
	return ahead->open > 0 || (!ahead->past && !ahead->full);
}

/* Reads until nothing is open any more. */
int lasting_read(struct lasting *lasting, const char *log_dir, int64_t since, int64_t until,
	struct progress *progress, struct note *note)
{
	CLEANUP(read_log) struct read_log *log = NULL;
	CLEANUP(free) struct read_line *line = malloc(sizeof *line);
	struct read_query query = {.since = since,
		.until = INT64_MAX,
		.needle = VIEW(NEEDLE),
		.tell = progress ? progress_show : NULL,
		.context = progress};
	struct ahead ahead = {.lasting = lasting, .until = until};
	int r = begin(lasting, note);
	if (r == 0 && !line)
		r = note_errno(note, -ENOMEM, "the sessions of the log");
	if (r == 0)
		r = read_open_query(log_dir, APPEND_LOGINS, &query, &log, note);
	while (r == 0 && (r = read_next(log, line, note)) > 0) {
		r = line->bad || line->event.time < since || take(&ahead, &line->event) ? 0 : 1;
	}
	return r < 0 ? r : 0;
}

/* Looks it up. */
int64_t lasting_seconds(const struct lasting *lasting, struct view session)
{
	const struct lasting_entry *entry = find(lasting, session);
	return entry ? entry->seconds : LASTING_UNKNOWN;
}

/* Marks its entry. */
bool lasting_meet(struct lasting *lasting, struct view session)
{
	struct lasting_entry *entry = find(lasting, session);
	if (!entry || entry->seconds == LASTING_NEVER)
		return lasting->forgot;
	entry->met = true;
	return true;
}

/* Frees the table. */
void lasting_free(struct lasting *lasting)
{
	free(lasting->entries);
	lasting->entries = NULL;
	lasting->used = 0;
}
