/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/lasting.h"

#include "admin/hash.h"
#include "audit/append.h"
#include "audit/head.h"
#include "audit/monitor.h"
#include "audit/read.h"
#include "common/cleanup.h"

#include <errno.h>
#include <unistd.h>

#define NEEDLE "\"event\":\"log"
#define BOOT_DIGITS 12
#define FIRST_ROOM 1024
#define SECONDS_MAX 0x7FFFFFFF

/* A session. */
struct lasting_entry {
	uint64_t hash; /* 0: free */
	int32_t seconds;
	bool met : 1;
	unsigned monitor : 31; /* 0: not known */
};

/* One reading. */
struct reading {
	struct read_log *log;
	struct lasting *lasting;
	int64_t until;
	size_t open; /* logins of the present boot without a logout */
	bool done;   /* no more logins are taken: the table is full, or the time is past */
	struct head head;
	char boot[BOOT_DIGITS + 1];
};

/* Closes the log, for CLEANUP(reading). */
static void cleanup_reading(struct reading *reading)
{
	read_close(reading->log);
}

/* The place of a session, or where it could be. */
static struct lasting_entry *place_of(const struct lasting *lasting, uint64_t hash)
{
	size_t mask = lasting->room - 1, at = (size_t)hash & mask;
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

/* Whether no logout was read of an entry. */
static bool lacks_logout(const struct lasting_entry *entry)
{
	return entry->seconds == LASTING_NEVER || entry->seconds == LASTING_OPEN;
}

/* Whether an entry has a logout that is still to be met. */
static bool is_awaited(const struct lasting_entry *entry)
{
	return entry->hash != 0 && !entry->met && !lacks_logout(entry);
}

/* Makes the table anew, with all of its entries or those that are awaited. */
static bool remake(struct lasting *lasting, size_t room, bool awaited)
{
	struct lasting_entry *old = lasting->entries;
	size_t old_room = old ? lasting->room : 0;
	struct lasting_entry *entries = calloc(room, sizeof *entries);
	if (!entries)
		return false;
	lasting->entries = entries;
	lasting->room = room;
	lasting->used = 0;
	for (size_t i = 0; i < old_room; i++)
		if (awaited ? is_awaited(&old[i]) : old[i].hash != 0) {
			*place_of(lasting, old[i].hash) = old[i];
			lasting->used++;
		}
	free(old);
	return true;
}

/* Begins with what is still to be met, if that leaves room enough for more. */
static int begin(struct lasting *lasting, struct note *note)
{
	size_t awaited = 0, room = FIRST_ROOM;
	if (lasting->slots == 0)
		lasting->slots = LASTING_SLOTS;
	for (size_t i = 0; lasting->entries && i < lasting->room; i++)
		awaited += is_awaited(&lasting->entries[i]);
	lasting->forgot = lasting->forgot || awaited >= lasting->slots / 8;
	if (lasting->forgot)
		lasting_free(lasting);
	else
		while (room < 4 * awaited)
			room *= 2;
	if (room > lasting->slots)
		room = lasting->slots;
	return remake(lasting, room, true) ? 0
					   : note_errno(note, -ENOMEM, "the sessions of the log");
}

/* Whether there is no room for more, nor can be made. */
static bool is_full(struct lasting *lasting)
{
	if (lasting->used < lasting->room / 2)
		return false;
	return lasting->room >= lasting->slots || !remake(lasting, 2 * lasting->room, false);
}

/* Forgets the logins of a boot that is over: sshd died with the machine. */
static void look_at_boot(struct reading *reading, struct view session)
{
	const char *dash = session.len > BOOT_DIGITS ? session.data + BOOT_DIGITS : NULL;
	if (!dash || *dash != '-' || memcmp(session.data, reading->boot, BOOT_DIGITS) == 0)
		return;
	memcpy(reading->boot, session.data, BOOT_DIGITS);
	reading->open = 0;
}

/* Whether the monitor of an entry runs: the process with its number has its name. */
static bool is_running(const struct lasting_entry *entry)
{
	struct monitor monitor;
	if (entry->monitor == 0)
		return false;
	monitor_of((pid_t)entry->monitor, &monitor);
	return monitor.session[0] && hash_of(view_of(monitor.session)) == entry->hash;
}

/* Whether a line is of this boot, or of none, and not the logout of a session that is awaited. */
static bool is_passed(void *context, struct view line)
{
	struct reading *reading = context;
	struct head *head = &reading->head;
	if (!head_read(head, line))
		return false;
	bool is_logout = view_is(head->kind, "logout");
	if (head->session.len == 0)
		return !is_logout;
	if (head->session.len <= BOOT_DIGITS ||
		memcmp(head->session.data, reading->boot, BOOT_DIGITS) != 0)
		return false;
	const struct lasting_entry *entry =
		is_logout ? find(reading->lasting, head->session) : NULL;
	return !entry || !lacks_logout(entry);
}

/* Takes no more logins, and of those that were taken awaits none whose monitor runs: it would not, if it
 * had written the logout. */
static void stop_taking(struct reading *reading)
{
	const struct lasting *lasting = reading->lasting;
	struct monitor now;
	monitor_of(getpid(), &now);
	reading->done = true;
	read_pass_over(reading->log, is_passed, reading);
	if (memcmp(now.session, reading->boot, BOOT_DIGITS) != 0)
		return;
	for (size_t i = 0; reading->open > 0 && i < lasting->room; i++) {
		struct lasting_entry *entry = &lasting->entries[i];
		if (entry->hash == 0 || entry->seconds != LASTING_NEVER || !is_running(entry))
			continue;
		entry->seconds = LASTING_OPEN;
		reading->open--;
	}
}

/* Takes a login. */
static void take_login(struct reading *reading, const struct event *event)
{
	struct lasting *lasting = reading->lasting;
	bool known = event->monitor > 0 && event->monitor <= INT32_MAX;
	struct lasting_entry *entry = place_of(lasting, hash_of(event->session));
	lasting->used += entry->hash == 0;
	reading->open += entry->hash == 0 || entry->seconds != LASTING_NEVER;
	*entry = (struct lasting_entry){.hash = hash_of(event->session),
		.seconds = LASTING_NEVER,
		.monitor = known ? (unsigned)event->monitor & INT32_MAX : 0};
}

/* Takes a logout. */
static void take_logout(struct reading *reading, const struct event *event)
{
	struct lasting_entry *entry = find(reading->lasting, event->session);
	if (!entry || !lacks_logout(entry))
		return;
	int64_t seconds = event->seconds < SECONDS_MAX ? event->seconds : SECONDS_MAX;
	reading->open -= reading->open > 0 && entry->seconds == LASTING_NEVER;
	entry->seconds = seconds < 0 ? LASTING_UNSAID : (int32_t)seconds;
}

/* Takes one record; false where no more is needed. */
static bool take(struct reading *reading, const struct event *event)
{
	if (event->session.len == 0)
		return true;
	look_at_boot(reading, event->session);
	if (event->kind == EVENT_LOGOUT)
		take_logout(reading, event);
	if (!reading->done && (event->time >= reading->until || is_full(reading->lasting)))
		stop_taking(reading);
	if (event->kind == EVENT_LOGIN && !reading->done)
		take_login(reading, event);
	return reading->open > 0 || !reading->done;
}

/* Reads until nothing is open any more. */
int lasting_read(struct lasting *lasting, const char *log_dir, int64_t since, int64_t until,
	struct progress *progress, struct note *note)
{
	CLEANUP(free) struct read_line *line = malloc(sizeof *line);
	struct read_query query = {.since = since,
		.until = INT64_MAX,
		.needle = VIEW(NEEDLE),
		.ahead = true,
		.tell = progress ? progress_show : NULL,
		.context = progress};
	CLEANUP(reading) struct reading reading = {.lasting = lasting, .until = until};
	int r = begin(lasting, note);
	if (r == 0 && !line)
		r = note_errno(note, -ENOMEM, "the sessions of the log");
	if (r == 0)
		r = read_open_query(log_dir, APPEND_LOGINS, &query, &reading.log, note);
	while (r == 0 && (r = read_next(reading.log, line, note)) > 0) {
		r = line->bad || line->event.time < since || take(&reading, &line->event) ? 0 : 1;
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
	if (!entry || lacks_logout(entry))
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
