/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/moment.h"

#include "keys/ascii.h"

#include <time.h>

#define DAY 86400
/* Days from the first of March of the year 0, where 400-year cycles begin, to 1970. */
#define EPOCH_DAYS 719468
#define CYCLE_DAYS 146097

/* A date on a calendar, months and days from 1. */
struct date {
	int64_t year;
	unsigned month, day;
};

/* The days from 1970 to a date, by years that begin in March. */
static int64_t days_of(struct date date)
{
	int64_t year = date.year - (date.month <= 2);
	int64_t cycle = (year >= 0 ? year : year - 399) / 400;
	int64_t of_cycle = year - cycle * 400;
	unsigned march = date.month > 2 ? date.month - 3 : date.month + 9;
	unsigned of_year = (153 * march + 2) / 5 + date.day - 1;
	int64_t days = of_cycle * 365 + of_cycle / 4 - of_cycle / 100 + of_year;
	return cycle * CYCLE_DAYS + days - EPOCH_DAYS;
}

/* The date so many days after 1970. */
static struct date date_of(uint64_t days)
{
	days += EPOCH_DAYS;
	uint64_t of_cycle = days % CYCLE_DAYS;
	uint64_t years =
		(of_cycle - of_cycle / 1460 + of_cycle / 36524 - of_cycle / (CYCLE_DAYS - 1)) / 365;
	unsigned of_year = (unsigned)(of_cycle - (365 * years + years / 4 - years / 100));
	unsigned march = (5 * of_year + 2) / 153;
	struct date date = {.month = march < 10 ? march + 3 : march - 9,
		.day = of_year - (153 * march + 2) / 5 + 1};
	date.year = (int64_t)(days / CYCLE_DAYS * 400 + years) + (date.month <= 2);
	return date;
}

/* Cuts a suffix off in any case of its letters. */
static bool cut_suffix(struct view *text, const char *suffix)
{
	struct view end = view_of(suffix);
	if (text->len <= end.len || !ascii_same(view_skip(*text, text->len - end.len), end))
		return false;
	text->len -= end.len;
	return true;
}

/* Reads two digits; 0 where the text has ended before them. */
static unsigned two(struct view text, size_t at)
{
	if (at >= text.len)
		return 0;
	return (unsigned)(text.data[at] - '0') * 10 + (unsigned)(text.data[at + 1] - '0');
}

/* Reads the digits into a broken-down time and says whether a calendar and a clock have it. */
static bool break_down(struct view text, struct tm *tm)
{
	if ((text.len != 8 && text.len != 12 && text.len != 14) || !ascii_digits(text))
		return false;
	*tm = (struct tm){.tm_year = (int)(two(text, 0) * 100 + two(text, 2)) - 1900,
		.tm_mon = (int)two(text, 4) - 1,
		.tm_mday = (int)two(text, 6),
		.tm_hour = (int)two(text, 8),
		.tm_min = (int)two(text, 10),
		.tm_sec = (int)two(text, 12)};
	return tm->tm_mon >= 0 && tm->tm_mon < 12 && tm->tm_mday >= 1 && tm->tm_mday <= 31 &&
	       tm->tm_hour < 24 && tm->tm_min < 60 && tm->tm_sec <= 61;
}

/* Counts the seconds without timegm, which would make the C library read the time zone. */
static int64_t count_seconds(const struct tm *tm)
{
	struct date date = {tm->tm_year + 1900, (unsigned)tm->tm_mon + 1, (unsigned)tm->tm_mday};
	return days_of(date) * DAY + tm->tm_hour * 3600 + tm->tm_min * 60 + tm->tm_sec;
}

/* Reads in UTC, or in local time as mktime has it. */
bool moment_parse(struct view text, uint64_t *seconds)
{
	struct tm tm;
	bool utc = cut_suffix(&text, "Z") || cut_suffix(&text, "UTC");
	if (!break_down(text, &tm))
		return false;
	int64_t count = utc ? count_seconds(&tm) : (int64_t)mktime(&tm);
	if (count <= 0)
		return false;
	*seconds = (uint64_t)count < MOMENT_LAST ? (uint64_t)count : MOMENT_LAST;
	return true;
}

/* Writes a number with leading zeros. */
static char *put(char *out, uint64_t number, int digits)
{
	for (int i = digits - 1; i >= 0; i--, number /= 10)
		out[i] = (char)('0' + number % 10);
	return out + digits;
}

/* Writes the date, the time of the day and a Z. */
void moment_print(uint64_t seconds, char out[MOMENT_TEXT_MAX])
{
	if (seconds > MOMENT_LAST)
		seconds = MOMENT_LAST;
	struct date date = date_of(seconds / DAY);
	uint64_t of_day = seconds % DAY;
	char *to = put(out, (uint64_t)date.year, 4);
	to = put(to, date.month, 2);
	to = put(to, date.day, 2);
	to = put(to, of_day / 3600, 2);
	to = put(to, of_day / 60 % 60, 2);
	to = put(to, of_day % 60, 2);
	to[0] = 'Z';
	to[1] = '\0';
}
