/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole check – what is wrong with homes, configuration, store and log, and what mends it. */
#include "admin/check/entrant.h"
#include "admin/check/homes.h"
#include "admin/check/inspection.h"
#include "admin/check/inventory.h"
#include "admin/check/place.h"
#include "admin/table.h"
#include "admin/verb.h"
#include "common/cleanup.h"

/* What is asked for. */
struct wanted {
	bool fix, yes, json;
};

/* Reads the options; `*status` is what a wrong one ends with. */
static bool read_options(struct wanted *wanted, int argc, char **argv, int *status)
{
	static const struct option options[] = {{"fix", no_argument, NULL, 'f'},
		{"yes", no_argument, NULL, 'y'}, {"json", no_argument, NULL, 'j'}, {0}};
	for (int c; (c = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (c == 'f') {
			wanted->fix = true;
		} else if (c == 'y') {
			wanted->yes = true;
		} else if (c == 'j') {
			wanted->json = true;
		} else {
			*status = admin_usage_option(&verb_check, options, argv, c);
			return false;
		}
	}
	return true;
}

/* Whether what is asked for can be done; says so if not. */
static bool is_sound(const struct wanted *wanted, int *status)
{
	*status = EXIT_WRONG_USAGE;
	if (wanted->yes && !wanted->fix)
		(void)admin_usage(&verb_check, "--yes goes with --fix");
	else if (wanted->fix && !wanted->yes && wanted->json)
		(void)admin_usage(&verb_check, "--fix with --json needs --yes: JSON asks nobody");
	else if (wanted->fix && !wanted->yes && !(isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)))
		(void)admin_usage(&verb_check,
			"--fix asks before each change, and there is no terminal: add --yes");
	else
		return true;
	return false;
}

/* Finds the accounts: those that are named, else all, or for who is not root the own. */
static int find_accounts(const struct inspection *inspection, const char *const *names,
	struct entrant_list *list, struct note *note)
{
	CLEANUP(names) struct names rules = {0, 0, NULL};
	struct note ignored; /* the store's part tells of a folder that can't be read */
	int r = 0;
	if (!names[0] && geteuid() != 0)
		return entrant_list_add_own(list, note);
	if (!names[0]) {
		(void)names_read(inspection->settings->accounts_dir, NAMES_CONF, &rules, &ignored);
		return entrant_list_all(list, inspection->settings, &rules, note);
	}
	for (; r == 0 && *names; names++)
		r = entrant_list_add(list, *names, note);
	return r;
}

/* The exit status of what was found. */
static int status_of(const struct inspection *inspection)
{
	const size_t *total = inspection->sheet.total;
	if (inspection->broken || total[SHEET_UNSURE] > 0)
		return EXIT_UNSURE;
	return total[SHEET_GRAVE] > 0 ? EXIT_NO : EXIT_YES;
}

/* Looks at what is keyhole's own. */
static void inspect_parts(struct inspection *inspection)
{
	inspection_run(inspection, "configuration", NULL, inventory_inspect_configuration, NULL);
	inspection_run(inspection, "store", NULL, inventory_inspect_store, NULL);
	inspection_run(inspection, "log", NULL, place_inspect_log, NULL);
}

/* Looks at everything that is asked for. */
static int inspect(struct inspection *inspection, const char *const *names)
{
	CLEANUP(entrant_list) struct entrant_list list = {0};
	struct note note;
	bool parts = !names[0] && geteuid() == 0;
	int r = find_accounts(inspection, names, &list, &note);
	if (r == 0)
		r = rights_start(&inspection->rights, &note);
	if (r != 0)
		return admin_fail(EXIT_UNSURE, &note);
	homes_inspect(inspection, &list);
	if (parts && !inspection->broken)
		inspect_parts(inspection);
	sheet_sum(&inspection->sheet, list.count, parts);
	return status_of(inspection);
}

/* Reads what is asked for, then looks. */
static int run(struct admin *admin, int argc, char **argv)
{
	struct wanted wanted = {0};
	int status;
	if (!read_options(&wanted, argc, argv, &status) || !is_sound(&wanted, &status))
		return status;
	static struct inspection inspection;
	inspection = (struct inspection){.config_path = admin->config_path,
		.settings = &admin->settings,
		.sheet = {.json = wanted.json, .fixes = wanted.fix, .room = table_room()},
		.fixes = wanted.fix,
		.asks = !wanted.yes};
	return inspect(&inspection, (const char *const *)argv + optind);
}

const struct verb verb_check = {
	.name = "check",
	.arguments = "[ACCOUNT...] [--fix [--yes]] [--json]",
	.summary = "finds what is unsafe in homes, store and log, and mends it",
	.help = "  --fix   make the changes, asking before each: modes and entries of access\n"
		"          control lists are taken away, nothing else\n"
		"  --yes   do not ask\n"
		"  --json  one object for each finding\n"
		"\n"
		"Without an ACCOUNT all that can log in are looked at, and the configuration, the\n"
		"store and the log too. It ends with 1 if there is something grave, with 0 if\n"
		"there is only advice, or nothing.\n"
		"\n"
		"examples:\n"
		"  keyhole check\n"
		"  keyhole check brian --fix\n",
	.run = run,
};
