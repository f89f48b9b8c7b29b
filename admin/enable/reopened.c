/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/reopened.h"

#include "access/revocation.h"
#include "access/store.h"
#include "admin/import/source.h"
#include "admin/sshd.h"
#include "common/cleanup.h"

#include <errno.h>

#define NAMED_MAX 20

/* A look at the files of all accounts. */
struct look {
	const struct revocation_list *revoked;
	const struct sshd *sshd; /* as it is now */
	size_t count;
};

/* Whether a line's key is in the list. */
static bool is_revoked(const struct look *look, const struct source_line *line)
{
	char fingerprint[FINGERPRINT_MAX];
	struct blob blob;
	struct note ignored;
	if (line->key.len == 0 || blob_parse(line->key, &blob, &ignored) != 0)
		return false;
	fingerprint_of(&blob, fingerprint);
	return revocation_has(look->revoked, fingerprint);
}

/* Names a line. */
static void name_line(const struct look *look, const struct source *source, size_t at)
{
	const struct source_line *line = &source->line[at];
	const char *other = look->sshd->revoked_keys;
	admin_warn("%s:%u: this key was revoked, and opens %s again%s%s: take the line away",
		source->file[line->file].path, line->number, source->account,
		other[0] ? ", unless it is in the list of RevokedKeys " : "", other);
}

/* Goes through the lines of an account. */
static void look_at(struct look *look, const struct source *source)
{
	for (size_t i = 0; i < source->line_count; i++)
		if (is_revoked(look, &source->line[i]) && look->count++ < NAMED_MAX)
			name_line(look, source, i);
}

/* Reads the files that sshd goes by now, account by account. */
static int look_at_all(const struct revocation_list *revoked, struct note *note)
{
	CLEANUP(entrant_list) struct entrant_list accounts = {0};
	CLEANUP(source_list) struct source_list sources = {.count = 0};
	struct sshd sshd;
	sshd_ask(SSHD_PROGRAM, "root", &sshd);
	struct look look = {revoked, &sshd, 0};
	int r = entrant_list_all(&accounts, NULL, NULL, note);
	if (r == 0)
		r = source_list_read(&accounts, &sources, note);
	for (size_t i = 0; r == 0 && i < sources.count; i++)
		look_at(&look, &sources.item[i]);
	if (look.count > NAMED_MAX)
		admin_warn("%zu further lines have keys that were revoked; keyhole import "
			   "--dry-run names them",
			look.count - NAMED_MAX);
	return r;
}

/* Where nothing was ever revoked no file is read. */
void reopened_warn(const struct site *site)
{
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	CLEANUP(revocation) struct revocation_list revoked = {0};
	struct store store;
	struct note note;
	if (!site->live)
		return;
	store_init(&store, &site->settings);
	int r = store_read_revoked(&store, &text, &note);
	if (r == -ENOENT || r == -ENODATA)
		return;
	if (r == 0)
		r = revocation_read(
			path_text_view(&text), site->settings.revoked_keys, &revoked, &note);
	if (r == 0 && revoked.count > 0)
		r = look_at_all(&revoked, &note);
	if (r != 0)
		admin_warn("whether a revoked key opens an account again can't be told: %s",
			note.text);
}
