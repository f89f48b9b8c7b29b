/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole grant – lets a person, or a group, use an account. */
#include "admin/readable.h"
#include "admin/say.h"
#include "admin/sshd.h"
#include "admin/store/barrier.h"
#include "admin/store/deadline.h"
#include "admin/store/entrance.h"
#include "admin/store/origins.h"
#include "admin/store/rewrite.h"
#include "admin/store/roster.h"
#include "admin/verb.h"
#include "common/cleanup.h"
#include "common/reason.h"

#include <time.h>

#define DETAIL_MAX (ORIGINS_MAX + 1024)

/* What is asked for. */
struct request {
	const char *account, *until;
	char from[ORIGINS_MAX];
	struct amend_grant grant;
};

/* Describes the limits: "from 10.0.0.0/8 until 2026-12-31T18:00:00Z with restrict". */
static void describe(const struct request *request, char out[DETAIL_MAX])
{
	const struct amend_grant *grant = &request->grant;
	char until[64] = "";
	time_t moment = (time_t)grant->until;
	struct tm tm;
	gmtime_r(&moment, &tm);
	if (grant->until > 0)
		strftime(until, sizeof until, " until %FT%TZ", &tm);
	snprintf(out, DETAIL_MAX, "%s%s%s%s%s", grant->from ? " from " : "",
		grant->from ? grant->from : "", until, grant->options ? " with " : "",
		grant->options ? grant->options : "");
}

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
	struct sshd sshd;
	const struct amend_grant *grant = &request->grant;
	if (strcmp(request->account, grant->who) == 0)
		printf("from now on %s's keys open the account %s only as its grants say\n",
			grant->who, request->account);
	if (!grant->from && grant->until == 0 && !grant->options)
		return;
	if (entrance_read(&change->store, request->account, grant->who, warn_of_grant, request,
		    &note) != 0)
		admin_warn("%s", note.text);
	origins_warn(view_of(grant->from));
	sshd_ask(SSHD_PROGRAM, request->account, &sshd);
	if (sshd.known && sshd.own_files)
		admin_warn("a key that stands in %s's own ~/.ssh/authorized_keys too is not bound "
			   "by this: sshd reads that first, unless AuthorizedKeysFile is none",
			request->account);
}

/* Records and reports what is done. */
static void report(
	const struct change *change, const struct request *request, const struct rewrite *rewrite)
{
	char limits[DETAIL_MAX], detail[2 * DETAIL_MAX];
	const char *who = request->grant.who;
	bool group = who[0] == '@';
	describe(request, limits);
	snprintf(detail, sizeof detail, "%s%s", group ? who : "",
		limits[0] && !group ? limits + 1 : limits);
	change_record(change, &(struct change_record){.kind = EVENT_GRANTED,
				      .account = request->account,
				      .person = group ? NULL : who,
				      .known_at = rewrite->path,
				      .detail = detail});
	printf("%s may use the account %s", who, request->account);
	say_text(stdout, view_of(limits));
	printf("\n  by %s", rewrite->path);
	if (rewrite->replaces)
		printf(", in place of what %s had there", who);
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

/* Changes the account's file, under the store's lock. */
static int put(const struct settings *settings, struct request *request)
{
	struct note note;
	CLEANUP(change) struct change change = {.lock = {-1}};
	CLEANUP(rewrite) struct rewrite rewrite = {.text = {NULL, 0}};
	int r = change_begin(&change, settings, &note);
	if (r == 0)
		r = rewrite_grant(&change, request->account, &request->grant, &rewrite, &note);
	if (r == 0 && !rewrite.text.bytes) {
		printf("%s has the same grant already (%s)\n", request->grant.who, rewrite.path);
		return EXIT_YES;
	}
	if (r == 0)
		r = rewrite_put(&change, &rewrite, &note);
	if (r != 0)
		return fail(request, r, &note);
	report(&change, request, &rewrite);
	barrier_keep(&change);
	readable_check(rewrite.path);
	replace_unlock(&change.lock);
	warn_of_others(&change, request);
	return EXIT_YES;
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
	int status = roster_account(request->account);
	return status == EXIT_YES ? roster_who(settings, grant->who) : status;
}

/* Reads the options; `*status` is what a wrong one ends with. */
static bool read_options(struct request *request, int argc, char **argv, int *status)
{
	static const struct option options[] = {{"from", required_argument, NULL, 'f'},
		{"until", required_argument, NULL, 'u'}, {"options", required_argument, NULL, 'o'},
		{0}};
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
	return put(&admin->settings, &request);
}

const struct verb verb_grant = {
	.name = "grant",
	.changes = true,
	.arguments = "ACCOUNT PERSON|@GROUP [--from LIST] [--until TIME]\n"
		     "                     [--options LIST]",
	.summary = "lets a person, or a group, use an account",
	.help = "  --from LIST     only from these addresses: 10.0.0.0/8,192.168.1.7\n"
		"  --until TIME    until then: 90d, 2027-12-31 (to its end), \"2027-12-31 18:00\"\n"
		"  --options LIST  with these options of sshd's: restrict,pty\n"
		"\n"
		"Adds a grant to accounts.d/ACCOUNT.conf and leaves all else in it as it is. It\n"
		"takes the place of what the same person or group has there, if it covers that;\n"
		"beside a wider one it would say nothing, and is refused. Several --from add up.\n"
		"\n"
		"examples:\n"
		"  keyhole grant deploy alice --until 30d\n"
		"  keyhole grant root @admins --from 10.0.0.0/8\n",
	.run = run,
};
