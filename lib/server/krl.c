/* SPDX-License-Identifier: Apache-2.0 */
#include "server/krl.h"

#include "common/cleanup.h"
#include "server/keygen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>

#define WORK_SPEC ".krl.spec"
#define WORK_NEW ".krl.new"
#define WORK_KEY ".krl.key"
#define PROOF_KEYS 64
#define KRL_MAX ((size_t)64 * 1024 * 1024)

/* A path in the folder of the work files. */
struct work {
	char path[4096];
};

/* Names a work file. */
static const char *work_path(struct work *work, const char *folder, const char *name, size_t number)
{
	if (number == SIZE_MAX)
		snprintf(work->path, sizeof work->path, "%s/%s", folder, name);
	else
		snprintf(work->path, sizeof work->path, "%s/%s%zu", folder, name, number);
	return work->path;
}

/* Opens a new work file in the place of one that a change before has left. */
static FILE *open_work(const char *path)
{
	unlink(path);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (!file && fd >= 0)
		close(fd);
	return file;
}

/* Ends a work file; whether all of it was written. */
static int close_work(FILE *file, const char *path, struct note *note)
{
	bool failed = !file || ferror(file) != 0;
	if (file && fclose(file) != 0)
		failed = true;
	return failed ? note_errno(note, errno ? -errno : -EIO, path) : 0;
}

/* Writes what ssh-keygen is to make a list of. */
static int write_spec(const char *path, const struct krl_entries *entries, struct note *note)
{
	FILE *file = open_work(path);
	for (size_t i = 0; file && i < entries->count; i++) {
		const struct krl_entry *entry = &entries->item[i];
		fprintf(file, "%s%s\n",
			entry->key ? "" : "hash: ", entry->key ? entry->key : entry->fingerprint);
	}
	return close_work(file, path, note);
}

/* Says what ssh-keygen said. */
static int refuse(const char *what, const struct path_text *printed, struct note *note)
{
	size_t len = printed->len;
	while (len > 0 && printed->bytes[len - 1] == '\n')
		len--;
	return note_set(note, -EIO, "%s: %s: %.*s", KEYGEN_PROGRAM, what,
		(int)(len < 400 ? len : 400), len > 0 ? printed->bytes : "");
}

/* A text by which a fingerprint may be listed, and the entry that it is of. */
struct form {
	const char *text;
	size_t entry;
};

/* Orders two forms by their texts. */
static int compare_forms(const void *a, const void *b)
{
	return strcmp(((const struct form *)a)->text, ((const struct form *)b)->text);
}

/* Every text by which an entry may be listed, sorted; NULL without memory. */
static struct form *forms_of(const struct krl_entries *entries)
{
	struct form *forms = calloc(2 * entries->count + 1, sizeof *forms);
	for (size_t i = 0; forms && i < entries->count; i++) {
		forms[2 * i] = (struct form){entries->item[i].fingerprint + strlen("SHA256:"), i};
		forms[2 * i + 1] = (struct form){entries->item[i].hex, i};
	}
	if (forms)
		qsort(forms, 2 * entries->count, sizeof *forms, compare_forms);
	return forms;
}

/* Marks all entries that a listed fingerprint is of; whether there is one. */
static bool mark(const struct form *forms, size_t count, const char *text, bool *seen)
{
	struct form wanted = {text, 0};
	const struct form *found = bsearch(&wanted, forms, count, sizeof *forms, compare_forms);
	if (!found)
		return false;
	while (found > forms && strcmp(found[-1].text, text) == 0)
		found--;
	for (; found < forms + count && strcmp(found->text, text) == 0; found++)
		seen[found->entry] = true;
	return true;
}

/* Reads what `ssh-keygen -Q -l` printed: a line "hash: SHA256:…" for each key, and a comment. */
static int read_listing(
	char *text, const struct krl_entries *entries, struct krl_state *state, struct note *note)
{
	static const char hash[] = "hash: SHA256:";
	CLEANUP(free) struct form *forms = forms_of(entries);
	CLEANUP(free) bool *seen = calloc(entries->count + 1, sizeof *seen);
	char *rest = NULL;
	if (!forms || !seen)
		return note_errno(note, -ENOMEM, KRL_NAME);
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		bool known = false;
		if (line[0] == '#')
			continue;
		if (strncmp(line, hash, sizeof hash - 1) == 0) {
			line += sizeof hash - 1;
			line[strcspn(line, " ")] = '\0';
			known = mark(forms, 2 * entries->count, line, seen);
		}
		state->too_many += !known;
	}
	for (size_t i = 0; i < entries->count; i++)
		state->lacking += !seen[i];
	return 0;
}

/* Lists what is in the file. */
int krl_compare(const char *path, const struct krl_entries *entries, struct krl_state *state,
	struct note *note)
{
	const char *const arguments[] = {"-Q", "-l", "-f", path, NULL};
	CLEANUP(path_text) struct path_text printed = {NULL, 0};
	int status;
	*state = (struct krl_state){.missing = false};
	int r = keygen_run(arguments, &status, &printed, note);
	if (r != 0)
		return r;
	if (status != 0) {
		state->missing = true;
		refuse(path, &printed, note);
		return 0;
	}
	return read_listing(printed.bytes, entries, state, note);
}

/* Asks ssh-keygen of some keys, each in a file of its own, whether they are refused: it answers
 * with a line for each. */
static int ask(const char *krl, struct work *keys, size_t count, struct note *note)
{
	const char *arguments[PROOF_KEYS + 4] = {"-Q", "-f", krl};
	CLEANUP(path_text) struct path_text printed = {NULL, 0};
	size_t refused = 0;
	int status;
	for (size_t i = 0; i < count; i++)
		arguments[3 + i] = keys[i].path;
	int r = keygen_run(arguments, &status, &printed, note);
	for (const char *at = printed.bytes; r == 0 && (at = strstr(at, ": REVOKED\n")); at++)
		refused++;
	if (r == 0 && (status != 1 || refused != count))
		r = refuse("the new list does not refuse every key", &printed, note);
	return r;
}

/* Proves the keys from `*next` on, as many as are asked of at once. */
static int prove_some(const char *folder, const char *krl, const struct krl_entries *entries,
	size_t *next, struct note *note)
{
	CLEANUP(free) struct work *keys = calloc(PROOF_KEYS, sizeof *keys);
	size_t count = 0;
	int r = keys ? 0 : note_errno(note, -ENOMEM, folder);
	for (; r == 0 && *next < entries->count && count < PROOF_KEYS; ++*next) {
		const char *key = entries->item[*next].key;
		if (!key)
			continue;
		const char *path = work_path(&keys[count], folder, WORK_KEY, count);
		FILE *file = open_work(path);
		count++;
		if (file)
			fprintf(file, "%s\n", key);
		r = close_work(file, path, note);
	}
	if (r == 0 && count > 0)
		r = ask(krl, keys, count, note);
	for (size_t i = 0; keys && i < count; i++)
		unlink(keys[i].path);
	return r;
}

/* Proves that a list has exactly the entries, and refuses the keys. */
static int prove(
	const char *folder, const char *krl, const struct krl_entries *entries, struct note *note)
{
	struct krl_state state;
	int r = krl_compare(krl, entries, &state, note);
	if (r != 0)
		return r;
	if (state.missing)
		return -EIO;
	if (state.lacking > 0 || state.too_many > 0)
		return note_set(note, -EIO,
			"%s made a list that lacks %zu of %zu keys and has %zu that it should not",
			KEYGEN_PROGRAM, state.lacking, entries->count, state.too_many);
	for (size_t next = 0; r == 0 && next < entries->count;)
		r = prove_some(folder, krl, entries, &next, note);
	return r;
}

/* Reads the bytes of a list; a NUL among them is as good as any. */
static int read_bytes(const char *path, struct path_text *krl, struct note *note)
{
	struct stat st;
	CLEANUP(fd) int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0)
		return note_errno(note, -errno, path);
	size_t size = (size_t)st.st_size;
	krl->bytes = size <= KRL_MAX ? malloc(size + 1) : NULL;
	if (!krl->bytes)
		return note_errno(note, -ENOMEM, path);
	krl->len = 0;
	for (ssize_t n = 1; krl->len < size && n > 0; krl->len += n > 0 ? (size_t)n : 0)
		n = read(fd, krl->bytes + krl->len, size - krl->len);
	return krl->len == size ? 0 : note_errno(note, -EIO, path);
}

/* Makes a list in a work file, proves it, and reads it. */
static int make(const char *folder, const char *spec, const char *new,
	const struct krl_entries *entries, struct path_text *krl, struct note *note)
{
	const char *const arguments[] = {"-q", "-k", "-f", new, spec, NULL};
	CLEANUP(path_text) struct path_text printed = {NULL, 0};
	int status = 0;
	unlink(new);
	int r = write_spec(spec, entries, note);
	if (r == 0)
		r = keygen_run(arguments, &status, &printed, note);
	if (r == 0 && status != 0)
		r = refuse("can't make the list of revoked keys", &printed, note);
	if (r == 0)
		r = prove(folder, new, entries, note);
	return r == 0 ? read_bytes(new, krl, note) : r;
}

/* Judges the folder, makes the list, takes the work files away. */
int krl_make(const char *folder, const struct krl_entries *entries, struct path_text *krl,
	struct note *note)
{
	struct work spec, new;
	CLEANUP(fd) int judged = -1;
	*krl = (struct path_text){NULL, 0};
	int r = path_open_folder(folder, &judged, note);
	if (r != 0)
		return r;
	work_path(&spec, folder, WORK_SPEC, SIZE_MAX);
	work_path(&new, folder, WORK_NEW, SIZE_MAX);
	r = make(folder, spec.path, new.path, entries, krl, note);
	unlink(spec.path);
	unlink(new.path);
	if (r != 0)
		path_text_free(krl);
	return r;
}
