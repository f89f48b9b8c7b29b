/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/when.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
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
	bool utc = take(&text, 'Z');
	*time = (utc ? timegm(&tm) * SECOND : from_local(tm)) + micros;
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
	} while (*text && span < LATEST / SECOND);
	*time = span < now / SECOND ? now - span * SECOND : 0;
	return *text == '\0';
}

/* Tries one form after the other. */
int when_parse(const char *text, int64_t now, int64_t *time, struct note *note)
{
	if (!read_word(text, now, time) && !read_date(text, time) && !read_clock(text, now, time) &&
		!read_span(text, now, time))
		return note_set(note, -EINVAL,
			"\"%s\" is not a time; write it like 2026-11-22, \"2026-11-22 13:45\", "
			"13:45, 2h, 3d, today, yesterday or 2026-11-22T13:45:10Z",
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
