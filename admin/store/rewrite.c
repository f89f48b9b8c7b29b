/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/rewrite.h"

#include "access/names.h"
#include "admin/store/limits.h"
#include "admin/store/overlap.h"
#include "admin/verb.h"
#include "common/cleanup.h"
#include "common/reason.h"

#include <errno.h>

/* Names a file and reads it; that there is none is an empty text. */
static int begin(struct change *change, enum rewrite_kind kind, const char *name,
	struct rewrite *rewrite, struct path_text *old, struct note *note)
{
	*rewrite = (struct rewrite){.kind = kind};
	snprintf(rewrite->name, sizeof rewrite->name, "%s", name);
	int r = kind == REWRITE_ACCOUNT
			? store_read_account(&change->store, name, rewrite->path, old, note)
			: store_read_group(&change->store, name, rewrite->path, old, note);
	return r == -ENOENT ? 0 : r;
}

/* The file as amend.h asks for it. A file that is there and empty is a mistake, not an absent one.
 */
static struct amend_file file_of(
	const struct change *change, const struct rewrite *rewrite, const struct path_text *old)
{
	bool empty = old->bytes && old->len == 0;
	return (struct amend_file){change->settings, rewrite->path,
		empty ? (struct view)VIEW("\n") : (struct view){old->bytes, old->len}};
}

/* Takes what somebody has away before a grant is added that covers it. */
static int replace_older(const struct amend_file *file, const struct amend_grant *grant,
	struct path_text *text, struct note *note)
{
	CLEANUP(path_text) struct path_text without = {NULL, 0};
	int r = amend_ungrant(file, grant->who, &without, note);
	if (r != 0)
		return r;
	struct amend_file rest = {file->settings, file->path, {without.bytes, without.len}};
	path_text_free(text);
	return amend_grant(&rest, grant, text, note);
}

/* Holds a text with one more grant against what somebody has already. */
static int settle(const struct amend_file *file, const struct amend_grant *grant,
	struct rewrite *rewrite, struct note *note)
{
	struct path_text *text = &rewrite->text;
	const struct grant *beside = NULL;
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	snprintf(rules.path, sizeof rules.path, "%s", file->path);
	int r = grant_rules_parse(
		file->settings, (struct view){text->bytes, text->len}, &rules, note);
	if (r != 0)
		return r;
	enum overlap overlap = overlap_judge(&rules, grant->who, &beside);
	if (overlap == OVERLAP_WIDER)
		return note_set(note, REASON_OPTIONS_CONFLICT,
			"nothing is changed: %s has a wider grant already (%s:%u)", grant->who,
			file->path, beside->line);
	rewrite->replaces = overlap != OVERLAP_NONE;
	rewrite->loses = overlap == OVERLAP_LOSS;
	r = rewrite->replaces ? replace_older(file, grant, text, note) : 0;
	if (r != 0)
		return r;
	rewrite->after = limits_text(&rules.grant[rules.count - 1].options);
	if (rewrite->replaces)
		rewrite->before = limits_of(&rules, rules.count - 1, grant->who);
	return 0;
}

/* Adds a grant. */
int rewrite_grant(struct change *change, const char *account, const struct amend_grant *grant,
	struct rewrite *rewrite, struct note *note)
{
	CLEANUP(path_text) struct path_text old = {NULL, 0};
	int r = begin(change, REWRITE_ACCOUNT, account, rewrite, &old, note);
	struct amend_file file = file_of(change, rewrite, &old);
	if (r == 0)
		r = amend_grant(&file, grant, &rewrite->text, note);
	return r == 0 && rewrite->text.bytes ? settle(&file, grant, rewrite, note) : r;
}

/* The limits of the grants that somebody has; NULL where that can't be told. */
static char *limits_before(const struct amend_file *file, const char *who)
{
	struct note ignored;
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	if (grant_rules_parse(file->settings, file->text, &rules, &ignored) != 0)
		return NULL;
	return limits_of(&rules, rules.count, who);
}

/* Takes somebody out of all grants. */
int rewrite_ungrant(struct change *change, const char *account, const char *who,
	struct rewrite *rewrite, struct note *note)
{
	CLEANUP(path_text) struct path_text old = {NULL, 0};
	int r = begin(change, REWRITE_ACCOUNT, account, rewrite, &old, note);
	struct amend_file file = file_of(change, rewrite, &old);
	if (r == 0 && old.bytes)
		r = amend_ungrant(&file, who, &rewrite->text, note);
	if (r == 0 && rewrite->text.bytes)
		rewrite->before = limits_before(&file, who);
	return r;
}

/* Adds a person to a group, or takes one out. */
int rewrite_group(struct change *change, const char *group, const char *person, bool joins,
	struct rewrite *rewrite, struct note *note)
{
	CLEANUP(path_text) struct path_text old = {NULL, 0};
	int r = begin(change, REWRITE_GROUP, group, rewrite, &old, note);
	struct amend_file file = file_of(change, rewrite, &old);
	if (r != 0)
		return r;
	return joins ? amend_join(&file, person, &rewrite->text, note)
		     : amend_leave(&file, person, &rewrite->text, note);
}

/* Makes room for one more. */
static struct rewrite *grow(struct rewrite_list *list)
{
	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 8;
		void *grown = reallocarray(list->item, room, sizeof *list->item);
		if (!grown)
			return NULL;
		list->item = grown;
		list->room = room;
	}
	return &list->item[list->count];
}

/* Makes the text of one file without a person, and keeps it if that changes it. */
static int without(struct change *change, enum rewrite_kind kind, const char *name,
	const char *person, struct rewrite_list *list, struct note *note)
{
	struct note why;
	struct rewrite *rewrite = grow(list);
	if (!rewrite)
		return note_errno(note, -ENOMEM, name);
	int r = kind == REWRITE_ACCOUNT ? rewrite_ungrant(change, name, person, rewrite, &why)
					: rewrite_group(change, name, person, false, rewrite, &why);
	list->count += r == 0 && rewrite->text.bytes;
	list->failed += r != 0;
	if (r != 0)
		admin_warn("%s", why.text);
	return 0;
}

/* Asks of every file of a folder. */
static int without_all(struct change *change, enum rewrite_kind kind, const char *person,
	struct rewrite_list *list, struct note *note)
{
	CLEANUP(names) struct names names = {0, 0, NULL};
	const struct settings *settings = change->settings;
	int r = names_read(kind == REWRITE_ACCOUNT ? settings->accounts_dir : settings->groups_dir,
		NAMES_CONF, &names, note);
	for (size_t i = 0; r == 0 && i < names.count; i++)
		r = without(change, kind, names.name[i], person, list, note);
	return r;
}

/* Asks of every account, then of every group. */
int rewrite_without(
	struct change *change, const char *person, struct rewrite_list *list, struct note *note)
{
	int r = without_all(change, REWRITE_ACCOUNT, person, list, note);
	return r == 0 ? without_all(change, REWRITE_GROUP, person, list, note) : r;
}

/* Replaces the file. */
int rewrite_put(const struct change *change, const struct rewrite *rewrite, struct note *note)
{
	struct view text = {rewrite->text.bytes, rewrite->text.len};
	return replace_file(&change->lock, rewrite->path, text, note);
}

/* Frees one. */
void rewrite_free(struct rewrite *rewrite)
{
	path_text_free(&rewrite->text);
	free(rewrite->before);
	free(rewrite->after);
	rewrite->before = rewrite->after = NULL;
}

/* Frees all. */
void rewrite_list_free(struct rewrite_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		rewrite_free(&list->item[i]);
	free(list->item);
	*list = (struct rewrite_list){.count = 0};
}
