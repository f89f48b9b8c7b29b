/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/outlook.h"

#include "access/store.h"
#include "admin/verb.h"
#include "common/cleanup.h"
#include "common/path.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* A setting that names a place. */
struct named {
	const char *name, *before, *after;
	bool folder, asked; /* asked: sshd asks as another user, who reads it */
};

/* Judges a folder, and whether others may look into it where they have to. */
static int judge_folder(const struct named *named, struct note *note)
{
	struct stat st;
	CLEANUP(fd) int fd = -1;
	int r = path_open_folder(named->after, &fd, note);
	if (r == 0 && fstat(fd, &st) != 0)
		r = note_errno(note, -errno, named->after);
	if (r == 0 && named->asked && (st.st_mode & 05) != 05)
		r = note_set(note, -EACCES,
			"%s can't be looked into by the user keyhole, as which sshd asks (mode "
			"%04o); mend it with: chmod a+rx %s",
			named->after, (unsigned)st.st_mode & 07777, named->after);
	return r;
}

/* Judges a file. */
static int judge_file(const struct named *named, struct note *note)
{
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	return path_read(named->after, STORE_KEYS_MAX, &text, note);
}

/* Judges a place if it is another one; whether something is wrong with it. */
static bool judge(const struct named *named)
{
	struct note note;
	if (strcmp(named->before, named->after) == 0)
		return false;
	int r = named->folder ? judge_folder(named, &note) : judge_file(named, &note);
	if (r != 0)
		admin_warn("%s: %s", named->name, note.text);
	return r != 0;
}

/* Warns of each place; whether there is none. */
static bool judge_all(const struct settings *before, const struct settings *after)
{
	const struct named places[] = {{"keys_dir", before->keys_dir, after->keys_dir, true, true},
		{"accounts_dir", before->accounts_dir, after->accounts_dir, true, true},
		{"groups_dir", before->groups_dir, after->groups_dir, true, true},
		{"revoked_keys", before->revoked_keys, after->revoked_keys, false, true},
		{"log_dir", before->log_dir, after->log_dir, true, false},
		{"state_dir", before->state_dir, after->state_dir, true, false}};
	size_t wrong = 0;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		wrong += judge(&places[i]);
	return wrong == 0;
}

/* Where the old text was none, the defaults counted. */
bool outlook_is_sound(const char *path, struct view old_text, struct view new_text)
{
	struct note ignored;
	CLEANUP(settings) struct settings before = {.syntax = NULL};
	CLEANUP(settings) struct settings after = {.syntax = NULL};
	if (settings_parse(old_text, path, &before, &ignored) != 0)
		settings_init(&before);
	return settings_parse(new_text, path, &after, &ignored) == 0 && judge_all(&before, &after);
}
