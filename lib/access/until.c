/* SPDX-License-Identifier: Apache-2.0 */
#include "access/until.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

/* Reads exactly `n` digits, and the character behind them unless that is 0. */
static bool digits(struct view *text, size_t n, char behind, int *value)
{
	size_t all = n + (behind != '\0');
	if (text->len < all || (behind != '\0' && text->data[n] != behind))
		return false;
	*value = 0;
	for (size_t i = 0; i < n; i++) {
		if (text->data[i] < '0' || text->data[i] > '9')
			return false;
		*value = *value * 10 + (text->data[i] - '0');
	}
	*text = view_skip(*text, all);
	return true;
}

/* Reads the zone: Z, or hours and minutes ahead of or behind UTC. */
static bool zone(struct view text, int *ahead)
{
	*ahead = 0;
	if (view_is(text, "Z"))
		return true;
	if (text.len != 6 || (text.data[0] != '+' && text.data[0] != '-'))
		return false;
	int sign = text.data[0] == '+' ? 1 : -1, hours, minutes;
	text = view_skip(text, 1);
	if (!digits(&text, 2, ':', &hours) || !digits(&text, 2, '\0', &minutes) || hours > 23 ||
		minutes > 59)
		return false;
	*ahead = sign * (hours * 3600 + minutes * 60);
	return true;
}

/* Whether a broken-down time names a real moment: timegm would turn February 30 into March. */
static bool real(struct tm given, time_t *moment)
{
	struct tm normal = given;
	*moment = timegm(&normal);
	return normal.tm_mday == given.tm_mday && normal.tm_mon == given.tm_mon &&
	       normal.tm_hour == given.tm_hour && normal.tm_min == given.tm_min &&
	       normal.tm_sec == given.tm_sec;
}

/* Reads a time. */
bool until_parse(struct view text, uint64_t *seconds)
{
	struct tm tm = {0};
	int ahead;
	time_t moment;
	if (!digits(&text, 4, '-', &tm.tm_year) || !digits(&text, 2, '-', &tm.tm_mon) ||
		!digits(&text, 2, 'T', &tm.tm_mday) || !digits(&text, 2, ':', &tm.tm_hour) ||
		!digits(&text, 2, ':', &tm.tm_min) || !digits(&text, 2, '\0', &tm.tm_sec) ||
		!zone(text, &ahead))
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	if (!real(tm, &moment) || moment <= ahead)
		return false;
	*seconds = (uint64_t)(moment - ahead);
	return true;
}

/* Names the form where a time can't be read. */
int until_check(struct view text, struct note *note)
{
	uint64_t ignored;
	return until_parse(text, &ignored)
		       ? 0
		       : note_set(note, -EINVAL, "write it as \"2026-12-31T18:00:00Z\"");
}

/* Writes it as sshd's expiry-time. */
void until_option(uint64_t seconds, char out[UNTIL_OPTION_MAX])
{
	time_t moment = (time_t)seconds;
	struct tm tm;
	gmtime_r(&moment, &tm);
	strftime(out, UNTIL_OPTION_MAX, "%Y%m%d%H%M%SZ", &tm);
}
