/* SPDX-License-Identifier: Apache-2.0 */
#include "server/dispatch.h"

#include <security/_pam_types.h>
#include <stdlib.h>
#include <string.h>

#define MUST_FAIL PAM_PERM_DENIED

/* What an answer means; a number above 0 is how many lines are passed over. */
enum action {
	ACTION_IGNORE = 0,
	ACTION_OK = -1,
	ACTION_DONE = -2,
	ACTION_BAD = -3,
	ACTION_DIE = -4,
	ACTION_RESET = -5,
	ACTION_UNSET = -6
};

/* PAM's names for its answers, in the order of their numbers. */
static const char *const answers[] = {"success", "open_err", "symbol_err", "service_err",
	"system_err", "buf_err", "perm_denied", "auth_err", "cred_insufficient", "authinfo_unavail",
	"user_unknown", "maxtries", "new_authtok_reqd", "acct_expired", "session_err",
	"cred_unavail", "cred_expired", "cred_err", "no_module_data", "conv_err", "authtok_err",
	"authtok_recover_err", "authtok_lock_busy", "authtok_disable_aging", "try_again", "ignore",
	"abort", "authtok_expired", "module_unknown", "bad_item", "conv_again", "incomplete"};
#define ANSWER_COUNT ((int)(sizeof answers / sizeof *answers))

/* A stack while it is gone through: what it has come to, here and where each substack began. */
struct state {
	int impression; /* -1 no, 0 none yet, 1 yes */
	int status;
	const struct stack_line *blame;
};

/* The words that stand for a control in brackets. */
static const char *long_form(const char *control)
{
	static const struct {
		const char *name, *form;
	} forms[] = {{"required", "[success=ok new_authtok_reqd=ok ignore=ignore default=bad]"},
		{"requisite", "[success=ok new_authtok_reqd=ok ignore=ignore default=die]"},
		{"sufficient", "[success=done new_authtok_reqd=done default=ignore]"},
		{"optional", "[success=ok new_authtok_reqd=ok default=ignore]"}};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (strcasecmp(control, forms[i].name) == 0)
			return forms[i].form;
	return control;
}

/* Reads what stands behind the equals sign. */
static int read_action(const char *text, size_t len)
{
	static const char *const names[] = {"ignore", "ok", "done", "bad", "die", "reset"};
	for (int i = 0; i < 6; i++)
		if (strlen(names[i]) == len && strncmp(text, names[i], len) == 0)
			return -i;
	long lines = strtol(text, NULL, 10);
	return lines > 0 && lines <= STACK_LINES_MAX ? (int)lines : ACTION_UNSET;
}

/* What a control makes of an answer: the last that is said of it, else the first default. */
static int action_of(const char *control, const char *name)
{
	int action = ACTION_UNSET, otherwise = ACTION_UNSET;
	const char *at = long_form(control);
	if (*at != '[')
		return ACTION_BAD;
	for (at++; *at && *at != ']'; at += strspn(at, " \t")) {
		size_t word = strcspn(at, " \t]"), key = strcspn(at, "= \t]");
		int meant = key < word ? read_action(at + key + 1, word - key - 1) : ACTION_UNSET;
		if (key < word && strlen(name) == key && strncmp(at, name, key) == 0)
			action = meant;
		if (otherwise == ACTION_UNSET && key == 7 && strncmp(at, "default", key) == 0)
			otherwise = meant;
		at += word;
	}
	if (action == ACTION_UNSET)
		action = otherwise;
	return action == ACTION_UNSET ? ACTION_BAD : action;
}

/* What a line makes of a number. */
static int judge(const struct stack_line *line, int answer)
{
	if (line->broken || answer < 0 || answer >= ANSWER_COUNT)
		return line->broken ? action_of(line->control, "perm_denied") : ACTION_BAD;
	return action_of(line->control, answers[answer]);
}

/* Takes a yes. */
static void agree(struct state *state, int answer)
{
	if (state->impression < 0 || (state->impression > 0 && state->status != PAM_SUCCESS))
		return;
	state->impression = 1;
	state->status = answer;
}

/* Takes a no. */
static void deny(struct state *state, const struct stack_line *line, int answer)
{
	if (state->impression < 0)
		return;
	state->impression = -1;
	state->status = answer == PAM_IGNORE || answer == PAM_SUCCESS ? MUST_FAIL : answer;
	state->blame = line;
}

/* The number of the line behind the rest of this level. */
static size_t behind(const struct stack *stack, size_t at)
{
	unsigned level = stack->line[at].level;
	while (at + 1 < stack->count && stack->line[at + 1].level >= level)
		at++;
	return at;
}

/* Passes over lines of this level; a substack is one of them. False: there are not so many. */
static bool jump(const struct stack *stack, size_t *at, int lines)
{
	unsigned level = stack->line[*at].level;
	while (lines > 0 && *at + 1 < stack->count && stack->line[*at + 1].level >= level) {
		do
			++*at;
		while (*at + 1 < stack->count && stack->line[*at + 1].level > level);
		lines--;
	}
	return lines == 0;
}

/* Lets one answer count; moves `*at` where lines are passed over. */
static void count(const struct stack *stack, size_t *at, int answer, const struct state *entered,
	struct state *state)
{
	const struct stack_line *line = &stack->line[*at];
	int action = judge(line, answer);
	if (action == ACTION_RESET)
		*state = *entered;
	else if (action == ACTION_OK || action == ACTION_DONE)
		agree(state, answer);
	else if (action == ACTION_BAD || action == ACTION_DIE)
		deny(state, line, answer);
	else if (action > 0 && !jump(stack, at, action))
		*state = (struct state){-1, MUST_FAIL, line}; /* whatever was before */
	if (action == ACTION_DIE || (action == ACTION_DONE && state->impression > 0))
		*at = behind(stack, *at);
}

/* Goes through the lines. */
struct dispatch dispatch_run(const struct stack *stack, dispatch_answer answer, void *context)
{
	struct state entered[STACK_DEPTH_MAX + 1], state = {0, MUST_FAIL, NULL};
	unsigned before = 0;
	entered[0] = state;
	for (size_t at = 0; at < stack->count; at++) {
		const struct stack_line *line = &stack->line[at];
		if (line->level > before)
			entered[line->level] = state;
		before = line->level;
		if (!line->substack)
			count(stack, &at, line->broken ? MUST_FAIL : answer(context, line),
				&entered[line->level], &state);
	}
	if (state.status == PAM_SUCCESS && state.impression <= 0)
		state.status = MUST_FAIL;
	return (struct dispatch){state.status, state.blame};
}

/* Reads the control. */
bool dispatch_denies(const struct stack_line *line, int answer)
{
	int action = judge(line, answer);
	return action == ACTION_BAD || action == ACTION_DIE;
}
