/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/event_field.h"

#define SECOND ((int64_t)1000000)
#define DAYS_IN_400_YEARS 146097
#define DAYS_FROM_YEAR_0_TO_1970 719468

typedef signed char bytes __attribute__((vector_size(16)));
typedef uint64_t words __attribute__((vector_size(16)));

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

/* Whether some bytes are each between two others. */
static inline bool are_between(const char *at, const char *least, const char *most)
{
	bytes text, low, high;
	memcpy(&text, at, sizeof text);
	memcpy(&low, least, sizeof low);
	memcpy(&high, most, sizeof high);
	words wrong = (words)((text < low) | (text > high));
	return (wrong[0] | wrong[1]) == 0;
}

/* Compares the first bytes and the last ones, with some in both. */
bool event_time_has_form(const char at[EVENT_TIME_LEN])
{
	static const char least[] = "0000-00-00T00:00:00.000000Z";
	static const char most[] = "9999-99-99T99:99:99.999999Z";
	const size_t last = EVENT_TIME_LEN - sizeof(bytes);
	return are_between(at, least, most) && are_between(at + last, least + last, most + last);
}

/* Reads some digits. */
static inline int64_t number_of(const char *at, size_t count)
{
	int64_t number = 0;
	for (size_t i = 0; i < count; i++)
		number = number * 10 + (at[i] - '0');
	return number;
}

/* Reads a day that the calendar has, as days since 1970; -1 where there is none. The month after it
 * begins later: a 30th of February does not. */
static int64_t day_of(const char *at)
{
	int64_t year = number_of(at, 4), month = number_of(at + 5, 2), day = number_of(at + 8, 2);
	if (year < 1970 || month < 1 || month > 12 || day < 1)
		return -1;
	int64_t days = days_of((struct date){year, (unsigned)month, (unsigned)day});
	struct date next = {year + (month == 12), (unsigned)(month % 12 + 1), 1};
	return day <= 28 || days < days_of(next) ? days : -1;
}

/* Reads a time, and nothing that is written otherwise than it would be. */
bool event_time_parse(struct view text, int64_t *time)
{
	if (text.len != EVENT_TIME_LEN || !event_time_has_form(text.data))
		return false;
	int64_t day = day_of(text.data), hour = number_of(text.data + 11, 2),
		minute = number_of(text.data + 14, 2), second = number_of(text.data + 17, 2);
	if (day < 0 || hour > 23 || minute > 59 || second > 59)
		return false;
	*time = (((day * 24 + hour) * 60 + minute) * 60 + second) * SECOND +
		number_of(text.data + 20, 6);
	return true;
}
