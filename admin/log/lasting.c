/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/lasting.h"

#include "admin/hash.h"
#include "audit/append.h"
#include "audit/monitor.h"
#include "audit/read.h"
#include "common/cleanup.h"

#include <errno.h>
#include <unistd.h>

#define NEEDLE "\"event\":\"log"
#define LOGOUT "\"event\":\"logout\""
#define HEAD 256 /* of a line: what it is stands in there */
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
struct ahead {
	struct read_log *log;
	struct lasting *lasting;
	int64_t until;
	size_t open; /* logins of the present boot without a logout */
	bool done;   /* no more logins are taken: the table is full, or the time is past */
	size_t at;   /* where the last logout was one; the next one is mostly there, too */
	char boot[BOOT_DIGITS + 1];
};

/* Closes the log, for CLEANUP(ahead). */
static void cleanup_ahead(struct ahead *ahead)
{
	read_close(ahead->log);
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
static void look_at_boot(struct ahead *ahead, struct view session)
{
	const char *dash = session.len > BOOT_DIGITS ? session.data + BOOT_DIGITS : NULL;
	if (!dash || *dash != '-' || memcmp(session.data, ahead->boot, BOOT_DIGITS) == 0)
		return;
	memcpy(ahead->boot, session.data, BOOT_DIGITS);
	ahead->open = 0;
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

/* Where a line that is a logout as keyhole writes them begins to name its session; NULL in any other
 * line. */
static const char *find_session(struct ahead *ahead, struct view line)
{
	static const char logout[] = "," LOGOUT ",\"session\":\"";
	const char *at = line.data, *end = at + (line.len < HEAD ? line.len : HEAD);
	if (ahead->at + sizeof logout <= (size_t)(end - at) &&
		memcmp(at + ahead->at, logout, sizeof logout - 1) == 0)
		return at + ahead->at + sizeof logout - 1;
	for (; (at = memchr(at, ',', (size_t)(end - at))) && (size_t)(end - at) >= sizeof logout;
		at++)
		if (memcmp(at, logout, sizeof logout - 1) == 0) {
			ahead->at = (size_t)(at - line.data);
			return at + sizeof logout - 1;
		}
	return NULL;
}

/* The session in a line that is, for sure, the logout of it; empty in any other line. Up to the end of
 * its name there is nothing escaped, nor another object: it is no part of something else. */
static struct view session_of(struct ahead *ahead, struct view line)
{
	const char *at = find_session(ahead, line);
	const char *end = at ? memchr(at, '"', (size_t)(line.data + line.len - at)) : NULL;
	if (!end || memchr(line.data, '\\', (size_t)(end - line.data)) ||
		memchr(line.data + 1, '{', (size_t)(end - line.data - 1)))
		return (struct view){NULL, 0};
	return (struct view){at, (size_t)(end - at)};
}

/* Whether a line is the logout of a session of this boot that is not awaited. */
static bool is_passed(void *context, struct view line)
{
	struct ahead *ahead = context;
	struct view session = session_of(ahead, line);
	if (session.len <= BOOT_DIGITS || memcmp(session.data, ahead->boot, BOOT_DIGITS) != 0)
		return false;
	const struct lasting_entry *entry = find(ahead->lasting, session);
	return !entry || !lacks_logout(entry);
}

/* Takes no more logins, and of those that were taken awaits none whose monitor runs: it would not, if it
 * had written the logout. */
static void stop_taking(struct ahead *ahead)
{
	const struct lasting *lasting = ahead->lasting;
	struct monitor now;
	monitor_of(getpid(), &now);
	ahead->done = true;
	read_narrow(ahead->log, view_of(LOGOUT), is_passed, ahead);
	if (memcmp(now.session, ahead->boot, BOOT_DIGITS) != 0)
		return;
	for (size_t i = 0; ahead->open > 0 && i < lasting->room; i++) {
		struct lasting_entry *entry = &lasting->entries[i];
		if (entry->hash == 0 || entry->seconds != LASTING_NEVER || !is_running(entry))
			continue;
		entry->seconds = LASTING_OPEN;
		ahead->open--;
	}
}

/* Takes a login. */
static void take_login(struct ahead *ahead, const struct event *event)
{
	struct lasting *lasting = ahead->lasting;
	bool known = event->monitor > 0 && event->monitor <= INT32_MAX;
	struct lasting_entry *entry = place_of(lasting, hash_of(event->session));
	lasting->used += entry->hash == 0;
	ahead->open += entry->hash == 0 || entry->seconds != LASTING_NEVER;
	*entry = (struct lasting_entry){.hash = hash_of(event->session),
		.seconds = LASTING_NEVER,
		.monitor = known ? (unsigned)event->monitor & INT32_MAX : 0};
}

/* Takes a logout. */
static void take_logout(struct ahead *ahead, const struct event *event)
{
	struct lasting_entry *entry = find(ahead->lasting, event->session);
	if (!entry || !lacks_logout(entry))
		return;
	int64_t seconds = event->seconds < SECONDS_MAX ? event->seconds : SECONDS_MAX;
	ahead->open -= ahead->open > 0 && entry->seconds == LASTING_NEVER;
	entry->seconds = seconds < 0 ? LASTING_UNSAID : (int32_t)seconds;
}

/* Takes one record; false where no more is needed. */
static bool take(struct ahead *ahead, const struct event *event)
{
	if (event->session.len == 0)
		return true;
	look_at_boot(ahead, event->session);
	if (event->kind == EVENT_LOGOUT)
		take_logout(ahead, event);
	if (!ahead->done && (event->time >= ahead->until || is_full(ahead->lasting)))
		stop_taking(ahead);
	if (event->kind == EVENT_LOGIN && !ahead->done)
		take_login(ahead, event);
	return ahead->open > 0 || !ahead->done;
}

/* Reads until nothing is open any more. */
int lasting_read(struct lasting *lasting, const char *log_dir, int64_t since, int64_t until,
	struct progress *progress, struct note *note)
{
	CLEANUP(free) struct read_line *line = malloc(sizeof *line);
	struct read_query query = {.since = since,
		.until = INT64_MAX,
		.needle = VIEW(NEEDLE),
		.tell = progress ? progress_show : NULL,
		.context = progress};
	CLEANUP(ahead) struct ahead ahead = {.lasting = lasting, .until = until};
	int r = begin(lasting, note);
	if (r == 0 && !line)
		r = note_errno(note, -ENOMEM, "the sessions of the log");
	if (r == 0)
		r = read_open_query(log_dir, APPEND_LOGINS, &query, &ahead.log, note);
	while (r == 0 && (r = read_next(ahead.log, line, note)) > 0) {
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
