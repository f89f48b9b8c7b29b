/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/premises.h"

#include "admin/say.h"
#include "common/cleanup.h"
#include "keys/line.h"
#include "server/dispatch.h"
#include "server/placing.h"
#include "server/wiring.h"

#include <errno.h>
#include <security/_pam_types.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <unistd.h>

#define KEYS_MAX (1024 * 1024)
#define PLANNED "the planned PAM service"

/* Counts, and says. */
void premises_refuse(struct premises *premises, const char *mend, const char *format, ...)
{
	char words[NOTE_MAX];
	va_list args;
	va_start(args, format);
	vsnprintf(words, sizeof words, format, args);
	va_end(args);
	premises->refusals++;
	admin_fail_words(EXIT_NO, "in the way: %s", words);
	if (!mend)
		return;
	fputs("  mend it with: ", stderr);
	say_text(stderr, view_of(mend));
	fputc('\n', stderr);
}

/* Reads one phase; says why PAM can't. */
static bool read_phase(
	struct premises *premises, const char *service, const char *phase, struct stack *stack)
{
	char folder[STORE_PATH_MAX];
	struct note note;
	if (stack_read(site_path(premises->site, STACK_FOLDER, folder), service, phase, stack,
		    &note) == 0)
		return true;
	premises_refuse(premises, "apt-get install --reinstall libpam-runtime openssh-server",
		"%s: %s", folder, note.text);
	return false;
}

/* Names the lines that can't be used. */
static void judge_lines(struct premises *premises, const struct stack *stack)
{
	for (size_t i = 0; i < stack->count; i++)
		if (stack->line[i].broken)
			premises_refuse(premises, NULL,
				"%s:%u: PAM can't use this line, and lets nobody in by it",
				stack->line[i].file, stack->line[i].number);
}

/* Reads the service that is there. */
void premises_judge_pam(struct premises *premises)
{
	CLEANUP(stack) struct stack stack = {0, NULL};
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	char path[STORE_PATH_MAX];
	struct note note;
	if (placing_read(site_path(premises->site, SITE_PAM, path), &text, &note) != 0)
		premises_refuse(premises, NULL, "%s", note.text);
	else if (!text.bytes)
		premises_refuse(premises, "apt-get install --reinstall openssh-server",
			"%s is not there", path);
	else if (read_phase(premises, "sshd", "account", &stack))
		judge_lines(premises, &stack);
}

/* What modules answer if all agree but keyhole. */
static int object(void *context, const struct stack_line *line)
{
	(void)context;
	return stack_is(line, WIRING_MODULE) ? PAM_PERM_DENIED : PAM_SUCCESS;
}

/* Judges the stack of a service's text that lies elsewhere. */
static void judge_wired(struct premises *premises, const char *path)
{
	CLEANUP(stack) struct stack stack = {0, NULL};
	if (!read_phase(premises, path, "account", &stack))
		return;
	size_t at = 0;
	while (at < stack.count && !stack_is(&stack.line[at], WIRING_MODULE))
		at++;
	if (at < stack.count && dispatch_run(&stack, object, NULL).status == PAM_SUCCESS)
		premises_refuse(premises, NULL,
			"%s: the account line of " WIRING_MODULE
			" would be passed over, or its no would not count: a line before it "
			"jumps over it or ends the phase, or one behind it undoes its answer "
			"(reset); mend that, or take keyhole's own line away where one is there "
			"already, and a right one is put in",
			SITE_PAM);
}

/* Gives the text to be read as a file that is in no folder, so that nothing is left of it. */
void premises_judge_wired(struct premises *premises, struct view text)
{
	char path[64];
	struct note note;
	CLEANUP(fd) int fd = memfd_create(PLANNED, MFD_CLOEXEC);
	if (fd < 0 || write(fd, text.data, text.len) != (ssize_t)text.len) {
		note_errno(&note, -errno, PLANNED);
		premises_refuse(premises, NULL, "%s", note.text);
		return;
	}
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	judge_wired(premises, path);
}

/* How many keys a file has that can be read. */
static size_t count_keys(const struct path_text *text)
{
	struct line_cursor cursor = {{text->bytes, text->len}, 0};
	static struct line line;
	struct note ignored;
	size_t count = 0;
	for (struct view at; line_next(&cursor, &at);)
		count += line_parse(at, &line, &ignored) == 0;
	return count;
}

/* Looks at the file by which break-glass accounts come in. */
static void judge_break_glass(struct premises *premises)
{
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	char path[STORE_PATH_MAX];
	struct note note;
	int r = path_read(
		site_path(premises->site, SITE_BREAK_GLASS, path), KEYS_MAX, &text, &note);
	if (r == -ENOENT || (r == 0 && count_keys(&text) == 0))
		premises_refuse(premises, NULL,
			"%s has no key: with --exclusive nothing else lets in while keyhole gives "
			"no answer; put a public key there that is kept safe",
			path);
	else if (r != 0)
		premises_refuse(premises, NULL, "%s", note.text);
}

/* Looks for programs that write keys into homes: their keys would open nothing any more, in silence. */
static void judge_agents(struct premises *premises)
{
	static const char *const agents[] = {"/usr/bin/google_guest_agent",
		"/usr/bin/google_guest_agent_manager", "/usr/bin/google_accounts_daemon",
		"/opt/digitalocean/bin/droplet-agent", "/usr/sbin/waagent", "/usr/bin/waagent",
		"/usr/bin/aliyun-service", "/usr/local/qcloud/YunJing"};
	char path[STORE_PATH_MAX];
	for (size_t i = 0; i < sizeof agents / sizeof *agents; i++)
		if (access(site_path(premises->site, agents[i], path), F_OK) == 0)
			premises_refuse(premises, NULL,
				"%s: this guest agent of a cloud writes keys into homes, where "
				"with --exclusive they open nothing; take the agent away, or "
				"stay without --exclusive",
				path);
}

/* What only --exclusive needs. */
void premises_judge_exclusive(struct premises *premises)
{
	judge_break_glass(premises);
	judge_agents(premises);
}

/* Goes through all. */
void premises_judge(struct premises *premises)
{
	premises_judge_sshd(premises);
	premises_judge_pam(premises);
	if (premises->exclusive)
		premises_judge_exclusive(premises);
	if (premises->site->live)
		premises_judge_machine(premises);
	if (premises->site->live && premises->shuts && premises->refusals == 0)
		premises_judge_import(premises);
}
