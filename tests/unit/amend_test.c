/* SPDX-License-Identifier: Apache-2.0 */
#include "access/amend.h"

#include "tree.h"

#include <errno.h>

static struct settings settings;
static struct note note;

/* The file that is changed. */
static struct amend_file file_of(const char *text)
{
	settings_init(&settings);
	return (struct amend_file){&settings, "/store/deploy.conf", view_of(text)};
}

/* Expects what a text became, NULL for no change, and frees it. */
static void expect(int r, struct path_text *text, const char *wanted)
{
	if (r != 0)
		fail_msg("%s", note.text);
	if (!wanted)
		assert_null(text->bytes);
	else
		assert_string_equal(text->bytes, wanted);
	path_text_free(text);
}

/* Grants and compares. */
static void grants(const char *old, struct amend_grant grant, const char *new)
{
	struct path_text text;
	struct amend_file file = file_of(old);
	expect(amend_grant(&file, &grant, &text, &note), &text, new);
}

/* Takes somebody out of all grants and compares. */
static void ungrants(const char *old, const char *who, const char *new)
{
	struct path_text text;
	struct amend_file file = file_of(old);
	expect(amend_ungrant(&file, who, &text, &note), &text, new);
}

/* Lets a person join a group and compares. */
static void joins(const char *old, const char *person, const char *new)
{
	struct path_text text;
	struct amend_file file = file_of(old);
	expect(amend_join(&file, person, &text, &note), &text, new);
}

/* Lets a person leave a group and compares. */
static void leaves(const char *old, const char *person, const char *new)
{
	struct path_text text;
	struct amend_file file = file_of(old);
	expect(amend_leave(&file, person, &text, &note), &text, new);
}

static void a_file_that_is_not_there_gets_its_first_grant(void **state)
{
	(void)state;
	grants("", (struct amend_grant){.who = "alice"},
		"// who else may use this account, see keyhole.conf(5)\n"
		"grants = (\n\t{ people = ( \"alice\" ); }\n);\n");
}

static void a_grant_says_from_until_and_options(void **state)
{
	(void)state;
	grants("own_account = false",
		(struct amend_grant){"@admins", "10.0.0.0/8,2001:db8::/32",
			"command=\"a \\\"b\\\"\"", 1798740000},
		"own_account = false\ngrants = (\n\t{ people = ( \"@admins\" ); from = ( "
		"\"10.0.0.0/8\", \"2001:db8::/32\" ); until = \"2026-12-31T18:00:00Z\"; options = "
		"\"command=\\\"a \\\\\\\"b\\\\\\\"\\\"\"; }\n);\n");
}

static void a_grant_becomes_the_last_in_the_form_of_the_list(void **state)
{
	(void)state;
	grants("grants = ( { people = ( \"a\" ); } );", (struct amend_grant){.who = "b"},
		"grants = ( { people = ( \"a\" ); }, { people = ( \"b\" ); } );");
	grants("grants : (\n  # the first\n  { people = [ \"a\" ] }   // he\n  /* end */ );\n",
		(struct amend_grant){.who = "b"},
		"grants : (\n  # the first\n  { people = [ \"a\" ] }, { people = ( \"b\" ); }   // "
		"he\n  /* end */ );\n");
	grants("grants = (\n  { people = ( \"a\" ); }   # he\n);\nown_account = true;\n",
		(struct amend_grant){.who = "b"},
		"grants = (\n  { people = ( \"a\" ); },   # he\n  { people = ( \"b\" ); }\n);\n"
		"own_account = true;\n");
	grants("grants = ();", (struct amend_grant){.who = "b"},
		"grants = ( { people = ( \"b\" ); } );");
	grants("grants = ( { people = ( \"a\" ); }\n);", (struct amend_grant){.who = "b"},
		"grants = ( { people = ( \"a\" ); },\n\t{ people = ( \"b\" ); }\n);");
}

static void a_grant_that_is_there_changes_nothing(void **state)
{
	(void)state;
	const char *old = "grants = ( { people = ( \"x\", \"b\" ); from = ( \"10.0.0.1\" ); } );";
	grants(old, (struct amend_grant){.who = "b", .from = "10.0.0.1"}, NULL);
	grants(old, (struct amend_grant){.who = "b"},
		"grants = ( { people = ( \"x\", \"b\" ); from = ( \"10.0.0.1\" ); }, { people = ( "
		"\"b\" ); } );");
}

static void words_in_comments_and_texts_are_no_settings(void **state)
{
	(void)state;
	grants("# grants = ( )\n/* grants = ( ) */ home_check = \"warn\"; // grants\n"
	       "grants = ( { options = \"command=\\\"grants = ( ;\\\"\"; people = ( \"a\" ); } );",
		(struct amend_grant){.who = "b"},
		"# grants = ( )\n/* grants = ( ) */ home_check = \"warn\"; // grants\n"
		"grants = ( { options = \"command=\\\"grants = ( ;\\\"\"; people = ( \"a\" ); }, { "
		"people = ( \"b\" ); } );");
}

static void what_can_not_be_granted_is_refused_by_the_reader(void **state)
{
	(void)state;
	static const struct amend_grant bad[] = {{"a/b", NULL, NULL, 0},
		{"a", "10.0.0.0/33", NULL, 0}, {"a", "10.0.0.1,,", NULL, 0},
		{"a", NULL, "no-such-option", 0}, {"a", NULL, "cert-authority", 0},
		{"a", NULL, "command=\"x\ny\"", 0}, {"a", NULL, "command=\"x", 0},
		{"\" ); } ); own_account = true; x = ( { y = ( \"", NULL, NULL, 0}};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct path_text text;
		struct amend_file file = file_of("own_account = false;\n");
		assert_int_not_equal(amend_grant(&file, &bad[i], &text, &note), 0);
		assert_null(text.bytes);
		assert_says(note, "/store/deploy.conf");
	}
}

static void a_file_with_a_mistake_is_not_changed(void **state)
{
	(void)state;
	static const char *const bad[] = {"grants = ( { people = ( \"a\" ); ", "grants = 1;",
		"own_acount = true;", "\n", "@include \"x\""};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct path_text text;
		struct amend_file file = file_of(bad[i]);
		const struct amend_grant grant = {.who = "b"};
		assert_true(amend_grant(&file, &grant, &text, &note) < 0);
		assert_null(text.bytes);
		assert_true(amend_ungrant(&file, "a", &text, &note) < 0);
		assert_null(text.bytes);
	}
}

static void somebody_is_taken_out_with_one_comma(void **state)
{
	(void)state;
	ungrants("grants = ( { people = ( \"a\", \"b\", \"c\" ); } );", "a",
		"grants = ( { people = ( \"b\", \"c\" ); } );");
	ungrants("grants = ( { people = ( \"a\", \"b\", \"c\" ); } );", "b",
		"grants = ( { people = ( \"a\", \"c\" ); } );");
	ungrants("grants = ( { people = ( \"a\", \"b\", \"c\" ); } );", "c",
		"grants = ( { people = ( \"a\", \"b\" ); } );");
	ungrants("grants = ( { people = (\"b\",\"b\",\"a\",\"b\"); } );", "b",
		"grants = ( { people = (\"a\"); } );");
	ungrants("grants = ( { people = ( \"a\" ); } );", "b", NULL);
}

static void comments_and_lines_of_the_others_stay(void **state)
{
	(void)state;
	ungrants("# top\ngrants = (\n\t{\n\t\tpeople = (\n\t\t\t\"a\",   // head\n\t\t\t\"b\",\n"
		 "\t\t\t\"@c\"   /* all */\n\t\t);\n\t}\n);\n",
		"b",
		"# top\ngrants = (\n\t{\n\t\tpeople = (\n\t\t\t\"a\",   // head\n"
		"\t\t\t\"@c\"   /* all */\n\t\t);\n\t}\n);\n");
	ungrants("# top\ngrants = (\n\t{ people = (\n\t\t\"a\",   // head\n\t\t\"b\"   # deputy\n"
		 "\t); }\n);\n",
		"b",
		"# top\ngrants = (\n\t{ people = (\n\t\t\"a\"   // head\n\t\t   # deputy\n"
		"\t); }\n);\n");
}

static void a_grant_that_names_nobody_else_goes_as_a_whole(void **state)
{
	(void)state;
	ungrants("grants = (\n\t{ people = ( \"a\" ); },\n\t# of b\n\t{ people = ( \"b\", \"b\" ); "
		 "until = \"2030-01-01T00:00:00Z\"; },\n\t{ people = ( \"c\", \"b\" ); }\n);\n",
		"b",
		"grants = (\n\t{ people = ( \"a\" ); },\n\t# of b\n\t{ people = ( \"c\" ); "
		"}\n);\n");
	ungrants("home_check = \"off\"; grants = ( { people = ( \"b\" ); } );", "b",
		"home_check = \"off\"; grants = ( );");
	ungrants("grants = ( { people = ( \"b\" ); } );", "b", "grants = ( );");
}

static void a_name_written_with_an_escape_is_the_same_name(void **state)
{
	(void)state;
	ungrants("grants = ( { people = ( \"\\x61lice\", \"b\" \"c\", \"d\" ); } );", "alice",
		"grants = ( { people = ( \"b\" \"c\", \"d\" ); } );");
	ungrants("grants = ( { people = ( \"\\x61lice\", \"b\" \"c\", \"d\" ); } );", "bc",
		"grants = ( { people = ( \"\\x61lice\", \"d\" ); } );");
}

static void people_join_and_leave_a_group(void **state)
{
	(void)state;
	joins("", "alice",
		"// the people of this group, see keyhole.conf(5)\npeople = ( \"alice\" );\n");
	joins("people = ( \"a\" );\n", "b", "people = ( \"a\", \"b\" );\n");
	joins("people = (\n  \"a\"   # first\n);\n", "b",
		"people = (\n  \"a\",   # first\n  \"b\"\n);\n");
	joins("people = ( \"a\", \"b\" );\n", "b", NULL);
	leaves("people = ( \"a\", \"b\" );\n", "a", "people = ( \"b\" );\n");
	leaves("people = ( \"a\" );\n", "a", "people = ( );\n");
	joins("people = ( );\n", "a", "people = ( \"a\" );\n");
	leaves("people = ( \"a\" );\n", "b", NULL);
}

static void a_group_with_a_mistake_is_not_changed(void **state)
{
	(void)state;
	static const char *const bad[] = {"people = \"a\";", "poeple = ( );", "# none\n", "\n"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct path_text text;
		struct amend_file file = file_of(bad[i]);
		assert_true(amend_join(&file, "b", &text, &note) < 0);
		assert_null(text.bytes);
		assert_true(amend_leave(&file, "a", &text, &note) < 0);
		assert_null(text.bytes);
	}
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_that_is_not_there_gets_its_first_grant),
		cmocka_unit_test(a_grant_says_from_until_and_options),
		cmocka_unit_test(a_grant_becomes_the_last_in_the_form_of_the_list),
		cmocka_unit_test(a_grant_that_is_there_changes_nothing),
		cmocka_unit_test(words_in_comments_and_texts_are_no_settings),
		cmocka_unit_test(what_can_not_be_granted_is_refused_by_the_reader),
		cmocka_unit_test(a_file_with_a_mistake_is_not_changed),
		cmocka_unit_test(somebody_is_taken_out_with_one_comma),
		cmocka_unit_test(comments_and_lines_of_the_others_stay),
		cmocka_unit_test(a_grant_that_names_nobody_else_goes_as_a_whole),
		cmocka_unit_test(a_name_written_with_an_escape_is_the_same_name),
		cmocka_unit_test(people_join_and_leave_a_group),
		cmocka_unit_test(a_group_with_a_mistake_is_not_changed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
