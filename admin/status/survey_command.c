/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/status/survey.h"

#include "admin/package.h"
#include "admin/why/mend.h"
#include "admin/why/stacked.h"
#include "admin/why/trial.h"
#include "common/cleanup.h"
#include "common/version.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define COMMAND_USER "keyhole"
#define NAME SSHD_COMMAND " "
#define ENTRY_MAX (64 * 1024)
#define MODULE_MAX (16L * 1024 * 1024)

/* Keeps the version of what a program said, without its name. */
static bool keep_version(struct survey *survey, const char *said)
{
	if (strncmp(said, NAME, strlen(NAME)) != 0)
		return false;
	snprintf(survey->command_version, SURVEY_VERSION_MAX, "%s", said + strlen(NAME));
	survey->command_version[strcspn(survey->command_version, "\n")] = '\0';
	return true;
}

/* Runs the command as sshd would; says if it can't be. */
static void ask_version(struct survey *survey, const struct passwd *user)
{
	char option[] = "--version";
	CLEANUP(child) struct child_said said = {.output = NULL};
	char *argv[] = {survey->command, option, NULL};
	int r = child_run(argv, user, &said);
	if (r == 0 && said.status == 0 && keep_version(survey, said.output))
		return;
	said.errors[strcspn(said.errors, "\r\n")] = '\0';
	step_add(survey->steps, "command", STEP_CLOSED, cause_token(CAUSE_COMMAND_FAILS),
		"%s does not run as %s: %s %s", survey->command, user->pw_name,
		r != 0 ? strerror(-r) : "it ended with another answer than its version",
		r == 0 ? said.errors : "");
}

/* Says of another user than keyhole's own what that means. */
static void judge_user(struct survey *survey, const struct passwd *user)
{
	if (strcmp(user->pw_name, COMMAND_USER) == 0)
		return;
	mend_set(step_add(survey->steps, "command", user->pw_uid == 0 ? STEP_CLOSED : STEP_NOTE,
			 cause_token(CAUSE_COMMAND_USER),
			 "AuthorizedKeysCommandUser is %s: " SSHD_COMMAND
			 " needs no rights, and as another user than " COMMAND_USER
			 " can't record what it refuses",
			 user->pw_name),
		survey->inquiry, "AuthorizedKeysCommandUser", user->pw_name, COMMAND_USER);
}

/* Looks the command and its user up: they are there, or the step before would have said so. */
static void look_at_answer(struct survey *survey)
{
	const struct effective *effective = &survey->inquiry->effective;
	const char *command = effective_value(effective, "authorizedkeyscommand");
	const char *name = effective_value(effective, "authorizedkeyscommanduser");
	CLEANUP(free) char *texts = malloc(ENTRY_MAX);
	struct passwd user, *found = NULL;
	if (!texts || !command || !name ||
		!effective_word(&command, survey->command, sizeof survey->command) ||
		getpwnam_r(name, &user, texts, ENTRY_MAX, &found) != 0 || !found)
		return;
	judge_user(survey, &user);
	ask_version(survey, &user);
}

/* As why does it, for nobody in particular. */
void survey_command(struct survey *survey)
{
	size_t from = survey->steps->count;
	trial_command(survey->inquiry);
	if (survey->inquiry->sshd_known && survey_count_bad(survey, from) == 0)
		look_at_answer(survey);
}

/* What PAM says of sshd's service. */
void survey_module(struct survey *survey)
{
	size_t from = survey->steps->count;
	trial_module(survey->inquiry);
	if (survey->steps->count == from)
		step_add(survey->steps, "pam", STEP_UNKNOWN, cause_token(CAUSE_PAM_LINE),
			"the lines of " STACK_FOLDER "/%s can't be read",
			stacked_service(survey->inquiry));
}

/* Finds the module that PAM loads; where no line names it, the one that a line would. */
static bool find_module(const struct survey *survey, char path[PATH_MAX])
{
	struct note note;
	struct stack_line plain = {.module = STACKED_MODULE};
	const struct stack_line *line = &plain;
	CLEANUP(stack) struct stack stack = {0, NULL};
	if (stack_read(STACK_FOLDER, stacked_service(survey->inquiry), "account", &stack, &note) ==
		0)
		for (size_t i = 0; i < stack.count; i++)
			if (stack_is(&stack.line[i], STACKED_MODULE))
				line = &stack.line[i];
	return stack_module_path(line, path);
}

/* Reads the version in a module's file; "unknown" in one that has none. */
static bool read_version(const char *path, char version[SURVEY_VERSION_MAX])
{
	static const char mark[] = VERSION_MARK_BEGIN VERSION_MARK_END;
	CLEANUP(file) FILE *file = fopen(path, "re");
	CLEANUP(free) char *bytes = calloc(1, MODULE_MAX + 1);
	size_t len = file && bytes ? fread(bytes, 1, MODULE_MAX, file) : 0;
	const char *at = len > 0 ? memmem(bytes, len, mark, strlen(mark)) : NULL;
	snprintf(version, SURVEY_VERSION_MAX, "%s", at ? at + strlen(mark) : "unknown");
	return len > 0;
}

/* Says which program is of which version; the command that sshd asks may be none of keyhole's. */
static struct step *say_versions(
	struct survey *survey, enum step_verdict verdict, const char *command, const char *module)
{
	return step_add(survey->steps, "versions", verdict, NULL,
		"of keyhole's three programs this one is of version " KEYHOLE_VERSION
		", " SSHD_COMMAND " %s, " STACKED_MODULE " %s",
		command[0] ? command : "not asked", module[0] ? module : "not installed");
}

/* Compares those that can be told. */
void survey_versions(struct survey *survey)
{
	char path[PATH_MAX], module[SURVEY_VERSION_MAX] = "";
	const char *command = survey->command_version;
	bool installed = find_module(survey, path) && read_version(path, module);
	bool other = command[0] && strcmp(command, KEYHOLE_VERSION) != 0;
	bool other_module = installed && strcmp(module, KEYHOLE_VERSION) != 0;
	if (other || other_module)
		step_mend(say_versions(survey, STEP_CLOSED, command, module), "%s", package_mend());
	else if (command[0] && installed)
		step_add(survey->steps, "versions", STEP_GOOD, NULL,
			"this program, %s and %s are all of keyhole's version " KEYHOLE_VERSION,
			survey->command, path);
	else
		say_versions(survey, STEP_NOTE, command, module);
}
