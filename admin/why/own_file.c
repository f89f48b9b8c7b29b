/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/own_file.h"

#include "admin/why/guise.h"
#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Token by token. */
bool own_file_name(const struct passwd *account, const char *entry, char path[PATH_MAX])
{
	size_t len = 0;
	if (entry[0] != '/' && strncmp(entry, "%h", 2) != 0)
		len = (size_t)snprintf(path, PATH_MAX, "%s/", account->pw_dir);
	const char *at = entry;
	for (; *at && len < PATH_MAX - 1; at++) {
		char uid[16];
		snprintf(uid, sizeof uid, "%u", (unsigned)account->pw_uid);
		const char *value = *at != '%'     ? NULL
				    : at[1] == 'h' ? account->pw_dir
				    : at[1] == 'u' ? account->pw_name
				    : at[1] == 'U' ? uid
				    : at[1] == '%' ? "%"
						   : "";
		if (value)
			len += (size_t)snprintf(path + len, PATH_MAX - len, "%s", value);
		else
			path[len++] = *at;
		at += value && at[1];
	}
	path[len < PATH_MAX ? len : PATH_MAX - 1] = '\0';
	return !*at && len < PATH_MAX;
}

/* Reads a file that is open. */
static int read_file(struct own_file *file, int fd)
{
	struct stat st;
	const char *path = file->path;
	if (fd < 0 && errno == EAGAIN)
		return note_set(&file->note, -EAGAIN,
			"%s: a program holds a lease on it (`lslocks` shows which)", path);
	if (fd < 0 || fstat(fd, &st) != 0)
		return note_errno(&file->note, -errno, path);
	if (!S_ISREG(st.st_mode))
		return note_set(&file->note, -EINVAL, "%s is not a regular file", path);
	file->text = malloc(OWN_FILE_MAX + 1);
	if (!file->text)
		return note_errno(&file->note, -ENOMEM, path);
	for (ssize_t n = 1; n != 0 && file->len <= OWN_FILE_MAX;) {
		n = read(fd, file->text + file->len, OWN_FILE_MAX + 1 - file->len);
		if (n < 0)
			return note_errno(&file->note, -errno, path);
		file->len += (size_t)n;
	}
	file->cut = file->len > OWN_FILE_MAX;
	file->len -= file->cut;
	return 0;
}

/* Takes on the account's rights, as sshd does, for the reading and for the judging; both of the same
 * descriptor. */
int own_file_read(const struct passwd *account, bool strict, struct own_file *file)
{
	struct rights rights;
	const struct safe_rule rule = {account->pw_uid, account->pw_dir, NULL};
	file->text = NULL;
	file->len = 0;
	CLEANUP(fd) int fd = -1;
	int r = guise_take(account, &rights, &file->note);
	if (r == 0) {
		fd = open(file->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
		r = read_file(file, fd);
	}
	if (r == 0 && strict)
		r = safe_open_file(&rule, fd, file->path, &file->fault, &file->note);
	guise_drop(&rights);
	if (r < 0)
		own_file_free(file);
	return r;
}

/* The longest fault is cut. */
void own_file_doubt(const struct note *fault, struct note *words)
{
	note_set(words, 0,
		"keyhole can't read this line, and sshd may let in with it: %.800s; write the line "
		"anew, or delete it",
		fault->text);
}

/* Frees the text. */
void own_file_free(struct own_file *file)
{
	free(file->text);
	file->text = NULL;
	file->len = 0;
}
