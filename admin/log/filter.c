/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/filter.h"

#include "admin/log/filter_words.h"
#include "admin/log/whose.h"
#include "admin/when.h"

#include <errno.h>

#define PREFIX "SHA256:"
#define DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
#define DIGITS_MAX 43
#define SECOND 1000000

/* What records and rows are judged by. */
struct facts {
	struct view account, person, session, from, key, more_keys;
	uint64_t events, reasons, sshd_reasons;
};

/* Any time before the end of all times. */
void filter_init(struct filter *filter)
{
	*filter = (struct filter){.until = INT64_MAX};
}

/* Takes what stands behind a fingerprint that was cut for a table off it. */
static struct view without_ellipsis(struct view text)
{
	static const char *const cuts[] = {"...", "\u2026"};
	for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
		size_t len = strlen(cuts[i]);
		if (text.len > len && memcmp(text.data + text.len - len, cuts[i], len) == 0)
			text.len -= len;
	}
	return text;
}

/* Reads a fingerprint or its beginning. */
static int set_key(struct filter *filter, const char *value, struct note *note)
{
	struct view text = without_ellipsis(view_of(value));
	if (text.len >= sizeof PREFIX - 1 && memcmp(text.data, PREFIX, sizeof PREFIX - 1) == 0)
		text = view_skip(text, sizeof PREFIX - 1);
	filter->key = text;
	if (text.len > 0 && text.len <= DIGITS_MAX && strspn(text.data, DIGITS) >= text.len)
		return 0;
	return note_set(note, -EINVAL,
		"\"%s\" is not a fingerprint or the beginning of one; write it as \"ssh-keygen "
		"-lf FILE\" and the log show it: SHA256:kb0oATq... or kb0oATq",
		value);
}

/* Reads an address or a block. */
static int set_from(struct filter *filter, const char *value, struct note *note)
{
	char canonical[ADDRESS_TEXT_MAX];
	struct note why;
	filter->has_from = true;
	if (address_of_peer(value, &filter->from, canonical)) {
		filter->from.prefix = filter->from.family == ADDRESS_V4 ? 32 : 128;
		filter->from.text = view_of(value);
		return 0;
	}
	if (address_parse(view_of(value), &filter->from, &why) == 0 && !filter->from.negated &&
		filter->from.family != ADDRESS_PATTERN)
		return 0;
	return note_set(note, -EINVAL,
		"\"%s\" is neither an address nor a block; write it like 192.168.64.2, "
		"192.168.64.0/24, 2001:db8::1 or 2001:db8::/32",
		value);
}

/* Reads a time. */
static int set_time(int64_t *time, const char *value, int64_t now, struct note *note)
{
	return when_parse(value, now, time, note);
}

/* Sets a part by what it is. */
int filter_set(struct filter *filter, enum filter_part part, const char *value, int64_t now,
	struct note *note)
{
	switch (part) {
	case FILTER_ACCOUNT:
		filter->account = value;
		return 0;
	case FILTER_PERSON:
		filter->person = value;
		return 0;
	case FILTER_SESSION:
		filter->session = value;
		return 0;
	case FILTER_KEY:
		return set_key(filter, value, note);
	case FILTER_FROM:
		return set_from(filter, value, note);
	case FILTER_EVENT:
		return filter_words_events(value, &filter->events, note);
	case FILTER_REASON:
		return filter_words_reasons(value, &filter->reasons, &filter->sshd_reasons, note);
	case FILTER_SINCE:
		return set_time(&filter->since, value, now, note);
	default:
		return set_time(&filter->until, value, now, note);
	}
}

/* Whether a text is the one asked for, if one is. */
static bool is_asked(const char *asked, struct view text)
{
	return !asked || view_is(text, asked);
}

/* Whether one of several fingerprints, with spaces between, begins as asked. */
static bool has_key(struct view asked, struct view keys)
{
	const size_t prefix = sizeof PREFIX - 1;
	while (keys.len > 0) {
		const char *space = memchr(keys.data, ' ', keys.len);
		size_t len = space ? (size_t)(space - keys.data) : keys.len;
		if (len >= prefix + asked.len && memcmp(keys.data, PREFIX, prefix) == 0 &&
			memcmp(keys.data + prefix, asked.data, asked.len) == 0)
			return true;
		keys = view_skip(keys, len + 1);
	}
	return false;
}

/* Whether the address asked for has this one. What is no address, a host name, is in none. */
static bool has_from(const struct address *asked, struct view from)
{
	char text[ADDRESS_TEXT_MAX] = {0}, canonical[ADDRESS_TEXT_MAX];
	struct address address;
	if (from.len >= sizeof text)
		return false;
	memcpy(text, from.len > 0 ? from.data : "", from.len);
	return address_of_peer(text, &address, canonical) && address_has(asked, &address);
}

/* Whether all that is set holds, but for the time. */
static bool holds(const struct filter *filter, const struct facts *facts)
{
	return is_asked(filter->account, facts->account) &&
	       (!filter->person || whose_has(facts->person, filter->person)) &&
	       is_asked(filter->session, facts->session) &&
	       (filter->events == 0 || filter->events & facts->events) &&
	       ((filter->reasons | filter->sshd_reasons) == 0 || filter->reasons & facts->reasons ||
		       filter->sshd_reasons & facts->sshd_reasons) &&
	       (filter->key.len == 0 || has_key(filter->key, facts->key) ||
		       has_key(filter->key, facts->more_keys)) &&
	       (!filter->has_from || has_from(&filter->from, facts->from));
}

/* Whether something of this kind is asked for, if only what was refused is. */
static bool is_refusal(const struct filter *filter, enum event_kind kind)
{
	return !filter->refused || kind == EVENT_REFUSED || kind == EVENT_OFFER;
}

/* Whether a moment is in the time asked for. */
static bool is_in_time(const struct filter *filter, int64_t time)
{
	return time >= filter->since && time < filter->until;
}

/* The bit of a reason, where reasons are asked for. */
static uint64_t reason_bit(const struct filter *filter, struct view token)
{
	return filter->reasons == 0 ? 0 : filter_words_bit((int)reason_by_token(token));
}

/* Judges a record as it is. */
bool filter_marks(const struct event *event, const void *asked)
{
	const struct filter *filter = asked;
	struct facts facts = {event->account, event->person, event->session, event->from,
		event->key, event->more_keys, filter_words_bit((int)event->kind),
		reason_bit(filter, event->reason), 0};
	return holds(filter, &facts);
}

/* Judges a record and its time. */
bool filter_takes(const struct filter *filter, const struct event *event)
{
	return is_in_time(filter, event->time) && is_refusal(filter, event->kind) &&
	       filter_marks(event, filter);
}

/* Whether a row is in the time asked for. Of a session whose login is not in the log no more is known
 * than how long it lasted; it is if it began and ended in the time. */
static bool row_is_in_time(const struct filter *filter, const struct row *row)
{
	if (!is_in_time(filter, row->time))
		return false;
	return row->kind != EVENT_LOGOUT || row->seconds <= 0 ||
	       row->seconds <= (row->time - filter->since) / SECOND;
}

/* The bits of what sshd said of a connection that never got in. */
static uint64_t sshd_reasons_of(const struct filter *filter, const struct row *row)
{
	uint64_t bits = 0;
	const struct row_try *attempt =
		filter->sshd_reasons != 0 && row_is_refused(row) ? row->tries : NULL;
	for (; attempt; attempt = attempt->next)
		if (attempt->sshd)
			bits |= filter_words_sshd_bit(attempt->reason);
	return bits;
}

/* Judges what a row tells, where none of its records was enough by itself. */
bool filter_wants(const struct row *row, const void *asked)
{
	const struct filter *filter = asked;
	if (row->hidden || !row_is_in_time(filter, row) || !is_refusal(filter, row->kind))
		return false;
	struct facts facts = {view_of(row->account), view_of(row->person), view_of(row->session),
		view_of(row->from), view_of(row->key), view_of(row->more_keys), row->kinds,
		reason_bit(filter, view_of(row->sshd ? "" : row->reason)),
		sshd_reasons_of(filter, row)};
	return row->marked || (row_is_refused(row) && row->tried_marked) || holds(filter, &facts);
}

/* By name, or because they are refusals. */
bool filter_asks_for_offers(const struct filter *filter)
{
	return filter->refused || filter->events & filter_words_bit(EVENT_OFFER);
}

/* Whether nothing is asked for that sshd's lines do not know, and what was refused is. */
bool filter_asks_for_sshd(const struct filter *filter)
{
	bool own = filter->sshd_reasons != 0;
	return (filter->refused || filter->session || own) && filter->events == 0 &&
	       (filter->reasons == 0 || own);
}
