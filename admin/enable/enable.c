/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole enable – wires sshd and PAM, proves it, and puts all back unless somebody confirms. */
#include "admin/enable/enabling.h"

#include "admin/enable/rewiring.h"

#include <stdlib.h>
#include <string.h>

#define REVERT_AFTER 600
#define REVERT_MIN 30
#define REVERT_MAX 86400

/* Reads a duration: 90, 90s, 10m, 2h; 0 where it is none. */
static int64_t read_duration(const char *text)
{
	char *end;
	long number = strtol(text, &end, 10);
	long unit = *end == 'm' ? 60 : *end == 'h' ? 3600 : 1;
	if (end == text || (*end && (!strchr("smh", *end) || end[1])) || number > REVERT_MAX)
		return 0;
	return number * unit;
}

/* Takes one option; false: it is none. */
static bool take_option(struct enabling *enabling, int option)
{
	switch (option) {
	case 'e':
		enabling->exclusive = true;
		return true;
	case 'd':
		enabling->shows = true;
		return true;
	case 'y':
		enabling->consents = true;
		return true;
	case 'r':
		enabling->root = optarg;
		return true;
	case 'a':
		enabling->account = optarg;
		return true;
	case 'w':
		enabling->seconds = read_duration(optarg);
		return true;
	default:
		return false;
	}
}

/* Reads the options; `*status` is what a wrong one ends with. */
static bool read_options(struct enabling *enabling, int argc, char **argv, int *status)
{
	static const struct option options[] = {{"exclusive", no_argument, NULL, 'e'},
		{"dry-run", no_argument, NULL, 'd'}, {"yes", no_argument, NULL, 'y'},
		{"root", required_argument, NULL, 'r'}, {"as", required_argument, NULL, 'a'},
		{"revert-after", required_argument, NULL, 'w'}, {0}};
	for (int c; (c = getopt_long(argc, argv, ":", options, NULL)) != -1;)
		if (!take_option(enabling, c)) {
			*status = admin_usage_option(&verb_enable, options, argv, c);
			return false;
		}
	if (optind < argc)
		*status = admin_usage(
			&verb_enable, "there is nothing to do for \"%s\"", argv[optind]);
	else if (enabling->seconds < REVERT_MIN || enabling->seconds > REVERT_MAX)
		*status = admin_usage(
			&verb_enable, "--revert-after: a time from 30s to 24h, such as 10m");
	else
		return true;
	return false;
}

/* The account by which the administrator comes in. */
static const char *find_account(const struct enabling *enabling)
{
	const char *sudo = getenv("SUDO_USER");
	if (enabling->account)
		return enabling->account;
	return sudo && *sudo ? sudo : "root";
}

/* Reads what is asked for, then does it. */
static int run(struct admin *admin, int argc, char **argv)
{
	static struct enabling enabling;
	struct note note;
	int status;
	enabling = (struct enabling){
		.admin = admin, .seconds = REVERT_AFTER, .undertaking = {.lock = -1}};
	if (!read_options(&enabling, argc, argv, &status))
		return status;
	if (site_open(admin, enabling.root, &enabling.site, &note) != 0)
		return admin_fail(EXIT_UNSURE, &note);
	if (enabling.site.settings_fault != 0)
		return admin_fail(EXIT_NO, &enabling.site.settings_note);
	enabling.exclusive = enabling.exclusive || rewiring_is_exclusive(&enabling.site);
	enabling.account = enabling.site.live ? find_account(&enabling) : NULL;
	status = enabling_run(&enabling);
	undertaking_close(&enabling.undertaking);
	site_close(&enabling.site);
	return status;
}

const struct verb verb_enable = {
	.name = "enable",
	.arguments = "[--dry-run] [--exclusive] [--revert-after TIME] [--as ACCOUNT] [--yes] "
		     "[--root DIR]",
	.summary = "has sshd and PAM ask keyhole, after proving that you still get in",
	.help = "  --dry-run            show what would be changed, and change nothing\n"
		"  --exclusive          users' own ~/.ssh/authorized_keys no longer count\n"
		"  --revert-after TIME  put all back unless keyhole confirm comes within this\n"
		"                       time (30s to 24h; 10m)\n"
		"  --as ACCOUNT         the account by which you come in, where sudo does not\n"
		"                       say so\n"
		"  --yes                for machines that are set up by tools: proven all the\n"
		"                       same, but nobody has to confirm\n"
		"  --root DIR           change the files of a tree, such as an image that is\n"
		"                       being built: nothing is tried there, nor put back\n"
		"\n"
		"What was there before is kept; keyhole disable puts it back.\n"
		"\n"
		"examples:\n"
		"  keyhole enable --dry-run\n"
		"  keyhole enable --revert-after 5m\n",
	.run = run,
};
