/* SPDX-License-Identifier: Apache-2.0 */
#include "server/pattern.h"

#include <stddef.h>
#include <string.h>

/* A run of a pattern. */
struct part {
	const char *at, *end;
};

/* Goes forward, and back to the last star when something does not fit: never slower than the
 * product of both lengths. */
static bool matches(struct part pattern, struct part text)
{
	const char *star = NULL, *tried = NULL;
	while (text.at < text.end) {
		if (pattern.at < pattern.end && *pattern.at == '*') {
			star = pattern.at++;
			tried = text.at;
		} else if (pattern.at < pattern.end &&
			   (*pattern.at == '?' || *pattern.at == *text.at)) {
			pattern.at++;
			text.at++;
		} else if (star) {
			pattern.at = star + 1;
			text.at = ++tried;
		} else {
			return false;
		}
	}
	while (pattern.at < pattern.end && *pattern.at == '*')
		pattern.at++;
	return pattern.at == pattern.end;
}

/* The run that a text is. */
static struct part part_of(const char *text)
{
	return (struct part){text, text + strlen(text)};
}

/* Matches all of it. */
bool pattern_matches(const char *pattern, const char *text)
{
	return matches(part_of(pattern), part_of(text));
}

/* One element that shuts out wins over all others. */
bool pattern_list_has(const char *list, const char *text)
{
	bool has = false;
	for (const char *at = list; *at; at += *at == ',') {
		bool negated = *at == '!';
		struct part element = {at + negated, at + strcspn(at, ",")};
		bool matched = matches(element, part_of(text));
		if (matched && negated)
			return false;
		has = has || matched;
		at = element.end;
	}
	return has;
}

/* Cuts at the last @. */
bool pattern_user(const char *pattern, const char *user, const char **hosts)
{
	const char *at = strrchr(pattern, '@');
	struct part name = part_of(pattern);
	*hosts = at ? at + 1 : NULL;
	if (at)
		name.end = at;
	return matches(name, part_of(user));
}
