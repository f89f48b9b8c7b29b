/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/told.h"

/* Where the bytes of a part stand in a text, NULL where they do not. */
static const char *find(struct view text, struct view part)
{
	return text.len < part.len ? NULL : memmem(text.data, text.len, part.data, part.len);
}

/* The bytes of a field as they stand in a line of this project's own, from its name to the mark
 * that ends its value. No text can hold them, since quotes are escaped in texts. */
static struct view written_field(struct view line, const char *name)
{
	const char *at = find(line, view_of(name));
	if (!at)
		return (struct view){NULL, 0};
	const char *value = at + strlen(name);
	size_t len = *value == '"' ? strcspn(value + 1, "\"\n") + 2 : strcspn(value, ",}\n") + 1;
	return (struct view){at, (size_t)(value - at) + len};
}

/* The line of a text around a place in it, without its newline. */
static struct view line_around(struct view text, const char *at)
{
	const char *before = memrchr(text.data, '\n', (size_t)(at - text.data));
	const char *begin = before ? before + 1 : text.data;
	const char *end = memchr(at, '\n', text.len - (size_t)(at - text.data));
	return (struct view){begin, (size_t)((end ? end : text.data + text.len) - begin)};
}

/* Whether two lines have the same value in a field, or both none. */
static bool same_field(struct view line, struct view told, const char *name)
{
	struct view field = written_field(line, name);
	return field.len > 0 ? find(told, field) != NULL : !find(told, view_of(name));
}

/* Compares connection, key, its type and the reason with every line of the connection. */
bool told_already(struct view line, struct view text)
{
	struct view connection = written_field(line, "\"session\":");
	if (connection.len == 0)
		connection = written_field(line, "\"monitor\":");
	const char *at;
	while (connection.len > 0 && (at = find(text, connection))) {
		struct view told = line_around(text, at);
		if (same_field(line, told, "\"key\":") && same_field(line, told, "\"key_type\":") &&
			same_field(line, told, "\"reason\":"))
			return true;
		text = view_skip(text, (size_t)(told.data - text.data) + told.len);
	}
	return false;
}
