/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/whose.h"

#include "admin/log/filter.h"
#include "admin/revoked.h"
#include "sandbox.h"

#define KEY "SHA256:N6nKIWiFmnbheTT/Ak3jNaaqPBu0u9ONkhsxBD+eEhQ" /* ed25519 */

/* A store with a key that several people have. */
static struct {
	struct sandbox box;
	char keys_dir[128], revoked_keys[128];
} store;

/* Gives somebody the key. */
static void given(const char *person)
{
	char name[64], *key = sandbox_read_path(TEST_DATA "/keys/ed25519.pub");
	snprintf(name, sizeof name, "keys.d/%s.keys", person);
	sandbox_write(&store.box, name, key);
	free(key);
}

/* Begins with a key of alice's. */
static int setup(void **state)
{
	(void)state;
	sandbox_open(&store.box);
	sandbox_folder(&store.box, "keys.d");
	snprintf(store.keys_dir, sizeof store.keys_dir, "%s/keys.d", store.box.folder);
	snprintf(store.revoked_keys, sizeof store.revoked_keys, "%s/revoked", store.box.folder);
	sandbox_write(&store.box, "revoked", "# none\n");
	given("alice");
	return 0;
}

/* Removes it. */
static int teardown(void **state)
{
	(void)state;
	sandbox_close(&store.box);
	return 0;
}

/* Expects who has the key, NULL for nobody. */
static void expect(const char *people, bool first)
{
	struct whose whose = {
		.keys_dir = store.keys_dir, .revoked_keys = store.revoked_keys, .first = first};
	const char *found = whose_key(&whose, view_of(KEY));
	if (people)
		assert_string_equal(found, people);
	else
		assert_null(found);
	whose_free(&whose);
}

static void names_all_who_have_a_key_and_not_one_of_them(void **state)
{
	(void)state;
	expect("(alice)", false);
	given("ida");
	expect("(alice, ida)", false);
	expect("(alice)", true);
	given("jack");
	given("kim");
	given("lea");
	expect("(alice, ida, jack, ...)", false);
}

static void believes_the_list_of_revoked_keys_more_than_who_has_it_now(void **state)
{
	(void)state;
	sandbox_write(
		&store.box, "revoked", KEY "  bob: lost it (2026-11-22T13:45:10Z by carol)\n");
	expect("(bob)", false);
	sandbox_write(&store.box, "revoked",
		KEY "  bob (2026-11-22T13:45:10Z by carol)\n" KEY
		    "  dave: x (2026-11-22T13:45:10Z by carol)\n");
	expect("(bob, dave)", false);
}

static void guesses_nobody_from_what_keyhole_has_not_written(void **state)
{
	static const char *const lines[] = {KEY "  laptop: stolen\n", KEY "  lost (in a train)\n",
		KEY "\n", KEY "  nobody's: lost (2026-11-22T13:45:10Z by carol)\n",
		KEY "  (2026-11-22T13:45:10Z by carol)\n",
		KEY "  lost in a train (2026-11-22T13:45:10Z by carol)\n"};
	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		sandbox_write(&store.box, "revoked", lines[i]);
		expect("(alice)", false);
	}
}

static void finds_each_of_several_by_the_name(void **state)
{
	(void)state;
	assert_true(whose_has(view_of("(alice, ida)"), "alice"));
	assert_true(whose_has(view_of("(alice, ida)"), "ida"));
	assert_false(whose_has(view_of("(alice, ida)"), "id"));
	assert_false(whose_has(view_of("(alice, ida)"), "alice, ida"));
	assert_true(whose_has(view_of("(alice)"), "alice"));
	assert_true(whose_has(view_of("alice"), "alice"));
	assert_false(whose_has(view_of(""), "alice"));
	struct event event = {.kind = EVENT_OFFER, .person = view_of("(alice, ida)")};
	struct filter filter;
	filter_init(&filter);
	filter.person = "ida";
	assert_true(filter_marks(&event, &filter));
	filter.person = "bob";
	assert_false(filter_marks(&event, &filter));
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			names_all_who_have_a_key_and_not_one_of_them, setup, teardown),
		cmocka_unit_test_setup_teardown(
			believes_the_list_of_revoked_keys_more_than_who_has_it_now, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			guesses_nobody_from_what_keyhole_has_not_written, setup, teardown),
		cmocka_unit_test(finds_each_of_several_by_the_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
