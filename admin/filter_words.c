/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/filter_words.h"

#include "common/nearest.h"

#include <errno.h>
#include <stdio.h>

_Static_assert(REASON_COUNT <= 64 && EVENT_KIND_COUNT <= 64, "a bit for each");

/* The words of one kind of list; number 0 is no word. */
struct vocabulary {
	const char *what;
	const char *(*word)(int number);
	int count;
};

/* The name of a kind, by its number. */
static const char *kind_word(int number)
{
	return event_kind_name((enum event_kind)number);
}

/* Says that there is no such word. */
static int refuse(const struct vocabulary *vocabulary, struct view word, struct note *note)
{
	struct nearest search;
	char all[NOTE_MAX] = "";
	size_t len = 0;
	int shown = (int)(word.len < NEAREST_MAX ? word.len : NEAREST_MAX);
	nearest_start(&search, word);
	for (int i = 1; i < vocabulary->count && len < sizeof all; i++) {
		nearest_offer(&search, vocabulary->word(i));
		len += (size_t)snprintf(all + len, sizeof all - len, "%s%s", i > 1 ? ", " : "",
			vocabulary->word(i));
	}
	if (search.best)
		return note_set(note, -EINVAL, "there is no %s \"%.*s\"; did you mean %s?",
			vocabulary->what, shown, word.data, search.best);
	return note_set(note, -EINVAL, "there is no %s \"%.*s\", but these: %s", vocabulary->what,
		shown, word.data, all);
}

/* Takes one word of a list. */
static int take(
	const struct vocabulary *vocabulary, struct view word, uint64_t *bits, struct note *note)
{
	for (int i = 1; i < vocabulary->count; i++)
		if (view_is(word, vocabulary->word(i))) {
			*bits |= filter_words_bit(i);
			return 0;
		}
	return refuse(vocabulary, word, note);
}

/* Takes the words of a list, one after the other. */
static int take_all(
	const struct vocabulary *vocabulary, const char *list, uint64_t *bits, struct note *note)
{
	for (;;) {
		size_t len = strcspn(list, ",");
		int r = take(vocabulary, (struct view){list, len}, bits, note);
		if (r != 0 || !list[len])
			return r;
		list += len + 1;
	}
}

/* Reads by the table of event.h. */
int filter_words_events(const char *list, uint64_t *bits, struct note *note)
{
	static const struct vocabulary events = {"event", kind_word, EVENT_KIND_COUNT};
	return take_all(&events, list, bits, note);
}

/* Reads by the table of reason.h. */
int filter_words_reasons(const char *list, uint64_t *bits, struct note *note)
{
	static const struct vocabulary reasons = {"reason", reason_token, REASON_COUNT};
	return take_all(&reasons, list, bits, note);
}
