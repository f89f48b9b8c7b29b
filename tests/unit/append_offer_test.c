/* SPDX-License-Identifier: Apache-2.0 */
/* Adding to the log of refused offers, as the command's user. */
#include "tests/unit/log_tree.h"
#include "tests/unit/root.h"

static struct event event;

/* Makes the log of offers, empty. */
static int setup(void **state)
{
	if (log_setup(state) != 0)
		return -1;
	tree_bytes(*state, OFFERS, 0640, "", 0);
	return 0;
}

/* Offers a key in a connection. */
static int offer(struct tree *tree, const char *session, int monitor, const char *key)
{
	struct append_place place = log_place(tree);
	event_init(&event, EVENT_OFFER);
	event.session = view_of(session);
	event.monitor = monitor;
	event.key = view_of(key);
	event.reason = view_of("no-such-key");
	return append_offer(&place, &event, &note);
}

/* Offers a key and sees how many lines there are then. */
static void assert_lines(
	struct tree *tree, const char *session, int monitor, const char *key, int lines)
{
	int before = tree_descriptors();
	assert_int_equal(offer(tree, session, monitor, key), 0);
	assert_int_equal(tree_descriptors(), before);
	for (const char *at = log_text(tree, OFFERS); (at = strchr(at, '\n')); at++)
		lines--;
	assert_int_equal(lines, 0);
}

static void writes_an_offer_without_a_number_and_makes_no_other_file(void **state)
{
	struct append_place place = log_place(*state);
	place.state_dir = "/nonexistent";
	event_init(&event, EVENT_OFFER);
	event.key = view_of("SHA256:a");
	assert_int_equal(append_offer(&place, &event, &note), 0);
	char expected[256], time[28];
	event_time_text(event.time, time);
	snprintf(expected, sizeof expected,
		"{\"v\":1,\"time\":\"%s\",\"event\":\"offer\",\"key\":\"SHA256:a\"}\n", time);
	assert_string_equal(log_text(*state, OFFERS), expected);
	assert_string_equal(log_text(*state, LOGINS), "");
}

static void writes_a_key_once_for_a_connection(void **state)
{
	assert_lines(*state, "boot-1-2", 1, "SHA256:a", 1);
	assert_lines(*state, "boot-1-2", 1, "SHA256:a", 1);
	assert_lines(*state, "boot-1-2", 1, "SHA256:b", 2);
	assert_lines(*state, "boot-1-2", 1, "SHA256:a", 2);
	assert_lines(*state, "boot-1-3", 1, "SHA256:a", 3);
	assert_lines(*state, "boot-1-2", 1, "SHA256:", 4);
	assert_lines(*state, "boot-1-2", 1, "", 5);
	assert_lines(*state, "boot-1-2", 1, "", 5);
}

static void a_certificate_is_not_hidden_behind_the_key_in_it(void **state)
{
	struct append_place place = log_place(*state);
	static const char *const told[][2] = {{"ssh-ed25519", "no-such-key"},
		{"ssh-ed25519-cert-v01@openssh.com", "no-such-key"},
		{"ssh-ed25519-cert-v01@openssh.com", "key-revoked"}};
	for (size_t i = 0; i < 2 * sizeof told / sizeof told[0]; i++) {
		event_init(&event, EVENT_OFFER);
		event.session = view_of("boot-1-2");
		event.key = view_of("SHA256:a");
		event.key_type = view_of(told[i / 2][0]);
		event.reason = view_of(told[i / 2][1]);
		assert_int_equal(append_offer(&place, &event, &note), 0);
	}
	const char *text = log_text(*state, OFFERS);
	size_t lines = 0;
	while ((text = strchr(text, '\n'))) {
		lines++;
		text++;
	}
	assert_int_equal(lines, 3);
}

static void goes_by_the_monitor_where_the_session_is_not_known(void **state)
{
	assert_lines(*state, "", 47, "SHA256:a", 1);
	assert_lines(*state, "", 47, "SHA256:a", 1);
	assert_lines(*state, "", 4, "SHA256:a", 2);
	assert_lines(*state, "", 471, "SHA256:a", 3);
	assert_lines(*state, "", EVENT_UNKNOWN, "SHA256:a", 4);
	assert_lines(*state, "", EVENT_UNKNOWN, "SHA256:a", 5);
}

static void a_text_that_looks_like_a_field_is_none(void **state)
{
	struct append_place place = log_place(*state);
	event_init(&event, EVENT_OFFER);
	event.session = view_of("s");
	event.account = view_of("x\",\"key\":\"SHA256:a\"");
	event.key = view_of("SHA256:b");
	assert_int_equal(append_offer(&place, &event, &note), 0);
	assert_lines(*state, "s", EVENT_UNKNOWN, "SHA256:a", 2);
}

static void looks_back_no_further_than_it_says(void **state)
{
	char key[32];
	assert_lines(*state, "s", 1, "SHA256:a", 1);
	for (int i = 2; strlen(log_text(*state, OFFERS)) < APPEND_OFFER_LOOKBACK - 200; i++) {
		snprintf(key, sizeof key, "SHA256:%d", i);
		assert_int_equal(offer(*state, "s", 1, key), 0);
	}
	size_t before = strlen(log_text(*state, OFFERS));
	assert_int_equal(offer(*state, "s", 1, "SHA256:a"), 0);
	assert_int_equal(strlen(log_text(*state, OFFERS)), before);
	assert_int_equal(offer(*state, "s", 1, "SHA256:x"), 0);
	assert_int_equal(offer(*state, "s", 1, "SHA256:y"), 0);
	before = strlen(log_text(*state, OFFERS));
	assert_int_equal(offer(*state, "s", 1, "SHA256:y"), 0);
	assert_int_equal(strlen(log_text(*state, OFFERS)), before);
	assert_int_equal(offer(*state, "s", 1, "SHA256:a"), 0);
	assert_true(strlen(log_text(*state, OFFERS)) > before);
}

static void writes_nothing_beyond_its_maximum(void **state)
{
	struct stat st;
	assert_int_equal(truncate(tree_path(*state, OFFERS), APPEND_OFFER_MAX - 50), 0);
	assert_int_equal(offer(*state, "s", 1, "SHA256:a"), 0);
	assert_int_equal(stat(tree_path(*state, OFFERS), &st), 0);
	assert_int_equal(st.st_size, APPEND_OFFER_MAX - 50);
	assert_int_equal(truncate(tree_path(*state, OFFERS), APPEND_OFFER_MAX - 500), 0);
	assert_int_equal(offer(*state, "s", 1, "SHA256:a"), 0);
	assert_int_equal(stat(tree_path(*state, OFFERS), &st), 0);
	assert_true(st.st_size > APPEND_OFFER_MAX - 500 && st.st_size <= APPEND_OFFER_MAX);
}

static void begins_on_a_new_line_behind_a_torn_one(void **state)
{
	tree_bytes(*state, OFFERS, 0640, "{\"v\":1,\"ti", 10);
	assert_lines(*state, "s", 1, "SHA256:a", 2);
	assert_memory_equal(log_text(*state, OFFERS), "{\"v\":1,\"ti\n{\"v\":1,\"time", 21);
	assert_lines(*state, "s", 1, "SHA256:a", 2);
}

static void a_torn_line_has_told_nothing(void **state)
{
	static const char torn[] = "{\"v\":1,\"session\":\"s\",\"key\":\"SHA256:a\",\"ke";
	tree_bytes(*state, OFFERS, 0640, torn, sizeof torn - 1);
	assert_lines(*state, "s", EVENT_UNKNOWN, "SHA256:a", 2);
	assert_lines(*state, "s", EVENT_UNKNOWN, "SHA256:a", 2);
}

static void never_makes_the_file(void **state)
{
	assert_int_equal(unlink(tree_path(*state, OFFERS)), 0);
	assert_int_equal(offer(*state, "s", 1, "SHA256:a"), -ENOENT);
	assert_says(note, OFFERS);
	assert_int_equal(access(tree_path(*state, OFFERS), F_OK), -1);
}

static void refuses_what_is_no_file_of_its_own(void **state)
{
	assert_int_equal(unlink(tree_path(*state, OFFERS)), 0);
	assert_int_equal(symlink("elsewhere", tree_path(*state, OFFERS)), 0);
	assert_int_equal(offer(*state, "s", 1, "SHA256:a"), -ELOOP);
	assert_int_equal(unlink(tree_path(*state, OFFERS)), 0);
	assert_int_equal(mkfifo(tree_path(*state, OFFERS), 0600), 0);
	assert_int_equal(offer(*state, "s", 1, "SHA256:a"), -EPERM);
	assert_int_equal(unlink(tree_path(*state, OFFERS)), 0);
	tree_bytes(*state, OFFERS, 0666, "", 0);
	if (geteuid() != 0)
		return;
	assert_int_equal(chown(tree_path(*state, OFFERS), 12345, 0), 0);
	assert_int_equal(offer(*state, "s", 1, "SHA256:a"), -EPERM);
	assert_says(note, "belongs to uid 12345");
}

static void the_commands_user_writes_to_a_file_of_its_own_in_a_folder_of_roots(void **state)
{
	if (without_root(__func__))
		return;
	assert_int_equal(chown(tree_path(*state, OFFERS), 12345, 0), 0);
	assert_int_equal(chmod(tree_path(*state, "log"), 0751), 0);
	assert_int_equal(seteuid(12345), 0);
	int r = offer(*state, "s", 1, "SHA256:a");
	assert_int_equal(seteuid(0), 0);
	assert_int_equal(r, 0);
}

#define offer_test(name) cmocka_unit_test_setup_teardown(name, setup, tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		offer_test(writes_an_offer_without_a_number_and_makes_no_other_file),
		offer_test(writes_a_key_once_for_a_connection),
		offer_test(a_certificate_is_not_hidden_behind_the_key_in_it),
		offer_test(goes_by_the_monitor_where_the_session_is_not_known),
		offer_test(a_text_that_looks_like_a_field_is_none),
		offer_test(looks_back_no_further_than_it_says),
		offer_test(writes_nothing_beyond_its_maximum),
		offer_test(begins_on_a_new_line_behind_a_torn_one),
		offer_test(a_torn_line_has_told_nothing),
		offer_test(never_makes_the_file),
		offer_test(refuses_what_is_no_file_of_its_own),
		offer_test(the_commands_user_writes_to_a_file_of_its_own_in_a_folder_of_roots),
	};
	alarm(60); /* a FIFO that is waited for ends the test */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
