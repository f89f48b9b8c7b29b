/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/status/report.h"

#include "admin/verb.h"
#include "admin/why/step_text.h"
#include "audit/event.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Words for programs, in the order of the enums. */
static const char *const modes[] = {NULL, "beside", "exclusive"};
static const char *const seals[] = {NULL, "unsealed", "sealed", "lost"};

/* Adds up. */
struct report_count report_count(const struct survey *survey, const char *name)
{
	struct report_count count = {0, 0, 0, 0};
	for (size_t i = 0; i < survey->steps->count; i++) {
		const struct step *step = &survey->steps->step[i];
		if (name && strcmp(step->name, name) != 0)
			continue;
		count.good += step->verdict == STEP_GOOD;
		count.notes += step->verdict == STEP_NOTE;
		count.unknown += step->verdict == STEP_UNKNOWN;
		count.bad += step->verdict > STEP_UNKNOWN || step->verdict == STEP_UNSAFE;
	}
	return count;
}

/* A list that was cut short is not known to be all. */
int report_status(const struct survey *survey)
{
	struct report_count count = report_count(survey, NULL);
	if (count.bad > 0)
		return EXIT_NO;
	return count.unknown > 0 || survey->steps->lost ? EXIT_UNSURE : EXIT_YES;
}

/* Prints what it comes to. */
void report_print(const struct survey *survey)
{
	struct report_count count = report_count(survey, NULL);
	for (size_t i = 0; i < survey->steps->count; i++)
		step_text_print(&survey->steps->step[i]);
	putchar('\n');
	if (count.bad > 0)
		printf("keyhole is NOT wholly in force: %zu %s not as %s should be", count.bad,
			count.bad == 1 ? "thing is" : "things are", count.bad == 1 ? "it" : "they");
	else
		fputs(report_status(survey) == EXIT_YES
				? "keyhole is in force"
				: "whether keyhole is in force can't be told",
			stdout);
	if (count.unknown > 0)
		printf("; %zu could not be told", count.unknown);
	if (count.notes > 0)
		printf("; %zu note%s", count.notes, count.notes == 1 ? "" : "s");
	putchar('\n');
}

/* The word for a verdict. */
static const char *word_of(enum step_verdict verdict)
{
	return verdict == STEP_GOOD      ? "ok"
	       : verdict == STEP_NOTE    ? "note"
	       : verdict == STEP_UNKNOWN ? "unknown"
					 : "no";
}

/* Prints one step as an object. */
static void print_step(const struct step *step)
{
	printf("{\"step\":\"%s\"", step->name);
	step_text_member("verdict", word_of(step->verdict));
	step_text_member("token", step->token);
	step_text_member("what", step->what);
	step_text_member("mend", step->verdict == STEP_GOOD ? NULL : step->mend);
	putchar('}');
}

/* Prints the last login, null where there is none. */
static void print_login(const struct survey_login *login)
{
	char time[28];
	fputs(",\"last_login\":", stdout);
	if (login->time == 0) {
		fputs("null", stdout);
		return;
	}
	event_time_text(login->time, time);
	printf("{\"time\":\"%s\"", time);
	step_text_member("account", login->account);
	step_text_member("person", login->person[0] ? login->person : NULL);
	step_text_member("from", login->from[0] ? login->from : NULL);
	putchar('}');
}

/* Prints what ends soon. */
static void print_expiry(const struct survey_expiry *expiry)
{
	char time[28];
	event_time_text((int64_t)expiry->next * 1000000, time);
	printf(",\"expiring\":{\"days\":%d,\"keys\":%zu,\"grants\":%zu", SURVEY_SOON_DAYS,
		expiry->keys, expiry->grants);
	step_text_member("next", expiry->next ? time : NULL);
	putchar('}');
}

/* Prints all on one line. */
void report_print_json(const struct survey *survey)
{
	static const char *const answers[] = {"true", "false", "null"};
	printf("{\"in_force\":%s,\"version\":\"" KEYHOLE_VERSION "\"",
		answers[report_status(survey)]);
	step_text_member("mode", modes[survey->mode]);
	step_text_member("seal", seals[survey->seal]);
	print_login(&survey->login);
	print_expiry(&survey->expiry);
	printf(",\"people\":%zu,\"keys\":%zu", survey->people, survey->keys);
	if (survey->room_known)
		printf(",\"log_free_bytes\":%" PRIu64, survey->room);
	fputs(",\"steps\":[", stdout);
	for (size_t i = 0; i < survey->steps->count; i++) {
		fputs(i > 0 ? "," : "", stdout);
		print_step(&survey->steps->step[i]);
	}
	puts("]}");
}
