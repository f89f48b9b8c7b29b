/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/head.h"

#define WITHIN 256 /* so far from where a line begins it says which event it is */

/* Where a line says which event it is; NULL where that is not found. */
static const char *find_event(struct head *head, struct view line)
{
	static const char event[] = ",\"event\":\"";
	const char *at = line.data, *end = at + (line.len < WITHIN ? line.len : WITHIN);
	if (head->at + sizeof event <= (size_t)(end - at) &&
		memcmp(at + head->at, event, sizeof event - 1) == 0)
		return at + head->at + sizeof event - 1;
	for (; (at = memchr(at, ',', (size_t)(end - at))) && (size_t)(end - at) >= sizeof event;
		at++)
		if (memcmp(at, event, sizeof event - 1) == 0) {
			head->at = (size_t)(at - line.data);
			return at + sizeof event - 1;
		}
	return NULL;
}

/* Takes a text up to its quote, which has to come before the line ends; gives where that is. */
static const char *take_text(const char *at, const char *end, struct view *text)
{
	const char *quote = at ? memchr(at, '"', (size_t)(end - at)) : NULL;
	*text = (struct view){quote ? at : NULL, quote ? (size_t)(quote - at) : 0};
	return quote;
}

/* Reads the two fields, and sees what is before their end. */
bool head_read(struct head *head, struct view line)
{
	static const char next[] = "\",\"session\":\"";
	const char *end = line.data + line.len;
	const char *quote = take_text(find_event(head, line), end, &head->kind);
	head->session = (struct view){NULL, 0};
	if (quote && (size_t)(end - quote) >= sizeof next &&
		memcmp(quote, next, sizeof next - 1) == 0)
		quote = take_text(quote + sizeof next - 1, end, &head->session);
	return quote && !memchr(line.data, '\\', (size_t)(quote - line.data)) &&
	       !memchr(line.data + 1, '{', (size_t)(quote - line.data - 1));
}
