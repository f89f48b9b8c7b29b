/* SPDX-License-Identifier: Apache-2.0 */
/* What a filter lets the reader look for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "admin/log/needle.h"

#include "admin/log/filter_words.h"

static struct filter filter;

/* Sees what the needle is, then asks for everything again. */
static void assert_needle(const char *expected)
{
	struct needle needle;
	struct view text = needle_of(&filter, &needle);
	if (!view_is(text, expected))
		fail_msg("%.*s is not %s", (int)text.len, text.data, expected);
	filter_init(&filter);
}

static void a_text_is_looked_for_with_its_quotes_the_rarest_first(void **state)
{
	(void)state;
	filter_init(&filter);
	assert_needle("");
	filter.account = "deploy";
	assert_needle("\"deploy\"");
	filter.account = "deploy";
	filter.person = "brian";
	assert_needle("\"brian\"");
	filter.person = "brian";
	filter.session = "b-1-2";
	assert_needle("\"b-1-2\"");
	filter.person = "brian";
	filter.key = view_of("kb0oATq");
	assert_needle("SHA256:kb0oATq");
	filter.events = filter_words_bit(EVENT_REFUSED);
	assert_needle("\"refused\"");
	filter.events = filter_words_bit(EVENT_REFUSED);
	filter.reasons = filter_words_bit(REASON_KEY_EXPIRED);
	assert_needle("\"key-expired\"");
}

static void what_several_texts_can_be_is_not_looked_for(void **state)
{
	(void)state;
	filter_init(&filter);
	filter.refused = true;
	assert_needle("");
	filter.events = filter_words_bit(EVENT_REFUSED) | filter_words_bit(EVENT_LOGIN);
	assert_needle("");
	filter.reasons =
		filter_words_bit(REASON_KEY_EXPIRED) | filter_words_bit(REASON_KEY_REVOKED);
	assert_needle("");
	filter.has_from = true;
	assert_needle("");
	filter.person = "";
	assert_needle("");
}

static void of_a_long_text_the_beginning_is_looked_for(void **state)
{
	(void)state;
	char name[2 * NEEDLE_MAX], expected[NEEDLE_MAX];
	memset(name, 'n', sizeof name);
	name[sizeof name - 1] = '\0';
	filter_init(&filter);
	filter.person = name;
	memset(expected, 'n', sizeof expected);
	expected[0] = '"';
	expected[sizeof expected - 1] = '\0';
	assert_needle(expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_is_looked_for_with_its_quotes_the_rarest_first),
		cmocka_unit_test(what_several_texts_can_be_is_not_looked_for),
		cmocka_unit_test(of_a_long_text_the_beginning_is_looked_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
