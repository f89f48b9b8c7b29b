/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/sshd_log.h"

#include "admin/log/sshd_log_line.h"
#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#define SECOND 1000000
#define ARGUMENT_MAX 48
#define FIXED 9 /* arguments before the matches, and NULL */

/* journalctl while it runs. */
struct sshd_log {
	pid_t pid;
	FILE *lines;
};

/* Whether one of the journals in a folder can be opened; `*found` whether there is one at all. */
static bool has_readable(const char *path, bool *found)
{
	CLEANUP(dir) DIR *dir = opendir(path);
	const struct dirent *entry;
	char file[PATH_MAX];
	while (dir && (entry = readdir(dir))) {
		int len = snprintf(file, sizeof file, "%s/%s/system.journal", path, entry->d_name);
		if (entry->d_name[0] == '.' || len >= (int)sizeof file)
			continue;
		if (access(file, R_OK) == 0)
			return true;
		*found = *found || errno == EACCES;
	}
	return false;
}

/* Looks at the files, since journalctl itself shows an empty journal to who may not read it. */
bool sshd_log_is_readable(struct note *note)
{
	bool found = false;
	if (access(sshd_log_program(), X_OK) != 0) {
		note_set(note, 0, "there is no %s", sshd_log_program());
		return false;
	}
	for (const char *const *folder = sshd_log_folders(); *folder; folder++)
		if (has_readable(*folder, &found))
			return true;
	note_set(note, 0, "%s",
		found ? "only root and the groups adm and systemd-journal may read the "
			"journal"
		      : "journald keeps no journal here");
	return false;
}

/* Starts journalctl with its output in a pipe; nothing of our environment, nor what it complains of,
 * is of use to it or to us. */
static int start(char *const argv[], struct sshd_log *journal, struct note *note)
{
	static char path[] = "PATH=/usr/bin:/bin", locale[] = "LC_ALL=C";
	char *const environment[] = {path, locale, NULL};
	posix_spawn_file_actions_t actions;
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return note_errno(note, -errno, sshd_log_program());
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	int r = posix_spawn(&journal->pid, sshd_log_program(), &actions, NULL, argv, environment);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	journal->lines = r == 0 ? fdopen(ends[0], "r") : NULL;
	if (journal->lines)
		return 0;
	close(ends[0]);
	return note_errno(note, r != 0 ? -r : -ENOMEM, sshd_log_program());
}

/* Puts the arguments together: what is fixed, the time, root's sshd, and monitors. */
static size_t put_arguments(const struct sshd_log_query *query, char (*words)[ARGUMENT_MAX])
{
	size_t count = 0;
	snprintf(words[count++], ARGUMENT_MAX, "--since=@%" PRId64, query->since / SECOND);
	if (query->until < INT64_MAX)
		snprintf(words[count++], ARGUMENT_MAX, "--until=@%" PRId64,
			query->until / SECOND + 1);
	for (size_t i = 0; i < query->count; i++)
		snprintf(words[count++], ARGUMENT_MAX, "_PID=%lld", (long long)query->monitors[i]);
	return count;
}

/* Starts journalctl with its arguments. */
static int start_for(
	const struct sshd_log_query *query, struct sshd_log *journal, struct note *note)
{
	static char name[] = "journalctl", system[] = "--system", output[] = "--output=json",
		    pager[] = "--no-pager", quiet[] = "--quiet",
		    fields[] = "--output-fields=MESSAGE,_PID,_BOOT_ID", root[] = "_UID=0",
		    old[] = "SYSLOG_IDENTIFIER=sshd", new[] = "SYSLOG_IDENTIFIER=sshd-session";
	char *const fixed[FIXED] = {name, system, output, pager, quiet, fields, root, old, new};
	CLEANUP(free)
	char(*words)[ARGUMENT_MAX] = calloc(query->count + 2, sizeof *words);
	CLEANUP(free) char **argv = calloc(query->count + 3 + FIXED, sizeof *argv);
	if (!words || !argv)
		return note_errno(note, -ENOMEM, sshd_log_program());
	memcpy(argv, fixed, sizeof fixed);
	size_t count = put_arguments(query, words);
	for (size_t i = 0; i < count; i++)
		argv[FIXED + i] = words[i];
	return start(argv, journal, note);
}

/* Begins to read. */
int sshd_log_open(const struct sshd_log_query *query, struct sshd_log **journal, struct note *note)
{
	*journal = calloc(1, sizeof **journal);
	int r = *journal ? start_for(query, *journal, note)
			 : note_errno(note, -ENOMEM, sshd_log_program());
	if (r != 0) {
		free(*journal);
		*journal = NULL;
	}
	return r;
}

/* Reads a line; of one that is too long nothing. */
static bool next_line(FILE *lines, char *line, struct view *text)
{
	while (fgets(line, SSHD_LOG_LINE_MAX, lines)) {
		*text = view_of(line);
		if (text->len > 0 && line[text->len - 1] == '\n') {
			text->len--;
			return true;
		}
		for (int c = getc(lines); c != '\n' && c != EOF;)
			c = getc(lines);
	}
	return false;
}

/* Waits for journalctl, which has said all; it answers 1 where nothing was found. */
static int finish(struct sshd_log *journal, struct note *note)
{
	int status;
	pid_t pid = journal->pid;
	journal->pid = 0;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) <= 1)
		return 0;
	return note_set(note, -EIO, "%s failed (status %d)", sshd_log_program(),
		WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

/* Passes over what says nothing. */
int sshd_log_next(struct sshd_log *journal, struct sshd_log_line *line, struct note *note)
{
	char text[SSHD_LOG_LINE_MAX];
	struct view view;
	while (journal->pid > 0 && next_line(journal->lines, text, &view))
		if (sshd_log_line_read(view, line))
			return 1;
	return journal->pid > 0 ? finish(journal, note) : 0;
}

/* Ends it, if it has more to say. */
void sshd_log_close(struct sshd_log *journal)
{
	if (!journal)
		return;
	fclose(journal->lines);
	if (journal->pid > 0) {
		kill(journal->pid, SIGTERM);
		while (waitpid(journal->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	free(journal);
}
