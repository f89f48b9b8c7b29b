/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/trial.h"

#include "admin/why/guise.h"
#include "admin/why/mend.h"
#include "common/cleanup.h"
#include "server/origin.h"
#include "server/safe.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define KEYWORD "AuthorizedKeysCommand"
#define PROGRAM "/usr/libexec/" SSHD_COMMAND
#define COMMAND PROGRAM " %u %U %f %t %k"
#define WORDS_MAX 16
#define ENTRY_MAX (64 * 1024)

/* The command as sshd has it, word by word, and the user that it runs as. */
struct command {
	size_t count;
	char word[WORDS_MAX][256];
	struct passwd user;
	char *texts;
};

/* Adds the step of a cause for which the command does not answer. */
__attribute__((format(printf, 3, 4))) static struct step *refuse(
	struct inquiry *inquiry, enum cause cause, const char *format, ...)
{
	char words[NOTE_MAX];
	va_list args;
	va_start(args, format);
	vsnprintf(words, sizeof words, format, args);
	va_end(args);
	return inquiry_close_store(inquiry,
		step_add(&inquiry->steps, "command", STEP_CLOSED, cause_token(cause), "%s", words));
}

/* Names the command that makes sshd ask keyhole. */
static void mend_command(struct step *step, const struct inquiry *inquiry, const char *old)
{
	char word[256];
	bool any = old && effective_word(&old, word, sizeof word);
	if (!mend_drop_in(step, inquiry))
		mend_set(step, inquiry, KEYWORD, any ? word : NULL, COMMAND);
}

/* Writes where the configuration has another program, "" where that is not found. */
static void find_place(const char *program, char place[PATH_MAX + 32])
{
	struct origin origin;
	place[0] = '\0';
	if (origin_find(ORIGIN_FOLDER, KEYWORD, program, &origin))
		snprintf(place, PATH_MAX + 32, " (%s:%u)", origin.path, origin.number);
}

/* Takes the command apart and sees whose it is. */
static bool read_command(struct inquiry *inquiry, const char *text, struct command *command)
{
	char place[PATH_MAX + 32];
	const char *at = text;
	while (command->count < WORDS_MAX &&
		effective_word(&at, command->word[command->count], sizeof command->word[0]))
		command->count++;
	const char *name = command->count > 0 ? strrchr(command->word[0], '/') : NULL;
	find_place(command->word[0], place);
	if (!effective_is_set(&inquiry->effective, "authorizedkeyscommand"))
		mend_command(
			refuse(inquiry, CAUSE_COMMAND_NONE, KEYWORD " is none"), inquiry, text);
	else if (!name || strcmp(name + 1, SSHD_COMMAND) != 0)
		mend_command(
			refuse(inquiry, CAUSE_COMMAND_OTHER,
				"sshd asks %s%s, and only one program can be asked", text, place),
			inquiry, text);
	else
		return true;
	return false;
}

/* Looks the user up. */
static bool read_user(struct inquiry *inquiry, struct command *command)
{
	const char *name = effective_value(&inquiry->effective, "authorizedkeyscommanduser");
	struct passwd *found = NULL;
	if (!name || strcmp(name, "none") == 0) {
		mend_set(refuse(inquiry, CAUSE_COMMAND_USER, KEYWORD "User is not set"), inquiry,
			KEYWORD "User", NULL, "keyhole");
		return false;
	}
	if (getpwnam_r(name, &command->user, command->texts, ENTRY_MAX, &found) == 0 && found)
		return true;
	struct step *step = refuse(
		inquiry, CAUSE_COMMAND_USER, KEYWORD "User is %s, and there is no such user", name);
	if (strcmp(name, "keyhole") == 0)
		step_mend(step,
			"useradd --system --user-group --home-dir /nonexistent --no-create-home "
			"--shell /usr/sbin/nologin keyhole");
	else
		mend_set(step, inquiry, KEYWORD "User", name, "keyhole");
	return false;
}

/* Whether this sshd knows the token behind a percent sign. */
static bool knows_token(const struct inquiry *inquiry, char token)
{
	bool newer = inquiry->sshd_major > 9 ||
		     (inquiry->sshd_major == 9 && inquiry->sshd_minor >= 4) ||
		     inquiry->sshd_major == 0;
	return token != '\0' && strchr(newer ? "%fhktUuCD" : "%fhktUu", token) != NULL;
}

/* Looks for a token that ends sshd's own process. */
static bool judge_tokens(struct inquiry *inquiry, const struct command *command)
{
	for (size_t i = 1; i < command->count; i++)
		for (const char *at = strchr(command->word[i], '%'); at; at = strchr(at + 2, '%')) {
			if (knows_token(inquiry, at[1]))
				continue;
			struct step *step = step_add(&inquiry->steps, "command", STEP_REFUSED,
				cause_token(CAUSE_COMMAND_TOKEN),
				KEYWORD " has %%%.1s, which OpenSSH %u.%u does not know: every "
					"login by a key ends there, though sshd -t passes it",
				at + 1, inquiry->sshd_major, inquiry->sshd_minor);
			mend_set(step, inquiry, KEYWORD, command->word[0], COMMAND);
			return false;
		}
	return true;
}

/* Whether it is given what it needs, in that order. */
static bool judge_arguments(struct inquiry *inquiry, const struct command *command)
{
	static const char *const wanted[] = {"%u", "%U", "%f", "%t", "%k"};
	size_t at = command->count > 1 && strcmp(command->word[1], "--config") == 0 ? 3 : 1;
	size_t given = command->count > at ? command->count - at : 0;
	bool right = given == 5 || given == 2;
	for (size_t i = 0; right && i < given; i++)
		right = strcmp(command->word[at + i], wanted[i]) == 0;
	if (right)
		return true;
	mend_set(refuse(inquiry, CAUSE_COMMAND_ARGUMENTS,
			 KEYWORD " does not give it %%u %%U %%f %%t %%k, in this order"),
		inquiry, KEYWORD, command->word[0], COMMAND);
	return false;
}

/* Names the command that mends what is wrong with the owner or the mode of a file or folder. */
static void mend_fault(struct step *step, const struct safe_fault *fault)
{
	if (!mend_is_plain(fault->path))
		return;
	if (fault->owner)
		step_mend(step, "chown root: %s", fault->path);
	else if (fault->stat.st_mode & 022)
		step_mend(step, "chmod go-w %s", fault->path);
}

/* The folder on the way to a file that can't be passed, as the user that looks now; false: none. */
static bool find_shut(const char *path, char shut[PATH_MAX])
{
	struct stat st;
	snprintf(shut, PATH_MAX, "%s", path);
	for (char *slash; (slash = strrchr(shut, '/')) != NULL && slash != shut;) {
		*slash = '\0';
		if (stat(shut, &st) == 0)
			return true;
	}
	return false;
}

/* What the command's user finds where the command should be. */
static int look_at(const struct command *command, struct safe_fault *fault, char shut[PATH_MAX],
	struct note *note)
{
	struct rights rights;
	const struct safe_rule rule = {0, NULL, NULL};
	shut[0] = '\0';
	int r = guise_take(&command->user, &rights, note);
	if (r != 0)
		return r;
	r = safe_file(&rule, command->word[0], fault, note);
	if (r == -EACCES && !find_shut(command->word[0], shut))
		shut[0] = '\0';
	if (r == 0 && faccessat(AT_FDCWD, command->word[0], X_OK, AT_EACCESS) != 0)
		r = -ENOEXEC;
	guise_drop(&rights);
	return r;
}

/* Whether sshd would run it where it lies. */
static bool judge_path(struct inquiry *inquiry, const struct command *command)
{
	struct note note;
	struct safe_fault fault = {.owner = false};
	char shut[PATH_MAX];
	const char *path = command->word[0];
	int r = look_at(command, &fault, shut, &note);
	if (r == 0)
		return true;
	if (r == REASON_UNSAFE_PATH) {
		mend_fault(refuse(inquiry, CAUSE_COMMAND_PATH, "sshd does not run %s: %s", path,
				   note.text),
			&fault);
	} else if (r == -ENOEXEC) {
		struct step *step = refuse(inquiry, CAUSE_COMMAND_PATH,
			"%s can't be executed by %s", path, command->user.pw_name);
		step_mend(step, "chmod 755 %s", path);
	} else if (r == -EACCES && shut[0]) {
		struct step *step = refuse(inquiry, CAUSE_COMMAND_PATH,
			"%s can't get to %s: %s can't be passed", command->user.pw_name, path,
			shut);
		step_mend(step, "chmod a+x %s", shut);
	} else {
		struct step *step = refuse(inquiry, CAUSE_COMMAND_PATH, "%s", note.text);
		if (r == -ENOENT && strcmp(path, PROGRAM) != 0 && access(PROGRAM, X_OK) == 0)
			mend_set(step, inquiry, KEYWORD, path, COMMAND);
	}
	return false;
}

/* Judges the command that sshd has for this account. */
static void judge(struct inquiry *inquiry, struct command *command)
{
	const char *text = effective_value(&inquiry->effective, "authorizedkeyscommand");
	if (!read_command(inquiry, text, command) || !read_user(inquiry, command) ||
		!judge_tokens(inquiry, command) || !judge_arguments(inquiry, command) ||
		!judge_path(inquiry, command))
		return;
	step_add(&inquiry->steps, "command", STEP_GOOD, NULL, "sshd asks %s as %s",
		command->word[0], command->user.pw_name);
}

/* Makes room for it. */
void trial_command(struct inquiry *inquiry)
{
	if (!inquiry->sshd_known)
		return;
	CLEANUP(free) struct command *command = calloc(1, sizeof *command);
	CLEANUP(free) char *texts = malloc(ENTRY_MAX);
	if (!command || !texts)
		return;
	command->texts = texts;
	judge(inquiry, command);
}
