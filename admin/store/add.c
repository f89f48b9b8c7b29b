/* SPDX-License-Identifier: Apache-2.0 */
#include "access/until.h"
#include "admin/holders.h"
#include "admin/say.h"
#include "admin/store/barrier.h"
#include "admin/store/deadline.h"
#include "admin/store/intake.h"
#include "admin/store/origins.h"
#include "admin/store/promise.h"
#include "admin/store/roster.h"
#include "admin/verb.h"
#include "common/cleanup.h"
#include "common/reason.h"
#include "keys/fingerprint.h"

#include <errno.h>
#include <time.h>

/* A person's file, and what becomes of each key that was handed in. */
struct addition {
	struct change *change;
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
static int refuse_other_options(const struct addition *add, unsigned line, struct note *note)
{
	return note_set(note, REASON_OPTIONS_CONFLICT,
		"%s has this key already, with other options (%s:%u); nothing is changed; to "
		"change that line:  keyhole edit %s.keys",
		add->person, add->path, line, add->person);
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
		return note_set(note, REASON_OPTIONS_CONFLICT,
			"%s has a key twice, with other options (%s:%u); nothing is changed",
			intake->name, intake->name, twice);
	unsigned found = holders_find((struct view){add->old.bytes, add->old.len}, line, &same);
	if (!same)
		return refuse_other_options(add, found, note);
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

/* Changes the person's file. */
static int change_file(struct addition *add, struct note *note)
{
	int r = store_read_keys(&add->change->store, add->person, add->path, &add->old, note);
	if (r == 0 || r == -ENOENT)
		r = place_keys(add, note);
	if (r != 0 || add->new_count == 0)
		return r;
	CLEANUP(free) char *text = malloc(add->old.len + 1 + add->intake->len + add->intake->count);
	if (!text)
		return note_errno(note, -ENOMEM, add->path);
	return replace_file(
		&add->change->lock, add->path, (struct view){text, compose(add, text)}, note);
}

/* Writes one key into the log. */
static void record(const struct addition *add, size_t key)
{
	char known_at[STORE_PATH_MAX + 16];
	snprintf(known_at, sizeof known_at, "%s:%u", add->path, add->at[key]);
	change_record(add->change, &(struct change_record){.kind = EVENT_ADDED,
					   .person = add->person,
					   .known_at = known_at,
					   .line = add->intake->line[key]});
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
		if (add->is_new[i] && add->intake->line[i]->options.has_from)
			origins_warn(add->intake->line[i]->options.from);
	}
	if (add->new_count > 0 && holders_scan(add->change->settings->keys_dir, add->person,
					  compare, add, &note) != 0)
		admin_warn("%s", note.text);
	barrier_keep(add->change);
	replace_unlock(&add->change->lock);
	promise_print(add->change->settings, add->person);
}

/* Adds keys that were judged, under the store's lock. */
static int add_keys(
	const struct settings *settings, const char *person, const struct intake *intake)
{
	struct note note;
	CLEANUP(change) struct change change = {.lock = {-1}};
	CLEANUP(free) unsigned *at = calloc(intake->count, sizeof *at);
	CLEANUP(free) bool *is_new = calloc(intake->count, sizeof *is_new);
	CLEANUP(free) struct addition *add = calloc(1, sizeof *add);
	if (!at || !is_new || !add)
		return admin_fail_words(EXIT_UNSURE, "no memory");
	*add = (struct addition){.change = &change, .person = person, .intake = intake};
	add->at = at;
	add->is_new = is_new;
	int r = change_begin(&change, settings, &note);
	if (r == 0)
		r = change_file(add, &note);
	if (r == 0)
		follow_up(add);
	path_text_free(&add->old);
	return r == 0 ? EXIT_YES : admin_fail(admin_status(r), &note);
}

/* What is asked for on the command line. */
struct request {
	const char *person, *file;
	char from[ORIGINS_MAX]; /* empty: everywhere */
	const char *expires;    /* NULL: never */
};

/* Writes --from and --expires as sshd has them. */
static int write_limits(const struct request *request, char *out, size_t cap, struct note *note)
{
	uint64_t end = 0;
	char text[UNTIL_OPTION_MAX] = "";
	const char *from = request->from;
	int r = from[0] ? origins_check(from, note) : 0;
	if (r == 0 && request->expires)
		r = deadline_parse(request->expires, (uint64_t)time(NULL), &end, note);
	if (r != 0)
		return r;
	until_option(end, text);
	snprintf(out, cap, "%s%s%s%s%s%s%s", from[0] ? "from=\"" : "", from, from[0] ? "\"" : "",
		from[0] && end ? "," : "", end ? "expiry-time=\"" : "", end ? text : "",
		end ? "\"" : "");
	return 0;
}

/* Reads and judges the keys, then adds them. */
static int take_in(const struct settings *settings, const struct request *request)
{
	struct note note;
	char limits[OPTIONS_STORE_MAX] = "";
	CLEANUP(intake) struct intake intake = {0};
	int r = write_limits(request, limits, sizeof limits, &note);
	if (r != 0)
		return admin_fail(EXIT_WRONG_USAGE, &note);
	r = intake_read(request->file, &intake, &note);
	if (r == 0 && limits[0])
		r = intake_limit(&intake, limits, &note);
	if (r == 0)
		r = intake_judge(&intake, settings, &note);
	if (r != 0)
		return admin_fail(admin_status(r), &note);
	return add_keys(settings, request->person, &intake);
}

/* Judges the arguments behind the options. */
static int read_arguments(struct request *request, int argc, char **argv)
{
	if (argc < 1)
		return admin_usage(&verb_add, "whose key is it? PERSON is missing");
	request->person = argv[0];
	request->file = argc > 1 ? argv[1] : "-";
	if (blob_kind(view_of(request->file)) || strchr(request->file, ' '))
		return admin_usage(&verb_add,
			"FILE is a file's name; a key itself goes to standard input: "
			"echo 'ssh-ed25519 AAAA...' | keyhole add %s",
			request->person);
	if (argc > 2)
		return admin_usage(&verb_add, "there is nothing to do for \"%s\"", argv[2]);
	return roster_sound(request->person, "a person");
}

/* Reads the options and arguments of `keyhole add`. */
static int run(struct admin *admin, int argc, char **argv)
{
	static const struct option options[] = {{"expires", required_argument, NULL, 'e'},
		{"from", required_argument, NULL, 'f'}, {0}};
	struct request request = {.person = NULL};
	char words[ACCOUNT_NAME_MAX + 8];
	struct note note;
	opterr = 0;
	for (int c; (c = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (c == 'e')
			request.expires = optarg;
		else if (c == 'f' && origins_add(request.from, optarg, &note) == 0)
			continue;
		else if (c == 'f')
			return admin_usage(&verb_add, "%s", note.text);
		else
			return admin_usage_option(&verb_add, options, argv, c);
	}
	int status = read_arguments(&request, argc - optind, argv + optind);
	if (status != EXIT_YES)
		return status;
	snprintf(words, sizeof words, "add %s", request.person);
	if (!change_allowed(admin->settings.keys_dir, words))
		return EXIT_UNSURE;
	return take_in(&admin->settings, &request);
}

const struct verb verb_add = {
	.name = "add",
	.changes = true,
	.arguments = "PERSON [FILE|-] [--expires TIME] [--from LIST]",
	.summary = "lets a person log in with a public key",
	.help = "  --expires TIME  until then: 90d, 2027-12-31 (to its end), \"2027-12-31 18:00\"\n"
		"  --from LIST     only from these addresses: 10.0.0.0/8,192.168.1.7\n"
		"                  several --from add up\n"
		"\n"
		"Reads one or more lines of public keys from FILE, or from standard input. Each\n"
		"is checked first; one that is no good, and none is added. The lines may begin\n"
		"with options of sshd's, such as no-pty; the two above become from= and\n"
		"expiry-time= there. It ends with the ssh command that works now.\n"
		"\n"
		"examples:\n"
		"  keyhole add brian id_rsa.pub --expires 90d\n"
		"  curl -f https://forge.example/brian.keys | keyhole add brian\n",
	.run = run,
};
