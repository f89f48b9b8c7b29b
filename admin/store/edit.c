/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole edit – a file of the store in an editor, checked before it counts. */
#include "access/names.h"
#include "admin/readable.h"
#include "admin/store/barrier.h"
#include "admin/store/draft.h"
#include "admin/store/edit_record.h"
#include "admin/store/editable.h"
#include "admin/store/outlook.h"
#include "common/cleanup.h"
#include "common/reason.h"

#include <errno.h>
#include <stdlib.h>

/* An editing while it goes on. */
struct editing {
	const struct settings *settings;
	struct editable file;
	struct path_text before; /* `bytes` is NULL where there was no file */
	struct path_text after;
	struct draft draft;
};

/* A text as a view. */
static struct view view_text(const struct path_text *text)
{
	return (struct view){text->bytes, text->len};
}

/* Reads the file as it is now; that there is none is no fault. */
static int read_file(const struct editing *editing, struct path_text *text, struct note *note)
{
	int r = path_read(editing->file.path, STORE_KEYS_MAX, text, note);
	return r == -ENOENT ? 0 : r;
}

/* What a new file begins with. */
static struct view template_of(enum editable_kind kind)
{
	static const struct view account = VIEW(
					 "// who else may use this account, see keyhole.conf(5)\n"
					 "grants = (\n);\n"),
				 group = VIEW("// the people of this group, see keyhole.conf(5)\n"
					      "people = ( );\n"),
				 other = VIEW("# one line of a public key for each key\n");
	return kind == EDITABLE_ACCOUNT ? account : kind == EDITABLE_GROUP ? group : other;
}

/* The text that the editing begins with. */
static struct view beginning(const struct editing *editing)
{
	return editing->before.bytes ? view_text(&editing->before)
				     : template_of(editing->file.kind);
}

/* Asks what to do with a text that should not be saved: the letter of the answer. */
static char ask(bool may_save)
{
	char answer[64];
	for (;;) {
		fprintf(stderr, "what now? (e)dit again, (q)uit without saving%s: ",
			may_save ? ", (s)ave it all the same" : "");
		fflush(stderr);
		if (!fgets(answer, sizeof answer, stdin))
			return 'q';
		if (answer[0] == 'q' || answer[0] == 'e' || (answer[0] == 's' && may_save))
			return answer[0];
	}
}

/* Lets the editor have the copy until the text is right, or it is given up. */
static int edit(struct editing *editing, struct note *note)
{
	for (;;) {
		path_text_free(&editing->after);
		int r = draft_edit(&editing->draft, note);
		if (r != 0)
			return r;
		r = draft_read(&editing->draft, &editing->after, note);
		if (r == 0)
			r = editable_check(editing->settings, &editing->file,
				view_text(&editing->after), note);
		if (r == 0 &&
			(editing->file.kind != EDITABLE_SETTINGS ||
				outlook_is_sound(editing->file.path, view_text(&editing->before),
					view_text(&editing->after))))
			return 0;
		if (r != 0)
			admin_fail(EXIT_NO, note);
		char answer = ask(r == 0);
		if (answer == 's')
			return 0;
		if (answer == 'q')
			return note_set(note, -ECANCELED, "given up: %s is not changed",
				editing->file.path);
	}
}

/* Puts the new text in its place. */
static int put(const struct change *change, const struct editing *editing, struct note *note)
{
	bool sshd_too = false;
	if (editing->file.kind == EDITABLE_REVOKED)
		return barrier_put(change, view_text(&editing->after), &sshd_too, note);
	return replace_file(&change->lock, editing->file.path, view_text(&editing->after), note);
}

/* Whether a file is still as it was, or still missing. */
static bool is_same(const struct path_text *now, const struct path_text *before)
{
	if (!now->bytes || !before->bytes)
		return now->bytes == before->bytes;
	return view_equal(view_text(now), view_text(before));
}

/* Saves under the store's lock, if nobody else changed the file meanwhile. */
static int save(const struct editing *editing, struct note *note)
{
	CLEANUP(change) struct change change = {.lock = {-1}};
	CLEANUP(path_text) struct path_text now = {NULL, 0};
	int r = change_begin(&change, editing->settings, note);
	if (r == 0)
		r = read_file(editing, &now, note);
	if (r == 0 && !is_same(&now, &editing->before))
		r = note_set(note, REASON_OPTIONS_CONFLICT,
			"%s was changed by somebody else meanwhile and is left as it is; yours is "
			"kept:  diff %s %s",
			editing->file.path, editing->file.path, editing->draft.path);
	if (r == 0)
		r = put(&change, editing, note);
	if (r != 0)
		return r;
	edit_record(
		&change, &editing->file, view_text(&editing->before), view_text(&editing->after));
	barrier_keep(&change);
	readable_check(editing->file.path);
	return 0;
}

/* The file of the same folder that may have been meant by one that is not there; NULL: none. */
static const char *nearest_file(const struct editing *editing, struct names *names)
{
	struct note ignored;
	enum editable_kind kind = editing->file.kind;
	char folder[STORE_PATH_MAX];
	if (kind == EDITABLE_SETTINGS || kind == EDITABLE_REVOKED)
		return NULL;
	snprintf(folder, sizeof folder, "%s", editing->file.path);
	*strrchr(folder, '/') = '\0';
	if (names_read(folder, kind == EDITABLE_KEYS ? NAMES_KEYS : NAMES_CONF, names, &ignored) !=
		0)
		return NULL;
	return names_nearest(names, editing->file.name);
}

/* Says that nothing was typed, and for a file that is not there which may have been meant. */
static void report_unchanged(const struct editing *editing)
{
	CLEANUP(names) struct names names = {0, 0, NULL};
	const char *path = editing->file.path;
	if (editing->before.bytes) {
		printf("%s is as it was\n", path);
		return;
	}
	const char *nearest = nearest_file(editing, &names);
	printf("%s is as it was: it is not there%s%s%s\n", path, nearest ? "; did you mean " : "",
		nearest ? nearest : "", nearest ? "?" : "");
}

/* Edits the copy, saves it, takes it away unless it is all that is left of the work. */
static int edit_draft(struct editing *editing, struct note *note)
{
	int r = edit(editing, note);
	if (r == 0 && view_equal(view_text(&editing->after), beginning(editing))) {
		report_unchanged(editing);
		draft_remove(&editing->draft);
		return 0;
	}
	bool saving = r == 0;
	if (saving)
		r = save(editing, note);
	if (saving && r != 0)
		fprintf(stderr, "keyhole: your text is kept in %s\n", editing->draft.path);
	else
		draft_remove(&editing->draft);
	if (r == 0)
		printf("%s is changed\n", editing->file.path);
	return r;
}

/* Reads the file and makes the copy. */
static int begin(struct editing *editing)
{
	struct note note;
	const char *slash = strrchr(editing->file.path, '/');
	int r = read_file(editing, &editing->before, &note);
	if (r == 0)
		r = draft_make(editing->settings->state_dir, slash + 1, beginning(editing),
			&editing->draft, &note);
	if (r == 0)
		r = edit_draft(editing, &note);
	path_text_free(&editing->before);
	path_text_free(&editing->after);
	return r == 0 ? EXIT_YES : admin_fail(r == -ECANCELED ? EXIT_NO : admin_status(r), &note);
}

/* Reads the arguments of `keyhole edit`. */
static int run(struct admin *admin, int argc, char **argv)
{
	static const struct option options[] = {{0}};
	struct note note;
	char words[STORE_PATH_MAX + 8];
	int c = getopt_long(argc, argv, ":", options, NULL);
	if (c != -1)
		return admin_usage_option(&verb_edit, options, argv, c);
	if (argc - optind != 1)
		return admin_usage(&verb_edit, "one FILE is needed");
	CLEANUP(free) struct editing *editing = calloc(1, sizeof *editing);
	if (!editing)
		return admin_fail_words(EXIT_UNSURE, "no memory");
	editing->settings = &admin->settings;
	int r = editable_find(admin, argv[optind], &editing->file, &note);
	if (r != 0)
		return admin_fail(admin_status(r), &note);
	snprintf(words, sizeof words, "edit %s", argv[optind]);
	if (!change_allowed(admin->settings.keys_dir, words))
		return EXIT_UNSURE;
	return begin(editing);
}

const struct verb verb_edit = {
	.name = "edit",
	.arguments = "FILE",
	.summary = "edits a file of the store, checked before it counts",
	.help = "FILE is keyhole.conf, revoked_keys, alice.keys, accounts.d/deploy.conf,\n"
		"groups.d/admins.conf or the path of one of these. A copy of it is edited, with\n"
		"$SUDO_EDITOR, $VISUAL or $EDITOR, and read by the code that decides; only a text\n"
		"without a mistake takes the place of the file, at once and as a whole. What\n"
		"somebody else changed meanwhile is not overwritten.\n"
		"\n"
		"examples:\n"
		"  keyhole edit accounts.d/deploy.conf\n"
		"  EDITOR=nano keyhole edit revoked_keys\n",
	.run = run,
};
