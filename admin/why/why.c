/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole why – would this login be let in, and if not, why, and what mends it. */
#include "admin/verb.h"
#include "admin/why/beginning.h"
#include "admin/why/explanation.h"
#include "admin/why/past.h"
#include "admin/why/trial.h"
#include "common/cleanup.h"
#include "keys/address.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What is looked at, in the order in which sshd goes. */
static void (*const trials[])(struct inquiry *) = {trial_account, trial_sshd, trial_lock,
	trial_shell, trial_users, trial_root, trial_methods, trial_revoked, trial_files,
	trial_command, trial_module, trial_settings, trial_people, trial_probe, trial_keys,
	trial_home, trial_pam, trial_session, trial_password};

/* What was asked for. */
struct question {
	const char *key;
	const char *from;
	bool json;
};

/* Reads the options; `*status` is what a wrong one ends with. */
static bool read_options(struct question *question, int argc, char **argv, int *status)
{
	static const struct option options[] = {{"key", required_argument, NULL, 'k'},
		{"from", required_argument, NULL, 'f'}, {"json", no_argument, NULL, 'j'}, {0}};
	char canonical[ADDRESS_TEXT_MAX];
	struct address address;
	for (int c; (c = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (c == 'k')
			question->key = optarg;
		else if (c == 'f')
			question->from = optarg;
		else if (c == 'j')
			question->json = true;
		else {
			*status = admin_usage_option(&verb_why, options, argv, c);
			return false;
		}
	}
	if (argc - optind < 1)
		*status = admin_usage(&verb_why, "who can't log in? ACCOUNT is missing");
	else if (argc - optind > 1)
		*status = admin_usage(
			&verb_why, "there is nothing to do for \"%s\"", argv[optind + 1]);
	else if (question->from && !address_of_peer(question->from, &address, canonical))
		*status = admin_usage(&verb_why,
			"--from: \"%s\" is not an address, such as "
			"192.168.64.2 or 2001:db8::2",
			question->from);
	else
		return true;
	return false;
}

/* Plays the login through and prints it. */
static int explain(struct inquiry *inquiry, bool json)
{
	for (size_t i = 0; i < sizeof trials / sizeof *trials; i++)
		if (i == 0 || inquiry->account_fault == 0)
			trials[i](inquiry);
	step_list_spare(&inquiry->steps, inquiry->open_count > 0);
	if (!json)
		explanation_print_steps(inquiry);
	int status = json ? explanation_print_json(inquiry) : EXIT_YES;
	past_print(inquiry->settings, inquiry->name,
		inquiry->key.any ? inquiry->key.fingerprint : NULL, json);
	if (json)
		puts("}");
	return json ? status : explanation_print_end(inquiry);
}

/* Learns the key, and the facts; what is neither a file nor a fingerprint may begin one. */
static int learn(struct inquiry *inquiry, const char *key, struct note *note)
{
	int r = key ? given_read(key, &inquiry->key, note) : 0;
	bool begins = r == -ENOENT && beginning_is(key);
	if (r == 0 || begins)
		r = inquiry_open(inquiry, note);
	return r == 0 && begins ? beginning_find(inquiry, key, note) : r;
}

/* Learns what is needed, then explains. */
static int answer(const struct admin *admin, const char *account, const struct question *question)
{
	struct note note;
	CLEANUP(free) struct inquiry *inquiry = calloc(1, sizeof *inquiry);
	if (!inquiry)
		return admin_fail_words(EXIT_UNSURE, "no memory");
	inquiry->name = account;
	inquiry->from = question->from;
	inquiry->config_path = admin->config_path;
	inquiry->settings = &admin->settings;
	int r = learn(inquiry, question->key, &note);
	int status = r == 0 ? explain(inquiry, question->json) : admin_fail(EXIT_UNSURE, &note);
	inquiry_close(inquiry);
	return status;
}

/* Reads what was asked for. Only root sees what sshd sees. */
static int run(struct admin *admin, int argc, char **argv)
{
	struct question question = {NULL, NULL, false};
	int status;
	if (!read_options(&question, argc, argv, &status))
		return status;
	if (geteuid() != 0)
		return admin_fail_words(EXIT_UNSURE,
			"only root sees what sshd sees:  sudo keyhole why %s", argv[optind]);
	return answer(admin, argv[optind], &question);
}

const struct verb verb_why = {
	.name = "why",
	.arguments = "ACCOUNT [--key FILE|FINGERPRINT|-] [--from ADDRESS] [--json]",
	.summary = "says whether a login would be let in, and what mends it if not",
	.help = "  --key KEY       only with this key: a file (for a private key the .pub beside\n"
		"                  it is read), a fingerprint or six characters of its beginning,\n"
		"                  or - for standard input; without it, with every key of\n"
		"                  everyone who may use the account\n"
		"  --from ADDRESS  from this address, for from=, AllowUsers and Match\n"
		"  --json          the steps, the reason and the past refusals as one object\n"
		"\n"
		"The login is played through by the code that decides, in the order in which\n"
		"sshd goes: a line a step, then what the log has of refusals before (with --key\n"
		"of that key), then one sentence and the command that mends it. It changes\n"
		"nothing. The exit status is 0 where it would be let in, 1 where not, 2 where\n"
		"that can't be told.\n"
		"\n"
		"examples:\n"
		"  keyhole why brian\n"
		"  keyhole why deploy --key ~/.ssh/id_ed25519.pub --from 192.168.64.2\n",
	.run = run,
};
