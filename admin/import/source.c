/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/source.h"

#include "admin/progress.h"
#include "admin/sshd.h"
#include "admin/why/own_file.h"
#include "common/cleanup.h"
#include "server/effective.h"
#include "server/origin.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

/* An address that is nobody's, and the machine's own: what holds for both holds for most. */
#define ELSEWHERE "192.0.2.1"
#define HERE "127.0.0.1"

/* What sshd said of an account. */
struct answer {
	struct child_said said;
	struct effective effective;
	const char *files;
	bool strict;
	bool common; /* it is the same for everybody, from everywhere */
};

/* Asks sshd for the settings of an account, for connections from an address. */
static int ask(const char *account, const char *address, struct answer *answer, struct note *note)
{
	char connection[512];
	snprintf(connection, sizeof connection, "user=%s,host=%s,addr=%s,laddr=" HERE ",lport=22",
		account, address, address);
	int r = sshd_test(SSHD_PROGRAM, connection, &answer->said);
	if (r != 0) {
		sshd_say_fault(SSHD_PROGRAM, r, note);
		return r;
	}
	answer->said.errors[strcspn(answer->said.errors, "\r\n")] = '\0';
	if (answer->said.status != 0)
		return note_set(note, -EBADMSG, "sshd does not say which files it reads for %s: %s",
			account, answer->said.errors);
	r = effective_read(answer->said.output, &answer->effective, note);
	if (r != 0)
		return r;
	const char *files = effective_value(&answer->effective, "authorizedkeysfile");
	answer->files = files ? files : "none";
	answer->strict = effective_is(&answer->effective, "strictmodes", "yes");
	return 0;
}

/* Adds a file; NULL without memory. */
static struct source_file *add_file(struct source *source, const char *path)
{
	struct source_file *grown =
		reallocarray(source->file, source->file_count + 1, sizeof *grown);
	if (!grown)
		return NULL;
	source->file = grown;
	grown[source->file_count] = (struct source_file){.path = strdup(path)};
	return grown[source->file_count].path ? &grown[source->file_count++] : NULL;
}

/* Takes over what was read of a file, or why it was not. */
static int keep_file(struct source *source, struct own_file *read, int fault)
{
	if (fault == -ENOENT)
		return 0;
	struct source_file *file = add_file(source, read->path);
	if (!file)
		return -ENOMEM;
	file->lost = fault == 0 && read->cut;
	if (file->lost)
		note_set(&read->note, 0, "it has more than %lu bytes", OWN_FILE_MAX);
	if (fault != 0 || read->cut)
		return (file->why = strdup(read->note.text)) ? 0 : -ENOMEM;
	file->len = read->len;
	file->text = malloc(read->len + 1);
	if (!file->text)
		return -ENOMEM;
	memcpy(file->text, read->text, read->len);
	return 0;
}

/* Whether an entry before this one has named the same file. */
static bool has_file(const struct source *source, const char *path)
{
	for (size_t i = 0; i < source->file_count; i++)
		if (strcmp(source->file[i].path, path) == 0)
			return true;
	return false;
}

/* Reads one entry of AuthorizedKeysFile. */
static int read_entry(struct source *source, const char *entry, bool strict)
{
	CLEANUP(free) struct own_file *read = calloc(1, sizeof *read);
	CLEANUP(free) char *name = strdup(source->account);
	CLEANUP(free) char *home = strdup(source->home);
	if (!read || !name || !home)
		return -ENOMEM;
	const struct passwd account = {
		.pw_name = name, .pw_dir = home, .pw_uid = source->uid, .pw_gid = source->gid};
	if (!own_file_name(&account, entry, read->path) || has_file(source, read->path))
		return 0;
	int r = own_file_read(&account, strict, read);
	r = keep_file(source, read, r);
	own_file_free(read);
	return r;
}

/* Forgets the files, and says instead why none counts. */
static int refuse_account(struct source *source, const char *what, const char *why)
{
	for (size_t i = 0; i < source->file_count; i++) {
		free(source->file[i].path);
		free(source->file[i].text);
		free(source->file[i].why);
	}
	source->file_count = 0;
	struct source_file *file = add_file(source, what);
	if (!file || !(file->why = strdup(why)))
		return -ENOMEM;
	file->lost = true;
	return 0;
}

/* Whether sshd reads the same files for connections from here. */
static int compare(const char *account, const char *files, bool *same, struct note *note)
{
	CLEANUP(free) struct answer *answer = calloc(1, sizeof *answer);
	if (!answer)
		return note_errno(note, -ENOMEM, account);
	int r = ask(account, HERE, answer, note);
	*same = r == 0 && strcmp(answer->files, files) == 0;
	child_free(&answer->said);
	return r;
}

/* Reads all files that sshd has named. */
static int read_files(struct source *source, const struct answer *answer, struct note *note)
{
	char entry[PATH_MAX];
	bool same;
	int r = 0;
	if (strcmp(answer->files, "none") == 0)
		return 0;
	for (const char *at = answer->files; r == 0 && effective_word(&at, entry, sizeof entry);)
		r = read_entry(source, entry, answer->strict);
	if (r != 0)
		return note_errno(note, r, source->account);
	if (source->file_count == 0 || answer->common)
		return 0;
	r = compare(source->account, answer->files, &same, note);
	if (r == 0 && !same)
		r = refuse_account(source, "AuthorizedKeysFile",
			"sshd reads other files for connections from other addresses (Match), and "
			"in the store these keys would open from everywhere");
	return r;
}

/* Asks sshd once where it says the same of everybody: that takes milliseconds an account. */
static int ask_common(struct answer *common, struct note *note)
{
	if (origin_varies(ORIGIN_FOLDER))
		return 0;
	int r = ask("root", ELSEWHERE, common, note);
	common->common = r == 0;
	return r;
}

/* Asks sshd about an account unless that is known, and reads what it reads. */
static int read_source(struct source *source, const struct answer *common, struct note *note)
{
	struct note why;
	if (account_name_check(view_of(source->account), &why) != 0)
		return refuse_account(source, "AuthorizedKeysFile", why.text);
	if (common->common)
		return read_files(source, common, note);
	CLEANUP(free) struct answer *answer = calloc(1, sizeof *answer);
	if (!answer)
		return note_errno(note, -ENOMEM, source->account);
	int r = ask(source->account, ELSEWHERE, answer, note);
	if (r == 0)
		r = read_files(source, answer, note);
	child_free(&answer->said);
	return r;
}

/* Keeps those that have a file. */
int source_list_read(
	const struct entrant_list *accounts, struct source_list *list, struct note *note)
{
	struct progress progress = progress_begin("asking sshd which files it reads");
	CLEANUP(free) struct answer *common = calloc(1, sizeof *common);
	list->item = calloc(accounts->count + 1, sizeof *list->item);
	int r = list->item && common ? ask_common(common, note)
				     : note_errno(note, -ENOMEM, "the list of accounts");
	for (size_t i = 0; r == 0 && i < accounts->count; i++) {
		const struct entrant *account = &accounts->item[i];
		struct source *source = &list->item[list->count];
		progress_show(&progress, i, accounts->count);
		*source = (struct source){.account = account->name,
			.home = account->home,
			.uid = account->uid,
			.gid = account->gid};
		snprintf(source->person, sizeof source->person, "%s", account->name);
		r = read_source(source, common, note);
		if (r == 0 && source_read_lines(source) != 0)
			r = note_errno(note, -ENOMEM, source->account);
		list->count += source->file_count > 0;
	}
	progress_hide(&progress);
	if (common)
		child_free(&common->said);
	return r;
}
