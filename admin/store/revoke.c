/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole revoke – off-boarding: keys, grants and groups of a person at once, or one key. */
#include "admin/holders.h"
#include "admin/sshd.h"
#include "admin/store/account_left.h"
#include "admin/store/barrier.h"
#include "admin/store/closing.h"
#include "admin/store/leaving.h"
#include "admin/store/roster.h"
#include "admin/verb.h"
#include "common/cleanup.h"
#include "common/reason.h"
#include "keys/fingerprint.h"

/* What is asked for. */
struct request {
	const char *who, *reason;
	bool close, rebuild, yes;
};

/* A look at who would lose a key too. */
struct sharing {
	const struct leaving *leaving;
	size_t count;
	bool *shared; /* for each key of the person's; NULL without memory */
};

/* Warns of a person who has a key that is to be revoked. */
static void warn_of_holder(void *context, const char *person, const char *path, struct view text)
{
	struct sharing *sharing = context;
	const struct leaving *leaving = sharing->leaving;
	const struct keyring *keyring = &leaving->keyring[0];
	for (size_t i = 0; i < keyring->count; i++) {
		const struct line *line = keyring->key[i].line;
		unsigned at = line->options.cert_authority ? 0 : holders_find(text, line, NULL);
		if (at == 0)
			continue;
		admin_warn("%s has a key of %s's too (%s:%u): revoked, it opens nothing for "
			   "either",
			person, leaving->person, path, at);
		sharing->count++;
		if (sharing->shared)
			sharing->shared[i] = true;
	}
}

/* Says that nothing is done without --yes. */
static bool ask_for_consent(const struct request *request)
{
	if (request->yes)
		return true;
	if (request->reason || request->close)
		admin_fail_words(EXIT_NO,
			"nothing is changed; to shut them out too, say the same with --yes");
	else
		admin_fail_words(EXIT_NO,
			"nothing is changed; to shut them out too:  keyhole revoke %s --yes",
			request->who);
	return false;
}

/* Names everybody who has a key that leaves; whether it may be done. */
static bool judge_holders(const struct leaving *leaving, const struct request *request)
{
	if (leaving->count < 2)
		return true;
	for (size_t i = 0; i < leaving->count; i++)
		admin_warn("%s has this key (%s): revoked, it opens nothing for any of them",
			leaving->keyring[i].person, leaving->keyring[i].path);
	return ask_for_consent(request);
}

/* Whether an earlier line has the same key. */
static bool is_told(const struct keyring *keyring, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(keyring->key[i].fingerprint, keyring->key[at].fingerprint) == 0)
			return true;
	return false;
}

/* Names the commands that shut out the person alone: a key that others have stays theirs. */
static void offer_alone(const struct sharing *sharing, const struct request *request)
{
	const struct leaving *leaving = sharing->leaving;
	const struct keyring *keyring = &leaving->keyring[0];
	bool left = keyring->unread > 0 || leaving->rewrites.count > 0;
	for (size_t i = 0; i < keyring->count && sharing->shared; i++) {
		left = left || !sharing->shared[i];
		if (sharing->shared[i] && !is_told(keyring, i))
			admin_remark("to shut out %s alone:  keyhole remove %s %s", leaving->person,
				leaving->person, keyring->key[i].fingerprint);
	}
	if (left && sharing->shared)
		admin_remark("and then:  keyhole revoke %s%s", leaving->person,
			request->reason || request->close ? ", with the same options" : "");
}

/* Looks, before anything is done, who else has a key of the person's; whether it may be done. */
static bool judge_sharing(const struct leaving *leaving, const struct request *request,
	const struct settings *settings)
{
	struct note note;
	if (!leaving->person)
		return judge_holders(leaving, request);
	if (leaving->count == 0)
		return true;
	CLEANUP(free) bool *shared = calloc(leaving->keyring[0].count + 1, sizeof *shared);
	struct sharing sharing = {leaving, 0, shared};
	if (holders_scan(settings->keys_dir, leaving->person, warn_of_holder, &sharing, &note) != 0)
		admin_warn("%s", note.text);
	if (sharing.count == 0)
		return true;
	if (!request->yes)
		offer_alone(&sharing, request);
	return ask_for_consent(request);
}

/* Says where sshd would still take a revoked key. */
static void check_sshd(const struct settings *settings)
{
	struct sshd sshd;
	char path[STORE_PATH_MAX];
	barrier_path(settings, path);
	sshd_ask(SSHD_PROGRAM, "root", &sshd);
	if (!sshd.known || strcmp(sshd.revoked_keys, path) == 0)
		return;
	admin_warn("sshd does not read %s (its RevokedKeys is %s): a revoked key still opens an "
		   "account in whose own ~/.ssh/authorized_keys it stands; the line for "
		   "sshd_config:  RevokedKeys %s",
		path, sshd.revoked_keys[0] ? sshd.revoked_keys : "none", path);
}

/* Ends the sessions, the store being changed and free again; or names them, where that is not asked
 * for. */
static int close_sessions(
	struct leaving *leaving, const struct settings *settings, const struct request *request)
{
	struct note note;
	struct closing closing = {.log_dir = settings->log_dir,
		.person = leaving->person,
		.fingerprints = leaving->ban.fingerprint,
		.count = leaving->ban.count};
	if (!request->close) {
		closing_remind(&closing);
		return EXIT_YES;
	}
	int r = closing_run(&closing, &note);
	if (r != 0)
		return admin_fail(EXIT_UNSURE, &note);
	if (closing.ended + closing.left == 0)
		puts("no session of theirs is open");
	return closing.left > 0 ? EXIT_UNSURE : EXIT_YES;
}

/* Whether a word is rather the beginning of a fingerprint than a name: it has capital letters. */
static bool looks_like_key(const char *word)
{
	return strpbrk(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL;
}

/* Answers for a name that the store does not know: it may be that of somebody who was revoked
 * before, and has a session open still. */
static int refuse(const struct settings *settings, const struct request *request)
{
	struct note note;
	struct closing closing = {.log_dir = settings->log_dir, .person = request->who};
	int r = request->close ? closing_run(&closing, &note) : 0;
	if (r != 0)
		return admin_fail(EXIT_UNSURE, &note);
	if (closing.ended + closing.left > 0)
		return closing.left > 0 ? EXIT_UNSURE : EXIT_YES;
	int status = roster_person(settings, request->who, false);
	if (looks_like_key(request->who))
		return admin_fail_words(EXIT_NO,
			"nor has anybody in %s a key that begins so; a key is named by at least %d "
			"characters of its fingerprint, one that nobody has by all of it",
			settings->keys_dir, KEYRING_BEGINNING_MIN);
	return status == EXIT_YES ? EXIT_NO : status;
}

/* Whether a word can only be a fingerprint, or the beginning of one: no name has a : or a /, nor
 * begins with a +. */
static bool is_fingerprint(const char *word)
{
	return strncmp(word, "SHA256:", 7) == 0 || strchr(word, '/') || word[0] == '+';
}

/* Finds out who or what leaves: a person, or else a key. */
static int find(struct leaving *leaving, const struct request *request, struct note *note)
{
	struct note unused;
	if (is_fingerprint(request->who))
		return leaving_key(leaving, request->who, note);
	int r = leaving_person(leaving, request->who, note);
	if (r != REASON_NO_SUCH_KEY || strlen(request->who) < KEYRING_BEGINNING_MIN)
		return r;
	leaving->person = leaving->ban.whose = NULL;
	leaving->count = 0;
	return leaving_key(leaving, request->who, &unused) == 0 ? 0 : r;
}

/* Revokes under the store's lock, and looks whether that is in force. */
static int carry_out(const struct settings *settings, const struct request *request)
{
	struct note note;
	CLEANUP(leaving)
	struct leaving leaving = {.change = {.lock = {-1}}, .ban = {.reason = request->reason}};
	int r = change_begin(&leaving.change, settings, &note);
	if (r == 0)
		r = find(&leaving, request, &note);
	if (r == REASON_NO_SUCH_KEY && !is_fingerprint(request->who))
		return refuse(settings, request);
	if (r == 0 && !judge_sharing(&leaving, request, settings))
		return EXIT_NO;
	if (r == 0)
		r = leaving_put(&leaving, &note);
	if (r != 0)
		return admin_fail(admin_status(r), &note);
	if (leaving.ban.count == 0) {
		admin_warn("%s has no key in the store: none is revoked; one that was taken away "
			   "before is by its whole fingerprint:  keyhole revoke SHA256:...",
			request->who);
		barrier_keep(&leaving.change);
	}
	replace_unlock(&leaving.change.lock);
	check_sshd(settings);
	if (leaving.person)
		account_left_remind(&leaving.change.store, leaving.person);
	int status = leaving.incomplete ? EXIT_UNSURE : EXIT_YES;
	int closed = close_sessions(&leaving, settings, request);
	return closed != EXIT_YES ? closed : status;
}

/* Makes sshd's list anew. */
static int rebuild(const struct settings *settings)
{
	struct note note;
	bool renewed = false;
	CLEANUP(change) struct change change = {.lock = {-1}};
	int r = change_begin(&change, settings, &note);
	if (r == 0)
		r = barrier_renew(&change, &renewed, &note);
	if (r != 0)
		return admin_fail(admin_status(r), &note);
	puts(renewed ? "made " KRL_NAME " anew from revoked_keys"
		     : KRL_NAME " has what revoked_keys says");
	return EXIT_YES;
}

/* Reads the options; `*status` is what a wrong one ends with. */
static bool read_options(struct request *request, int argc, char **argv, int *status)
{
	static const struct option options[] = {{"reason", required_argument, NULL, 'r'},
		{"close", no_argument, NULL, 'c'}, {"rebuild", no_argument, NULL, 'b'},
		{"yes", no_argument, NULL, 'y'}, {0}};
	for (int c; (c = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (c == 'r') {
			request->reason = optarg;
		} else if (c == 'c') {
			request->close = true;
		} else if (c == 'b') {
			request->rebuild = true;
		} else if (c == 'y') {
			request->yes = true;
		} else {
			*status = admin_usage_option(&verb_revoke, options, argv, c);
			return false;
		}
	}
	request->who = optind < argc ? argv[optind] : NULL;
	if (argc - optind == (request->rebuild ? 0 : 1))
		return true;
	*status = argc == optind ? admin_usage(&verb_revoke, "who, or which key? PERSON is missing")
				 : admin_usage(&verb_revoke, "there is nothing to do for \"%s\"",
					   argv[argc - 1]);
	return false;
}

/* Reads what was asked for, then does it. */
static int run(struct admin *admin, int argc, char **argv)
{
	struct request request = {.who = NULL};
	char words[2 * ACCOUNT_NAME_MAX];
	int status = EXIT_YES;
	if (!read_options(&request, argc, argv, &status))
		return status;
	snprintf(words, sizeof words, "revoke %.128s", request.who ? request.who : "--rebuild");
	if (!change_allowed(admin->settings.keys_dir, words))
		return EXIT_UNSURE;
	if (!request.who)
		return rebuild(&admin->settings);
	if (!is_fingerprint(request.who))
		status = roster_sound(request.who, "a person");
	return status == EXIT_YES ? carry_out(&admin->settings, &request) : status;
}

const struct verb verb_revoke = {
	.name = "revoke",
	.changes = true,
	.arguments = "PERSON|FINGERPRINT [--reason TEXT] [--close] [--yes]\n"
		     "                      | --rebuild",
	.summary = "shuts a person, or a key, out for good",
	.help = "  --reason TEXT  why, for the list of revoked keys and the log\n"
		"  --close        end the sessions that the keys have open, and name them\n"
		"  --yes          also where somebody else has one of the keys, too\n"
		"  --rebuild      make sshd's list (revoked.krl) anew, after revoked_keys was\n"
		"                 changed by hand\n"
		"\n"
		"The keys go onto the list of revoked keys, so that they open nothing any more,\n"
		"in users' own ~/.ssh/authorized_keys neither. Then the person's file, grants and\n"
		"groups are taken away. It says which accounts the person could open.\n"
		"\n"
		"examples:\n"
		"  keyhole revoke alice --close --reason 'left the company'\n"
		"  keyhole revoke SHA256:kb0oAT --reason 'lost with the laptop'\n",
	.run = run,
};
