/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/access/opening_print.h"

#include "admin/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Writes what is weak about a key, a line for each. */
static void write_weak(FILE *out, const struct opening *opening)
{
	if (opening->weak & OPENING_SHORT)
		fprintf(out, "weak: fewer than %u bits\n", opening->enough);
	if (opening->weak & OPENING_TYPE)
		fputs("weak: type not allowed\n", out);
	if (opening->weak & OPENING_UNTOUCHED)
		fputs("weak: asks for no touch\n", out);
}

/* Writes why something opens nothing, or may; a terminal has the token alone. */
static void write_reason(FILE *out, const struct opening *opening)
{
	bool brief = table_room() > 0;
	fprintf(out, "%s: %s%s%s", opening->doubtful ? "perhaps" : "no", opening->reason,
		brief ? "" : ": ", brief || !opening->why ? "" : opening->why);
	if (opening->more > 0)
		fprintf(out, "%sand %zu more lines like this", brief ? "\n" : "; ", opening->more);
	putc('\n', out);
}

/* Writes the places of a key, its own first. */
static void write_copies(FILE *out, const struct opening *opening, const struct copies *copies)
{
	size_t count = 0, told = 0;
	const struct copy *copy = copies_find(copies, opening->fingerprint, &count);
	fprintf(out, "%s:%u\n", opening->path, opening->line);
	for (size_t i = 0; i < count && told < COPIES_TOLD_MAX; i++) {
		if (copy[i].line == opening->line && strcmp(copy[i].path, opening->path) == 0)
			continue;
		fprintf(out, "%s:%u\n", copy[i].path, copy[i].line);
		told++;
	}
	if (count > told + 1)
		fprintf(out, "and at %zu more places\n", count - told - 1);
}

/* Writes the lines of the last column, each with a newline behind it. */
static void write_lines(FILE *out, const struct opening *opening, const struct sieve *sieve)
{
	if (opening->reason)
		write_reason(out, opening);
	else if (!sieve->duplicates && opening->conditions && opening->conditions[0])
		fprintf(out, "%s\n", opening->conditions);
	if (sieve->weak)
		write_weak(out, opening);
	if (!sieve->duplicates)
		return;
	write_copies(out, opening, &sieve->copies);
}

/* Writes into memory. */
char *opening_lines(const struct opening *opening, const struct sieve *sieve)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	if (!out)
		return NULL;
	write_lines(out, opening, sieve);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}
