/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/limits.h"

#include "admin/options_text.h"
#include "common/cleanup.h"

#include <stdio.h>
#include <time.h>

/* The options besides from= and expiry-time=, NULL where there is no memory. */
static char *rest_of(const struct options *options)
{
	struct note ignored;
	size_t fault_at;
	CLEANUP(free) char *text = options_text(options);
	CLEANUP(free) struct options *rest = malloc(sizeof *rest);
	if (!text || !rest || options_parse(view_of(text), rest, &fault_at, &ignored) != 0)
		return NULL;
	rest->has_from = false;
	rest->expires = 0;
	return options_text(rest);
}

/* Writes part by part. */
static void put(FILE *out, const struct options *options)
{
	CLEANUP(free) char *rest = rest_of(options);
	const char *gap = "";
	time_t moment = (time_t)options->expires;
	char until[64];
	struct tm tm;
	if (options->has_from) {
		fprintf(out, "from %.*s", (int)options->from.len, options->from.data);
		gap = " ";
	}
	if (options->expires > 0) {
		gmtime_r(&moment, &tm);
		strftime(until, sizeof until, "until %FT%TZ", &tm);
		fprintf(out, "%s%s", gap, until);
		gap = " ";
	}
	if (rest && rest[0])
		fprintf(out, "%swith %s", gap, rest);
}

/* Writes the limits of one grant; whether it has any. */
static bool add(FILE *out, const struct grant *grant)
{
	CLEANUP(free) char *text = options_text(&grant->options);
	bool limited = !text || text[0] != '\0';
	if (limited)
		put(out, &grant->options);
	else
		fputs("without limits", out);
	return limited;
}

/* Writes those of one. */
char *limits_text(const struct options *options)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	if (!out)
		return NULL;
	put(out, options);
	return fclose(out) == 0 ? text : NULL;
}

/* Goes through the grants. */
char *limits_of(const struct grant_rules *rules, size_t count, const char *who)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	const char *gap = "";
	bool any = false;
	for (size_t i = 0; out && i < count; i++) {
		if (!settings_list_has(&rules->grant[i].people, view_of(who)))
			continue;
		fputs(gap, out);
		any = add(out, &rules->grant[i]) || any;
		gap = "; ";
	}
	if (!out || fclose(out) != 0)
		return NULL;
	if (!any)
		text[0] = '\0';
	return text;
}
