/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole log, with what can be asked of it. */
#include "sshd_log_fake.h"
#include "verb_run.h"

#include <locale.h>
#include <time.h>

#define AT(second) "\"time\":\"2026-11-22T13:45:" second ".000000Z\",\"event\":"
#define LOGIN                                                                                      \
	"{\"v\":1,\"seq\":1," AT("10") "\"login\",\"session\":\"b-1-2\",\"account\":\"deploy\","   \
				       "\"person\":\"brian\",\"from\":\"192.168.64.2\","           \
				       "\"key\":\"SHA256:kb0o\",\"more_keys\":\"SHA256:zz9 "       \
				       "SHA256:yy8\"}\n"
#define WARNED                                                                                     \
	"{\"v\":1,\"seq\":2," AT("15") "\"warned\",\"session\":\"b-3-4\",\"account\":\"ann\","     \
				       "\"from\":\"2001:db8::7\",\"reason\":\"home-acl\"}\n"
#define LOGIN6                                                                                     \
	"{\"v\":1,\"seq\":3," AT("16") "\"login\",\"session\":\"b-3-4\",\"account\":\"ann\","      \
				       "\"person\":\"ann\",\"from\":\"2001:db8::7\","              \
				       "\"key\":\"SHA256:anns\"}\n"
#define REFUSED                                                                                    \
	"{\"v\":1,\"seq\":4," AT("20") "\"refused\",\"session\":\"b-5-6\",\"account\":\"brian\","  \
				       "\"from\":\"gate.example\",\"reason\":\"ssh-writable\"}\n"
#define LOGOUT                                                                                     \
	"{\"v\":1,\"seq\":5," AT("30") "\"logout\",\"session\":\"b-1-2\",\"account\":\"deploy\","  \
				       "\"seconds\":20}\n"
#define OFFER                                                                                      \
	"{\"v\":1," AT("05") "\"offer\",\"session\":\"b-7-8\",\"account\":\"brian\","              \
			     "\"reason\":\"no-such-key\",\"key\":\"SHA256:strange\"}\n"
#define OFFER2                                                                                     \
	"{\"v\":1," AT("06") "\"offer\",\"session\":\"b-7-8\",\"account\":\"brian\","              \
			     "\"person\":\"carl\",\"reason\":\"key-expired\","                     \
			     "\"key\":\"SHA256:old\"}\n"
#define OFFER3                                                                                     \
	"{\"v\":1," AT("25") "\"offer\",\"session\":\"b-1-2\",\"account\":\"deploy\","             \
			     "\"reason\":\"no-such-key\",\"key\":\"SHA256:wrong\"}\n"

static struct sandbox box;

/* Begins with a log of five connections. */
static int setup(void **state)
{
	(void)state;
	sandbox_open(&box);
	sandbox_write(&box, "logins.jsonl", LOGIN WARNED LOGIN6 REFUSED LOGOUT);
	sandbox_write(&box, "offers.jsonl", OFFER OFFER2 OFFER3);
	return 0;
}

/* Removes it. */
static int teardown(void **state)
{
	(void)state;
	sandbox_close(&box);
	return 0;
}

/* Sees which stored lines are printed. */
static void expect_lines(const char *words, const char *lines)
{
	char line[256];
	snprintf(line, sizeof line, "--json %s", words);
	assert_int_equal(verb_run(&box, &verb_log, line), EXIT_YES);
	char *out = sandbox_read_path(sandbox_path(&box, "out"));
	if (strcmp(out, lines) != 0)
		fail_msg("%s: %s", words, out);
	free(out);
}

/* Sees at which seconds the rows begin that are printed: "10 16". */
static void expect_rows(const char *words, const char *seconds)
{
	char found[256] = "", *out, *rest;
	assert_int_equal(verb_run(&box, &verb_log, words), EXIT_YES);
	rest = out = sandbox_read_path(sandbox_path(&box, "out"));
	for (char *line; (line = strsep(&rest, "\n"));)
		if (strncmp(line, "2026-11-22 13:45:", 17) == 0)
			snprintf(found + strlen(found), sizeof found - strlen(found), "%s%.2s",
				found[0] ? " " : "", line + 17);
	if (strcmp(found, seconds) != 0)
		fail_msg("%s: %s\n%s", words, found, out);
	free(out);
}

/* Sees that a call is wrong, and what is said. */
static void expect_wrong(const char *words, const char *said)
{
	assert_int_equal(verb_run(&box, &verb_log, words), EXIT_WRONG_USAGE);
	sandbox_expect_part(&box, "err", said);
	sandbox_expect(&box, "out", "");
}

static void a_key_is_known_by_its_beginning(void **state)
{
	(void)state;
	expect_rows("--key SHA256:kb0o", "10");
	expect_rows("--key kb", "10");
	expect_rows("--key kb...", "10");
	expect_rows("--key SHA256:kb\u2026", "10");
	expect_rows("--key b0o", "");
	expect_rows("--key kb0oX", "");
	expect_lines("--key kb", LOGIN);
}

static void every_key_of_a_login_and_of_a_refused_connection_counts(void **state)
{
	(void)state;
	expect_rows("--key yy8", "10");
	expect_rows("--key zz9", "10");
	expect_lines("--key yy", LOGIN);
	expect_rows("--key strange", "05");
	expect_rows("--key old", "05");
	expect_rows("--person carl", "05");
	expect_rows("--reason no-such-key", "05");
}

static void a_wrong_key_before_the_right_one_is_still_no_row(void **state)
{
	(void)state;
	expect_rows("--key wrong", "");
	expect_rows("--account deploy --reason no-such-key", "");
}

static void from_is_an_address_or_a_block_of_both_families(void **state)
{
	(void)state;
	expect_rows("--from 192.168.64.2", "10");
	expect_rows("--from ::ffff:192.168.64.2", "10");
	expect_rows("--from 192.168.64.3", "");
	expect_rows("--from 192.168.0.0/16", "10");
	expect_rows("--from 10.0.0.0/8", "");
	expect_rows("--from 2001:db8::/32", "16");
	expect_rows("--from 2001:DB8:0::7", "16");
	expect_rows("--from 0.0.0.0/0", "10");
	expect_lines("--from 2001:db8::/32", WARNED LOGIN6);
}

static void events_are_those_of_all_records_of_a_row(void **state)
{
	(void)state;
	expect_rows("--event logout", "10");
	expect_rows("--event warned", "16");
	expect_rows("--event login", "10 16");
	expect_rows("--event warned,refused", "16 20");
	expect_rows("--event warned --event refused", "16 20");
	expect_rows("--event offer", "05");
	expect_lines("--event logout,warned", WARNED LOGOUT);
	expect_lines("--event offer", OFFER OFFER2 OFFER3);
}

static void reasons_are_those_of_the_table(void **state)
{
	(void)state;
	expect_rows("--reason home-acl", "16");
	expect_rows("--reason home-acl,ssh-writable", "16 20");
	expect_lines("--reason ssh-writable", REFUSED);
}

static void refused_is_whoever_did_not_get_in(void **state)
{
	(void)state;
	expect_rows("--refused", "05 20");
	expect_lines("--refused", OFFER OFFER2 REFUSED OFFER3);
	expect_lines("--refused --account brian", OFFER OFFER2 REFUSED);
}

static void the_log_of_offers_is_believed_nothing_else(void **state)
{
	(void)state;
	sandbox_write(&box, "offers.jsonl", LOGIN OFFER REFUSED);
	expect_lines("--refused", OFFER REFUSED);
	expect_lines("--event offer,login", OFFER LOGIN LOGIN6);
}

static void offers_alone_are_shown_too(void **state)
{
	(void)state;
	unlink(sandbox_path(&box, "logins.jsonl"));
	expect_rows("--refused", "05 25");
	expect_lines("--refused", OFFER OFFER2 OFFER3);
	assert_int_equal(verb_run(&box, &verb_log, "--json"), EXIT_NO);
}

static void a_session_is_one_connection(void **state)
{
	(void)state;
	expect_rows("--session b-3-4", "16");
	expect_rows("--session b-3", "");
	expect_lines("--session b-1-2", LOGIN LOGOUT);
	expect_lines("--session b-1-2 --event offer,login", LOGIN OFFER3);
}

static void until_leaves_out_what_began_then_and_keeps_the_logout_of_what_began_before(void **state)
{
	(void)state;
	expect_rows("--until 2026-11-22T13:45:20Z", "05 10 16");
	sandbox_expect_part(&box, "out", "20s  logged in\n");
	expect_rows("--since 2026-11-22T13:45:06Z --until 2026-11-22T13:45:16Z", "10");
	expect_rows("--until 2026-11-22T13:45:17Z --account ann", "16");
	expect_rows("--until 2026-11-22T13:45:16Z --account ann", "");
	expect_lines("--until 2026-11-22T13:45:16Z", LOGIN WARNED);
}

static void limit_keeps_the_last_ones(void **state)
{
	(void)state;
	expect_rows("--limit 2", "16 20");
	expect_rows("--limit 4", "05 10 16 20");
	expect_rows("--limit 999999999", "05 10 16 20");
	expect_rows("--limit 1 --account ann", "16");
	expect_lines("--limit 2", REFUSED LOGOUT);
	expect_lines("--limit 4", WARNED LOGIN6 REFUSED LOGOUT);
	expect_lines("--limit 999999999", LOGIN WARNED LOGIN6 REFUSED LOGOUT);
}

static void a_limit_beyond_the_first_room_keeps_the_order(void **state)
{
	(void)state;
	static char log[200 * 128], expected[200 * 128];
	size_t len = 0, begin = 0;
	for (int i = 0; i < 200; i++) {
		begin = i == 50 ? len : begin;
		len += (size_t)sprintf(log + len,
			"{\"v\":1,\"seq\":%d," AT("00") "\"login\",\"account\":\"a%d\"}\n", i + 1,
			i);
	}
	sandbox_write(&box, "logins.jsonl", log);
	strcpy(expected, log + begin);
	expect_lines("--limit 150", expected);
	expect_lines("--limit 201", log);
}

static void all_filters_hold_at_once(void **state)
{
	(void)state;
	expect_rows("--account ann --person ann --key anns --from 2001:db8::7 --event warned "
		    "--reason home-acl --session b-3-4 --since 2026-11-22T13:45:15Z "
		    "--until 2026-11-22T13:45:17Z --limit 1",
		"16");
	expect_rows("--account ann --reason ssh-writable", "");
	expect_rows("--refused --event login", "");
	expect_rows("--key old --reason no-such-key", "");
}

static void what_is_mistyped_is_named_with_the_nearest(void **state)
{
	(void)state;
	expect_wrong("--re", "--re is ambiguous: --reason, --refused");
	expect_wrong("--event lgoin", "--event: there is no event \"lgoin\"; did you mean login?");
	expect_wrong("--event login,ofer", "\"ofer\"; did you mean offer?");
	expect_wrong("--reason key-expird",
		"--reason: there is no reason \"key-expird\"; did you mean key-expired?");
}

static void what_is_unknown_shows_what_there_is(void **state)
{
	(void)state;
	expect_wrong("--event everything", "but these: login, logout, admitted, ");
	expect_wrong("--event login,", "there is no event \"\"");
	expect_wrong("--event none", "there is no event \"none\"");
	expect_wrong("--reason weather", "but these: bad-name, not-granted, ");
	expect_wrong("--reason weather", ", audit-failed");
	expect_wrong("--key MD5:00:11", "--key: \"MD5:00:11\" is not a fingerprint");
	expect_wrong("--key SHA256:", "is not a fingerprint");
	expect_wrong("--from gate.example", "write it like 192.168.64.2, 192.168.64.0/24");
	expect_wrong("--from 10.0.0.1/8", "is neither an address nor a block");
	expect_wrong("--from !10.0.0.1", "is neither an address nor a block");
	expect_wrong("--limit 0", "--limit: \"0\" is not a number of rows");
	expect_wrong("-n 0", "--limit: \"0\" is not a number of rows");
	expect_wrong("--limit 5x", "\"5x\" is not a number of rows");
	expect_wrong("--until soon", "--until: \"soon\" is not a time");
	expect_wrong("--since 13:00 --until 13:00", "--until: is not later than --since");
}

#define filter_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		filter_test(a_key_is_known_by_its_beginning),
		filter_test(every_key_of_a_login_and_of_a_refused_connection_counts),
		filter_test(a_wrong_key_before_the_right_one_is_still_no_row),
		filter_test(from_is_an_address_or_a_block_of_both_families),
		filter_test(events_are_those_of_all_records_of_a_row),
		filter_test(reasons_are_those_of_the_table),
		filter_test(refused_is_whoever_did_not_get_in),
		filter_test(the_log_of_offers_is_believed_nothing_else),
		filter_test(offers_alone_are_shown_too),
		filter_test(a_session_is_one_connection),
		filter_test(
			until_leaves_out_what_began_then_and_keeps_the_logout_of_what_began_before),
		filter_test(limit_keeps_the_last_ones),
		filter_test(a_limit_beyond_the_first_room_keeps_the_order),
		filter_test(all_filters_hold_at_once),
		filter_test(what_is_mistyped_is_named_with_the_nearest),
		filter_test(what_is_unknown_shows_what_there_is),
	};
	setlocale(LC_ALL, "C");
	setenv("TZ", "UTC0", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
