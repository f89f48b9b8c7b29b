/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/status/report.h"
#include "admin/verb.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Begins a family of metrics; its name ends with its unit, if it has one. */
static void begin(const char *name, const char *unit, const char *help)
{
	printf("# TYPE keyhole_%s gauge\n", name);
	if (unit)
		printf("# UNIT keyhole_%s %s\n", name, unit);
	printf("# HELP keyhole_%s %s\n", name, help);
}

/* Prints a family that has one number. */
static void print_one(const char *name, const char *unit, uint64_t value, const char *help)
{
	begin(name, unit, help);
	printf("keyhole_%s %" PRIu64 "\n", name, value);
}

/* Whether a step is the first of its name. */
static bool is_first(const struct survey *survey, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(survey->steps->step[i].name, survey->steps->step[at].name) == 0)
			return false;
	return true;
}

/* Prints how many steps of each part have a verdict. */
static void print_parts(const struct survey *survey)
{
	begin("status", NULL,
		"How many things of a part are ok, a note, unknown, or not as they should be.");
	for (size_t i = 0; i < survey->steps->count; i++) {
		const char *name = survey->steps->step[i].name;
		struct report_count count = report_count(survey, name);
		if (!is_first(survey, i))
			continue;
		printf("keyhole_status{part=\"%s\",verdict=\"ok\"} %zu\n", name, count.good);
		printf("keyhole_status{part=\"%s\",verdict=\"note\"} %zu\n", name, count.notes);
		printf("keyhole_status{part=\"%s\",verdict=\"unknown\"} %zu\n", name,
			count.unknown);
		printf("keyhole_status{part=\"%s\",verdict=\"no\"} %zu\n", name, count.bad);
	}
}

/* Prints what is known of the log. */
static void print_log(const struct survey *survey)
{
	if (survey->room_known)
		print_one("log_free_bytes", "bytes", survey->room, "Room on the disk of the log.");
	if (survey->seal != SURVEY_SEAL_UNKNOWN)
		print_one("log_sealed", NULL, survey->seal == SURVEY_SEALED,
			"Whether the log is sealed, and its key is not lost.");
	if (survey->login.time > 0)
		print_one("last_login_timestamp_seconds", "seconds",
			(uint64_t)survey->login.time / 1000000,
			"When the last login that is recorded was.");
}

/* Prints what is known of the store. */
static void print_store(const struct survey *survey)
{
	print_one("people", NULL, survey->people, "People who have keys in the store.");
	print_one("keys", NULL, survey->keys, "Keys in the store.");
	begin("expiring", NULL, "Keys and grants that end within 30 days.");
	printf("keyhole_expiring{kind=\"key\"} %zu\n", survey->expiry.keys);
	printf("keyhole_expiring{kind=\"grant\"} %zu\n", survey->expiry.grants);
	if (survey->expiry.next > 0)
		print_one("next_expiry_timestamp_seconds", "seconds", survey->expiry.next,
			"When the first of those ends.");
}

/* What is not known is left out. */
void report_print_metrics(const struct survey *survey)
{
	begin("build_info", NULL, "Which keyhole this is.");
	puts("keyhole_build_info{version=\"" KEYHOLE_VERSION "\"} 1");
	print_one("in_force", NULL, report_status(survey) == EXIT_YES,
		"Whether all of keyhole is in force.");
	print_parts(survey);
	if (survey->mode != SURVEY_MODE_UNKNOWN)
		print_one("exclusive", NULL, survey->mode == SURVEY_EXCLUSIVE,
			"Whether only keys of the store open an account.");
	print_log(survey);
	print_store(survey);
	puts("# EOF");
}
