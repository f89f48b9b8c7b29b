/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/filter_words.h"

#include "admin/log/sshd_says.h"
#include "common/nearest.h"

#include <errno.h>
#include <stdio.h>

_Static_assert(REASON_COUNT <= 64 && EVENT_KIND_COUNT <= 64, "a bit for each");

#define SSHD_FIRST 64 /* the number of sshd's first reason, behind keyhole's */

/* The words of one kind of list; number 0 is no word, nor is a number without one. */
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

/* A reason of keyhole's or of sshd's, by its number. That somebody only left is none. */
static const char *reason_word(int number)
{
	if (number < SSHD_FIRST)
		return number < REASON_COUNT ? reason_token(number) : NULL;
	return number > SSHD_FIRST ? sshd_says_reasons[number - SSHD_FIRST] : NULL;
}

/* Whether a word stands before a number, too. */
static bool is_again(const struct vocabulary *vocabulary, int number)
{
	const char *word = vocabulary->word(number);
	for (int i = 1; i < number; i++)
		if (vocabulary->word(i) && strcmp(vocabulary->word(i), word) == 0)
			return true;
	return false;
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
		if (!vocabulary->word(i) || is_again(vocabulary, i))
			continue;
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

/* Takes one word of a list, whatever it is called for. */
static int take(
	const struct vocabulary *vocabulary, struct view word, uint64_t bits[2], struct note *note)
{
	bool found = false;
	for (int i = 1; i < vocabulary->count; i++)
		if (vocabulary->word(i) && view_is(word, vocabulary->word(i))) {
			bits[i / SSHD_FIRST] |= filter_words_bit(i % SSHD_FIRST);
			found = true;
		}
	return found ? 0 : refuse(vocabulary, word, note);
}

/* Takes the words of a list, one after the other. */
static int take_all(
	const struct vocabulary *vocabulary, const char *list, uint64_t bits[2], struct note *note)
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
	uint64_t both[2] = {*bits, 0};
	int r = take_all(&events, list, both, note);
	*bits = both[0];
	return r;
}

/* How many reasons sshd has, with that which is none. */
static int count_sshd(void)
{
	int count = 0;
	while (sshd_says_reasons[count])
		count++;
	return count;
}

/* Looks for it. */
uint64_t filter_words_sshd_bit(const char *token)
{
	for (int i = 1; sshd_says_reasons[i]; i++)
		if (strcmp(sshd_says_reasons[i], token) == 0)
			return filter_words_bit(i);
	return 0;
}

/* Reads by the tables of reason.h and of sshd_says.h. */
int filter_words_reasons(const char *list, uint64_t *bits, uint64_t *sshd_bits, struct note *note)
{
	const struct vocabulary reasons = {"reason", reason_word, SSHD_FIRST + count_sshd()};
	uint64_t both[2] = {*bits, *sshd_bits};
	int r = take_all(&reasons, list, both, note);
	*bits = both[0];
	*sshd_bits = both[1];
	return r;
}
