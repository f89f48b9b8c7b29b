/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/sheet_text.h"

#include "admin/say.h"
#include "admin/table.h"
#include "audit/utf8.h"

#include <stdio.h>

#define INDENT 4

/* Where a text goes on: a little further in than its lead begins, at least at INDENT. */
static int indent_of(const char *lead)
{
	int blanks = (int)strspn(lead, " ");
	return blanks < INDENT ? INDENT : blanks + 2;
}

/* Goes word by word. */
void sheet_text_wrap(size_t room, const char *lead, const char *text)
{
	static char shown[SHEET_TEXT_MAX];
	say_escape(view_of(text), shown, sizeof shown);
	int indent = indent_of(lead);
	size_t used = strlen(lead);
	fputs(lead, stdout);
	for (char *rest = shown, *word; (word = strsep(&rest, " "));) {
		size_t width = table_cell_width(word[0] ? word : " ");
		bool begins = word == shown;
		if (room > 0 && used + 1 + width > room && used > (size_t)indent) {
			printf("\n%*s", indent, "");
			used = (size_t)indent;
			begins = true;
		}
		used += width + !begins;
		printf("%s%s", begins ? "" : " ", word);
	}
	putchar('\n');
}

/* Escapes what JSON or a terminal would take for itself. */
void sheet_text_json(struct view text)
{
	putchar('"');
	while (text.len > 0) {
		char bytes[4];
		int32_t character = utf8_take(&text);
		if (character == '"' || character == '\\')
			printf("\\%c", (char)character);
		else if (utf8_hidden(character))
			printf("\\u%04x", (unsigned)character);
		else
			fwrite(bytes, 1, utf8_put(character, bytes), stdout);
	}
	putchar('"');
}
