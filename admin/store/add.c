/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole add – gives a person a key, or a key another end. */
#include "access/until.h"
#include "admin/store/addition.h"
#include "admin/store/deadline.h"
#include "admin/store/keyring.h"
#include "admin/store/origins.h"
#include "admin/store/prolong.h"
#include "admin/store/roster.h"
#include "admin/verb.h"
#include "common/cleanup.h"

#include <errno.h>
#include <time.h>

/* What is asked for on the command line. */
struct request {
	const char *person, *file;
	char from[ORIGINS_MAX]; /* empty: everywhere */
	const char *expires;    /* NULL: never */
};

/* Reads --expires. */
static int read_end(const char *words, uint64_t *end, struct note *note)
{
	struct note why;
	int r = deadline_parse(words, (uint64_t)time(NULL), end, &why);
	return r == 0 ? 0 : note_set(note, r, "--expires: %s", why.text);
}

/* Writes --from and --expires as sshd has them. */
static int write_limits(const struct request *request, char *out, size_t cap, struct note *note)
{
	uint64_t end = 0;
	char text[UNTIL_OPTION_MAX] = "";
	const char *from = request->from;
	int r = from[0] ? origins_check(from, note) : 0;
	if (r == 0 && request->expires)
		r = read_end(request->expires, &end, note);
	if (r != 0)
		return r;
	until_option(end, text);
	snprintf(out, cap, "%s%s%s%s%s%s%s", from[0] ? "from=\"" : "", from, from[0] ? "\"" : "",
		from[0] && end ? "," : "", end ? "expiry-time=\"" : "", end ? text : "",
		end ? "\"" : "");
	return 0;
}

/* Whether a word is a fingerprint, which stands for a key that the person has. */
static bool is_fingerprint(const char *file)
{
	return strncmp(file, "SHA256:", 7) == 0;
}

/* Hands the line in that the person has, as if it came from the file, but without its end. */
static int read_own(const struct settings *settings, const struct request *request,
	char path[STORE_PATH_MAX], struct intake *intake, struct note *note)
{
	CLEANUP(store) struct store store;
	CLEANUP(keyring) struct keyring keyring = {.count = 0};
	store_init(&store, settings);
	int r = keyring_read(&store, request->person, &keyring, note);
	if (r == 0)
		r = keyring_mark(&keyring, request->file, note);
	for (size_t i = 0; r == 0 && i < keyring.count; i++) {
		const struct keyring_key *key = &keyring.key[i];
		if (!key->marked)
			continue;
		CLEANUP(free) char *text = prolong_endless(key->line, key->number);
		snprintf(path, STORE_PATH_MAX, "%s", keyring.path);
		return text ? intake_text(text, path, intake, note)
			    : note_errno(note, -ENOMEM, path);
	}
	return r;
}

/* Reads and judges the keys, then adds them. */
static int take_in(const struct settings *settings, const struct request *request)
{
	struct note note;
	char limits[OPTIONS_STORE_MAX] = "", path[STORE_PATH_MAX];
	bool there = is_fingerprint(request->file);
	CLEANUP(intake) struct intake intake = {0};
	int r = write_limits(request, limits, sizeof limits, &note);
	if (r != 0)
		return admin_usage(&verb_add, "%s", note.text);
	r = there ? read_own(settings, request, path, &intake, &note)
		  : intake_read(request->file, &intake, &note);
	if (there && r == -ENOENT)
		return roster_person(settings, request->person, false);
	if (r == 0 && limits[0])
		r = intake_limit(&intake, limits, &note);
	if (r == 0)
		r = intake_judge(&intake, settings, &note);
	if (r != 0)
		return admin_fail(admin_status(r), &note);
	const struct addition_request addition = {
		request->person, &intake, request->expires != NULL, there};
	return addition_run(settings, &addition);
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
	if (is_fingerprint(request->file) && (!request->expires || request->from[0]))
		return admin_usage(&verb_add,
			"a fingerprint stands for a key that %s has: --expires TIME goes with it, "
			"and "
			"nothing else; to change more of its line:  keyhole edit %s.keys",
			request->person, request->person);
	if (argc > 2)
		return admin_usage(&verb_add, "there is nothing to do for \"%s\"", argv[2]);
	return roster_sound(request->person, "a person");
}

/* Reads the options and arguments of `keyhole add`. */
static int run(struct admin *admin, int argc, char **argv)
{
	static const struct option options[] = {{"expires", required_argument, NULL, 'e'},
		{"from", required_argument, NULL, 'f'}, {0}};
	struct request request = {.file = "-"};
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
	.arguments = "PERSON [FILE|-] [--expires TIME] [--from LIST]\n"
		     "                   | PERSON FINGERPRINT --expires TIME",
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
		"Of a key that the person has already --expires changes the end, and nothing\n"
		"else; such a key can be named by its fingerprint, or the beginning of it.\n"
		"\n"
		"examples:\n"
		"  keyhole add brian id_rsa.pub --expires 90d\n"
		"  keyhole add brian SHA256:kb0oAT --expires 90d\n"
		"  curl -f https://forge.example/brian.keys | keyhole add brian\n",
	.run = run,
};
