/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/access/opening_print.h"

#include "admin/why/sheet_text.h"
#include "audit/event.h"

#include <stdio.h>

/* Prints a field, unless there is nothing in it. */
static void put_field(const char *name, const char *text)
{
	if (!text || !text[0])
		return;
	printf(",\"%s\":", name);
	sheet_text_json(view_of(text));
}

/* Prints a time, as the log has it. */
static void put_time(const char *name, int64_t micros)
{
	char text[28];
	event_time_text(micros, text);
	put_field(name, text);
}

/* Prints file and line in quotes; 0 is the whole file. */
static void put_place(const char *path, unsigned line)
{
	char text[4096 + 16];
	if (line > 0)
		(void)snprintf(text, sizeof text, "%s:%u", path, line);
	else
		(void)snprintf(text, sizeof text, "%s", path);
	sheet_text_json(view_of(text));
}

/* Prints the tokens of what is weak. */
static void put_weak(unsigned weak)
{
	static const char *const tokens[] = {"short", "type", "untouched"};
	const char *between = "";
	if (weak == 0)
		return;
	fputs(",\"weak\":[", stdout);
	for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++)
		if (weak & (1U << i)) {
			printf("%s\"%s\"", between, tokens[i]);
			between = ",";
		}
	putchar(']');
}

/* Prints the other places of a key. */
static void put_copies(const struct opening *opening, const struct sieve *sieve)
{
	size_t count;
	const struct copy *copy = copies_find(&sieve->copies, opening->fingerprint, &count);
	size_t told = 0;
	fputs(",\"also_at\":[", stdout);
	for (size_t i = 0; i < count && told < COPIES_TOLD_MAX; i++) {
		if (copy[i].line == opening->line && strcmp(copy[i].path, opening->path) == 0)
			continue;
		fputs(told++ > 0 ? "," : "", stdout);
		put_place(copy[i].path, copy[i].line);
	}
	putchar(']');
	if (count > told + 1)
		printf(",\"also_at_more\":%zu", count - told - 1);
}

/* Prints what is known of the key. */
static void put_key(const struct opening *opening)
{
	put_field("key", opening->fingerprint);
	put_field("key_type", opening->type);
	if (opening->type)
		printf(",\"key_bits\":%u", opening->bits);
	put_field("key_comment", opening->comment);
}

/* Field by field. */
void opening_print_json(const struct opening *opening, const struct sieve *sieve)
{
	fputs("{\"account\":", stdout);
	if (opening->account[0])
		sheet_text_json(view_of(opening->account));
	else
		fputs("null", stdout);
	put_field(opening->own_file ? "holder" : "person", opening->person);
	put_key(opening);
	fputs(",\"known_at\":", stdout);
	put_place(opening->path, opening->line);
	if (opening->grant > 0)
		printf(",\"grant\":%u", opening->grant);
	put_field("options", opening->options);
	if (opening->until > 0)
		put_time("until", (int64_t)opening->until * 1000000);
	if (opening->used > 0)
		put_time("last_used", opening->used);
	else if (opening->used == OPENING_NEVER)
		fputs(",\"last_used\":null", stdout);
	put_weak(opening->weak);
	if (sieve->duplicates)
		put_copies(opening, sieve);
	printf(",\"opens\":%s", opening->doubtful ? "null" : opening->reason ? "false" : "true");
	put_field("reason", opening->reason);
	put_field("why", opening->why);
	if (opening->more > 0)
		printf(",\"more\":%zu", opening->more);
	puts("}");
}
