/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/proof/judgement.h"

#include "audit/utf8.h"

#include <inttypes.h>
#include <stdio.h>

/* Prints a text in quotes; what would do harm in it is escaped. */
static void put_text(const char *text)
{
	struct view rest = view_of(text);
	putchar('"');
	while (rest.len > 0) {
		char bytes[4];
		int32_t character = utf8_take(&rest);
		if (character == '"' || character == '\\' || utf8_hidden(character))
			printf("\\u%04x", (unsigned)character);
		else
			fwrite(bytes, 1, utf8_put(character, bytes), stdout);
	}
	putchar('"');
}

/* Prints a member's name, after a comma. */
static void put_name(const char *name)
{
	printf(",\"%s\":", name);
}

/* Prints a number that is known. */
static void put_number(const char *name, int64_t number)
{
	if (number == EVENT_UNKNOWN)
		return;
	put_name(name);
	printf("%" PRId64, number);
}

/* Prints a place. */
static void put_place(const struct verdict_place *at)
{
	fputs("{\"file\":", stdout);
	put_text(at->file);
	printf(",\"line\":%" PRIu64, at->line);
	put_number("epoch", at->epoch);
	put_number("seq", at->seq);
	if (at->time[0]) {
		put_name("time");
		put_text(at->time);
	}
	putchar('}');
}

/* Prints a place that is one. */
static void put_member(const char *name, const struct verdict_place *at)
{
	if (at->line == 0)
		return;
	put_name(name);
	put_place(at);
}

/* Prints the faults that are kept. */
static void put_faults(const struct verdict *verdict)
{
	printf(",\"faults\":%" PRIu64 ",\"fault\":[", verdict->fault_count);
	for (size_t i = 0; i < VERDICT_NAMED && i < verdict->fault_count; i++) {
		const struct verdict_fault *fault = &verdict->faults[i];
		printf("%s{\"kind\":\"%s\"", i > 0 ? "," : "", verdict_kind_name(fault->kind));
		put_member("at", &fault->at);
		put_number("expected", fault->expected);
		put_number("last", fault->last);
		put_member("other", &fault->other);
		putchar('}');
	}
	putchar(']');
}

/* Prints the lines that are no records. */
static void put_odds(const struct verdict *verdict)
{
	static const char *const states[] = {[VERDICT_KEPT] = "covered",
		[VERDICT_LOOSE] = "not covered",
		[VERDICT_LAST] = "last"};
	printf(",\"odds\":%" PRIu64 ",\"odd\":[", verdict->odd_count);
	for (size_t i = 0; i < VERDICT_NAMED && i < verdict->odd_count; i++) {
		const struct verdict_odd *odd = &verdict->odds[i];
		printf("%s{\"state\":\"%s\"", i > 0 ? "," : "", states[odd->state]);
		put_member("at", &odd->at);
		putchar('}');
	}
	putchar(']');
}

/* Prints one object. */
void judgement_print_json(const struct verdict *verdict)
{
	static const char *const results[] = {"whole", "not whole", "could not tell"};
	printf("{\"result\":\"%s\",\"lines\":%" PRIu64 ",\"records\":%" PRIu64,
		results[verdict_result(verdict)], verdict->lines, verdict->records);
	put_member("first", &verdict->first);
	put_member("last", &verdict->last);
	put_member("sealed", &verdict->sealed);
	put_faults(verdict);
	put_member("good", &verdict->good);
	put_member("holds", &verdict->holds);
	put_odds(verdict);
	put_member("unproven", &verdict->unproven);
	printf(",\"unproven_count\":%" PRIu64 ",\"unchained\":%" PRIu64 ",\"unread\":%" PRIu64,
		verdict->unproven_count, verdict->unchained, verdict->unread);
	if (verdict->wrong_epoch > 0)
		put_number("wrong_epoch", verdict->wrong_epoch);
	if (verdict->other_epoch > 0)
		put_number("other_epoch", verdict->other_epoch);
	put_member("head", &verdict->head);
	if (verdict->head.line > 0)
		printf(",\"head_follow\":%" PRIu64, verdict->head_follow);
	puts("}");
}
