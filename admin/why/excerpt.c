/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/excerpt.h"

#include "admin/say.h"
#include "admin/table.h"

#include <stdio.h>

#define DOTS "..."
#define BEFORE_MAX 40 /* columns before the fault */

/* How many bytes at the end of a text take so much room once they are escaped. */
static size_t tail(struct view text, size_t room)
{
	size_t used = 0, count = 0;
	while (count < text.len) {
		char one[SAY_ESCAPED_MAX(1)];
		used += say_escape(
			(struct view){text.data + text.len - count - 1, 1}, one, sizeof one);
		if (used > room)
			break;
		count++;
	}
	return count;
}

/* Cuts before, then writes as much as fits behind that. */
void excerpt_make(struct view line, size_t column, struct excerpt *excerpt)
{
	size_t before = column > 0 ? column - 1 : 0;
	if (before > line.len)
		before = line.len;
	size_t kept = tail((struct view){line.data, before}, BEFORE_MAX);
	int len = snprintf(excerpt->text, sizeof excerpt->text, "%s", kept < before ? DOTS : "");
	char *at = excerpt->text + len;
	size_t cap = sizeof excerpt->text - (size_t)len;
	struct view shown = view_skip(line, before - kept);
	(void)say_escape((struct view){shown.data, kept}, at, cap);
	excerpt->caret = kept > 0 || len > 0 ? table_cell_width(excerpt->text) : 0;
	(void)say_escape(shown, at, cap);
}
