/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/check/inventory.h"

#include "admin/check/leftover.h"
#include "admin/check/place.h"
#include "admin/why/mend.h"
#include "common/cleanup.h"
#include "common/path.h"

#include <errno.h>
#include <pwd.h>
#include <stdarg.h>

#define MEND "; mend it with: "

/* Everybody may read the store, and root alone may write it. */
bool inventory_is_safe(struct inventory *inventory, const char *path, bool folder)
{
	const struct place_rule rule = {.path = path,
		.folder = folder,
		.owner_name = "root",
		.without = 022,
		.with = folder ? 05 : 04,
		.reason = REASON_UNSAFE_PATH,
		.missing = SHEET_GRAVE};
	return place_judge(inventory->inspection, &rule);
}

/* The number of the line that a note names behind the path, 0 where it names none. */
static unsigned line_of(const char *path, const char *text)
{
	size_t len = strlen(path);
	if (strncmp(text, path, len) != 0 || text[len] != ':')
		return 0;
	char *end = NULL;
	unsigned long line = strtoul(text + len + 1, &end, 10);
	return *end == ':' && line < 1000000000 ? (unsigned)line : 0;
}

/* Finds a line of a file by its number, without the blanks before it. */
static struct view find_line(struct view text, unsigned number)
{
	for (; number > 1 && text.len > 0; number--) {
		const char *newline = memchr(text.data, '\n', text.len);
		text = view_skip(text, newline ? (size_t)(newline - text.data) + 1 : text.len);
	}
	while (text.len > 0 && (text.data[0] == ' ' || text.data[0] == '\t'))
		text = view_skip(text, 1);
	const char *end = text.len > 0 ? memchr(text.data, '\n', text.len) : NULL;
	if (end)
		text.len = (size_t)(end - text.data);
	return text;
}

/* Names the command that opens a file of the store in an editor, "" where its path is odd. */
void inventory_edit(const char *path, char mend[INVENTORY_MEND_MAX])
{
	snprintf(mend, INVENTORY_MEND_MAX, "%s%s", mend_is_plain(path) ? "keyhole edit " : "",
		mend_is_plain(path) ? path : "");
}

/* Takes the note apart into words, command and line. */
void inventory_tell(struct inventory *inventory, enum sheet_weight weight, int result,
	const char *path, const struct note *note)
{
	struct note words = *note, ignored;
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	struct sheet_entry entry = {.weight = weight,
		.reason = result > 0 ? (enum reason)result : REASON_FAULT,
		.path = path,
		.line = line_of(path, note->text),
		.what = words.text};
	char *mend = strstr(words.text, MEND), edit[INVENTORY_MEND_MAX];
	if (mend) {
		*mend = '\0';
		entry.mend = mend + strlen(MEND);
	} else if (weight == SHEET_GRAVE && entry.line > 0) {
		inventory_edit(path, edit);
		entry.mend = edit;
	}
	if (entry.line > 0 && path_read(path, STORE_RULES_MAX, &text, &ignored) == 0) {
		entry.excerpt = find_line((struct view){text.bytes, text.len}, entry.line);
		entry.column = entry.excerpt.len > 0;
	}
	inspection_find(inventory->inspection, &entry, NULL);
}

/* Writes them. */
void inventory_say(struct inventory *inventory, enum sheet_weight weight, enum reason reason,
	const char *path, const char *format, ...)
{
	struct note note;
	va_list args;
	va_start(args, format);
	(void)vsnprintf(note.text, sizeof note.text, format, args);
	va_end(args);
	inventory_tell(inventory, weight, (int)reason, path, &note);
}

/* Whether one of the break-glass accounts exists; tells of those that do not. */
static bool judge_break_glass(struct inventory *inventory, const struct settings *settings)
{
	bool any = false;
	for (size_t n = 0; n < settings->break_glass.count; n++) {
		const char *name = settings->break_glass.item[n].data;
		bool there = getpwnam(name);
		any = any || there;
		if (!there)
			inventory_say(inventory, SHEET_ADVICE, REASON_BAD_NAME, settings->path,
				"%s: break_glass names %s, and there is no such account",
				settings->path, name);
	}
	return any;
}

/* Reads the configuration once more: who called has gone on without it if it can't be read. */
void inventory_inspect_configuration(struct inspection *inspection, void *context)
{
	struct inventory inventory = {.inspection = inspection};
	CLEANUP(settings) struct settings settings;
	struct note note;
	const char *path = inspection->config_path;
	(void)context;
	settings_init(&settings);
	bool safe = inventory_is_safe(&inventory, path, false);
	int r = settings_load(path, &settings, &note);
	/* What is not safe was told of already. */
	if (r != 0 && safe)
		inventory_tell(&inventory, SHEET_GRAVE, r, path, &note);
	if (r == 0 && !judge_break_glass(&inventory, &settings))
		inventory_say(&inventory, SHEET_GRAVE, REASON_BAD_NAME, path,
			"%s: none of the break_glass accounts exists: nobody could mend what locks "
			"people out",
			path);
}

/* Lists one of the store's folders, and tells of what in it nobody reads. */
static void list(
	struct inventory *inventory, const char *path, const char *ending, struct names *names)
{
	struct note note;
	CLEANUP(names) struct names odd = {0, 0, NULL};
	if (!inventory_is_safe(inventory, path, true))
		return;
	int r = names_read_all(path, ending, names, &odd, &note);
	if (r != 0)
		inventory_tell(inventory, SHEET_UNSURE, r, path, &note);
	for (size_t n = 0; n < odd.count; n++)
		inventory_say(inventory, SHEET_ADVICE, REASON_BAD_NAME, path,
			"%s/%s is not read by anybody: its name is not that of a person, account "
			"or group with %s behind it",
			path, odd.name[n], ending);
}

/* Tells what changes of the store have left that were broken off. */
static void list_leftovers(struct inspection *inspection)
{
	const struct settings *settings = inspection->settings;
	char above[STORE_PATH_MAX] = "";
	const char *slash = strrchr(settings->revoked_keys, '/');
	if (slash)
		(void)snprintf(above, sizeof above, "%.*s", (int)(slash - settings->revoked_keys),
			settings->revoked_keys);
	const char *const folders[] = {
		settings->keys_dir, settings->groups_dir, settings->accounts_dir, above};
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		leftover_inspect_files(inspection, folders[i]);
}

/* The folders first, since the files in them name one another. */
void inventory_inspect_store(struct inspection *inspection, void *context)
{
	const struct settings *settings = inspection->settings;
	struct inventory inventory = {.inspection = inspection};
	(void)context;
	store_init(&inventory.store, settings);
	list(&inventory, settings->keys_dir, NAMES_KEYS, &inventory.people);
	list(&inventory, settings->groups_dir, NAMES_CONF, &inventory.groups);
	list(&inventory, settings->accounts_dir, NAMES_CONF, &inventory.accounts);
	inventory_judge_revoked(&inventory);
	inventory_judge_keys(&inventory);
	inventory_judge_rules(&inventory);
	list_leftovers(inspection);
	store_close(&inventory.store);
	names_free(&inventory.people);
	names_free(&inventory.groups);
	names_free(&inventory.accounts);
	names_free(&inventory.admitted);
}
