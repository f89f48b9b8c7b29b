/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/needle.h"

#include "audit/event.h"
#include "common/reason.h"

#include <stdio.h>

/* Writes what is looked for, as far as there is room. */
static struct view write_needle(
	struct needle *needle, const char *begin, struct view text, const char *end)
{
	int shown = (int)(text.len < NEEDLE_MAX ? text.len : NEEDLE_MAX);
	snprintf(needle->text, sizeof needle->text, "%s%.*s%s", begin, shown, text.data, end);
	return view_of(needle->text);
}

/* The only number among some bits; 0 where there are more, or none. */
static int only_one(uint64_t bits)
{
	return __builtin_popcountll(bits) == 1 ? __builtin_ctzll(bits) : 0;
}

/* The text that one field of a record has to have, the rarest first; empty where any will do. */
static struct view text_asked(const struct filter *filter)
{
	int reason = only_one(filter->reasons), kind = only_one(filter->events);
	const char *const texts[] = {filter->session, filter->person, filter->account,
		reason > 0 ? reason_token(reason) : NULL,
		kind > 0 ? event_kind_name((enum event_kind)kind) : NULL};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i] && *texts[i])
			return view_of(texts[i]);
	return (struct view){NULL, 0};
}

/* A key is rarer than all but a session. */
struct view needle_of(const struct filter *filter, struct needle *needle)
{
	if (filter->key.len > 0)
		return write_needle(needle, "SHA256:", filter->key, "");
	struct view text = text_asked(filter);
	return text.len > 0 ? write_needle(needle, "\"", text, "\"") : text;
}
