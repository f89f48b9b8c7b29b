/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/deadline.h"

#include "access/until.h"
#include "admin/when.h"
#include "keys/ascii.h"
#include "keys/options.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define MICRO INT64_C(1000000)
#define DATE_LEN 10

/* Whether a text is a duration: digits and the letters of units, a digit first. */
static bool is_duration(const char *text)
{
	size_t len = strlen(text);
	return ascii_digit(text[0]) && strspn(text, "0123456789smhdwin") == len &&
	       !ascii_digit(text[len - 1]);
}

/* Whether a text is a date alone. */
static bool is_date(const char *text)
{
	return strlen(text) == DATE_LEN && text[4] == '-' && text[7] == '-';
}

/* Whether a text begins with a date. */
static bool begins_with_date(const char *text)
{
	return strlen(text) > DATE_LEN && text[4] == '-' && text[7] == '-';
}

/* The last second of the day that begins at a time. */
static uint64_t end_of_day(int64_t begins)
{
	time_t moment = (time_t)(begins / MICRO);
	struct tm day;
	localtime_r(&moment, &day);
	day.tm_mday++;
	day.tm_isdst = -1;
	return (uint64_t)mktime(&day) - 1;
}

/* Reads what people write. */
static int read_words(const char *text, uint64_t now, uint64_t *seconds, struct note *note)
{
	int64_t time;
	if (!is_duration(text) && !begins_with_date(text) && !is_date(text))
		return -EINVAL;
	if (when_parse(text, (int64_t)now * MICRO, &time, note) != 0 || time < 0)
		return -EINVAL;
	if (is_duration(text))
		*seconds = 2 * now - (uint64_t)(time / MICRO);
	else
		*seconds = is_date(text) ? end_of_day(time) : (uint64_t)(time / MICRO);
	return 0;
}

/* Tries the strictest forms first. */
int deadline_parse(const char *text, uint64_t now, uint64_t *seconds, struct note *note)
{
	if (!until_parse(view_of(text), seconds) && !options_time(view_of(text), seconds) &&
		read_words(text, now, seconds, note) != 0)
		return note_set(note, -EINVAL,
			"\"%s\" is no time to come; write 90d, 2027-12-31, \"2027-12-31 18:00\" or "
			"2027-12-31T18:00:00Z",
			text);
	if (*seconds <= now)
		return note_set(note, -EINVAL, "\"%s\" is past already", text);
	return 0;
}
