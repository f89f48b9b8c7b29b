/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/unbelieved.h"

#include "access/grant.h"
#include "access/names.h"
#include "admin/handed.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdio.h>

/* Looking at all rules. */
struct look {
	struct store *store;
	struct unbelieved_list *list;
	struct names believed; /* groups */
	const char *account;   /* of the rules that are looked at */
};

/* Whether a byte may be part of a name. */
static bool is_named(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-' || c == '.';
}

/* Whether a name stands in a text as a word. */
static bool has_word(const char *text, const char *name)
{
	size_t len = strlen(name);
	for (const char *at = text; (at = strstr(at, name)); at++)
		if ((at == text || !is_named(at[-1])) && !is_named(at[len]))
			return true;
	return false;
}

/* Writes the people of a list. */
static void put_people(FILE *out, const struct settings_list *people)
{
	for (size_t i = 0; i < people->count; i++)
		fprintf(out, "\n%s\n", people->item[i].data);
}

/* Writes a file as it is, a NUL as a blank; -ENOENT where there is none. */
static int put_text(FILE *out, const char *path, char *text, size_t *len)
{
	struct note ignored;
	int r = handed_read(path, text, STORE_RULES_MAX + 1, len, &ignored);
	for (size_t i = 0; r == 0 && i < *len; i++)
		fputc(text[i] ? text[i] : ' ', out);
	return r;
}

/* Writes what a group says, and whom it is read to have. */
static int put_group(FILE *out, const struct settings *settings, const char *name)
{
	char path[STORE_PATH_MAX];
	struct note ignored;
	struct grant_group group;
	size_t len = 0;
	CLEANUP(free) char *text = malloc(STORE_RULES_MAX + 1);
	snprintf(path, sizeof path, "%s/%s" NAMES_CONF, settings->groups_dir, name);
	int r = text ? put_text(out, path, text, &len) : -ENOMEM;
	if (r != 0)
		return r == -ENOENT ? 0 : r;
	if (grant_group_parse((struct view){text, len}, path, &group, &ignored) == 0) {
		put_people(out, &group.people);
		grant_group_free(&group);
	}
	return 0;
}

/* The name of a group that begins here, with all bytes that a name may have. */
static struct view group_at(struct view text)
{
	struct view name = {text.data, 0};
	while (name.len < text.len &&
		(is_named(name.data[name.len]) ||
			(name.data[name.len] != '\0' && strchr("@+$", name.data[name.len]))))
		name.len++;
	return name;
}

/* Writes what the groups say that a text names, each once. */
static int put_groups(FILE *out, const struct settings *settings, struct view text)
{
	char group[ACCOUNT_NAME_MAX + 1];
	struct note note;
	CLEANUP(names) struct names seen = {0, 0, NULL};
	int r = 0;
	for (const char *at; r == 0 && text.len > 0 && (at = memchr(text.data, '@', text.len));) {
		text = view_skip(text, (size_t)(at - text.data) + 1);
		struct view name = group_at(text);
		if (name.len == 0 || name.len > ACCOUNT_NAME_MAX)
			continue;
		memcpy(group, name.data, name.len);
		group[name.len] = '\0';
		if (names_has(&seen, group))
			continue;
		r = seen.count < GRANT_MAX ? names_add(&seen, group, &note) : -E2BIG;
		if (r == 0)
			r = put_group(out, settings, group);
	}
	return r;
}

/* Writes what an account's rules say, and whom they are read to let in. */
static int put_rules(FILE *out, const struct settings *settings, const char *path)
{
	struct note ignored;
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	size_t len = 0;
	CLEANUP(free) char *text = malloc(STORE_RULES_MAX + 1);
	int r = text ? put_text(out, path, text, &len) : -ENOMEM;
	if (r != 0)
		return r;
	snprintf(rules.path, sizeof rules.path, "%s", path);
	(void)grant_rules_parse(settings, (struct view){text, len}, &rules, &ignored);
	for (size_t i = 0; i < rules.count; i++)
		put_people(out, &rules.grant[i].people);
	return 0;
}

/* Writes whom a file may let in; NULL where that can't be told. */
static char *gather_names(const struct settings *settings, const char *path, const char *group)
{
	char *names = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&names, &len);
	if (!out)
		return NULL;
	int r = group ? put_group(out, settings, group) : put_rules(out, settings, path);
	CLEANUP(free) char *rules = fflush(out) == 0 ? strdup(names) : NULL;
	if (r == 0 && !group)
		r = rules ? put_groups(out, settings, view_of(rules)) : -ENOMEM;
	if (fclose(out) == 0 && r == 0)
		return names;
	free(names);
	return NULL;
}

/* Adds a file, unless it is there; gives its place. */
static int add_file(struct look *look, const char *path, const char *group, size_t *place,
	const struct note *why)
{
	struct unbelieved_list *list = look->list;
	for (*place = 0; *place < list->file_count; ++*place)
		if (strcmp(list->file[*place].path, path) == 0)
			return 0;
	struct unbelieved_file *grown =
		reallocarray(list->file, list->file_count + 1, sizeof *grown);
	if (!grown)
		return -ENOMEM;
	list->file = grown;
	struct unbelieved_file *file = &grown[list->file_count++];
	*file = (struct unbelieved_file){.path = strdup(path)};
	file->names = gather_names(look->store->settings, path, group);
	bool mends = strstr(why->text, "mend it with") != NULL;
	if (asprintf(&file->why, "%s%s", why->text,
		    mends ? "" : "; mend it with an editor, and then ask: keyhole check") < 0)
		file->why = NULL;
	return file->path && file->why ? 0 : -ENOMEM;
}

/* Adds an account. */
static int add(struct look *look, const char *path, const char *group, struct note *note)
{
	struct unbelieved_list *list = look->list;
	size_t place;
	int r = add_file(look, path, group, &place, note);
	struct unbelieved *grown =
		r == 0 ? reallocarray(list->item, list->count + 1, sizeof *grown) : NULL;
	if (!grown)
		return note_errno(note, -ENOMEM, path);
	list->item = grown;
	grown[list->count] = (struct unbelieved){strdup(look->account), place, !group};
	if (!grown[list->count].account)
		return note_errno(note, -ENOMEM, path);
	list->count++;
	return 0;
}

/* Looks at a group of an account, once for all accounts where it is believed. */
static int look_at_group(struct look *look, const char *name, struct note *note)
{
	char path[STORE_PATH_MAX];
	struct grant_group group;
	if (names_has(&look->believed, name))
		return 0;
	int r = grant_group_load(look->store, name, &group, note);
	if (r == 0)
		grant_group_free(&group);
	if (r == 0 || r == -ENOENT)
		return names_add(&look->believed, name, note);
	snprintf(path, sizeof path, "%s/%s" NAMES_CONF, look->store->settings->groups_dir, name);
	return r == -ENOMEM ? r : add(look, path, name, note);
}

/* Looks at the rules of an account. */
static int look_at_account(struct look *look, struct note *note)
{
	char path[STORE_PATH_MAX];
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	int r = grant_rules_load(look->store, look->account, &rules, note);
	if (r == -ENOMEM)
		return r;
	if (r != 0) {
		snprintf(path, sizeof path, "%s/%s" NAMES_CONF, look->store->settings->accounts_dir,
			look->account);
		return add(look, path, NULL, note);
	}
	for (size_t i = 0; r == 0 && i < rules.count; i++) {
		const struct settings_list *people = &rules.grant[i].people;
		for (size_t n = 0; r == 0 && n < people->count; n++)
			if (people->item[n].data[0] == '@')
				r = look_at_group(look, people->item[n].data + 1, note);
	}
	return r;
}

/* Account by account. */
int unbelieved_read(struct store *store, struct unbelieved_list *list, struct note *note)
{
	CLEANUP(names) struct names accounts = {0, 0, NULL};
	struct look look = {.store = store, .list = list};
	int r = names_read(store->settings->accounts_dir, NAMES_CONF, &accounts, note);
	for (size_t i = 0; r == 0 && i < accounts.count; i++) {
		look.account = accounts.name[i];
		r = look_at_account(&look, note);
	}
	names_free(&look.believed);
	return r;
}

/* Looks it up; its own rules come first. */
const struct unbelieved *unbelieved_find(const struct unbelieved_list *list, const char *account)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->item[i].account, account) == 0)
			return &list->item[i];
	return NULL;
}

/* The file by which a person could gain, NULL where there is none. */
static const struct unbelieved_file *find_gain(
	const struct unbelieved_list *list, const char *person)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct unbelieved_file *file = &list->file[list->item[i].file];
		if (!file->names || has_word(file->names, person) ||
			strcmp(list->item[i].account, person) == 0)
			return file;
	}
	return NULL;
}

/* Source by source. */
size_t unbelieved_leave(const struct unbelieved_list *list, struct source_list *sources)
{
	size_t count = 0;
	for (size_t i = 0; list->count > 0 && i < sources->count; i++) {
		struct source *source = &sources->item[i];
		const struct unbelieved_file *file = find_gain(list, source->person);
		for (size_t n = 0; file && n < source->line_count; n++) {
			if (source->line[n].fate != SOURCE_NEW)
				continue;
			source_leave(&source->line[n], "not-believed",
				"as a key of %s it may open more once this is mended: %s",
				source->person, file->why);
			count++;
		}
	}
	return count;
}

/* Frees each. */
void unbelieved_free(struct unbelieved_list *list)
{
	for (size_t i = 0; i < list->file_count; i++) {
		free(list->file[i].path);
		free(list->file[i].why);
		free(list->file[i].names);
	}
	for (size_t i = 0; i < list->count; i++)
		free(list->item[i].account);
	free(list->file);
	free(list->item);
	*list = (struct unbelieved_list){.count = 0};
}
