/* SPDX-License-Identifier: Apache-2.0 */
#include "pam_module/last_good.h"

#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

/* Writes the path of the file, for notes and for reading. */
static int path_of(const char *state_dir, char path[PATH_MAX], struct note *note)
{
	if (snprintf(path, PATH_MAX, "%s/" LAST_GOOD_FILE, state_dir) < PATH_MAX)
		return 0;
	return note_errno(note, -ENAMETOOLONG, state_dir);
}

/* Root alone. */
void last_good_init(struct last_good *last)
{
	*last = (struct last_good){.accounts = {1, last->item}, .item = {{"root", 4}}};
}

/* Cuts the next line off; its newline becomes the NUL that an item of a list has behind it. */
static bool next_line(struct path_text *text, size_t *at, struct view *line)
{
	char *begin = text->bytes + *at;
	char *end = memchr(begin, '\n', text->len - *at);
	if (!end)
		return false;
	*end = '\0';
	*line = (struct view){begin, (size_t)(end - begin)};
	*at += line->len + 1;
	return true;
}

/* Whether a line is the first one of this configuration's file. */
static bool is_head(struct view line, const char *config)
{
	static const char word[] = "config ";
	return line.len >= sizeof word - 1 && memcmp(line.data, word, sizeof word - 1) == 0 &&
	       view_is(view_skip(line, sizeof word - 1), config);
}

/* Takes the accounts from the text of a file. */
static int understand(
	struct last_good *last, const char *path, const char *config, struct note *note)
{
	size_t at = 0, count = 0;
	struct view line;
	if (!next_line(&last->text, &at, &line) || !is_head(line, config))
		return note_set(note, -EBADMSG, "%s is not of the configuration %s", path, config);
	while (next_line(&last->text, &at, &line)) {
		if (count == LAST_GOOD_ACCOUNTS || line.len == 0)
			return note_set(note, -EBADMSG, "%s is malformed", path);
		last->item[count++] = line;
	}
	if (at != last->text.len)
		return note_set(note, -EBADMSG, "%s ends in the middle of a line", path);
	last->accounts.count = count;
	return 0;
}

/* Reads the file; after a failure the list is root's alone. */
int last_good_read(
	const char *state_dir, const char *config, struct last_good *last, struct note *note)
{
	char path[PATH_MAX];
	int r = path_of(state_dir, path, note);
	if (r == 0)
		r = path_read(path, LAST_GOOD_MAX, &last->text, note);
	if (r == -ENOENT)
		return 0;
	if (r == 0)
		r = understand(last, path, config, note);
	if (r != 0) {
		last_good_free(last);
		last_good_init(last);
	}
	return r;
}

/* Whether two lists have the same accounts in the same order. */
static bool same(const struct settings_list *a, const struct settings_list *b)
{
	bool equal = a->count == b->count;
	for (size_t i = 0; equal && i < a->count; i++)
		equal = view_equal(a->item[i], b->item[i]);
	return equal;
}

/* Writes the file's text and sees that it is on the disk. */
static int write_text(int fd, const char *config, const struct settings_list *accounts)
{
	int written = dprintf(fd, "config %s\n", config);
	for (size_t i = 0; written >= 0 && i < accounts->count; i++)
		written = dprintf(fd, "%s\n", accounts->item[i].data);
	return written >= 0 && fsync(fd) == 0 ? 0 : -errno;
}

/* Makes the file under another name; what a crash left of that name goes. */
static int make_beside(
	int folder, const char *name, const char *config, const struct settings_list *accounts)
{
	if (unlinkat(folder, name, 0) != 0 && errno != ENOENT)
		return -errno;
	CLEANUP(fd)
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		S_IRUSR | S_IWUSR);
	if (fd < 0)
		return -errno;
	int r = write_text(fd, config, accounts);
	if (close(take_fd(&fd)) != 0 && r == 0)
		r = -errno;
	return r;
}

/* Puts a new file in the place of the old one. */
static int replace(const char *state_dir, const char *path, const char *config,
	const struct settings_list *accounts, struct note *note)
{
	char name[64];
	CLEANUP(fd) int folder = -1;
	int r = path_open_folder(state_dir, &folder, note);
	if (r != 0)
		return r;
	/* path_open_folder's descriptor may be of O_PATH, which can't be synced. */
	CLEANUP(fd) int synced = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	snprintf(name, sizeof name, "." LAST_GOOD_FILE ".%d", (int)getpid());
	r = synced < 0 ? -errno : make_beside(folder, name, config, accounts);
	if (r == 0 && renameat(folder, name, folder, LAST_GOOD_FILE) != 0)
		r = -errno;
	if (r == 0 && fsync(synced) != 0)
		r = -errno;
	if (r != 0)
		unlinkat(folder, name, 0);
	return r == 0 ? 0 : note_errno(note, r, path);
}

/* Compares, and writes what differs; a file that can't be believed is replaced too. */
int last_good_keep(const char *state_dir, const char *config, const struct settings_list *accounts,
	struct note *note)
{
	char path[PATH_MAX];
	struct last_good last;
	last_good_init(&last);
	int r = path_of(state_dir, path, note);
	if (r == 0 && accounts->count > LAST_GOOD_ACCOUNTS)
		r = note_set(note, -E2BIG, "more than %d break-glass accounts", LAST_GOOD_ACCOUNTS);
	if (r != 0)
		return r;
	bool kept = last_good_read(state_dir, config, &last, note) == 0 &&
		    same(&last.accounts, accounts);
	last_good_free(&last);
	return kept ? 0 : replace(state_dir, path, config, accounts, note);
}

/* Frees the text; the list must not be used any more. */
void last_good_free(struct last_good *last)
{
	path_text_free(&last->text);
}
