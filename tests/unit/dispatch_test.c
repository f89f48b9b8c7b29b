/* SPDX-License-Identifier: Apache-2.0 */
#include "server/dispatch.h"

#include "tree.h"

#include <errno.h>
#include <security/_pam_types.h>

/* A service of the tests' own: its modules are called by what they answer. */
static struct stack read_service(struct tree *tree, const char *text)
{
	struct stack stack;
	struct note note;
	tree_text(tree, "sshd", text);
	assert_int_equal(stack_read(tree->root, "sshd", "account", &stack, &note), 0);
	return stack;
}

/* Answers as the module is called. */
static int answer(void *context, const struct stack_line *line)
{
	static const struct {
		const char *name;
		int answer;
	} names[] = {{"yes", PAM_SUCCESS}, {"no", PAM_PERM_DENIED}, {"ignore", PAM_IGNORE},
		{"change", PAM_NEW_AUTHTOK_REQD}, {"expired", PAM_ACCT_EXPIRED},
		{"unknown", PAM_MODULE_UNKNOWN}, {"strange", 99}};
	unsigned *asked = context;
	++*asked;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(line->module, names[i].name) == 0)
			return names[i].answer;
	fail_msg("no such module: %s", line->module);
	return -1;
}

/* What a service comes to; by which line, 0 none. */
static int run(struct tree *tree, const char *text, unsigned *line)
{
	unsigned asked = 0;
	struct stack stack = read_service(tree, text);
	struct dispatch dispatch = dispatch_run(&stack, answer, &asked);
	*line = dispatch.blame ? dispatch.blame->number : 0;
	stack_free(&stack);
	return dispatch.status;
}

static void gives_what_linux_pam_gives(void **state)
{
	static const struct {
		const char *text;
		int status;
		unsigned line;
	} rows[] = {{"account required yes\n", PAM_SUCCESS, 0},
		{"account required no\n", PAM_PERM_DENIED, 1},
		{"account required expired\naccount required no\n", PAM_ACCT_EXPIRED, 1},
		{"account required yes\naccount required no\naccount required yes\n",
			PAM_PERM_DENIED, 2},
		{"account requisite no\naccount required expired\n", PAM_PERM_DENIED, 1},
		{"account required change\n", PAM_NEW_AUTHTOK_REQD, 0},
		{"account sufficient yes\naccount required no\n", PAM_SUCCESS, 0},
		{"account sufficient no\naccount required yes\n", PAM_SUCCESS, 0},
		{"account required no\naccount sufficient yes\n", PAM_PERM_DENIED, 1},
		{"account optional no\n", PAM_PERM_DENIED, 0},
		{"account optional yes\n", PAM_SUCCESS, 0},
		{"account optional no\naccount required yes\n", PAM_SUCCESS, 0},
		{"account required ignore\n", PAM_PERM_DENIED, 0},
		{"account required unknown\n", PAM_MODULE_UNKNOWN, 1},
		{"-account required unknown\n", PAM_MODULE_UNKNOWN, 1},
		{"account required strange\n", 99, 1},
		{"account [success=1 default=ignore] yes\naccount requisite no\naccount required "
		 "yes\n",
			PAM_SUCCESS, 0},
		{"account [success=1 default=ignore] expired\naccount requisite no\n",
			PAM_PERM_DENIED, 2},
		{"account [success=5 default=ignore] yes\naccount required yes\n", PAM_PERM_DENIED,
			1},
		{"account [success=ok new_authtok_reqd=ok ignore=ignore module_unknown=ignore "
		 "default=bad] unknown\naccount required yes\n",
			PAM_SUCCESS, 0},
		{"account [success=ok\\\n default=bad] no # comment\n", PAM_PERM_DENIED, 2},
		{"account [success=nonsense] yes\n", PAM_PERM_DENIED, 1},
		{"account nonsense yes\n", PAM_PERM_DENIED, 1},
		{"account required\n", PAM_PERM_DENIED, 1},
		{"ACCOUNT REQUIRED no\n", PAM_PERM_DENIED, 1},
		{"session required no\naccount required yes\n", PAM_SUCCESS, 0}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		unsigned line;
		int status = run(*state, rows[i].text, &line);
		if (status != rows[i].status || line != rows[i].line)
			fail_msg("%d by line %u: %s", status, line, rows[i].text);
	}
}

static void ends_a_substack_alone_where_include_ends_all(void **state)
{
	unsigned line;
	tree_text(*state, "common", "account sufficient yes\naccount required no\n");
	assert_int_equal(run(*state, "account substack common\naccount required no\n", &line),
		PAM_PERM_DENIED);
	assert_int_equal(line, 2);
	assert_int_equal(
		run(*state, "account include common\naccount required no\n", &line), PAM_SUCCESS);
	assert_int_equal(run(*state, "@include common\naccount required no\n", &line), PAM_SUCCESS);
}

static void passes_over_a_substack_as_one_line(void **state)
{
	unsigned line;
	tree_text(*state, "common", "account required no\naccount required no\n");
	assert_int_equal(run(*state,
				 "account [success=1 default=ignore] yes\naccount substack common\n"
				 "account required yes\n",
				 &line),
		PAM_SUCCESS);
}

static void goes_back_to_where_a_substack_began_by_reset(void **state)
{
	unsigned line;
	tree_text(*state, "common", "account required no\naccount [default=reset] yes\n");
	assert_int_equal(
		run(*state, "account required yes\naccount substack common\n", &line), PAM_SUCCESS);
}

static void takes_the_lines_of_other_where_a_service_has_none(void **state)
{
	struct stack stack;
	struct note note;
	tree_text(*state, "other", "account required no\n");
	tree_text(*state, "sshd", "session required yes\n");
	struct tree *tree = *state;
	assert_int_equal(stack_read(tree->root, "sshd", "account", &stack, &note), 0);
	assert_int_equal(stack.count, 1);
	assert_non_null(strstr(stack.line[0].file, "/other"));
	stack_free(&stack);
	assert_int_equal(stack_read(tree->root, "nowhere", "account", &stack, &note), 0);
	assert_int_equal(stack.count, 1);
	stack_free(&stack);
}

static void refuses_files_that_can_not_be_read(void **state)
{
	struct tree *tree = *state;
	struct stack stack;
	struct note note;
	assert_int_equal(stack_read(tree->root, "sshd", "account", &stack, &note), -ENOENT);
	stack_free(&stack);
	tree_text(tree, "sshd", "account required yes\n@include nowhere\n");
	assert_int_equal(stack_read(tree->root, "sshd", "account", &stack, &note), -EBADMSG);
	assert_says(note, "nowhere");
	stack_free(&stack);
	tree_text(tree, "sshd", "@include sshd\n");
	assert_int_equal(stack_read(tree->root, "sshd", "account", &stack, &note), -ELOOP);
	stack_free(&stack);
}

static void makes_a_line_fail_that_includes_what_is_not_there(void **state)
{
	unsigned line;
	assert_int_equal(run(*state, "account include nowhere\naccount required yes\n", &line),
		PAM_PERM_DENIED);
	assert_int_equal(line, 1);
	tree_text(*state, "round", "account include round\naccount required yes\n");
	assert_int_equal(run(*state, "account include round\n", &line), PAM_PERM_DENIED);
}

static void reads_arguments_and_names_of_modules(void **state)
{
	char value[STACK_WORD_MAX];
	struct stack stack = read_service(*state,
		"account required /lib/security/pam_nologin.so file=/etc/closed  successok\n"
		"account required pam_nologin.so\n");
	assert_int_equal(stack.count, 2);
	assert_true(stack_is(&stack.line[0], "pam_nologin.so"));
	assert_true(stack_is(&stack.line[1], "pam_nologin.so"));
	assert_false(stack_is(&stack.line[1], "pam_unix.so"));
	assert_true(stack_argument(&stack.line[0], "file", value));
	assert_string_equal(value, "/etc/closed");
	assert_false(stack_argument(&stack.line[0], "successok", value));
	assert_false(stack_argument(&stack.line[1], "file", value));
	stack_free(&stack);
}

static void finds_modules_where_pam_does(void **state)
{
	struct stack_line line = {.module = "pam_unix.so"};
	(void)state;
	assert_true(stack_module_exists(&line));
	strcpy(line.module, "pam_nowhere.so");
	assert_false(stack_module_exists(&line));
	strcpy(line.module, tree_text(*state, "pam_own.so", "not looked into"));
	assert_true(stack_module_exists(&line));
}

static void knows_whose_no_counts(void **state)
{
	struct stack stack = read_service(*state,
		"account required a\naccount optional a\naccount sufficient a\n"
		"account [success=ok perm_denied=ignore default=bad] a\n");
	const bool counts[] = {true, false, false, false};
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(dispatch_denies(&stack.line[i], PAM_PERM_DENIED), counts[i]);
	stack_free(&stack);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(gives_what_linux_pam_gives),
		tree_test(ends_a_substack_alone_where_include_ends_all),
		tree_test(passes_over_a_substack_as_one_line),
		tree_test(goes_back_to_where_a_substack_began_by_reset),
		tree_test(takes_the_lines_of_other_where_a_service_has_none),
		tree_test(refuses_files_that_can_not_be_read),
		tree_test(makes_a_line_fail_that_includes_what_is_not_there),
		tree_test(reads_arguments_and_names_of_modules),
		tree_test(finds_modules_where_pam_does),
		tree_test(knows_whose_no_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
