/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole access – who can open what, with which key, until when, and when they last did. */
#include "admin/access/census.h"
#include "admin/access/former.h"
#include "admin/access/opening_print.h"
#include "admin/access/subject.h"
#include "admin/log/last_use.h"
#include "admin/store/deadline.h"
#include "admin/table.h"
#include "admin/verb.h"
#include "admin/when.h"
#include "common/cleanup.h"

#include <errno.h>
#include <time.h>

/* What is asked for, and what was found out. */
struct question {
	struct sieve sieve;
	struct subject subject;
	bool json;
	struct census census;
	struct last_use last;
	bool log_known;
	size_t shown, hidden;
	size_t unread; /* lines that can't be read and may open something, and are not shown */
};

/* Reads the value of an option that has one. */
static int read_time(struct question *question, int option, struct note *note)
{
	int64_t now = (int64_t)time(NULL);
	if (option == 'e')
		return deadline_parse(optarg, (uint64_t)now, &question->sieve.expiring, note);
	int r = when_parse(optarg, now * 1000000, &question->sieve.unused, note);
	if (r == 0 && (question->sieve.unused <= 0 || question->sieve.unused > now * 1000000))
		return note_set(note, -EINVAL, "\"%s\" is no time that is past", optarg);
	return r;
}

/* Takes one option; false where it is none. */
static bool take_option(struct question *question, int option)
{
	if (option == 'a')
		question->sieve.all = true;
	else if (option == 'w')
		question->sieve.weak = true;
	else if (option == 'd')
		question->sieve.duplicates = true;
	else if (option == 'j')
		question->json = true;
	else
		return false;
	return true;
}

/* Reads the options; `*status` is what a wrong one ends with. */
static bool read_options(struct question *question, int argc, char **argv, int *status)
{
	static const struct option options[] = {{"all", no_argument, NULL, 'a'},
		{"weak", no_argument, NULL, 'w'}, {"duplicates", no_argument, NULL, 'd'},
		{"json", no_argument, NULL, 'j'}, {"unused", required_argument, NULL, 'u'},
		{"expiring", required_argument, NULL, 'e'}, {0}};
	struct note note;
	int at = 0;
	for (int c; (c = getopt_long(argc, argv, ":", options, &at)) != -1;) {
		if (take_option(question, c))
			continue;
		if (c != 'u' && c != 'e')
			*status = admin_usage_option(&verb_access, options, argv, c);
		else if (read_time(question, c, &note) != 0)
			*status =
				admin_usage(&verb_access, "--%s: %s", options[at].name, note.text);
		else
			continue;
		return false;
	}
	if (argc - optind > 1)
		*status = admin_usage(&verb_access,
			"it takes one name, an account's or a person's: \"%s\" is one too many",
			argv[optind + 1]);
	question->sieve.name = optind < argc ? argv[optind] : NULL;
	return argc - optind <= 1;
}

/* Learns from the log when each key was used last. */
static void learn_uses(struct question *question, const char *log_dir)
{
	struct note note;
	question->log_known = last_use_read(&question->last, log_dir, &note) == 0;
	unread_end(&question->last.unread);
	if (!question->log_known)
		admin_warn("when a key was used last is not known: %s", note.text);
	for (size_t i = 0; i < question->census.openings.count && question->log_known; i++) {
		struct opening *one = &question->census.openings.item[i];
		int64_t used =
			one->type && one->account[0]
				? last_use_of(&question->last, one->account, one->fingerprint)
				: OPENING_UNKNOWN;
		one->used = one->type && one->account[0] && used == EVENT_UNKNOWN ? OPENING_NEVER
										  : used;
	}
}

/* Gathers everything that could be asked for. */
static int gather(struct question *question, const struct settings *settings, struct note *note)
{
	CLEANUP(entrant_list) struct entrant_list accounts = {0};
	census_open(&question->census, settings);
	if (question->subject.group) {
		question->census.group = question->subject.name;
		question->census.members = &question->subject.members.people;
	}
	int r = subject_accounts(
		&question->subject, settings, question->sieve.duplicates, &accounts, note);
	if (r == 0)
		r = census_take(&question->census, &accounts, note);
	if (r == 0 && !question->subject.group &&
		subject_is_whole(&question->subject, question->sieve.duplicates))
		r = census_take_people(&question->census, note);
	if (r == 0)
		learn_uses(question, settings->log_dir);
	if (r != 0 || !question->sieve.duplicates)
		return r;
	struct note why;
	if (copies_read(&question->sieve.copies, settings->keys_dir, &question->census.openings,
		    &why) != 0) {
		admin_warn("%s", why.text);
		question->census.unsure = true;
	}
	return 0;
}

/* Counts what is shown, and what would be with --all. */
static void count(struct question *question)
{
	const struct opening_list *list = &question->census.openings;
	for (size_t i = 0; i < list->count; i++) {
		bool taken = sieve_takes(&question->sieve, &list->item[i]);
		bool shown = sieve_shows(&question->sieve, &list->item[i]);
		size_t lines = 1 + list->item[i].more;
		question->shown += shown;
		question->hidden += taken && !shown ? lines : 0;
		question->unread += list->item[i].doubtful && !shown ? lines : 0;
	}
}

/* Prints what is asked for. */
static int print(const struct question *question, struct note *note)
{
	const struct opening_list *list = &question->census.openings;
	if (!question->json)
		return question->shown > 0 ? opening_print_table(list, &question->sieve, note) : 0;
	for (size_t i = 0; i < list->count; i++)
		if (sieve_shows(&question->sieve, &list->item[i]))
			opening_print_json(&list->item[i], &question->sieve);
	return 0;
}

/* Whether a key is shown as never used, or as never since. */
static bool shows_never(const struct question *question)
{
	const struct opening_list *list = &question->census.openings;
	for (size_t i = 0; i < list->count; i++)
		if (list->item[i].used == OPENING_NEVER &&
			sieve_shows(&question->sieve, &list->item[i]))
			return true;
	return false;
}

/* Says what a table can't: below it for people, aside in a pipe. */
static void put_remarks(const struct question *question)
{
	FILE *out = table_aside();
	char begins[WHEN_TEXT_MAX];
	if (question->log_known && question->last.begins != EVENT_UNKNOWN) {
		when_text(question->last.begins, begins);
		if (shows_never(question))
			fprintf(out, "keyhole: \"never\" means not since %s, when the log begins\n",
				begins);
	} else if (question->log_known && question->shown > 0) {
		fputs("keyhole: \"never\" says little: nothing is logged yet\n", out);
	}
	if (question->census.server.varies && question->census.files)
		fputs("keyhole: sshd was asked about each account, as from this machine: its "
		      "Match may\n         say otherwise for other addresses\n",
			out);
	if (question->hidden > 0)
		fprintf(out, "keyhole: not shown: %zu that open%s nothing; --all shows why\n",
			question->hidden, question->hidden == 1 ? "s" : "");
}

/* The exit status of what was found. */
static int status_of(const struct question *question)
{
	bool lost = !question->log_known || question->last.unread.count > 0;
	if (question->census.unsure || (question->sieve.unused != 0 && lost))
		return EXIT_UNSURE;
	return question->shown > 0 ? EXIT_YES : EXIT_NO;
}

/* Says that there is nothing to show. */
static void say_nothing(const struct question *question)
{
	const struct sieve *sieve = &question->sieve;
	const char *which = sieve->all ? "" : " that opens anything";
	if (question->hidden > 0 || sieve->weak || sieve->duplicates || sieve->unused != 0 ||
		sieve->expiring != 0)
		admin_remark("no key%s is like that", which);
	else if (question->subject.group)
		admin_remark("no grant to the group opens anything to one of its keys");
	else if (sieve->name)
		admin_remark("there is no key%s of that name", which);
	else
		admin_remark("there is no key%s yet; to add one:  keyhole add PERSON FILE", which);
}

/* Says of one name what no key tells: which keys were a person's, and that an account has a password. */
static void say_besides(struct question *question, const struct settings *settings)
{
	const struct sieve *sieve = &question->sieve;
	bool plain = sieve->name && !sieve->weak && !sieve->duplicates && sieve->unused == 0 &&
		     sieve->expiring == 0;
	if (plain && question->shown == 0)
		former_keys(settings, sieve->name);
	if (plain && !question->json && question->subject.account && question->census.files)
		former_password(server_ask(&question->census.server, sieve->name), sieve->name);
}

/* Gathers, and shows what is asked for. */
static int answer(struct question *question, const struct settings *settings)
{
	struct note note;
	int r = gather(question, settings, &note);
	if (r == 0) {
		count(question);
		if (!question->json)
			subject_head(&question->subject);
		r = print(question, &note);
	}
	if (r != 0)
		return admin_fail(EXIT_UNSURE, &note);
	if (question->shown == 0)
		say_nothing(question);
	if (!question->json)
		put_remarks(question);
	say_besides(question, settings);
	if (question->unread > 0)
		admin_remark("%zu line%s of an account's own file can't be read: whether %s like "
			     "that can't be told; keyhole access shows %s",
			question->unread, question->unread == 1 ? "" : "s",
			question->unread == 1 ? "its key is" : "their keys are",
			question->unread == 1 ? "it" : "them");
	if (!question->census.files)
		admin_remark("only root sees the keys in the accounts' own files");
	return status_of(question);
}

/* Reads what was asked for, then answers. */
static int run(struct admin *admin, int argc, char **argv)
{
	static struct question question;
	int status;
	question = (struct question){.json = false};
	if (!read_options(&question, argc, argv, &status))
		return status;
	status = subject_find(&question.subject, &admin->settings, question.sieve.name);
	if (status != EXIT_YES) {
		subject_free(&question.subject);
		return status;
	}
	status = answer(&question, &admin->settings);
	subject_free(&question.subject);
	census_close(&question.census);
	copies_free(&question.sieve.copies);
	last_use_free(&question.last);
	return status;
}

const struct verb verb_access = {
	.name = "access",
	.arguments = "[ACCOUNT|PERSON|@GROUP] [OPTION...]",
	.summary = "shows who can open what, with which key, until when",
	.help = "  --unused TIME    only keys that did not open the account since then: 90d, or\n"
		"                   2026-08-01\n"
		"  --expiring TIME  only what ends by then: 30d, or 2026-12-31\n"
		"  --weak           only keys that are short (RSA below 3072 bits), of a type\n"
		"                   that is not allowed, or that ask for no touch\n"
		"  --duplicates     only keys that stand in two files, with all places of each\n"
		"  --all            what opens nothing too, and why\n"
		"  --json           one object for each, with all that is known of it\n"
		"\n"
		"Each line is one way in, by the code that decides at a login: a person's key, or\n"
		"one in an account's own file, which only root sees. In brackets is who has the\n"
		"same key in keys.d. Of a @GROUP it is what grants to it open. It ends with 1 if\n"
		"there is none, 2 if that can't be told.\n"
		"\n"
		"examples:\n"
		"  keyhole access deploy\n"
		"  keyhole access --unused 90d --json | jq -r .known_at\n",
	.run = run,
};
