/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/when.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define SECOND ((int64_t)1000000)
#define LATEST (253402300799 * SECOND)

/* Takes a number of so many digits, at most `most`. */
static bool take_number(const char **at, int digits, int most, int *number)
{
	int value = 0;
	for (int i = 0; i < digits; i++) {
		char c = (*at)[i];
		if (c < '0' || c > '9')
			return false;
		value = value * 10 + (c - '0');
	}
	*at += digits;
	*number = value;
	return value <= most;
}

/* Takes one mark. */
static bool take(const char **at, char mark)
{
	if (**at != mark)
		return false;
	++*at;
	return true;
}

/* How many days a month has, 0 being January. */
static int days_in(int month, int year)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month] + (month == 1 && leap);
}

/* Takes `2026-11-22`. */
static bool take_date(const char **at, struct tm *tm)
{
	int year, month, day;
	if (!take_number(at, 4, 9999, &year) || !take(at, '-') || !take_number(at, 2, 12, &month) ||
		!take(at, '-') || !take_number(at, 2, 31, &day))
		return false;
	if (year < 1970 || month < 1 || day < 1 || day > days_in(month - 1, year))
		return false;
	tm->tm_year = year - 1900;
	tm->tm_mon = month - 1;
	tm->tm_mday = day;
	return true;
}

/* Takes `13:45` or `13:45:10`. */
static bool take_clock(const char **at, struct tm *tm)
{
	tm->tm_sec = 0;
	if (!take_number(at, 2, 23, &tm->tm_hour) || !take(at, ':') ||
		!take_number(at, 2, 59, &tm->tm_min))
		return false;
	return !take(at, ':') || take_number(at, 2, 59, &tm->tm_sec);
}

/* Takes the parts of a second that may stand behind it, as microseconds. */
static bool take_fraction(const char **at, int64_t *micros)
{
	*micros = 0;
	if (!take(at, '.'))
		return true;
	int digit, count = 0;
	for (int64_t unit = SECOND / 10; take_number(at, 1, 9, &digit); unit /= 10, count++)
		*micros += digit * unit;
	return count > 0;
}

/* Turns a local time into microseconds. */
static int64_t from_local(struct tm tm)
{
	tm.tm_isdst = -1;
	return mktime(&tm) * SECOND;
}

/* Takes what says how far a clock is ahead of UTC, in seconds: `Z`, `+01:00`. */
static bool take_offset(const char **at, int64_t *offset)
{
	int hours, minutes;
	*offset = 0;
	if (take(at, 'Z'))
		return true;
	int sign = **at == '-' ? -1 : 1;
	if (!take(at, '+') && !take(at, '-'))
		return false;
	const char *begin = *at;
	if (!take_number(at, 2, 14, &hours) || !take(at, ':') ||
		!take_number(at, 2, 59, &minutes)) {
		*at = begin - 1;
		return false;
	}
	*offset = sign * (hours * INT64_C(3600) + minutes * 60);
	return true;
}

/* Reads a date, alone or with a time of day. */
static bool read_date(const char *text, int64_t *time)
{
	struct tm tm = {0};
	int64_t micros = 0;
	if (!take_date(&text, &tm))
		return false;
	if (*text && !((take(&text, ' ') || take(&text, 'T')) && take_clock(&text, &tm) &&
			     take_fraction(&text, &micros)))
		return false;
	int64_t offset;
	bool utc = take_offset(&text, &offset);
	*time = (utc ? (timegm(&tm) - offset) * SECOND : from_local(tm)) + micros;
	return *text == '\0';
}

/* Local midnight, so many days before a time. */
static struct tm midnight(int64_t now, int days_before)
{
	time_t seconds = now / SECOND;
	struct tm tm;
	localtime_r(&seconds, &tm);
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_mday -= days_before;
	return tm;
}

/* Reads a time of day: today's, or yesterday's where today's is still to come. */
static bool read_clock(const char *text, int64_t now, int64_t *time)
{
	for (int days_before = 0; days_before < 2; days_before++) {
		struct tm tm = midnight(now, days_before);
		const char *at = text;
		if (!take_clock(&at, &tm) || *at != '\0')
			return false;
		*time = from_local(tm);
		if (*time <= now)
			break;
	}
	return true;
}

/* Reads a word. */
static bool read_word(const char *text, int64_t now, int64_t *time)
{
	if (strcmp(text, "now") == 0)
		return *time = now, true;
	if (strcmp(text, "today") == 0)
		return *time = from_local(midnight(now, 0)), true;
	if (strcmp(text, "yesterday") == 0)
		return *time = from_local(midnight(now, 1)), true;
	return false;
}

/* The number of a word, whole or its first three letters, in whatever case; -1 for none. */
static int number_of(const char *const *words, int count, const char *text, size_t len)
{
	for (int i = 0; i < count; i++)
		if ((len == 3 || len == strlen(words[i])) && strncasecmp(text, words[i], len) == 0)
			return i;
	return -1;
}

/* Reads a day of the week: the midnight of the last one, today's where it is that. */
static bool read_weekday(const char *text, int64_t now, int64_t *time)
{
	static const char *const days[] = {
		"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
	int day = number_of(days, 7, text, strlen(text));
	if (day < 0)
		return false;
	*time = from_local(midnight(now, (midnight(now, 0).tm_wday - day + 7) % 7));
	return true;
}

/* Takes a day without its year: `11-22` or `Nov 22`. */
static bool take_day(const char **at, struct tm *tm)
{
	static const char *const months[] = {"january", "february", "march", "april", "may", "june",
		"july", "august", "september", "october", "november", "december"};
	int month, day;
	if (take_number(at, 2, 12, &month)) {
		if (!take(at, '-') || !take_number(at, 2, 31, &day))
			return false;
	} else {
		size_t len = strcspn(*at, " ");
		month = number_of(months, 12, *at, len) + 1;
		*at += len;
		bool two = month > 0 && take(at, ' ') && **at && (*at)[1] >= '0' && (*at)[1] <= '9';
		if (!take_number(at, two ? 2 : 1, 31, &day))
			return false;
	}
	tm->tm_mon = month - 1;
	tm->tm_mday = day;
	return month > 0 && day > 0 && day <= days_in(month - 1, tm->tm_year + 1900);
}

/* Reads a day without its year, alone or with a time of day: the last one. */
static bool read_day(const char *text, int64_t now, int64_t *time)
{
	struct tm tm = midnight(now, 0);
	int year = tm.tm_year;
	for (tm.tm_year = year; tm.tm_year >= year - 8; tm.tm_year--) {
		const char *at = text;
		struct tm found = tm;
		if (!take_day(&at, &found))
			continue;
		if (*at && !(take(&at, ' ') && take_clock(&at, &found)))
			return false;
		*time = from_local(found);
		if (*at == '\0' && *time <= now)
			return true;
	}
	return false;
}

/* Takes a unit of time; gives its seconds, 0 where there is none. */
static int64_t take_unit(const char **at)
{
	static const struct {
		const char *name;
		int64_t seconds;
	} units[] = {{"min", 60}, {"m", 60}, {"s", 1}, {"h", 3600}, {"d", 86400}, {"w", 604800}};
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strncmp(*at, units[i].name, strlen(units[i].name)) == 0) {
			*at += strlen(units[i].name);
			return units[i].seconds;
		}
	return 0;
}

/* Reads a span that ends now: numbers with units. */
static bool read_span(const char *text, int64_t now, int64_t *time)
{
	int64_t span = 0;
	take(&text, '-');
	do {
		int64_t count = 0;
		int digit;
		const char *begin = text;
		while (text - begin < 9 && take_number(&text, 1, 9, &digit))
			count = count * 10 + digit;
		int64_t unit = text > begin ? take_unit(&text) : 0;
		if (unit == 0)
			return false;
		span += count * unit;
	} while (*text && strcmp(text, " ago") != 0 && span < LATEST / SECOND);
	*time = span < now / SECOND ? now - span * SECOND : 0;
	return *text == '\0' || strcmp(text, " ago") == 0;
}

/* Tries one form after the other. */
int when_parse(const char *text, int64_t now, int64_t *time, struct note *note)
{
	if (!read_word(text, now, time) && !read_weekday(text, now, time) &&
		!read_day(text, now, time) && !read_date(text, time) &&
		!read_clock(text, now, time) && !read_span(text, now, time))
		return note_set(note, -EINVAL,
			"\"%s\" is not a time; write it like 2026-11-22, \"2026-11-22 13:45\", "
			"13:45, 2h, \"3d ago\", today, yesterday, monday, \"Nov 22\", \"11-22 "
			"20:25\" or "
			"2026-11-22T13:45:10Z, also +01:00",
			text);
	if (*time < 0)
		*time = 0;
	return 0;
}

/* Writes a time of this place. */
void when_text(int64_t time, char out[WHEN_TEXT_MAX])
{
	time_t seconds = (time < 0 ? 0 : time < LATEST ? time : LATEST) / SECOND;
	struct tm tm;
	localtime_r(&seconds, &tm);
	strftime(out, WHEN_TEXT_MAX, "%Y-%m-%d %H:%M:%S", &tm);
}

/* Writes the two greatest parts, the lesser one so that columns are easy to compare. */
void when_lasted(int64_t seconds, char out[WHEN_TEXT_MAX])
{
	long long s = seconds < 0 ? 0 : seconds;
	if (s < 60)
		snprintf(out, WHEN_TEXT_MAX, "%llds", s);
	else if (s < 3600)
		snprintf(out, WHEN_TEXT_MAX, "%lldm%02llds", s / 60, s % 60);
	else if (s < 86400)
		snprintf(out, WHEN_TEXT_MAX, "%lldh%02lldm", s / 3600, s / 60 % 60);
	else
		snprintf(out, WHEN_TEXT_MAX, "%lldd%02lldh", s / 86400, s / 3600 % 24);
}
