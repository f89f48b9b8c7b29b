/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole status – is all of it in force? */
#include "admin/status/report.h"
#include "admin/verb.h"

/* How it is printed. */
enum form { FORM_TEXT, FORM_JSON, FORM_METRICS };

/* Reads the options; `*status` is what a wrong one ends with. */
static bool read_options(enum form *form, int argc, char **argv, int *status)
{
	static const struct option options[] = {{"json", no_argument, NULL, FORM_JSON},
		{"metrics", no_argument, NULL, FORM_METRICS}, {0}};
	for (int c; (c = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (c != FORM_JSON && c != FORM_METRICS) {
			*status = admin_usage_option(&verb_status, options, argv, c);
			return false;
		}
		if (*form != FORM_TEXT && *form != (enum form)c) {
			*status = admin_usage(&verb_status, "--json and --metrics are two forms");
			return false;
		}
		*form = (enum form)c;
	}
	if (optind == argc)
		return true;
	*status = admin_usage(&verb_status, "there is nothing to do for \"%s\"", argv[optind]);
	return false;
}

/* Prints it; that metrics could be made is what their exit status says, whatever they tell. */
static int print(const struct survey *survey, enum form form)
{
	if (form == FORM_METRICS)
		report_print_metrics(survey);
	else if (form == FORM_JSON)
		report_print_json(survey);
	else
		report_print(survey);
	return form == FORM_METRICS ? EXIT_YES : report_status(survey);
}

/* Looks at all of it first. */
static int run(struct admin *admin, int argc, char **argv)
{
	struct survey survey;
	struct note note;
	enum form form = FORM_TEXT;
	int status;
	if (!read_options(&form, argc, argv, &status))
		return status;
	if (survey_open(&survey, admin->config_path, &admin->settings, &note) != 0) {
		status = admin_fail(EXIT_UNSURE, &note);
	} else {
		survey_run(&survey);
		status = print(&survey, form);
	}
	survey_close(&survey);
	return status;
}

const struct verb verb_status = {
	.name = "status",
	.arguments = "[--json | --metrics]",
	.summary = "says whether all of it is in force, and what is not",
	.help = "  --json     what was found as one object\n"
		"  --metrics  as metrics in the form of OpenMetrics, for node_exporter's\n"
		"             textfile collector; then it ends with 0 if they could be made\n"
		"\n"
		"sshd's effective settings, PAM, programs, store and log: a line for each, and\n"
		"under what is not as it should be the command that mends it. It changes\n"
		"nothing. It ends with 0 if all is in force, with 1 if something is not, with 2\n"
		"if that can't be told.\n"
		"\n"
		"examples:\n"
		"  keyhole status\n"
		"  keyhole status --metrics >keyhole.prom.$$ && mv keyhole.prom.$$ keyhole.prom\n",
	.run = run,
};
