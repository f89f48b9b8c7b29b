/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=stack_read,--wrap=stack_module_exists */
#include "admin/why/stacked.h"
#include "common/cleanup.h"
#include "inquiry_box.h"

#define KEYHOLE_LINE                                                                               \
	"account [success=ok new_authtok_reqd=ok ignore=ignore module_unknown=ignore "             \
	"default=bad] "                                                                            \
	"pam_keyhole.so\n"
#define COMMON                                                                                     \
	"account [success=1 new_authtok_reqd=done default=ignore] pam_unix.so\n"                   \
	"account requisite pam_deny.so\naccount required pam_permit.so\n"
#define SESSION "session optional pam_keyhole.so\n"

int __real_stack_read(const char *folder, const char *service, const char *phase,
	struct stack *stack, struct note *note);
int __wrap_stack_read(const char *folder, const char *service, const char *phase,
	struct stack *stack, struct note *note);
bool __wrap_stack_module_exists(const struct stack_line *line);

static const char *services;

/* Reads the services of the tree. */
int __wrap_stack_read(const char *folder, const char *service, const char *phase,
	struct stack *stack, struct note *note)
{
	(void)folder;
	return __real_stack_read(services, service, phase, stack, note);
}

/* Every module is there but one. */
bool __wrap_stack_module_exists(const struct stack_line *line)
{
	return !stack_is(line, "pam_missing.so");
}

/* Makes a question about a service with these lines. */
static struct inquiry_box *open_with(struct tree *tree, const char *text)
{
	services = tree->root;
	tree_text(tree, "sshd", text);
	return box_open(tree);
}

static void sees_that_the_module_is_asked_in_both_phases(void **state)
{
	struct inquiry_box *box = open_with(*state, KEYHOLE_LINE COMMON SESSION);
	assert_string_equal(box_play(box, trial_module), "");
	assert_true(box->inquiry.module_asked);
	box_close(box);
}

static void names_what_leaves_the_module_out(void **state)
{
	static const struct {
		const char *lines, *token;
	} rows[] = {{COMMON SESSION, "pam-line"},
		{KEYHOLE_LINE COMMON "session optional x.so\n", "pam-line"},
		{"account sufficient pam_permit.so\n" KEYHOLE_LINE COMMON SESSION, "pam-order"},
		{"account optional pam_keyhole.so\n" COMMON SESSION, "pam-order"},
		{"account [default=1] pam_permit.so\n" KEYHOLE_LINE COMMON SESSION, "pam-order"},
		{KEYHOLE_LINE COMMON "session [default=1] pam_permit.so\n" SESSION, "pam-order"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct inquiry_box *box = open_with(*state, rows[i].lines);
		assert_string_equal(box_play(box, trial_module), rows[i].token);
		assert_int_equal(box_step(box, rows[i].token)->verdict, STEP_UNSAFE);
		assert_non_null(box_step(box, rows[i].token)->mend);
		box_close(box);
		tree_teardown(state);
		assert_int_equal(tree_setup(state), 0);
	}
}

static void says_what_is_lost_before_the_login_uid_is_set(void **state)
{
	struct inquiry_box *box =
		open_with(*state, KEYHOLE_LINE COMMON SESSION "session required pam_loginuid.so\n");
	assert_string_equal(box_play(box, trial_module), "pam-order");
	assert_int_equal(box_step(box, "pam-order")->verdict, STEP_NOTE);
	box_close(box);
	tree_teardown(state);
	assert_int_equal(tree_setup(state), 0);
	box = open_with(*state, KEYHOLE_LINE COMMON "session required pam_loginuid.so\n" SESSION);
	assert_string_equal(box_play(box, trial_module), "");
	box_close(box);
}

static void names_commands_that_move_a_line_though_it_is_the_only_one(void **state)
{
	static const char *const rows[] = {
		"account optional pam_keyhole.so\naccount required pam_permit.so\n" SESSION,
		KEYHOLE_LINE "session [default=1] x.so\n" SESSION};
	static const char *const phases[] = {"account", "session"};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct inquiry_box *box = open_with(*state, rows[i]);
		struct note why;
		char command[2048];
		CLEANUP(stack) struct stack stack = {0, NULL};
		box_play(box, trial_module);
		const struct step *step = box_step(box, "pam-order") ? box_step(box, "pam-order")
								     : box_step(box, "pam-line");
		assert_non_null(step);
		const char *file = strstr(step->mend, " " STACK_FOLDER);
		assert_non_null(file);
		snprintf(command, sizeof command, "%.*s %s", (int)(file - step->mend), step->mend,
			tree_path(*state, "sshd"));
		assert_int_equal(system(command), 0);
		assert_int_equal(__real_stack_read(services, "sshd", phases[i], &stack, &why), 0);
		assert_true(stack_is(&stack.line[i == 0 ? 0 : stack.count - 1], STACKED_MODULE));
		box_close(box);
		tree_teardown(state);
		assert_int_equal(tree_setup(state), 0);
	}
}

static void sees_that_pam_is_off_or_not_watched(void **state)
{
	struct inquiry_box *box = open_with(*state, KEYHOLE_LINE COMMON SESSION);
	box_sshd(box, "usepam no\n");
	assert_string_equal(box_play(box, trial_module), "pam-off");
	assert_false(box->inquiry.module_asked);
	box_sshd(box, "pamservicename ssh-other\n");
	assert_string_equal(box_play(box, trial_module), "pam-line");
	box_close(box);
}

static void plays_the_account_phase_through(void **state)
{
	static const struct {
		const char *lines, *token;
	} rows[] = {{KEYHOLE_LINE COMMON, ""},
		{"account required pam_deny.so\n" COMMON, "pam-denies"},
		{"account required pam_missing.so\n" COMMON, "pam-module"},
		{"-account required pam_missing.so\n" COMMON, "pam-module"},
		{"account optional pam_missing.so\n" COMMON, ""},
		{"account required pam_access.so\n" COMMON, "pam-asks"},
		{"account optional pam_access.so\n" COMMON, ""},
		{"account include nowhere\n" COMMON, "pam-denies"},
		{"@include nowhere\n" COMMON, "pam-denies"},
		{"account required pam_nologin.so file=/etc/passwd\n" COMMON, "nologin"},
		{"account required pam_nologin.so file=/nonexistent\n" COMMON, ""}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct inquiry_box *box = open_with(*state, rows[i].lines);
		const char *token = box_play(box, trial_pam);
		if (strcmp(token, rows[i].token) != 0)
			fail_msg("\"%s\", not \"%s\", for %s", token, rows[i].token, rows[i].lines);
		box_close(box);
		tree_teardown(state);
		assert_int_equal(tree_setup(state), 0);
	}
}

static void names_the_dates_that_keep_out(void **state)
{
	struct inquiry_box *box = open_with(*state, KEYHOLE_LINE COMMON);
	struct spwd *shadow = &box->inquiry.shadow;
	shadow->sp_expire = 100;
	assert_string_equal(box_play(box, trial_pam), "account-expired");
	assert_string_equal(box_step(box, "account-expired")->mend, "chage -E -1 brian");
	shadow->sp_expire = -1;
	shadow->sp_lstchg = 0;
	assert_string_equal(box_play(box, trial_pam), "password-change");
	assert_string_equal(box_step(box, "password-change")->mend, "chage -d 2024-10-04 brian");
	shadow->sp_lstchg = 19000;
	shadow->sp_max = 10;
	assert_string_equal(box_play(box, trial_pam), "password-change");
	shadow->sp_inact = 5;
	assert_string_equal(box_play(box, trial_pam), "password-expired");
	box->inquiry.has_shadow = false;
	assert_string_equal(box_play(box, trial_pam), "");
	box_close(box);
}

static void leaves_it_to_the_home_to_say_why_the_module_refuses(void **state)
{
	struct inquiry_box *box = open_with(*state, KEYHOLE_LINE COMMON);
	box->inquiry.home = REASON_SSH_WRITABLE;
	assert_string_equal(box_play(box, trial_pam), "");
	assert_int_equal(box->inquiry.steps.count, 0);
	box_close(box);
}

static void says_that_a_locked_password_keeps_no_key_out(void **state)
{
	struct inquiry_box *box = open_with(*state, KEYHOLE_LINE COMMON);
	char locked[] = "!$y$x", none[] = "!";
	box->inquiry.shadow.sp_pwdp = locked;
	assert_string_equal(box_play(box, trial_pam), "password-locked");
	assert_int_equal(box_step(box, "password-locked")->verdict, STEP_UNSAFE);
	box->inquiry.shadow.sp_pwdp = none; /* as useradd leaves it */
	assert_string_equal(box_play(box, trial_pam), "");
	box_close(box);
}

static void ends_a_session_for_a_module_that_is_not_there(void **state)
{
	struct inquiry_box *box =
		open_with(*state, KEYHOLE_LINE COMMON "session required pam_missing.so\n");
	assert_string_equal(box_play(box, trial_session), "pam-module");
	assert_non_null(strstr(box_step(box, "pam-module")->mend, "sed -i 5d"));
	box_close(box);
	tree_teardown(state);
	assert_int_equal(tree_setup(state), 0);
	box = open_with(*state, KEYHOLE_LINE COMMON
		"session optional pam_missing.so\nsession required pam_unix.so\n");
	assert_string_equal(box_play(box, trial_session), "");
	box_close(box);
}

static void judges_what_comes_after_a_session_began(void **state)
{
	static const struct {
		const char *sshd, *token;
	} rows[] = {{"", ""}, {"chrootdirectory /nonexistent\n", "chroot"},
		{"chrootdirectory /tmp\n", "chroot"}, {"chrootdirectory /etc\n", "chroot"},
		{"chrootdirectory /usr\nforcecommand internal-sftp\n", ""},
		{"forcecommand /nonexistent/x\n", "forced-command"},
		{"forcecommand /bin/true\n", "forced-command"},
		{"forcecommand internal-sftp\n", ""},
		{"permituserenvironment yes\n", "user-environment"},
		{"strictmodes no\n", "strict-modes"},
		{"trustedusercakeys /etc/ca\n", "certificates"}};
	struct inquiry_box *box = open_with(*state, SESSION "session required pam_unix.so\n");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		box_sshd(box, rows[i].sshd);
		const char *token = box_play(box, trial_session);
		if (strcmp(token, rows[i].token) != 0)
			fail_msg("\"%s\", not \"%s\", for %s", token, rows[i].token, rows[i].sshd);
	}
	box_sshd(box, "trustedusercakeys /etc/ca\n");
	box->inquiry.key = (struct given){.known = true, .key = {.is_cert = true, .cert_role = 1}};
	box_play(box, trial_session);
	assert_true(box_step(box, "certificates")->perhaps);
	box->inquiry.key = (struct given){.known = false};
	char shell[] = "/usr/sbin/nologin";
	box_sshd(box, "");
	box->inquiry.account.pw_shell = shell;
	assert_string_equal(box_play(box, trial_session), "shell-nologin");
	box_sshd(box, "forcecommand internal-sftp\n");
	assert_string_equal(box_play(box, trial_session), "");
	box_close(box);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(sees_that_the_module_is_asked_in_both_phases),
		tree_test(names_what_leaves_the_module_out),
		tree_test(says_what_is_lost_before_the_login_uid_is_set),
		tree_test(names_commands_that_move_a_line_though_it_is_the_only_one),
		tree_test(sees_that_pam_is_off_or_not_watched),
		tree_test(plays_the_account_phase_through),
		tree_test(names_the_dates_that_keep_out),
		tree_test(leaves_it_to_the_home_to_say_why_the_module_refuses),
		tree_test(says_that_a_locked_password_keeps_no_key_out),
		tree_test(ends_a_session_for_a_module_that_is_not_there),
		tree_test(judges_what_comes_after_a_session_began),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
