/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole verify – whether the log is as it was written. */
#include "admin/progress.h"
#include "admin/proof/judgement.h"
#include "admin/proof/key_file.h"
#include "admin/verb.h"
#include "audit/append.h"
#include "audit/hearing.h"
#include "common/cleanup.h"
#include "crypto/mac.h"
#include "seal/chain.h"
#include "seal/state.h"

#include <errno.h>

#define KEYS_MAX 64

/* What is asked for. */
struct question {
	const struct settings *settings;
	const struct hash *hash;
	const char *keys[KEYS_MAX];
	size_t key_count;
	bool json, head_asked;
	unsigned char head[HASH_SIZE];
	char **files; /* none: the log of this machine */
	size_t file_count;
};

enum { KEY = 'k', HEAD, JSON };

static const struct option options[] = {{"key", required_argument, NULL, KEY},
	{"head", required_argument, NULL, HEAD}, {"json", no_argument, NULL, JSON}, {0}};

/* Takes these signs off the front of a text. */
static struct view skip_signs(struct view text, const char *signs)
{
	while (text.len > 0 && memchr(signs, *text.data, strlen(signs)))
		text = view_skip(text, 1);
	return text;
}

/* Of a head as it stands in the journal, "[head 58 c931...]", what may be the seal. */
static struct view find_seal(struct view text)
{
	static const struct view word = VIEW("head");
	text = skip_signs(text, " \t[");
	if (text.len > word.len && memcmp(text.data, word.data, word.len) == 0)
		text = skip_signs(view_skip(text, word.len), " \t");
	while (text.len > 0 && strchr(" \t]", text.data[text.len - 1]))
		text.len--;
	struct view seal = skip_signs(text, "0123456789");
	bool numbered = seal.len < text.len && seal.len > 0 && strchr(" \t", *seal.data);
	return numbered ? skip_signs(seal, " \t") : text;
}

/* Reads the head that was told elsewhere. */
static bool read_head(struct question *question, const char *text, struct note *note)
{
	static const char digits[] = "0123456789abcdef";
	struct view seal = find_seal(view_of(text));
	question->head_asked = chain_read_hex(seal, question->head);
	if (question->head_asked)
		return true;
	bool begins = seal.len > 0 && seal.len < CHAIN_HEX && skip_signs(seal, digits).len == 0;
	if (begins)
		note_set(note, 0,
			"--head: \"%s\" has %zu digits of the seal: all %d are needed, as the "
			"journal has them",
			text, seal.len, CHAIN_HEX);
	else
		note_set(note, 0, "--head: \"%s\" is not the seal of a record: %d hex digits", text,
			CHAIN_HEX);
	return false;
}

/* Reads one option. */
static bool read_option(struct question *question, int option, struct note *note)
{
	if (option == JSON) {
		question->json = true;
		return true;
	}
	if (option == HEAD)
		return read_head(question, optarg, note);
	if (question->key_count == KEYS_MAX) {
		note_set(note, 0, "--key: put the keys into one file");
		return false;
	}
	question->keys[question->key_count++] = optarg;
	return true;
}

/* How often standard input is asked for. */
static size_t count_input(const struct question *question)
{
	size_t count = 0;
	for (size_t i = 0; i < question->key_count; i++)
		count += strcmp(question->keys[i], "-") == 0;
	for (size_t i = 0; i < question->file_count; i++)
		count += strcmp(question->files[i], "-") == 0;
	return count;
}

/* Reads the options; `*status` is what a wrong one ends with. */
static bool read_options(struct question *question, int argc, char **argv, int *status)
{
	struct note note;
	for (int c; (c = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (c == '?' || c == ':') {
			*status = admin_usage_option(&verb_verify, options, argv, c);
			return false;
		}
		if (!read_option(question, c, &note)) {
			*status = admin_usage(&verb_verify, "%s", note.text);
			return false;
		}
	}
	question->files = argv + optind;
	question->file_count = (size_t)(argc - optind);
	if (count_input(question) <= 1)
		return true;
	*status = admin_usage(&verb_verify, "\"-\" can stand only for one of keys and files");
	return false;
}

/* Reads all keys. */
static int read_keys(const struct question *question, struct keyring *ring, struct note *note)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < question->key_count; i++)
		r = key_file_read(question->keys[i], ring, note);
	return r;
}

/* Tells the judge what the state of the seal knows of the log's end. It is asked before the log is
 * opened: what it knows then is in the log. Who may not read it does without. */
static void tell_state(const struct question *question, struct judge *judge)
{
	CLEANUP(state) struct seal_state state = {0};
	struct note note = {""};
	const struct state_place place = {
		question->settings->run_dir, question->settings->state_dir, question->hash, NULL};
	int r = state_load(&place, &state, &note);
	if (r == 0 && state.seq > 1)
		judge_tell_last(judge, (int64_t)state.seq - 1, state.seal);
	else if (r == -ENOENT)
		judge_tell_no_state(judge);
	else if (r == -EBADMSG)
		admin_warn(
			"%s; whether the end of the log is missing can't be told by it", note.text);
}

/* Brings the log before the judge. */
static int hear(struct judge *judge, struct raw *raw, struct note *note)
{
	struct hearing hearing = {.raw = raw, .judge = judge};
	struct progress progress = progress_begin("judging the log");
	uint64_t done, total;
	int r;
	while ((r = hearing_step(&hearing, note)) > 0) {
		raw_progress(raw, &done, &total);
		progress_show(&progress, done, total);
		if (!hearing.unread.text[0])
			continue;
		progress_hide(&progress);
		admin_warn("%s; what is in it from there on is not judged", hearing.unread.text);
	}
	progress_hide(&progress);
	return r;
}

/* Says what it means that there is no state. */
static void warn_stateless(const struct settings *settings)
{
	admin_warn("the seal's state is missing in %s and %s: whether the end of the log is "
		   "missing can't be told",
		settings->run_dir, settings->state_dir);
}

/* Prints the verdict; gives the exit status. */
static int tell(const struct question *question, const struct verdict *verdict)
{
	static const int statuses[] = {[VERDICT_WHOLE] = EXIT_YES,
		[VERDICT_BROKEN] = EXIT_NO,
		[VERDICT_UNSURE] = EXIT_UNSURE};
	if (question->json)
		judgement_print_json(verdict);
	else
		judgement_print(verdict, question->file_count == 0);
	if (verdict->stateless)
		warn_stateless(question->settings);
	return statuses[verdict_result(verdict)];
}

/* Judges what was asked for, with these keys. */
static int judge_log(const struct question *question, struct keyring *ring)
{
	CLEANUP(judge) struct judge *judge = NULL;
	CLEANUP(raw) struct raw *raw = NULL;
	struct note note;
	int r = judge_open(question->hash, ring, &judge, &note);
	if (r == 0 && question->head_asked)
		judge_ask_head(judge, question->head);
	if (r == 0 && question->file_count == 0)
		tell_state(question, judge);
	if (r == 0)
		r = question->file_count == 0
			    ? raw_open_log(question->settings->log_dir, APPEND_LOGINS, &raw, &note)
			    : raw_open_files(question->files, question->file_count, &raw, &note);
	if (r == 0)
		r = hear(judge, raw, &note);
	return r == 0 ? tell(question, judge_verdict(judge)) : admin_fail(EXIT_UNSURE, &note);
}

/* Reads what was asked for, then the keys, then judges. */
static int run(struct admin *admin, int argc, char **argv)
{
	struct question question = {.settings = &admin->settings};
	CLEANUP(mac) struct mac *mac = NULL;
	CLEANUP(keyring) struct keyring *ring = NULL;
	struct note note;
	int status;
	if (!read_options(&question, argc, argv, &status))
		return status;
	if (question.key_count > 0 && question.file_count == 0)
		admin_warn(
			"an intruder would wait on this machine for the key; better judge its log "
			"on another one: keyhole log --raw | ssh AUDITOR keyhole verify --key "
			"FILE -");
	int r = mac_open(&mac, &note);
	const struct hash hash = {mac, mac_make};
	question.hash = &hash;
	if (r == 0)
		r = keyring_open(&hash, &ring, &note);
	if (r == 0)
		r = read_keys(&question, ring, &note);
	return r == 0 ? judge_log(&question, ring) : admin_fail(EXIT_UNSURE, &note);
}

const struct verb verb_verify = {
	.name = "verify",
	.arguments = "[--key FILE|-] [--head HEAD] [--json] [FILE...|-]",
	.summary = "proves the log whole, or names what was tampered with",
	.help = "  --key FILE  the verification keys that keyhole seal has printed, - for\n"
		"              standard input; a sealed log can't be proven whole without\n"
		"  --head HEAD the seal of a record as it was told elsewhere, such as by syslog,\n"
		"              all its 64 digits: if it is not there, the log was cut off\n"
		"  --json      one object, for programs\n"
		"\n"
		"Without FILE the log of this machine is judged, with its older files. Files are\n"
		"judged as one log, in the order of their records; - is standard input. Exit\n"
		"status: 0 whole, 1 not whole, 2 could not tell.\n"
		"\n"
		"examples:\n"
		"  keyhole log --raw | ssh auditor keyhole verify --key host1.key -\n"
		"  keyhole verify --key host1.key logins.jsonl.2.gz logins.jsonl.1 logins.jsonl\n"
		"  keyhole verify --head '[head 58 c931...]'   (with all 64 digits of the seal)\n",
	.run = run,
};
