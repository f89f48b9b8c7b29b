/* SPDX-License-Identifier: Apache-2.0 */
#include "access/replace.h"
#include "access/store.h"
#include "admin/announce.h"
#include "admin/holders.h"
#include "admin/intake.h"
#include "admin/operator.h"
#include "admin/promise.h"
#include "admin/say.h"
#include "admin/verb.h"
#include "audit/monitor.h"
#include "common/account.h"
#include "common/cleanup.h"
#include "common/reason.h"
#include "keys/fingerprint.h"
#include "recording/recording.h"

#include <errno.h>
#include <unistd.h>

/* A person's file, and what becomes of each key that was handed in. */
struct addition {
	const struct settings *settings;
	const char *person;
	const struct intake *intake;
	char path[STORE_PATH_MAX];
	struct path_text old;
	unsigned *at; /* the line of each key */
	bool *is_new; /* and whether it was not there */
	size_t new_count;
};

/* How often a byte is in a text. */
static unsigned count_lines(struct view text)
{
	unsigned lines = 0;
	for (size_t i = 0; i < text.len; i++)
		lines += text.data[i] == '\n';
	return lines;
}

/* The place of a key among those handed in before it, or its own. */
static size_t first_of(const struct intake *intake, size_t key)
{
	for (size_t i = 0; i < key; i++)
		if (view_equal(intake->line[i]->key.bytes, intake->line[key]->key.bytes))
			return i;
	return key;
}

/* Refuses a key that is there with other options: which of them are meant is not for us to say. */
static int refuse_other_options(
	const struct addition *add, const char *path, unsigned line, struct note *note)
{
	return note_set(note, REASON_OPTIONS_CONFLICT,
		"%s has this key already, with other options (%s:%u); nothing is changed: edit "
		"that "
		"line",
		add->person, path, line);
}

/* Finds out whether a key is new, and on which line it stands or will stand. */
static int place_key(struct addition *add, size_t key, unsigned *last, struct note *note)
{
	const struct intake *intake = add->intake;
	const struct line *line = intake->line[key];
	struct view before = {intake->text, (size_t)(line->text.data - intake->text)};
	size_t first = first_of(intake, key);
	bool same = true;
	unsigned twice = holders_find(before, line, &same);
	if (!same)
		return refuse_other_options(add, intake->name, twice, note);
	unsigned found = holders_find((struct view){add->old.bytes, add->old.len}, line, &same);
	if (!same)
		return refuse_other_options(add, add->path, found, note);
	add->is_new[key] = found == 0 && first == key;
	add->new_count += add->is_new[key];
	if (add->is_new[key])
		found = ++*last;
	add->at[key] = found ? found : add->at[first];
	return 0;
}

/* Finds a place for every key. */
static int place_keys(struct addition *add, struct note *note)
{
	struct view old = {add->old.bytes, add->old.len};
	unsigned last = count_lines(old) + (old.len > 0 && old.data[old.len - 1] != '\n');
	int r = 0;
	for (size_t i = 0; i < add->intake->count && r == 0; i++)
		r = place_key(add, i, &last, note);
	return r;
}

/* Writes the file as it will be: what was there, byte for byte, and the new lines. */
static size_t compose(const struct addition *add, char *out)
{
	size_t len = add->old.len;
	if (len > 0)
		memcpy(out, add->old.bytes, len);
	if (len > 0 && out[len - 1] != '\n')
		out[len++] = '\n';
	for (size_t i = 0; i < add->intake->count; i++) {
		struct view text = add->intake->line[i]->text;
		if (!add->is_new[i])
			continue;
		memcpy(out + len, text.data, text.len);
		len += text.len;
		out[len++] = '\n';
	}
	return len;
}

/* Reads the person's file, if there is one. */
static int read_old(struct addition *add, struct note *note)
{
	CLEANUP(store) struct store store;
	store_init(&store, add->settings);
	int r = store_read_keys(&store, add->person, add->path, &add->old, note);
	return r == -ENOENT ? 0 : r;
}

/* Changes the person's file, under the store's lock. */
static int change(struct addition *add, struct note *note)
{
	CLEANUP(replace_lock) struct replace_lock lock = {-1};
	int r = replace_lock(add->settings->state_dir, &lock, note);
	if (r == 0)
		r = read_old(add, note);
	if (r == 0)
		r = place_keys(add, note);
	if (r != 0 || add->new_count == 0)
		return r;
	CLEANUP(free) char *text = malloc(add->old.len + 1 + add->intake->len + add->intake->count);
	if (!text)
		return note_errno(note, -ENOMEM, add->path);
	return replace_file(&lock, add->path, (struct view){text, compose(add, text)}, note);
}

/* Writes one key into the log; that it could not be is a warning, for the key is in force. */
static void record(const struct addition *add, size_t key)
{
	const struct line *line = add->intake->line[key];
	const struct append_place place = recording_place(add->settings);
	char fingerprint[FINGERPRINT_MAX], known_at[STORE_PATH_MAX + 16], by[OPERATOR_MAX];
	struct note note;
	CLEANUP(free) struct event *event = malloc(sizeof *event);
	if (!event) {
		admin_warn("the key is added, but not recorded: no memory");
		return;
	}
	fingerprint_of(&line->key, fingerprint);
	snprintf(known_at, sizeof known_at, "%s:%u", add->path, add->at[key]);
	operator_name(by);
	event_init(event, EVENT_ADDED);
	event->person = view_of(add->person);
	event->key = view_of(fingerprint);
	event->key_type = view_of(line->key.kind->name);
	event->key_bits = line->key.bits;
	event->key_comment = line->comment;
	event->known_at = view_of(known_at);
	event->by = view_of(by);
	event->audit_session = monitor_audit_session();
	if (announce_change(&place, event, &note) != 0)
		admin_warn("the key is added, but not recorded: %s", note.text);
}

/* Says what became of one key. */
static void report(const struct addition *add, size_t key)
{
	const struct line *line = add->intake->line[key];
	char words[SAY_KEY_MAX], fingerprint[FINGERPRINT_MAX];
	if (!add->is_new[key]) {
		printf("%s has this key already (%s:%u)\n", add->person, add->path, add->at[key]);
		return;
	}
	say_key(view_of(line->key.kind->name), line->key.bits, words);
	fingerprint_of(&line->key, fingerprint);
	printf("added %s %s ", words, fingerprint);
	say_text(stdout, line->comment);
	if (line->options_text.len > 0) {
		fputs("\n  with ", stdout);
		say_text(stdout, line->options_text);
	}
	printf("\n    to %s:%u\n", add->path, add->at[key]);
}

/* Warns of a new key that another person's file has too. */
static void compare(void *context, const char *person, const char *path, struct view text)
{
	const struct addition *add = context;
	for (size_t i = 0; i < add->intake->count; i++) {
		unsigned at = add->is_new[i] ? holders_find(text, add->intake->line[i], NULL) : 0;
		if (at != 0)
			admin_warn("%s has the same key (%s:%u): a login with it can't tell %s and "
				   "%s apart",
				person, path, at, person, add->person);
	}
}

/* Records and reports what was done, and what it opens. */
static void follow_up(struct addition *add)
{
	struct note note;
	for (size_t i = 0; i < add->intake->count; i++) {
		if (add->is_new[i])
			record(add, i);
		report(add, i);
	}
	if (add->new_count > 0 &&
		holders_scan(add->settings->keys_dir, add->person, compare, add, &note) != 0)
		admin_warn("%s", note.text);
	promise_print(add->settings, add->person);
}

/* Adds keys that were judged. */
static int add_keys(
	const struct settings *settings, const char *person, const struct intake *intake)
{
	struct note note;
	CLEANUP(free) unsigned *at = calloc(intake->count, sizeof *at);
	CLEANUP(free) bool *is_new = calloc(intake->count, sizeof *is_new);
	CLEANUP(free) struct addition *add = calloc(1, sizeof *add);
	if (!at || !is_new || !add)
		return admin_fail_words(EXIT_UNSURE, "no memory");
	*add = (struct addition){.settings = settings, .person = person, .intake = intake};
	add->at = at;
	add->is_new = is_new;
	int r = change(add, &note);
	if (r == 0)
		follow_up(add);
	path_text_free(&add->old);
	return r == 0 ? EXIT_YES : admin_fail(admin_status(r), &note);
}

/* Reads and judges the keys, then adds them. */
static int take_in(const struct settings *settings, const char *person, const char *file)
{
	struct note note;
	CLEANUP(intake) struct intake intake = {0};
	int r = intake_read(file, &intake, &note);
	if (r == 0)
		r = intake_judge(&intake, settings, &note);
	if (r != 0)
		return admin_fail(admin_status(r), &note);
	return add_keys(settings, person, &intake);
}

/* Whether this user may change the store at all; says how otherwise. */
static bool may_change(const struct settings *settings, const char *person)
{
	if (geteuid() == 0 || access(settings->keys_dir, W_OK) == 0)
		return true;
	admin_fail_words(EXIT_UNSURE, "only root may change %s:  sudo keyhole add %s",
		settings->keys_dir, person);
	return false;
}

/* Reads the arguments of `keyhole add`. */
static int run(struct admin *admin, int argc, char **argv)
{
	static const struct option options[] = {{0}};
	struct note note;
	opterr = 0;
	int c = getopt_long(argc, argv, ":", options, NULL);
	if (c != -1)
		return admin_usage_option(&verb_add, options, argv, c);
	if (argc - optind < 1)
		return admin_usage(&verb_add, "whose key is it? PERSON is missing");
	const char *person = argv[optind], *file = argc - optind > 1 ? argv[optind + 1] : "-";
	if (blob_kind(view_of(file)) || strchr(file, ' '))
		return admin_usage(&verb_add,
			"FILE is a file's name; a key itself goes to standard input: "
			"echo 'ssh-ed25519 AAAA...' | keyhole add %s",
			person);
	if (argc - optind > 2)
		return admin_usage(
			&verb_add, "there is nothing to do for \"%s\"", argv[optind + 2]);
	if (account_name_check(view_of(person), &note) != 0)
		return admin_fail_words(EXIT_NO, "\"%s\" can't be a person: %s", person, note.text);
	if (!may_change(&admin->settings, person))
		return EXIT_UNSURE;
	return take_in(&admin->settings, person, file);
}

const struct verb verb_add = {
	.name = "add",
	.changes = true,
	.arguments = "PERSON [FILE|-]",
	.summary = "lets a person log in with a public key",
	.help = "Reads one or more lines of public keys from FILE, or from standard input. Each\n"
		"is checked first; one that is no good, and none is added. The lines may begin\n"
		"with options of sshd's, such as from=\"10.0.0.0/8\" or expiry-time=\"20271231\".\n"
		"It ends with the ssh command that works now.\n"
		"\n"
		"examples:\n"
		"  keyhole add brian id_rsa.pub\n"
		"  curl -f https://forge.example/brian.keys | keyhole add brian\n",
	.run = run,
};
