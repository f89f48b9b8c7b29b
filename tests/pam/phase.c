/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/pam/cmocka.h"
#include "tests/pam/guest.h"
#include "tests/pam/steps.h"
#include "tests/pam/words.h"
#include "tests/pam/world.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The user's side of the conversation: keeps messages, answers no questions. */
static int converse(int count, const struct pam_message **messages, struct pam_response **responses,
	void *context)
{
	(void)context;
	for (int i = 0; i < count; i++) {
		int style = messages[i]->msg_style;
		if (style != PAM_ERROR_MSG && style != PAM_TEXT_INFO)
			return PAM_CONV_ERR;
		world_add(&world.messages, "%s\n", messages[i]->msg);
	}
	*responses = calloc((size_t)count, sizeof **responses);
	return PAM_SUCCESS;
}

/* Gives the handle what sshd gives it. */
static void set_environment(void)
{
	static const char name[] = "SSH_AUTH_INFO_0=";
	for (size_t i = 0; i < world.env_count; i++) {
		int r = pam_putenv(world.pamh, world.env[i]);
		if (r != PAM_SUCCESS && r != PAM_BAD_ITEM)
			fail_msg("%s: %s", world.env[i], pam_strerror(world.pamh, r));
	}
	char *entry = malloc(sizeof name + world.auth_info_len);
	memcpy(entry, name, sizeof name - 1);
	memcpy(entry + sizeof name - 1, world.auth_info, world.auth_info_len);
	entry[sizeof name - 1 + world.auth_info_len] = '\0';
	pam_putenv(world.pamh, entry);
	free(entry);
}

/* Opens a handle if there is none, and tells it what was given since. */
static void prepare(void)
{
	static const struct pam_conv conversation = {converse, NULL};
	char user[sizeof world.account], dir[PATH_MAX];
	world_settle();
	if (!world.pamh) {
		memcpy(user, world.account, sizeof user);
		snprintf(dir, sizeof dir, "%s/pam.d", world.dir);
		int r = pam_start_confdir(
			world.service, user[0] ? user : NULL, &conversation, dir, &world.pamh);
		if (r != PAM_SUCCESS)
			fail_msg("pam_start_confdir: %d", r);
	}
	set_environment();
}

/* Ends the handle; silently, as a copy does that must have no effects. */
static int end(pam_handle_t *pamh, int flags)
{
	world.pamh = NULL;
	return pam_end(pamh, PAM_SUCCESS | (flags != 0 ? PAM_DATA_SILENT : 0));
}

static const struct {
	const char *name;
	int (*phase)(pam_handle_t *pamh, int flags);
} phases[] = {{"account", pam_acct_mgmt}, {"open", pam_open_session}, {"close", pam_close_session},
	{"authenticate", pam_authenticate}, {"setcred", pam_setcred}, {"chauthtok", pam_chauthtok},
	{"end", end}};

/* Runs a phase in a copy of the process, as sshd's child would. */
static int run_in_copy(size_t which)
{
	int status = 0;
	pid_t pid = fork();
	if (pid == 0)
		_exit(phases[which].phase(world.pamh, 0));
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		fail_msg("the copy of the process ended badly (status %d)", status);
	return WEXITSTATUS(status);
}

/* Runs a phase, and sees that the module was a good guest. */
static void run(size_t which, int flags)
{
	static struct world_text before;
	world.messages = world.syslog = world.journal = (struct world_text){0, ""};
	guest_arrives(&before);
	bool has_handle = world.pamh != NULL;
	world.result = phases[which].phase(world.pamh, flags);
	if (has_handle == (world.pamh != NULL))
		guest_leaves(&before);
	world_hear();
}

/* `rounds COUNT`: as many handles, each with an account phase and the module loaded anew. */
static void rounds(const char *rest)
{
	static struct world_text before;
	guest_arrives(&before);
	for (unsigned long left = strtoul(rest, NULL, 10); left > 0; left--) {
		prepare();
		void *loaded = dlopen(world.module, RTLD_NOW | RTLD_LOCAL);
		if (!loaded)
			fail_msg("%s", dlerror());
		dlclose(loaded);
		world.messages = world.syslog = (struct world_text){0, ""};
		world.result = pam_acct_mgmt(world.pamh, 0);
		end(world.pamh, 0);
	}
	guest_leaves(&before);
}

/* `NAME`, `NAME silently`, `NAME in a copy`, `rounds COUNT`. */
bool step_phase(const char *rest)
{
	if (words_skip(&rest, "rounds")) {
		rounds(rest);
		return true;
	}
	for (size_t i = 0; i < sizeof phases / sizeof phases[0]; i++) {
		if (!words_skip(&rest, phases[i].name))
			continue;
		prepare();
		if (strcmp(rest, "in a copy") == 0)
			world.result = run_in_copy(i);
		else
			run(i, strcmp(rest, "silently") == 0 ? (int)PAM_SILENT : 0);
		return true;
	}
	return false;
}
