/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/stage.h"

#include "access/names.h"
#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define STAGE_NAME "import"

/* Empties a folder of files, and removes it. */
static void remove_folder(const char *path)
{
	CLEANUP(dir) DIR *list = opendir(path);
	for (struct dirent *entry; list && (entry = readdir(list));)
		unlinkat(dirfd(list), entry->d_name, 0);
	rmdir(path);
}

/* From the inside. */
void stage_remove(const struct stage *stage)
{
	remove_folder(stage->keys);
	remove_folder(stage->accounts);
	rmdir(stage->folder);
}

/* Writes a file, over one that was copied. */
static int write_file(const char *folder, const char *name, const char *ending, struct view text,
	struct note *note)
{
	char path[STORE_PATH_MAX + NAME_MAX];
	snprintf(path, sizeof path, "%s/%s%s", folder, name, ending);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (!file)
		return note_errno(note, -errno, path);
	bool failed = text.len > 0 && fwrite(text.data, 1, text.len, file) != text.len;
	if (fclose(file) != 0 || failed)
		return note_errno(note, errno ? -errno : -EIO, path);
	return 0;
}

/* Copies the file of a person or an account; one that can't be read counts for nothing in the store
 * either. */
static int copy_file(struct store *store, const struct stage *stage, bool keys, const char *name,
	struct note *note)
{
	char path[STORE_PATH_MAX];
	struct note ignored;
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	int r = keys ? store_read_keys(store, name, path, &text, &ignored)
		     : store_read_account(store, name, path, &text, &ignored);
	if (r != 0)
		return 0;
	return write_file(keys ? stage->keys : stage->accounts, name,
		keys ? NAMES_KEYS : NAMES_CONF, (struct view){text.bytes, text.len}, note);
}

/* Copies a folder of the store. */
static int copy_folder(struct store *store, const struct stage *stage, bool keys, struct note *note)
{
	CLEANUP(names) struct names names = {0, 0, NULL};
	const struct settings *settings = store->settings;
	int r = names_read(keys ? settings->keys_dir : settings->accounts_dir,
		keys ? NAMES_KEYS : NAMES_CONF, &names, note);
	for (size_t i = 0; r == 0 && i < names.count; i++)
		r = copy_file(store, stage, keys, names.name[i], note);
	return r;
}

/* Puts what is planned over it. */
static int put_plan(const struct stage *stage, const struct plan *plan, struct note *note)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < plan->person_count; i++) {
		const struct plan_person *person = plan->person[i];
		if (person->changed)
			r = write_file(stage->keys, person->name, NAMES_KEYS,
				(struct view){person->text, person->len}, note);
	}
	for (size_t i = 0; r == 0 && i < plan->grant_count; i++) {
		const struct rewrite *rewrite = &plan->grant[i].rewrite;
		r = write_file(stage->accounts, rewrite->name, NAMES_CONF,
			(struct view){rewrite->text.bytes, rewrite->text.len}, note);
	}
	return r;
}

/* Makes the folders; the way to them is judged when they are read. */
static int make_folders(const struct stage *stage, struct note *note)
{
	stage_remove(stage);
	if (mkdir(stage->folder, 0700) != 0 || mkdir(stage->keys, 0700) != 0 ||
		mkdir(stage->accounts, 0700) != 0)
		return note_errno(note, -errno, stage->folder);
	return 0;
}

/* Copies, then changes. */
int stage_make(struct stage *stage, const struct plan *plan, struct note *note)
{
	struct store *store = &plan->change->store;
	settings_borrow(store->settings, &stage->settings);
	snprintf(stage->folder, sizeof stage->folder, "%s/" STAGE_NAME, store->settings->state_dir);
	snprintf(stage->keys, sizeof stage->keys, "%s/keys", stage->folder);
	snprintf(stage->accounts, sizeof stage->accounts, "%s/accounts", stage->folder);
	stage->settings.keys_dir = stage->keys;
	stage->settings.accounts_dir = stage->accounts;
	int r = make_folders(stage, note);
	if (r == 0)
		r = copy_folder(store, stage, true, note);
	if (r == 0)
		r = copy_folder(store, stage, false, note);
	return r == 0 ? put_plan(stage, plan, note) : r;
}
