/* SPDX-License-Identifier: Apache-2.0 */
/*
 * status_box.h – a survey of keyhole with a fake sshd, a store and a log of its own
 *
 * Shape:  child_run, stack_read, stack_module_path, stack_module_exists and safe_file are wrapped.
 *         sshd says what box.sshd has besides Debian's defaults, and for root what box.root has
 *         first; the command answers box.version, PAM's lines are in the file "sshd" of the tree,
 *         the module's file is as status_module wrote it.
 * Units:  none.
 * Memory: one at a time; status_close gives it back.
 * Errors: a failing call fails the test.
 * Source: none.
 */
#ifndef KEYHOLE_TESTS_UNIT_STATUS_BOX_H
#define KEYHOLE_TESTS_UNIT_STATUS_BOX_H

#include "admin/status/report.h"
#include "admin/why/stacked.h"
#include "server/safe.h"
#include "tree.h"

#include <errno.h>

#define STATUS_PAM                                                                                 \
	"account [success=ok new_authtok_reqd=ok ignore=ignore module_unknown=ignore "             \
	"default=bad] pam_keyhole.so\naccount required pam_permit.so\n"                            \
	"session optional pam_keyhole.so\n"

static struct status_box {
	struct tree *tree;
	struct settings settings;
	struct survey survey;
	char texts[16][512];
	size_t text_count;
	const char *sshd, *root, *version, *module; /* module: NULL: not installed */
	int version_fault;
} box;

/* What the fake sshd says. */
static inline void status_say(struct child_said *said, const char *special)
{
	snprintf(said->output, CHILD_OUTPUT_MAX,
		"%s%sport 22\nusepam yes\npubkeyauthentication yes\nauthenticationmethods any\n"
		"revokedkeys %s\nauthorizedkeyscommand %s/keyhole-keys %%u %%U %%f %%t %%k\n"
		"authorizedkeyscommanduser root\nauthorizedkeysfile .ssh/authorized_keys\n"
		"pidfile %s/pid\n",
		special ? special : "", box.sshd ? box.sshd : "", box.survey.revoked_list,
		box.tree->root, box.tree->root);
}

int __real_child_run(char *const argv[], const struct passwd *user, struct child_said *said);
int __wrap_child_run(char *const argv[], const struct passwd *user, struct child_said *said);
int __real_stack_read(const char *folder, const char *service, const char *phase,
	struct stack *stack, struct note *note);
int __wrap_stack_read(const char *folder, const char *service, const char *phase,
	struct stack *stack, struct note *note);
bool __wrap_stack_module_path(const struct stack_line *line, char path[PATH_MAX]);
bool __wrap_stack_module_exists(const struct stack_line *line);
int __wrap_safe_file(const struct safe_rule *rule, const char *path, struct safe_fault *fault,
	struct note *note);

/* Answers for sshd and the command; ssh-keygen is the real one. */
int __wrap_child_run(char *const argv[], const struct passwd *user, struct child_said *said)
{
	if (strstr(argv[0], "ssh-keygen"))
		return __real_child_run(argv, user, said);
	*said = (struct child_said){.output = calloc(1, CHILD_OUTPUT_MAX)};
	assert_non_null(said->output);
	if (strcmp(argv[1], "-T") == 0)
		status_say(said, argv[2] && strstr(argv[3], "user=root,") ? box.root : NULL);
	else if (strcmp(argv[1], "-V") == 0)
		strcpy(said->errors, "OpenSSH_9.2p1 Debian");
	else
		strcpy(said->output, box.version);
	return strcmp(argv[1], "--version") == 0 ? box.version_fault : 0;
}

/* Reads the service of the tree. */
int __wrap_stack_read(const char *folder, const char *service, const char *phase,
	struct stack *stack, struct note *note)
{
	(void)folder;
	return __real_stack_read(box.tree->root, service, phase, stack, note);
}

/* The module is a file of the tree. */
bool __wrap_stack_module_path(const struct stack_line *line, char path[PATH_MAX])
{
	(void)line;
	snprintf(path, PATH_MAX, "%s/module", box.tree->root);
	return box.module != NULL;
}

/* Others are there. */
bool __wrap_stack_module_exists(const struct stack_line *line)
{
	return box.module != NULL || !stack_is(line, STACKED_MODULE);
}

/* sshd believes the tree. */
int __wrap_safe_file(
	const struct safe_rule *rule, const char *path, struct safe_fault *fault, struct note *note)
{
	(void)rule, (void)path, (void)fault, (void)note;
	return 0;
}

/* Keeps the path of a folder of the tree, which is made. */
static inline const char *status_folder(const char *name, mode_t mode)
{
	char *text = box.texts[box.text_count++];
	snprintf(text, sizeof box.texts[0], "%s", tree_folder(box.tree, name, mode));
	return text;
}

/* Writes the module's file. */
static inline void status_module(const char *mark)
{
	box.module = mark;
	tree_bytes(box.tree, "module", 0644, mark, strlen(mark) + 1);
}

/* Makes a store in which nothing is wrong, and a log. */
static inline int status_setup(void **state)
{
	if (tree_setup(state) != 0)
		return -1;
	box = (struct status_box){.tree = *state, .version = "keyhole-keys " KEYHOLE_VERSION "\n"};
	settings_init(&box.settings);
	box.settings.keys_dir = status_folder("keys.d", 0755);
	box.settings.accounts_dir = status_folder("accounts.d", 0755);
	box.settings.groups_dir = status_folder("groups.d", 0755);
	box.settings.log_dir = status_folder("log", 0751);
	box.settings.state_dir = status_folder("state", 0700);
	box.settings.run_dir = status_folder("run", 0700);
	snprintf(box.texts[14], sizeof box.texts[0], "%s/revoked_keys", box.tree->root);
	snprintf(box.texts[15], sizeof box.texts[0], "%s/keyhole.conf", box.tree->root);
	box.settings.revoked_keys = box.texts[14];
	tree_text(box.tree, "revoked_keys", "# none\n");
	tree_text(box.tree, "keyhole.conf", "// nothing\n");
	tree_bytes(box.tree, "keyhole-keys", 0755, "", 0);
	tree_text(box.tree, "sshd", STATUS_PAM);
	status_module("x pam_keyhole.so, version " KEYHOLE_VERSION);
	return 0;
}

/* Takes it away. */
static inline int status_teardown(void **state)
{
	settings_free(&box.settings);
	return tree_teardown(state);
}

/* Looks at one thing, as root. */
static inline void status_look(void (*look)(struct survey *))
{
	struct note note;
	if (box.survey.inquiry)
		survey_close(&box.survey);
	assert_int_equal(survey_open(&box.survey, box.texts[15], &box.settings, &note), 0);
	box.survey.root = true;
	look(&box.survey);
}

/* Gives the survey back. */
static inline void status_close(void)
{
	survey_close(&box.survey);
	box.survey.inquiry = NULL;
}

/* The first step of a verdict; NULL where there is none. */
static inline const struct step *status_step(enum step_verdict verdict)
{
	for (size_t i = 0; i < box.survey.steps->count; i++)
		if (box.survey.steps->step[i].verdict == verdict)
			return &box.survey.steps->step[i];
	return NULL;
}

/* Expects a step of a verdict that has these words. */
static inline void status_expect(enum step_verdict verdict, const char *words)
{
	for (size_t i = 0; i < box.survey.steps->count; i++)
		if (box.survey.steps->step[i].verdict == verdict &&
			strstr(box.survey.steps->step[i].what, words))
			return;
	for (size_t i = 0; i < box.survey.steps->count; i++)
		print_error("%s: %s\n", step_verdict_name(box.survey.steps->step[i].verdict),
			box.survey.steps->step[i].what);
	fail_msg("no step is \"%s\" with: %s", step_verdict_name(verdict), words);
}

#define status_test(name) cmocka_unit_test_setup_teardown(name, status_setup, status_teardown)

#endif
