/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/draft.h"

#include "access/store.h"
#include "admin/child.h"
#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MAX 16
#define DEPTH_MAX 16 /* folders open at once */

/* Writes the text into a new file. */
static int fill(const char *path, struct view text, struct note *note)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (!file)
		return note_errno(note, -errno, path);
	bool failed = fwrite(text.data, 1, text.len, file) != text.len;
	if (fclose(file) != 0 || failed)
		return note_errno(note, -errno, path);
	return 0;
}

/* Judges the state folder, makes one in it, and the copy in that. */
int draft_make(const char *state_dir, const char *name, struct view text, struct draft *draft,
	struct note *note)
{
	CLEANUP(fd) int judged = -1;
	int r = path_open_folder(state_dir, &judged, note);
	if (r != 0)
		return r;
	snprintf(draft->folder, sizeof draft->folder, "%s/edit-XXXXXX", state_dir);
	if (!mkdtemp(draft->folder))
		return note_errno(note, -errno, state_dir);
	snprintf(draft->path, sizeof draft->path, "%s/%s", draft->folder, name);
	r = fill(draft->path, text, note);
	if (r != 0)
		draft_remove(draft);
	return r;
}

/* The command line of the editor: the first that is set and not empty. */
static const char *editor(void)
{
	static const char *const names[] = {"SUDO_EDITOR", "VISUAL", "EDITOR"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *set = getenv(names[i]);
		if (set && set[strspn(set, " \t")])
			return set;
	}
	if (access("/usr/bin/editor", X_OK) == 0)
		return "/usr/bin/editor";
	return child_found("vi") || !child_found("nano") ? "vi" : "nano";
}

/* Starts a command line with a path behind it. */
static int start(char *line, const char *path, pid_t *pid)
{
	CLEANUP(free) char *last = strdup(path);
	char *argv[WORDS_MAX + 2], *rest = NULL;
	size_t count = 0;
	sigset_t back;
	posix_spawnattr_t attributes;
	for (char *word = strtok_r(line, " \t", &rest); word && count < WORDS_MAX;
		word = strtok_r(NULL, " \t", &rest))
		argv[count++] = word;
	argv[count++] = last;
	argv[count] = NULL;
	sigemptyset(&back);
	sigaddset(&back, SIGINT);
	sigaddset(&back, SIGQUIT);
	if (!last || posix_spawnattr_init(&attributes) != 0)
		return ENOMEM;
	posix_spawnattr_setsigdefault(&attributes, &back);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	int r = posix_spawnp(pid, argv[0], NULL, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	return r;
}

/* Waits for the editor; whether it ended well. */
static bool wait_for(pid_t pid)
{
	int status;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Runs the editor, deaf to what the terminal sends meanwhile. */
int draft_edit(const struct draft *draft, struct note *note)
{
	pid_t pid;
	struct sigaction deaf = {.sa_handler = SIG_IGN}, interrupt, quit;
	CLEANUP(free) char *line = strdup(editor());
	if (!line)
		return note_errno(note, -ENOMEM, draft->path);
	sigaction(SIGINT, &deaf, &interrupt);
	sigaction(SIGQUIT, &deaf, &quit);
	int r = start(line, draft->path, &pid);
	bool well = r == 0 && wait_for(pid);
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGQUIT, &quit, NULL);
	if (r != 0)
		return note_set(
			note, -r, "the editor can't be run: %s: %s; set EDITOR", line, strerror(r));
	return well ? 0
		    : note_set(note, -ECANCELED,
			      "the editor %s did not end well: nothing is changed", line);
}

/* Reads the copy as a file of the store is read. */
int draft_read(const struct draft *draft, struct path_text *text, struct note *note)
{
	return path_read(draft->path, STORE_KEYS_MAX, text, note);
}

/* Removes a file, or a folder that is empty by now. */
static int remove_one(const char *path, const struct stat *st, int type, struct FTW *walk)
{
	(void)st, (void)type, (void)walk;
	(void)remove(path);
	return 0;
}

/* From the bottom up: an editor may have made folders. */
void draft_remove(const struct draft *draft)
{
	(void)nftw(draft->folder, remove_one, DEPTH_MAX, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
