/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole grant – lets a person, or a group, use an account. */
#include "admin/readable.h"
#include "admin/say.h"
#include "admin/store/barrier.h"
#include "admin/store/bypass.h"
#include "admin/store/deadline.h"
#include "admin/store/entrance.h"
#include "admin/store/origins.h"
#include "admin/store/rewrite.h"
#include "admin/store/roster.h"
#include "admin/store/widening.h"
#include "admin/verb.h"
#include "common/cleanup.h"
#include "common/reason.h"

#include <time.h>

#define AGAIN (-1) /* what was asked about is to be looked at anew */

/* What is asked for. */
struct request {
	const char *account, *until;
	char from[ORIGINS_MAX];
	struct amend_grant grant;
	bool yes;     /* limits may be lost */
	char *agreed; /* it was asked whether these may */
};

/* Warns of another grant by which a person opens the account. */
static void warn_of_grant(void *context, const struct grant_rules *rules, const struct grant *grant,
	const char *group)
{
	const struct request *request = context;
	if (!group && grant == &rules->grant[rules->count - 1])
		return;
	admin_warn("%s may use the account %s by %s:%u too%s%s, not bound by these limits",
		request->grant.who, request->account, rules->path, grant->line,
		group ? ", as one of @" : "", group ? group : "");
}

/* Says where what was granted would not hold, or what else it changes. */
static void warn_of_others(struct change *change, struct request *request)
{
	struct note note;
	const struct amend_grant *grant = &request->grant;
	if (strcmp(request->account, grant->who) == 0)
		printf("from now on %s's keys open the account %s only as its grants say\n",
			grant->who, request->account);
	if (grant->who[0] == '@')
		widening_warn(&change->store, request->account, grant->who);
	if (!grant->from && grant->until == 0 && !grant->options)
		return;
	if (entrance_read(&change->store, request->account, grant->who, warn_of_grant, request,
		    &note) != 0)
		admin_warn("%s", note.text);
	origins_warn(view_of(grant->from));
	if (bypass_exists(request->account))
		admin_warn("a key that stands in %s's own ~/.ssh/authorized_keys too is not bound "
			   "by this: sshd reads that first, unless AuthorizedKeysFile is none",
			request->account);
}

/* Records what is done: for which group, under which limits, and under which before. */
static void record(
	const struct change *change, const struct request *request, const struct rewrite *rewrite)
{
	const char *who = request->grant.who;
	char detail[EVENT_LINE_MAX];
	bool group = who[0] == '@', limited = rewrite->after && rewrite->after[0];
	bool narrowed = rewrite->before && rewrite->before[0];
	snprintf(detail, sizeof detail, "%s%s%s%s%s%s", group ? who : "",
		group && limited ? " " : "", limited ? rewrite->after : "",
		!narrowed          ? ""
		: group || limited ? ", "
				   : "",
		narrowed ? "in place of " : "", narrowed ? rewrite->before : "");
	change_record(change, &(struct change_record){.kind = EVENT_GRANTED,
				      .account = request->account,
				      .person = group ? NULL : who,
				      .known_at = rewrite->path,
				      .detail = detail});
}

/* Reports what is done. */
static void report(const struct request *request, const struct rewrite *rewrite)
{
	printf("%s may use the account %s%s", request->grant.who, request->account,
		rewrite->after && rewrite->after[0] ? " " : "");
	say_text(stdout, view_of(rewrite->after));
	printf("\n  by %s", rewrite->path);
	if (rewrite->replaces && rewrite->before && rewrite->before[0]) {
		fputs(", in place of\n  ", stdout);
		say_text(stdout, view_of(rewrite->before));
	} else if (rewrite->replaces) {
		printf(", in place of what %s had there", request->grant.who);
	}
	putchar('\n');
}

/* Says how a wider grant could be narrowed, or what else is wrong. */
static int fail(const struct request *request, int fault, const struct note *note)
{
	const char *account = request->account, *who = request->grant.who;
	bool own = strcmp(account, who) == 0;
	if (fault != REASON_OPTIONS_CONFLICT)
		return admin_fail(admin_status(fault), note);
	if (own)
		return admin_fail_words(EXIT_NO,
			"%s; to have these limits instead:  keyhole edit accounts.d/%s.conf",
			note->text, account);
	return admin_fail_words(EXIT_NO,
		"%s; to have these limits instead, first:  keyhole ungrant %s %s", note->text,
		account, who);
}

/* Asks at a terminal whether limits may be lost; without one, says how that is said. */
static bool ask(void)
{
	char answer[64];
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		admin_fail_words(EXIT_NO,
			"nothing is changed; to lift these limits, say the same with --yes");
		return false;
	}
	fputs("lift these limits? [y]es, [n]o: ", stdout);
	fflush(stdout);
	if (fgets(answer, sizeof answer, stdin) && answer[0] == 'y')
		return true;
	puts("nothing is changed");
	return false;
}

/* Whether the limits that would be lost may be: EXIT_YES, EXIT_NO, or AGAIN after the question, while
 * which the store is free and may have changed. */
static int agree(struct change *change, struct request *request, struct rewrite *rewrite)
{
	const char *after = rewrite->after && rewrite->after[0] ? rewrite->after : "without limits";
	if (!rewrite->loses || request->yes)
		return EXIT_YES;
	if (request->agreed && rewrite->before && strcmp(request->agreed, rewrite->before) == 0)
		return EXIT_YES;
	replace_unlock(&change->lock);
	admin_warn("this lifts limits of the grant of %s to %s, which is: %s", request->account,
		request->grant.who, rewrite->before ? rewrite->before : rewrite->path);
	admin_warn("it would be: %s", after);
	if (!ask())
		return EXIT_NO;
	free(request->agreed);
	request->agreed = rewrite->before;
	rewrite->before = NULL;
	return AGAIN;
}

/* Puts the new text in place, and does what follows from it. */
static int put(struct change *change, struct request *request, struct rewrite *rewrite)
{
	struct note note;
	int r = rewrite_put(change, rewrite, &note);
	if (r != 0)
		return fail(request, r, &note);
	record(change, request, rewrite);
	report(request, rewrite);
	barrier_keep(change);
	readable_check(rewrite->path);
	replace_unlock(&change->lock);
	warn_of_others(change, request);
	return EXIT_YES;
}

/* Changes the account's file, under the store's lock. */
static int try(const struct settings *settings, struct request *request)
{
	struct note note;
	CLEANUP(change) struct change change = {.lock = {-1}};
	CLEANUP(rewrite) struct rewrite rewrite = {.text = {NULL, 0}};
	int r = change_begin(&change, settings, &note);
	if (r == 0)
		r = rewrite_grant(&change, request->account, &request->grant, &rewrite, &note);
	if (r != 0)
		return fail(request, r, &note);
	if (!rewrite.text.bytes) {
		printf("%s has the same grant already (%s)\n", request->grant.who, rewrite.path);
		return EXIT_YES;
	}
	int status = agree(&change, request, &rewrite);
	return status == EXIT_YES ? put(&change, request, &rewrite) : status;
}

/* Whether --options is a list that a grant can have; says so if not. */
static bool judge_options(const char *list)
{
	struct note note;
	size_t fault_at;
	CLEANUP(free) struct options *options = malloc(sizeof *options);
	if (!options)
		return true;
	int r = options_parse(view_of(list), options, &fault_at, &note);
	if (r == 0 && !options->cert_authority)
		return true;
	admin_usage(&verb_grant, "--options: %s",
		r == 0 ? "cert-authority belongs in front of a key, not in a grant" : note.text);
	return false;
}

/* Judges what is asked for. */
static int judge(const struct settings *settings, struct request *request)
{
	struct note note;
	struct amend_grant *grant = &request->grant;
	if (grant->from && origins_check(grant->from, &note) != 0)
		return admin_usage(&verb_grant, "%s", note.text);
	if (request->until &&
		deadline_parse(request->until, (uint64_t)time(NULL), &grant->until, &note) != 0)
		return admin_usage(&verb_grant, "--until: %s", note.text);
	if (grant->options && !judge_options(grant->options))
		return EXIT_WRONG_USAGE;
	int status = roster_account(request->account);
	return status == EXIT_YES ? roster_who(settings, grant->who) : status;
}

/* Reads the options; `*status` is what a wrong one ends with. */
static bool read_options(struct request *request, int argc, char **argv, int *status)
{
	static const struct option options[] = {{"from", required_argument, NULL, 'f'},
		{"until", required_argument, NULL, 'u'}, {"options", required_argument, NULL, 'o'},
		{"yes", no_argument, NULL, 'y'}, {0}};
	struct note note;
	for (int c; (c = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (c == 'f' && origins_add(request->from, optarg, &note) == 0) {
			request->grant.from = request->from;
		} else if (c == 'f') {
			*status = admin_usage(&verb_grant, "%s", note.text);
			return false;
		} else if (c == 'u') {
			request->until = optarg;
		} else if (c == 'o') {
			request->grant.options = optarg;
		} else if (c == 'y') {
			request->yes = true;
		} else {
			*status = admin_usage_option(&verb_grant, options, argv, c);
			return false;
		}
	}
	if (argc - optind == 2)
		return true;
	*status = argc - optind < 2
			  ? admin_usage(&verb_grant, "ACCOUNT and PERSON or @GROUP are needed")
			  : admin_usage(&verb_grant, "there is nothing to do for \"%s\"",
				    argv[optind + 2]);
	return false;
}

/* Reads what was asked for, judges it, does it. */
static int run(struct admin *admin, int argc, char **argv)
{
	struct request request = {.account = NULL};
	char words[2 * ACCOUNT_NAME_MAX + 32];
	int status = EXIT_YES;
	if (!read_options(&request, argc, argv, &status))
		return status;
	request.account = argv[optind];
	request.grant.who = argv[optind + 1];
	status = judge(&admin->settings, &request);
	if (status != EXIT_YES)
		return status;
	snprintf(words, sizeof words, "grant %s %s", request.account, request.grant.who);
	if (!change_allowed(admin->settings.accounts_dir, words))
		return EXIT_UNSURE;
	do
		status = try(&admin->settings, &request);
	while (status == AGAIN);
	free(request.agreed);
	return status;
}

const struct verb verb_grant = {
	.name = "grant",
	.changes = true,
	.arguments = "ACCOUNT PERSON|@GROUP [--from LIST] [--until TIME]\n"
		     "                     [--options LIST] [--yes]",
	.summary = "lets a person, or a group, use an account",
	.help = "  --from LIST     only from these addresses: 10.0.0.0/8,192.168.1.7\n"
		"  --until TIME    until then: 90d, 2027-12-31 (to its end), \"2027-12-31 18:00\"\n"
		"  --options LIST  with these options of sshd's: restrict,pty\n"
		"  --yes           also where limits are lost that were there before\n"
		"\n"
		"Adds a grant to accounts.d/ACCOUNT.conf and leaves all else in it as it is. It\n"
		"takes the place of what the same person or group has there, if it covers that;\n"
		"where limits are lost by that, it asks. Beside a wider one it would say nothing,\n"
		"and is refused. Several --from add up.\n"
		"\n"
		"examples:\n"
		"  keyhole grant deploy alice --until 30d\n"
		"  keyhole grant root @admins --from 10.0.0.0/8\n",
	.run = run,
};
