/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole close – ends sessions that are open, by the numbers of their monitors. */
#include "admin/store/closing.h"
#include "admin/verb.h"
#include "common/cleanup.h"

#include <errno.h>

/* Reads the number of a monitor. */
static bool read_number(const char *word, int64_t *number)
{
	char *end;
	errno = 0;
	*number = strtoll(word, &end, 10);
	return errno == 0 && end != word && *end == '\0' && *number > 1 && *number <= INT32_MAX;
}

/* Ends the sessions. */
static int end(struct closing *closing)
{
	struct note note;
	if (closing_run(closing, &note) != 0)
		return admin_fail(EXIT_UNSURE, &note);
	if (closing->ended + closing->left < closing->monitor_count)
		return admin_fail_words(EXIT_NO,
			"%s no session that is open; keyhole who lists those with their MONITOR",
			closing->ended + closing->left == 0 ? "there is" : "of some there is");
	return closing->left > 0 ? EXIT_UNSURE : EXIT_YES;
}

/* Reads the arguments of `keyhole close`. */
static int run(struct admin *admin, int argc, char **argv)
{
	static const struct option options[] = {{0}};
	struct closing closing = {.log_dir = admin->settings.log_dir};
	int c = getopt_long(argc, argv, ":", options, NULL);
	if (c != -1)
		return admin_usage_option(&verb_close, options, argv, c);
	if (optind == argc)
		return admin_usage(&verb_close, "which session? MONITOR is missing");
	CLEANUP(free) int64_t *monitors = calloc((size_t)(argc - optind), sizeof *monitors);
	if (!monitors)
		return admin_fail_words(EXIT_UNSURE, "no memory");
	for (int i = optind; i < argc; i++)
		if (!read_number(argv[i], &monitors[closing.monitor_count++]))
			return admin_usage(
				&verb_close, "\"%s\" is not the number of a monitor", argv[i]);
	closing.monitors = monitors;
	return end(&closing);
}

const struct verb verb_close = {
	.name = "close",
	.arguments = "MONITOR...",
	.summary = "ends sessions that are open, with what they run",
	.help = "MONITOR is the number of the sshd process of a session, as keyhole who shows it.\n"
		"The connection is ended, its logout recorded, and what the session runs is\n"
		"ended too; what has left its session before, as a daemon does, goes on. A number\n"
		"that another process has meanwhile is not hit.\n"
		"\n"
		"Keys and grants stay as they are: see keyhole revoke, remove and ungrant.\n"
		"\n"
		"examples:\n"
		"  keyhole close 2586\n"
		"  keyhole close 2586 2640\n",
	.run = run,
};
