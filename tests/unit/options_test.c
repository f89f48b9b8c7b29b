/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/reason.h"
#include "keys/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Reads options that have to be sound. */
static void read_options(const char *text, struct options *options)
{
	struct note note;
	size_t fault_at = 99;
	if (options_parse(view_of(text), options, &fault_at, &note) != 0)
		fail_msg("\"%s\": %s", text, note.text);
	assert_int_equal(fault_at, 0);
}

/* Prints options into a buffer of its own. */
static const char *print(const struct options *options)
{
	static char out[8192];
	struct note note;
	if (options_print(options, out, sizeof out, &note) != 0)
		fail_msg("%s", note.text);
	return out;
}

/* Expects the canonical form of options. */
static void prints(const char *text, const char *expected)
{
	static struct options options;
	read_options(text, &options);
	assert_string_equal(print(&options), expected);
}

/* Expects that options are refused at a column, with words that name the fault. */
static void refuses_bytes(struct view text, size_t column, const char *words)
{
	static struct options options;
	struct note note = {"accepted"};
	size_t fault_at = 99;
	int r = options_parse(text, &options, &fault_at, &note);
	if (r != REASON_BAD_LINE || fault_at != column || !strstr(note.text, words))
		fail_msg("\"%.*s\": %d at %zu, %s", (int)text.len, text.data, r, fault_at,
			note.text);
}

/* Expects that a C string of options is refused. */
static void refuses(const char *text, size_t column, const char *words)
{
	refuses_bytes(view_of(text), column, words);
}

/* Joins a line's options and a grant's, given as texts. */
static int join(
	const char *line_text, const char *grant_text, struct options *joined, struct note *note)
{
	static struct options line, grant;
	read_options(line_text, &line);
	read_options(grant_text, &grant);
	return options_join(&line, &grant, joined, note);
}

/* Expects what a line and a grant are joined to. */
static void joins(const char *line, const char *grant, const char *expected)
{
	static struct options joined;
	struct note note;
	if (join(line, grant, &joined, &note) != 0)
		fail_msg("%s", note.text);
	assert_string_equal(print(&joined), expected);
}

/* Expects what two sets are joined to, whichever of them is the grant's. */
static void joins_either_way(const char *a, const char *b, const char *expected)
{
	joins(a, b, expected);
	joins(b, a, expected);
}

/* Expects that a line and a grant exclude each other, whichever is which. */
static void conflicts(const char *a, const char *b, int reason, const char *words)
{
	static struct options joined;
	for (int turn = 0; turn < 2; turn++) {
		struct note note = {"joined"};
		int r = join(turn ? b : a, turn ? a : b, &joined, &note);
		if (r != reason || !strstr(note.text, words))
			fail_msg("%d, %s", r, note.text);
	}
}

static void no_options_permit_everything(void **state)
{
	(void)state;
	static struct options options;
	read_options("", &options);
	assert_true(options.agent_forwarding && options.port_forwarding && options.pty &&
		    options.user_rc && options.x11_forwarding);
	assert_false(options.restricted || options.cert_authority || options.touch_optional ||
		     options.verify_required || options.has_command || options.has_from ||
		     options.has_principals || options.has_tunnel);
	assert_true(options.expires == 0);
	assert_string_equal(print(&options), "");
}

static void reads_names_without_regard_to_case(void **state)
{
	(void)state;
	prints("NO-PTY,Restrict,pTy,COMMAND=\"x\"", "restrict,pty,command=\"x\"");
	prints("no-X11-forwarding,NO-x11-FORWARDING", "no-X11-forwarding");
}

static void reads_every_flag(void **state)
{
	(void)state;
	prints("no-agent-forwarding", "no-agent-forwarding");
	prints("no-port-forwarding", "no-port-forwarding");
	prints("no-pty", "no-pty");
	prints("no-user-rc", "no-user-rc");
	prints("no-x11-forwarding", "no-X11-forwarding");
	prints("cert-authority", "cert-authority");
	prints("no-touch-required", "no-touch-required");
	prints("verify-required", "verify-required");
	prints("restrict", "restrict");
	prints("agent-forwarding,port-forwarding,pty,user-rc,x11-forwarding,touch-required", "");
}

static void a_later_flag_undoes_an_earlier_one(void **state)
{
	(void)state;
	prints("restrict,pty", "restrict,pty");
	prints("pty,restrict", "restrict");
	prints("no-pty,pty", "");
	prints("no-touch-required,touch-required", "");
	prints("verify-required,no-verify-required", "");
	prints("restrict,agent-forwarding,port-forwarding,pty,user-rc,X11-forwarding",
		"restrict,agent-forwarding,port-forwarding,pty,user-rc,X11-forwarding");
}

static void empty_options_between_commas_count_for_nothing_as_in_sshd(void **state)
{
	(void)state;
	prints(",no-pty,,restrict,", "restrict");
	prints(",", "");
}

static void refuses_an_unknown_option(void **state)
{
	(void)state;
	refuses("foo", 1, "\"foo\"");
	refuses("no-pty,foo", 8, "\"foo\"");
	refuses("no-pty,foo=\"x\"", 8, "\"foo\"");
	refuses("ptyx", 1, "\"ptyx\"");
	refuses("pt", 1, "\"pt\"");
	refuses("no-restrict", 1, "\"no-restrict\"");
	refuses("no-cert-authority", 1, "\"no-cert-authority\"");
	refuses("no-no-pty", 1, "\"no-no-pty\"");
	refuses("no-", 1, "\"no-\"");
	refuses("restrict=\"x\"", 1, "\"restrict\"");
	refuses("=\"x\"", 1, "option");
	refuses("restrict, no-pty", 10, "\" no-pty\"");
	refuses("no-command=\"x\"", 1, "\"no-command\"");
}

static void names_the_option_that_may_have_been_meant(void **state)
{
	(void)state;
	refuses("comand=\"x\"", 1, "is called so; did you mean command?");
	refuses("no-ptty", 1, "is called so; did you mean no-pty?");
	refuses("ptty", 1, "is called so; did you mean pty?");
	refuses("restict", 1, "is called so; did you mean restrict?");
	refuses("expirytime=\"20300101\"", 1, "did you mean expiry-time?");
	struct note note;
	struct options options;
	size_t fault_at;
	options_parse(view_of("weather"), &options, &fault_at, &note);
	assert_null(strstr(note.text, "did you mean"));
}

static void refuses_a_second_command_from_or_principals(void **state)
{
	(void)state;
	refuses("command=\"a\",command=\"a\"", 13, "twice");
	refuses("from=\"*\",FROM=\"*\"", 10, "twice");
	refuses("cert-authority,principals=\"a\",principals=\"b\"", 31, "twice");
}

static void refuses_a_value_without_its_quotes(void **state)
{
	(void)state;
	refuses("command=ls", 1, "double quotes");
	refuses("command=", 1, "double quotes");
	refuses("command='ls'", 1, "double quotes");
	refuses("command=\"ls", 1, "closing quote");
	refuses("command=\"ls\\\"", 1, "closing quote");
	refuses("command=\"", 1, "closing quote");
	refuses("command", 1, "needs a value");
	refuses("command=\"ls\"x", 1, "no comma");
	refuses("command=\"ls\" no-pty", 1, "no comma");
}

static void only_a_quote_is_escaped(void **state)
{
	(void)state;
	static struct options options;
	read_options("command=\"a \\\"b\\\" \\n \\\\ c,d\"", &options);
	assert_true(view_is(options.command, "a \\\"b\\\" \\n \\\\ c,d"));
	prints("command=\"a\\\\\\\"b\"", "command=\"a\\\\\\\"b\"");
	prints("command=\"\"", "command=\"\"");
}

static void refuses_every_control_character_and_nul_in_a_value(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		char text[] = "no-pty,command=\"a?b\"";
		static struct options options;
		struct note note;
		size_t fault_at;
		strchr(text, '?')[0] = (char)c;
		if (c == '"')
			continue;
		if (c < 32 || c == 127)
			refuses_bytes((struct view){text, sizeof text - 1}, 8, "control character");
		else
			assert_int_equal(options_parse((struct view){text, sizeof text - 1},
						 &options, &fault_at, &note),
				0);
	}
	refuses_bytes((struct view){"command=\"a\\\n\"", 12}, 1, "control character");
	refuses_bytes((struct view){"no-pty\0", 7}, 1, "option");
}

static void refuses_a_malformed_time(void **state)
{
	(void)state;
	refuses("expiry-time=\"2026\"", 1, "expiry-time=\"2026\"");
	refuses("expiry-time=\"19700101Z\"", 1, "no time");
	refuses("expiry-time=\"2026-12-31\"", 1, "YYYYMMDD");
	refuses("expiry-time=20261231", 1, "double quotes");
	refuses("no-pty,expiry-time=\"\"", 8, "no time");
}

static void the_earliest_expiry_counts(void **state)
{
	(void)state;
	prints("expiry-time=\"20270101Z\",expiry-time=\"20260101Z\",expiry-time=\"20280101Z\"",
		"expiry-time=\"20260101000000Z\"");
}

static void a_local_expiry_is_printed_in_utc(void **state)
{
	(void)state;
	assert_int_equal(setenv("TZ", "XYZ-2", 1), 0);
	tzset();
	prints("expiry-time=\"202601010130\"", "expiry-time=\"20251231233000Z\"");
}

static void refuses_a_malformed_place(void **state)
{
	(void)state;
	refuses("permitopen=\"host\"", 1, "\"host\"");
	refuses("permitopen=\"host:0\"", 1, "port");
	refuses("permitopen=\"8080\"", 1, "colon");
	refuses("permitlisten=\"localhost\"", 1, "colon");
	refuses("permitlisten=\"localhost:0\"", 1, "port");
	refuses("from=\"10.0.0.1/8\"", 1, "10.0.0.1/8");
	refuses("from=\"\"", 1, "empty");
	refuses("from=\"!10.0.0.1\"", 1, "only shuts out");
	refuses("tunnel=\"x\"", 1, "tunnel");
	refuses("tunnel=\"\"", 1, "tunnel");
	refuses("tunnel=\"-1\"", 1, "tunnel");
	refuses("tunnel=\"2147483646\"", 1, "tunnel");
	refuses("tunnel=\"99999999999\"", 1, "tunnel");
}

static void reads_places_and_tunnels(void **state)
{
	(void)state;
	prints("permitopen=\"*:80\",permitopen=\"[::1]:22\",permitopen=\"[host]:*\"",
		"permitopen=\"*:80\",permitopen=\"[::1]:22\",permitopen=\"host:*\"");
	prints("permitlisten=\"8080\",permitlisten=\"localhost:*\"",
		"permitlisten=\"*:8080\",permitlisten=\"localhost:*\"");
	prints("tunnel=\"ANY\"", "tunnel=\"any\"");
	prints("tunnel=\"0\"", "tunnel=\"0\"");
	prints("tunnel=\"1\",tunnel=\"2147483645\"", "tunnel=\"2147483645\"");
}

static void refuses_principals_without_cert_authority(void **state)
{
	(void)state;
	refuses("no-pty,principals=\"brian\"", 20, "cert-authority");
	refuses("cert-authority,principals=\"\"", 16, "empty");
	prints("principals=\"a,b\",cert-authority", "cert-authority,principals=\"a,b\"");
}

static void reads_variables_of_which_the_first_value_counts(void **state)
{
	(void)state;
	prints("environment=\"A=1\",environment=\"B_2=x=y\",environment=\"A=2\",environment=\"C=\"",
		"environment=\"A=1\",environment=\"B_2=x=y\",environment=\"C=\"");
	refuses("environment=\"A\"", 1, "NAME=value");
	refuses("environment=\"=x\"", 1, "NAME=value");
	refuses("environment=\"A-B=x\"", 1, "NAME=value");
	refuses("environment=\"\"", 1, "NAME=value");
	refuses("environment=\"\xc3\xa9=x\"", 1, "NAME=value");
}

static void refuses_more_places_than_there_is_room_for(void **state)
{
	(void)state;
	static const char *const options[][2] = {
		{"permitopen=\"h:", "\""}, {"permitlisten=\"", "\""}, {"environment=\"V", "=\""}};
	for (size_t option = 0; option < 3; option++) {
		static struct options parsed;
		char text[4096] = "";
		size_t len = 0, last = 0;
		for (size_t i = 1; i <= OPTIONS_LIST_MAX + 1; i++) {
			read_options(text, &parsed);
			last = len + 1;
			len += (size_t)snprintf(text + len, sizeof text - len, "%s%zu%s,",
				options[option][0], i, options[option][1]);
		}
		refuses(text, last, "more than 32 times");
	}
}

static void the_printed_form_is_parsed_to_the_same_and_printed_the_same(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "restrict", "no-pty,verify-required",
		"restrict,pty,command=\"a \\\"b\\\"\",from=\"10.0.0.0/8,!10.0.0.1\"",
		"cert-authority,principals=\"a,b\",expiry-time=\"20300101\",tunnel=\"any\"",
		"permitopen=\"[::1]:1\",permitlisten=\"5\",environment=\"A=\\\"\"",
		"no-touch-required"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		static struct options options;
		char once[1024];
		read_options(texts[i], &options);
		strcpy(once, print(&options));
		prints(once, once);
	}
}

static void printing_says_when_there_is_no_room(void **state)
{
	(void)state;
	static struct options options;
	struct note note;
	char out[32];
	read_options("restrict,command=\"ls\"", &options);
	for (size_t cap = 0; cap <= 21; cap++)
		assert_int_equal(options_print(&options, out, cap, &note), -ENOSPC);
	assert_int_equal(options_print(&options, out, 22, &note), 0);
	assert_string_equal(out, "restrict,command=\"ls\"");
}

static void joining_forbids_what_either_forbids(void **state)
{
	(void)state;
	joins_either_way("", "", "");
	joins_either_way("no-pty", "no-user-rc", "no-pty,no-user-rc");
	joins_either_way("restrict,pty", "", "restrict,pty");
	joins_either_way("restrict,pty", "restrict,user-rc,pty", "restrict,pty");
	joins_either_way("restrict,pty", "no-pty", "restrict");
	joins_either_way("verify-required", "", "verify-required");
	joins_either_way("no-touch-required", "no-touch-required", "no-touch-required");
	joins_either_way("no-touch-required", "", "");
}

static void joining_takes_the_earlier_expiry(void **state)
{
	(void)state;
	joins_either_way("expiry-time=\"20260101Z\"", "", "expiry-time=\"20260101000000Z\"");
	joins_either_way("expiry-time=\"20260101Z\"", "expiry-time=\"20250101Z\"",
		"expiry-time=\"20250101000000Z\"");
}

static void joining_intersects_addresses(void **state)
{
	(void)state;
	joins_either_way("from=\"10.0.0.0/8\"", "", "from=\"10.0.0.0/8\"");
	joins_either_way("from=\"10.0.0.0/8,!10.0.0.1\"", "from=\"10.1.0.0/16\"",
		"from=\"10.1.0.0/16,!10.0.0.1\"");
	conflicts("from=\"10.0.0.0/8\"", "from=\"11.0.0.0/8\"", REASON_ADDRESS, "in common");
	conflicts("from=\"*.example\"", "from=\"11.0.0.0/8\"", REASON_ADDRESS, "intersected");
}

static void joining_intersects_places(void **state)
{
	(void)state;
	joins_either_way("permitopen=\"a:1\"", "", "permitopen=\"a:1\"");
	joins_either_way("permitopen=\"a:1\",permitopen=\"b:2\"",
		"permitopen=\"b:2\",permitopen=\"c:3\"", "permitopen=\"b:2\"");
	joins_either_way(
		"permitopen=\"*:22\"", "permitopen=\"[::1]:*\"", "permitopen=\"[::1]:22\"");
	joins_either_way("permitlisten=\"8080\"", "permitlisten=\"localhost:*\"",
		"permitlisten=\"localhost:8080\"");
	joins_either_way("permitopen=\"a:1\",permitopen=\"a:*\"", "permitopen=\"a:1\"",
		"permitopen=\"a:1\"");
	conflicts(
		"permitopen=\"a:1\"", "permitopen=\"b:1\"", REASON_OPTIONS_CONFLICT, "permitopen");
	conflicts("permitlisten=\"a:1\"", "permitlisten=\"2\"", REASON_OPTIONS_CONFLICT,
		"permitlisten");
}

static void joining_says_when_too_many_places_are_common(void **state)
{
	(void)state;
	conflicts("permitopen=\"*:1\",permitopen=\"*:2\",permitopen=\"*:3\",permitopen=\"*:4\","
		  "permitopen=\"*:5\",permitopen=\"*:6\"",
		"permitopen=\"a:*\",permitopen=\"b:*\",permitopen=\"c:*\",permitopen=\"d:*\","
		"permitopen=\"e:*\",permitopen=\"f:*\"",
		REASON_OPTIONS_CONFLICT, "too many");
}

static void joining_says_when_common_places_do_not_fit_the_store(void **state)
{
	(void)state;
	static char text[6000];
	size_t len = 0;
	for (int i = 0; i < 5; i++)
		len += (size_t)snprintf(text + len, sizeof text - len, "%spermitopen=\"%0*d:1\"",
			i ? "," : "", 1000, i);
	conflicts(text, text, REASON_OPTIONS_CONFLICT, "too many");
}

static void joining_unites_variables(void **state)
{
	(void)state;
	joins("environment=\"A=1\"", "environment=\"B=2\",environment=\"A=1\"",
		"environment=\"A=1\",environment=\"B=2\"");
	conflicts("environment=\"A=1\"", "environment=\"A=2\"", REASON_OPTIONS_CONFLICT,
		"environment");
}

static void joining_says_when_there_are_too_many_variables(void **state)
{
	(void)state;
	static char a[2048], b[2048];
	size_t a_len = 0, b_len = 0;
	for (int i = 0; i < 20; i++) {
		a_len += (size_t)snprintf(
			a + a_len, sizeof a - a_len, "%senvironment=\"A%d=\"", i ? "," : "", i);
		b_len += (size_t)snprintf(
			b + b_len, sizeof b - b_len, "%senvironment=\"B%d=\"", i ? "," : "", i);
	}
	conflicts(a, b, REASON_OPTIONS_CONFLICT, "too many variables");
}

static void joining_refuses_different_commands_and_tunnels(void **state)
{
	(void)state;
	joins_either_way("command=\"ls\"", "", "command=\"ls\"");
	joins_either_way("command=\"ls\"", "command=\"ls\"", "command=\"ls\"");
	joins_either_way("tunnel=\"1\"", "", "tunnel=\"1\"");
	joins_either_way("tunnel=\"1\"", "tunnel=\"1\"", "tunnel=\"1\"");
	conflicts("command=\"ls\"", "command=\"\"", REASON_OPTIONS_CONFLICT, "command");
	conflicts("tunnel=\"1\"", "tunnel=\"any\"", REASON_OPTIONS_CONFLICT, "tunnel");
}

static void cert_authority_and_principals_are_the_lines_alone(void **state)
{
	(void)state;
	static struct options joined;
	struct note note;
	joins("cert-authority,principals=\"a\"", "no-pty",
		"no-pty,cert-authority,principals=\"a\"");
	assert_int_equal(join("", "cert-authority", &joined, &note), REASON_OPTIONS_CONFLICT);
	assert_non_null(strstr(note.text, "not in a grant"));
	assert_int_equal(join("cert-authority,principals=\"a\"", "cert-authority,principals=\"a\"",
				 &joined, &note),
		REASON_OPTIONS_CONFLICT);
}

static void judges_from_lists_and_times_by_themselves(void **state)
{
	(void)state;
	uint64_t seconds;
	assert_true(options_from_valid(view_of("10.0.0.0/8,!10.0.0.1")));
	assert_false(options_from_valid(view_of("10.0.0.1/8")));
	assert_false(options_from_valid(view_of("")));
	assert_true(options_from_matches(view_of("10.0.0.0/8,!10.0.0.1"), "10.0.0.2"));
	assert_false(options_from_matches(view_of("10.0.0.0/8,!10.0.0.1"), "10.0.0.1"));
	assert_false(options_from_matches(view_of("10.0.0.1/8"), "10.0.0.1"));
	assert_false(options_from_matches(view_of("*"), "host.example"));
	assert_true(options_time(view_of("20260101Z"), &seconds));
	assert_int_equal(seconds, 1767225600);
	assert_false(options_time(view_of("tomorrow"), &seconds));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_options_permit_everything),
		cmocka_unit_test(reads_names_without_regard_to_case),
		cmocka_unit_test(reads_every_flag),
		cmocka_unit_test(a_later_flag_undoes_an_earlier_one),
		cmocka_unit_test(empty_options_between_commas_count_for_nothing_as_in_sshd),
		cmocka_unit_test(refuses_an_unknown_option),
		cmocka_unit_test(names_the_option_that_may_have_been_meant),
		cmocka_unit_test(refuses_a_second_command_from_or_principals),
		cmocka_unit_test(refuses_a_value_without_its_quotes),
		cmocka_unit_test(only_a_quote_is_escaped),
		cmocka_unit_test(refuses_every_control_character_and_nul_in_a_value),
		cmocka_unit_test(refuses_a_malformed_time),
		cmocka_unit_test(the_earliest_expiry_counts),
		cmocka_unit_test(a_local_expiry_is_printed_in_utc),
		cmocka_unit_test(refuses_a_malformed_place),
		cmocka_unit_test(reads_places_and_tunnels),
		cmocka_unit_test(refuses_principals_without_cert_authority),
		cmocka_unit_test(reads_variables_of_which_the_first_value_counts),
		cmocka_unit_test(refuses_more_places_than_there_is_room_for),
		cmocka_unit_test(the_printed_form_is_parsed_to_the_same_and_printed_the_same),
		cmocka_unit_test(printing_says_when_there_is_no_room),
		cmocka_unit_test(joining_forbids_what_either_forbids),
		cmocka_unit_test(joining_takes_the_earlier_expiry),
		cmocka_unit_test(joining_intersects_addresses),
		cmocka_unit_test(joining_intersects_places),
		cmocka_unit_test(joining_says_when_too_many_places_are_common),
		cmocka_unit_test(joining_says_when_common_places_do_not_fit_the_store),
		cmocka_unit_test(joining_unites_variables),
		cmocka_unit_test(joining_says_when_there_are_too_many_variables),
		cmocka_unit_test(joining_refuses_different_commands_and_tunnels),
		cmocka_unit_test(cert_authority_and_principals_are_the_lines_alone),
		cmocka_unit_test(judges_from_lists_and_times_by_themselves),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
