/* SPDX-License-Identifier: Apache-2.0 */
/* What dispatch.h makes of a stack, held against what libpam makes of it. */
#include "server/dispatch.h"

#include "tree.h"

#include <security/pam_appl.h>

#define ROUNDS 400
#define LINES 6

static const struct {
	const char *name;
	int number;
} answers[] = {{"success", PAM_SUCCESS}, {"perm_denied", PAM_PERM_DENIED},
	{"auth_err", PAM_AUTH_ERR}, {"new_authtok_reqd", PAM_NEW_AUTHTOK_REQD},
	{"acct_expired", PAM_ACCT_EXPIRED}, {"ignore", PAM_IGNORE},
	{"user_unknown", PAM_USER_UNKNOWN}};
#define ANSWERS (sizeof answers / sizeof *answers)

/* A number below a bound, the same in every run. */
static unsigned pick(unsigned bound)
{
	static uint32_t state = 2463534242;
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % bound;
}

/* Writes a control. */
static void write_control(char *out, size_t size)
{
	static const char *const words[] = {"required", "requisite", "sufficient", "optional"};
	static const char *const actions[] = {
		"ok", "done", "bad", "die", "ignore", "reset", "1", "2"};
	if (pick(2) == 0) {
		snprintf(out, size, "%s", words[pick(4)]);
		return;
	}
	snprintf(out, size, "[%s=%s %s=%s default=%s]", answers[pick(ANSWERS)].name,
		actions[pick(8)], answers[pick(ANSWERS)].name, actions[pick(8)], actions[pick(8)]);
}

/* Writes a service; its last lines may be in a substack, named by its path: older versions of
 * libpam look for other names in /etc/pam.d whatever folder they were given. */
static void write_service(struct tree *tree, char *text, size_t size)
{
	char control[128], part[1024] = "";
	size_t len = 0;
	for (int i = 0; i < LINES; i++) {
		write_control(control, sizeof control);
		if (i == 3 && pick(2) == 0) {
			snprintf(part + strlen(part), sizeof part - strlen(part),
				"account %s pam_debug.so acct=%s\naccount required pam_debug.so "
				"acct=%s\n",
				control, answers[pick(ANSWERS)].name, answers[pick(ANSWERS)].name);
			tree_text(tree, "part", part);
			len += (size_t)snprintf(text + len, size - len, "account %s %s\n",
				pick(2) == 0 ? "substack" : "include", tree->path);
			continue;
		}
		len += (size_t)snprintf(text + len, size - len, "account %s pam_debug.so acct=%s\n",
			control, answers[pick(ANSWERS)].name);
	}
	tree_text(tree, "service", text);
}

/* What pam_debug.so answers. */
static int answer(void *context, const struct stack_line *line)
{
	char value[STACK_WORD_MAX];
	(void)context;
	assert_true(stack_argument(line, "acct", value));
	for (size_t i = 0; i < ANSWERS; i++)
		if (strcmp(answers[i].name, value) == 0)
			return answers[i].number;
	fail();
	return -1;
}

/* Answers no question. */
static int converse(int count, const struct pam_message **messages, struct pam_response **responses,
	void *context)
{
	(void)count, (void)messages, (void)responses, (void)context;
	return PAM_CONV_ERR;
}

/* What libpam says. */
static int ask_pam(const char *folder)
{
	const struct pam_conv conversation = {converse, NULL};
	pam_handle_t *pam = NULL;
	assert_int_equal(
		pam_start_confdir("service", "nobody", &conversation, folder, &pam), PAM_SUCCESS);
	int status = pam_acct_mgmt(pam, PAM_SILENT);
	pam_end(pam, status);
	return status;
}

static void agrees_with_libpam_about_any_stack(void **state)
{
	struct tree *tree = *state;
	unsigned yes = 0;
	for (int i = 0; i < ROUNDS; i++) {
		char text[4096];
		struct stack stack;
		struct note note;
		write_service(tree, text, sizeof text);
		int said = ask_pam(tree->root);
		assert_int_equal(stack_read(tree->root, "service", "account", &stack, &note), 0);
		struct dispatch dispatch = dispatch_run(&stack, answer, NULL);
		stack_free(&stack);
		if (dispatch.status != said)
			fail_msg("libpam says %d, we say %d:\n%s", said, dispatch.status, text);
		yes += said == PAM_SUCCESS;
	}
	assert_in_range(yes, ROUNDS / 20, ROUNDS - ROUNDS / 20);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(agrees_with_libpam_about_any_stack),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
