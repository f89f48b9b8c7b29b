/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/barrier.h"

#include "access/revocation.h"
#include "admin/verb.h"
#include "common/cleanup.h"

#include <errno.h>

/* A list of revoked keys as sshd's is made from it. */
struct source {
	struct revocation_list list;
	struct krl_entries entries;
};

/* Gives back what it holds. */
static void cleanup_source(struct source *source)
{
	revocation_free(&source->list);
	free(source->entries.item);
}

/* Names sshd's list. */
void barrier_path(const struct settings *settings, char path[STORE_PATH_MAX])
{
	const char *slash = strrchr(settings->revoked_keys, '/');
	int folder = slash ? (int)(slash - settings->revoked_keys) : 0;
	snprintf(path, STORE_PATH_MAX, "%.*s/" KRL_NAME, folder, settings->revoked_keys);
}

/* Takes a text apart. */
static int understand(
	const struct settings *settings, struct view text, struct source *source, struct note *note)
{
	int r = revocation_read(text, settings->revoked_keys, &source->list, note);
	if (r != 0)
		return r;
	source->entries.item = calloc(source->list.count + 1, sizeof *source->entries.item);
	if (!source->entries.item)
		return note_errno(note, -ENOMEM, settings->revoked_keys);
	source->entries.count = source->list.count;
	for (size_t i = 0; i < source->list.count; i++) {
		const struct revocation *from = &source->list.item[i];
		struct krl_entry *to = &source->entries.item[i];
		to->fingerprint = from->fingerprint;
		to->key = from->key;
		memcpy(to->hex, from->hex, sizeof to->hex);
	}
	return 0;
}

/* Puts sshd's list in its place. */
static int put_krl(const struct change *change, const struct path_text *krl, struct note *note)
{
	char path[STORE_PATH_MAX];
	barrier_path(change->settings, path);
	return replace_file(&change->lock, path, (struct view){krl->bytes, krl->len}, note);
}

/* Makes first, replaces then. */
int barrier_put(const struct change *change, struct view text, bool *sshd_too, struct note *note)
{
	CLEANUP(source) struct source source = {{0, 0, NULL}, {0, NULL}};
	CLEANUP(path_text) struct path_text krl = {NULL, 0};
	struct note why;
	int r = understand(change->settings, text, &source, note);
	if (r != 0)
		return r;
	int made = krl_make(change->settings->state_dir, &source.entries, &krl, &why);
	if (made != 0 && !*sshd_too) {
		*note = why;
		return made;
	}
	r = replace_file(&change->lock, change->settings->revoked_keys, text, note);
	if (r != 0)
		return r;
	if (made == 0)
		made = put_krl(change, &krl, &why);
	*sshd_too = made == 0;
	if (made != 0)
		*note = why;
	return 0;
}

/* Reads revoked_keys and takes it apart; -ENOENT where there is none. */
static int read_source(const struct settings *settings, struct path_text *text,
	struct source *source, struct note *note)
{
	struct store store;
	store_init(&store, settings);
	int r = store_read_revoked(&store, text, note);
	return r == 0 ? understand(settings, (struct view){text->bytes, text->len}, source, note)
		      : r;
}

/* Compares what is on the disk. */
static int compare(const struct settings *settings, const struct source *source,
	struct krl_state *state, struct note *note)
{
	char path[STORE_PATH_MAX];
	barrier_path(settings, path);
	return krl_compare(path, &source->entries, state, note);
}

/* Reads both lists. */
int barrier_compare(const struct settings *settings, struct krl_state *state, struct note *note)
{
	CLEANUP(source) struct source source = {{0, 0, NULL}, {0, NULL}};
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	int r = read_source(settings, &text, &source, note);
	return r == 0 ? compare(settings, &source, state, note) : r;
}

/* Compares, and makes it if there is a difference. */
int barrier_make_of(
	const struct settings *settings, struct view text, struct path_text *krl, struct note *note)
{
	CLEANUP(source) struct source source = {{0, 0, NULL}, {0, NULL}};
	struct krl_state state;
	*krl = (struct path_text){NULL, 0};
	int r = understand(settings, text, &source, note);
	if (r == 0)
		r = compare(settings, &source, &state, note);
	if (r != 0 || (!state.missing && state.lacking == 0 && state.too_many == 0))
		return r;
	return krl_make(settings->state_dir, &source.entries, krl, note);
}

/* Of what is there. */
int barrier_make(const struct settings *settings, struct path_text *krl, struct note *note)
{
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	struct store store;
	*krl = (struct path_text){NULL, 0};
	store_init(&store, settings);
	int r = store_read_revoked(&store, &text, note);
	return r == 0 ? barrier_make_of(settings, path_text_view(&text), krl, note) : r;
}

/* Puts what was made in its place. */
int barrier_renew(const struct change *change, bool *renewed, struct note *note)
{
	CLEANUP(path_text) struct path_text krl = {NULL, 0};
	int r = barrier_make(change->settings, &krl, note);
	if (r == 0 && krl.bytes)
		r = put_krl(change, &krl, note);
	*renewed = r == 0 && krl.bytes;
	return r;
}

/* Renews, if there is a list to make it from. */
void barrier_keep(const struct change *change)
{
	struct note note;
	bool renewed;
	int r = barrier_renew(change, &renewed, &note);
	if (r != 0 && r != -ENOENT)
		admin_warn("sshd's list of revoked keys is not renewed: %s", note.text);
	else if (renewed)
		puts("made " KRL_NAME " anew: it was not what revoked_keys says");
}
