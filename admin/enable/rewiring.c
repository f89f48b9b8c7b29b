/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/rewiring.h"

#include "admin/say.h"
#include "admin/store/adoption.h"
#include "admin/store/barrier.h"
#include "common/cleanup.h"
#include "server/difference.h"
#include "server/placing.h"

#include <errno.h>

#define HOME_CHECK "home_check"
#define ENFORCE "\"enforce\""
#define WARN HOME_CHECK " = \"warn\";\n"
#define BASE SITE_SHARE "/sshd_config.d/10-keyhole.conf"
#define BASE_MAX (64 * 1024)

/* Reads a file of the site; none has no bytes. */
static int read_file(
	const struct site *site, const char *path, struct path_text *text, struct note *note)
{
	char name[STORE_PATH_MAX];
	return placing_read(site_path(site, path, name), text, note);
}

/* Looks for the line. */
bool rewiring_is_exclusive(const struct site *site)
{
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	struct note ignored;
	return read_file(site, SITE_DROP_IN, &text, &ignored) == 0 &&
	       wiring_is_exclusive(path_text_view(&text));
}

/* Looks for the setting. */
bool rewiring_leaves_homes_open(const struct site *site)
{
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	struct note ignored;
	return read_file(site, SETTINGS_PATH, &text, &ignored) == 0 &&
	       wiring_value(path_text_view(&text), HOME_CHECK).len == 0;
}

/* keyhole's list of revoked keys, with another's. */
static int add_source(const struct rewiring *plan, struct undertaking *undertaking,
	struct path_text *text, struct note *note)
{
	CLEANUP(path_text) struct path_text now = {NULL, 0};
	char path[STORE_PATH_MAX];
	struct store store;
	store_init(&store, &plan->site->settings);
	int r = store_read_revoked(&store, &now, note);
	if (r == -ENOENT)
		return note_set(note, -ENOTSUP,
			"%s is missing, and with it what is revoked; where nothing is: install -m "
			"644 " SITE_SHARE "/revoked_keys %s",
			store.settings->revoked_keys, store.settings->revoked_keys);
	if (r != 0)
		return r;
	if (!plan->foreign || plan->foreign[0] == '\0')
		return wiring_copy(path_text_view(&now), text, note);
	r = adoption_make(site_path(plan->site, plan->foreign, path), path_text_view(&now),
		plan->site->source, text, note);
	if (r != 0 || wiring_same(path_text_view(&now), path_text_view(text)))
		return r;
	return undertaking_add(
		undertaking, WIRING_REVOKED, plan->site->source, path_text_view(text), note);
}

/* Both lists of revoked keys, if they are not right. */
static int add_list(const struct rewiring *plan, struct undertaking *undertaking, struct note *note)
{
	CLEANUP(path_text) struct path_text text = {NULL, 0}, krl = {NULL, 0};
	int r = add_source(plan, undertaking, &text, note);
	if (r == 0)
		r = barrier_make_of(&plan->site->settings, path_text_view(&text), &krl, note);
	return r == 0 && krl.bytes ? undertaking_add(undertaking, WIRING_LIST, plan->site->revoked,
					     path_text_view(&krl), note)
				   : r;
}

/* keyhole.conf as it is to be; proven by reading it. */
static int add_settings(
	const struct rewiring *plan, struct undertaking *undertaking, struct note *note)
{
	CLEANUP(path_text) struct path_text now = {NULL, 0}, text = {NULL, 0};
	CLEANUP(settings) struct settings settings = {.syntax = NULL};
	int r = read_file(plan->site, SETTINGS_PATH, &now, note);
	if (r == 0 && !now.bytes)
		r = read_file(plan->site, SITE_SHARE "/keyhole.conf", &now, note);
	if (r == 0 && !now.bytes)
		r = wiring_copy(view_of("// " WARN), &now, note);
	if (r != 0)
		return r;
	bool sets = plan->enforces && wiring_value(path_text_view(&now), HOME_CHECK).len == 0;
	r = sets ? wiring_set(path_text_view(&now), HOME_CHECK, view_of(ENFORCE), &text, note)
		 : wiring_copy(path_text_view(&now), &text, note);
	if (r == 0)
		r = settings_parse(path_text_view(&text), SETTINGS_PATH, &settings, note);
	if (r == 0 && sets && settings.home_check != HOME_CHECK_ENFORCE)
		r = note_set(note, -EINVAL, "%s: home_check can't be set; set it by hand",
			SETTINGS_PATH);
	return r == 0 ? undertaking_add(undertaking, WIRING_SETTINGS, SETTINGS_PATH,
				path_text_view(&text), note)
		      : r;
}

/* PAM's service with the two lines. */
static int add_pam(const struct rewiring *plan, struct undertaking *undertaking, struct note *note)
{
	CLEANUP(path_text) struct path_text now = {NULL, 0}, text = {NULL, 0};
	int r = read_file(plan->site, SITE_PAM, &now, note);
	if (r == 0)
		r = wiring_pam(path_text_view(&now), SITE_PAM, &text, note);
	return r == 0 ? undertaking_add(
				undertaking, WIRING_PAM, SITE_PAM, path_text_view(&text), note)
		      : r;
}

/* The record of a file, NULL where there is none yet. */
static const struct undertaking_file *find_file(
	const struct undertaking *undertaking, const char *path)
{
	for (size_t i = 0; i < undertaking->count; i++)
		if (strcmp(undertaking->file[i].path, path) == 0)
			return &undertaking->file[i];
	return NULL;
}

/* What of the drop-in that is there somebody else has written: neither we, before, nor what is planned. */
static int find_kept(const struct rewiring *plan, const struct undertaking *undertaking,
	struct view planned, struct path_text *kept, struct note *note)
{
	CLEANUP(path_text) struct path_text now = {NULL, 0}, foreign = {NULL, 0};
	const struct undertaking_file *file = find_file(undertaking, SITE_DROP_IN);
	const struct view none = {NULL, 0};
	int r = read_file(plan->site, SITE_DROP_IN, &now, note);
	const struct wiring_times former = {path_text_view(&now),
		file ? path_text_view(&file->after) : none,
		file ? path_text_view(&file->origin) : none};
	if (r == 0)
		r = file ? wiring_undo(WIRING_SSHD, &former, &foreign, note)
			 : wiring_copy(former.now, &foreign, note);
	if (r != 0 || !foreign.bytes)
		return r;
	const struct wiring_times times = {path_text_view(&foreign), planned, none};
	return wiring_undo(WIRING_SSHD, &times, kept, note);
}

/* The drop-in. */
static int add_drop_in(
	const struct rewiring *plan, struct undertaking *undertaking, struct note *note)
{
	CLEANUP(path_text)
	struct path_text base = {NULL, 0}, bare = {NULL, 0}, kept = {NULL, 0}, text = {NULL, 0};
	char path[STORE_PATH_MAX];
	int r = path_read(site_path(plan->site, BASE, path), BASE_MAX, &base, note);
	if (r != 0)
		return r;
	struct wiring_choice choice = {path_text_view(&base), plan->site->revoked, plan->exclusive,
		SITE_BREAK_GLASS, &plan->site->settings.break_glass, {NULL, 0}};
	r = wiring_sshd(&choice, &bare, note);
	if (r == 0)
		r = find_kept(plan, undertaking, path_text_view(&bare), &kept, note);
	choice.kept = path_text_view(&kept);
	if (r == 0)
		r = wiring_sshd(&choice, &text, note);
	return r == 0 ? undertaking_add(
				undertaking, WIRING_SSHD, SITE_DROP_IN, path_text_view(&text), note)
		      : r;
}

/* In the order of the header. */
int rewiring_make(const struct rewiring *plan, struct undertaking *undertaking, struct note *note)
{
	int r = add_list(plan, undertaking, note);
	if (r == 0)
		r = add_settings(plan, undertaking, note);
	if (r == 0)
		r = add_pam(plan, undertaking, note);
	return r == 0 ? add_drop_in(plan, undertaking, note) : r;
}

/* How many bytes there are before the next tab or end of a line. */
static size_t span(struct view text)
{
	size_t len = 0;
	while (len < text.len && text.data[len] != '\n' && text.data[len] != '\t')
		len++;
	return len;
}

/* Prints a difference; its tabs are harmless, and PAM's files are full of them. */
static void print_lines(struct view text)
{
	while (text.len > 0) {
		size_t len = span(text);
		say_text(stdout, (struct view){text.data, len});
		putchar(len < text.len ? text.data[len] : '\n');
		text = view_skip(text, len + 1);
	}
}

/* Prints one file; a list of revoked keys is no text. */
static int print_file(const struct undertaking_file *file, struct note *note)
{
	CLEANUP(path_text) struct path_text shown = {NULL, 0};
	if (file->kind == WIRING_LIST) {
		printf("%s: made of the keys that keyhole has revoked (%zu bytes)\n\n", file->path,
			file->after.len);
		return 0;
	}
	int r = difference_of(file->path, path_text_view(&file->before),
		path_text_view(&file->after), &shown, note);
	if (r == 0)
		print_lines(path_text_view(&shown));
	putchar('\n');
	return r;
}

/* Prints what changes. */
int rewiring_print(const struct undertaking *undertaking, struct note *note)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < undertaking->count; i++)
		if (undertaking_changes(&undertaking->file[i]))
			r = print_file(&undertaking->file[i], note);
	return r;
}

/* Looks it up. */
struct view rewiring_text(const struct undertaking *undertaking, const char *path)
{
	const struct undertaking_file *file = find_file(undertaking, path);
	return file ? path_text_view(&file->after) : (struct view){NULL, 0};
}
