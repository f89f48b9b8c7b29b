/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pam_module/authinfo.h"

#include <stdlib.h>

/* Fails unless a view has the bytes of a C string. */
static void assert_view(struct view view, const char *text)
{
	if (!view_is(view, text))
		fail_msg("\"%.*s\" is not \"%s\"", (int)view.len, view.data ? view.data : "", text);
}

/* Parses a C string. */
static void parse(const char *text, struct authinfo *info)
{
	memset(info, 0xff, sizeof *info);
	authinfo_parse(view_of(text), info);
}

static void reads_method_type_and_key(void **state)
{
	(void)state;
	struct authinfo info;
	parse("publickey ssh-ed25519 AAAAC3Nz\n", &info);
	assert_int_equal(info.count, 1);
	assert_false(info.cut);
	assert_view(info.method[0].name, "publickey");
	assert_view(info.method[0].type, "ssh-ed25519");
	assert_view(info.method[0].base64, "AAAAC3Nz");
	assert_view(info.method[0].info, "");
}

static void reads_several_methods_in_their_order(void **state)
{
	(void)state;
	struct authinfo info;
	parse("publickey ssh-rsa AAAA\npublickey ssh-ed25519 "
	      "BBBB\nkeyboard-interactive/pam\npassword\n",
		&info);
	assert_int_equal(info.count, 4);
	assert_view(info.method[0].base64, "AAAA");
	assert_view(info.method[1].base64, "BBBB");
	assert_view(info.method[2].name, "keyboard-interactive/pam");
	assert_view(info.method[3].name, "password");
	assert_view(info.method[3].type, "");
}

static void keeps_what_sshd_adds_behind_a_key(void **state)
{
	(void)state;
	struct authinfo info;
	parse("hostbased ssh-ed25519 AAAA client user brian, client host primary\n", &info);
	assert_view(info.method[0].type, "ssh-ed25519");
	assert_view(info.method[0].base64, "AAAA");
	assert_view(info.method[0].info, "client user brian, client host primary");
}

static void keeps_an_unknown_form_by_its_first_word(void **state)
{
	(void)state;
	struct authinfo info;
	parse("gssapi-with-mic brian@EXAMPLE.ORG x\nfuture  two\n", &info);
	assert_int_equal(info.count, 2);
	assert_view(info.method[0].name, "gssapi-with-mic");
	assert_view(info.method[0].type, "");
	assert_view(info.method[0].info, "brian@EXAMPLE.ORG x");
	assert_view(info.method[1].name, "future");
	assert_view(info.method[1].info, " two");
}

static void takes_no_key_from_a_method_that_has_none(void **state)
{
	(void)state;
	struct authinfo info;
	parse("password ssh-ed25519 AAAA\npublickeys ssh-ed25519 AAAA\n", &info);
	assert_view(info.method[0].type, "");
	assert_view(info.method[0].base64, "");
	assert_view(info.method[1].base64, "");
}

static void takes_no_key_from_half_a_line(void **state)
{
	(void)state;
	struct authinfo info;
	parse("publickey ssh-ed25519\npublickey\npublickey  AAAA\npublickey ssh-rsa \n", &info);
	assert_int_equal(info.count, 4);
	for (size_t i = 0; i < info.count; i++) {
		assert_view(info.method[i].name, "publickey");
		assert_view(info.method[i].type, "");
		assert_view(info.method[i].base64, "");
	}
	assert_view(info.method[0].info, "ssh-ed25519");
}

static void reads_a_last_line_without_newline(void **state)
{
	(void)state;
	struct authinfo info;
	parse("publickey ssh-rsa AAAA", &info);
	assert_int_equal(info.count, 1);
	assert_view(info.method[0].base64, "AAAA");
}

static void passes_over_lines_without_a_method(void **state)
{
	(void)state;
	struct authinfo info;
	parse("\n\n password\npassword\n\n", &info);
	assert_int_equal(info.count, 1);
	assert_view(info.method[0].name, "password");
}

static void knows_nothing_of_an_empty_text(void **state)
{
	(void)state;
	struct authinfo info;
	char names[8];
	parse("", &info);
	assert_int_equal(info.count, 0);
	assert_false(info.cut);
	parse(NULL, &info);
	assert_int_equal(info.count, 0);
	authinfo_names(&info, names, sizeof names);
	assert_string_equal(names, "");
}

static void looks_at_no_more_than_sixteen_methods(void **state)
{
	(void)state;
	struct authinfo info;
	static const char text[] = "x\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\nx\n";
	parse(text + 2, &info);
	assert_int_equal(info.count, AUTHINFO_METHODS_MAX);
	assert_false(info.cut);
	parse(text, &info);
	assert_int_equal(info.count, AUTHINFO_METHODS_MAX);
	assert_true(info.cut);
}

static void reads_a_certificate_of_a_whole_packet(void **state)
{
	(void)state;
	static const char head[] = "publickey ssh-rsa-cert-v01@openssh.com ";
	size_t len = 350000;
	struct authinfo info;
	char *text = malloc(len);
	assert_non_null(text);
	memset(text, 'A', len);
	memcpy(text, head, sizeof head - 1);
	authinfo_parse((struct view){text, len}, &info);
	assert_int_equal(info.count, 1);
	assert_int_equal(info.method[0].base64.len, len - (sizeof head - 1));
	assert_false(info.cut);
	free(text);
}

static void leaves_out_the_line_that_the_limit_falls_into(void **state)
{
	(void)state;
	size_t len = AUTHINFO_MAX + 1;
	struct authinfo info;
	char *text = malloc(len);
	assert_non_null(text);
	memset(text, 'A', len);
	memcpy(text, "password\n", 9);
	authinfo_parse((struct view){text, AUTHINFO_MAX}, &info);
	assert_int_equal(info.count, 2);
	assert_false(info.cut);
	authinfo_parse((struct view){text, len}, &info);
	assert_int_equal(info.count, 1);
	assert_true(info.cut);
	assert_view(info.method[0].name, "password");
	free(text);
}

static void does_not_read_behind_a_text_without_nul(void **state)
{
	(void)state;
	static const char line[] = "publickey ssh-rsa AAAA";
	struct authinfo info;
	char *text = malloc(sizeof line - 1);
	assert_non_null(text);
	memcpy(text, line, sizeof line - 1);
	for (size_t len = 0; len < sizeof line; len++) {
		authinfo_parse((struct view){text, len}, &info);
		assert_int_equal(info.count, len > 0);
	}
	assert_view(info.method[0].base64, "AAAA");
	free(text);
}

static void joins_names_with_commas(void **state)
{
	(void)state;
	struct authinfo info;
	char names[64];
	parse("publickey ssh-rsa AAAA\nkeyboard-interactive/pam\n", &info);
	authinfo_names(&info, names, sizeof names);
	assert_string_equal(names, "publickey,keyboard-interactive/pam");
}

static void leaves_out_a_name_that_does_not_fit(void **state)
{
	(void)state;
	struct authinfo info;
	char names[sizeof "publickey,password"];
	parse("publickey\nkeyboard-interactive\npassword\nx\n", &info);
	authinfo_names(&info, names, sizeof names);
	assert_string_equal(names, "publickey,password");
	authinfo_names(&info, names, 9);
	assert_string_equal(names, "password");
	authinfo_names(&info, names, 1);
	assert_string_equal(names, "");
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_method_type_and_key),
		cmocka_unit_test(reads_several_methods_in_their_order),
		cmocka_unit_test(keeps_what_sshd_adds_behind_a_key),
		cmocka_unit_test(keeps_an_unknown_form_by_its_first_word),
		cmocka_unit_test(takes_no_key_from_a_method_that_has_none),
		cmocka_unit_test(takes_no_key_from_half_a_line),
		cmocka_unit_test(reads_a_last_line_without_newline),
		cmocka_unit_test(passes_over_lines_without_a_method),
		cmocka_unit_test(knows_nothing_of_an_empty_text),
		cmocka_unit_test(looks_at_no_more_than_sixteen_methods),
		cmocka_unit_test(reads_a_certificate_of_a_whole_packet),
		cmocka_unit_test(leaves_out_the_line_that_the_limit_falls_into),
		cmocka_unit_test(does_not_read_behind_a_text_without_nul),
		cmocka_unit_test(joins_names_with_commas),
		cmocka_unit_test(leaves_out_a_name_that_does_not_fit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
