/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/event_field.h"

#define SECOND ((int64_t)1000000)
#define DAYS_IN_400_YEARS 146097
#define DAYS_FROM_YEAR_0_TO_1970 719468

/* A day of the calendar; the year of a date in January or February is already the new one. */
struct date {
	int64_t year;
	unsigned month, day;
};

/* Turns days since 1970 into a date: years are taken from 1 March, so that the leap day is the last
 * day of its year. Own arithmetic, since gmtime_r(3) reads TZ and files for it. */
static struct date date_of(int64_t days)
{
	days += DAYS_FROM_YEAR_0_TO_1970;
	int64_t era = days / DAYS_IN_400_YEARS;
	int64_t day = days % DAYS_IN_400_YEARS;
	int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int64_t day_of_year = day - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * day_of_year + 2) / 153;
	struct date date = {.day = (unsigned)(day_of_year - (153 * month + 2) / 5 + 1)};
	date.month = (unsigned)(month < 10 ? month + 3 : month - 9);
	date.year = era * 400 + year + (date.month <= 2);
	return date;
}

/* Turns a date into days since 1970. */
static int64_t days_of(struct date date)
{
	int64_t year = date.year - (date.month <= 2);
	int64_t month = date.month > 2 ? date.month - 3 : date.month + 9;
	int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
	return year * 365 + year / 4 - year / 100 + year / 400 + day_of_year -
	       DAYS_FROM_YEAR_0_TO_1970;
}

/* Writes a number with leading zeros. */
static void put_digits(char *at, size_t count, int64_t number)
{
	for (; count > 0; number /= 10)
		at[--count] = (char)('0' + number % 10);
}

/* Writes a time; one that is none, as the nearest that is. */
void event_time_text(int64_t time, char out[28])
{
	if (time < 0)
		time = 0;
	if (time > EVENT_TIME_MAX)
		time = EVENT_TIME_MAX;
	int64_t seconds = time / SECOND;
	struct date date = date_of(seconds / 86400);
	memcpy(out, "0000-00-00T00:00:00.000000Z", EVENT_TIME_LEN + 1);
	put_digits(out, 4, date.year);
	put_digits(out + 5, 2, date.month);
	put_digits(out + 8, 2, date.day);
	put_digits(out + 11, 2, seconds / 3600 % 24);
	put_digits(out + 14, 2, seconds / 60 % 60);
	put_digits(out + 17, 2, seconds % 60);
	put_digits(out + 20, 6, time % SECOND);
}

/* Reads the digits of a text where the form has them; -1 where something else stands. */
static int64_t take_digits(const char *at, size_t count)
{
	int64_t number = 0;
	for (size_t i = 0; i < count; i++) {
		if (at[i] < '0' || at[i] > '9')
			return -1;
		number = number * 10 + (at[i] - '0');
	}
	return number;
}

/* Whether the marks of a time stand where they do in the form. */
static bool has_marks(const char *at)
{
	return at[4] == '-' && at[7] == '-' && at[10] == 'T' && at[13] == ':' && at[16] == ':' &&
	       at[19] == '.' && at[26] == 'Z';
}

/* Reads a day that the calendar has, as days since 1970; -1 where there is none. The month after it
 * begins later: a 30th of February does not. */
static int64_t take_day(const char *at)
{
	int64_t year = take_digits(at, 4), month = take_digits(at + 5, 2),
		day = take_digits(at + 8, 2);
	if (year < 1970 || month < 1 || month > 12 || day < 1)
		return -1;
	struct date next = {year + (month == 12), (unsigned)(month % 12 + 1), 1};
	int64_t days = days_of((struct date){year, (unsigned)month, (unsigned)day});
	return days < days_of(next) ? days : -1;
}

/* Reads a time, and nothing that is written otherwise than it would be. */
bool event_time_parse(struct view text, int64_t *time)
{
	if (text.len != EVENT_TIME_LEN || !has_marks(text.data))
		return false;
	int64_t day = take_day(text.data), hour = take_digits(text.data + 11, 2),
		minute = take_digits(text.data + 14, 2), second = take_digits(text.data + 17, 2),
		micros = take_digits(text.data + 20, 6);
	if (day < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
		second > 59 || micros < 0)
		return false;
	*time = ((day * 24 + hour) * 60 + minute) * 60 * SECOND + second * SECOND + micros;
	return true;
}
