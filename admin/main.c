/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/say.h"
#include "admin/verb.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <unistd.h>

static const struct verb *const verbs[] = {&verb_add, &verb_remove, &verb_revoke, &verb_grant,
	&verb_ungrant, &verb_group, &verb_close, &verb_edit, &verb_import, &verb_access,
	&verb_check, &verb_log, &verb_seal, &verb_status, &verb_verify, &verb_who, &verb_why,
	&verb_enable, &verb_confirm, &verb_disable, &verb_revert};
#define VERB_COUNT (sizeof verbs / sizeof *verbs)

/* Words that people bring along from other commands. Where two verbs would fit, the one that shows. */
static const struct habit {
	const char *word, *verb;
} habits[] = {{"rm", "remove"}, {"del", "remove"}, {"delete", "remove"}, {"ban", "revoke"},
	{"create", "add"}, {"new", "add"}, {"allow", "grant"}, {"permit", "grant"},
	{"deny", "ungrant"}, {"ls", "access"}, {"list", "access"}, {"show", "access"},
	{"keys", "access"}, {"users", "access"}, {"people", "access"}, {"groups", "group"},
	{"history", "log"}, {"last", "log"}, {"logins", "log"}, {"sessions", "who"},
	{"kill", "close"}, {"kick", "close"}, {"logout", "close"}, {"audit", "check"},
	{"doctor", "check"}, {"explain", "why"}};

/* Prints the verbs, each with what it is for. */
static void print_verbs(FILE *stream)
{
	fputs("usage: keyhole [--config PATH] VERB [ARGUMENT...]\n\n", stream);
	for (size_t i = 0; i < VERB_COUNT; i++)
		if (!verbs[i]->hidden)
			fprintf(stream, "  %-10s %s\n", verbs[i]->name, verbs[i]->summary);
	fputs("\n"
	      "  --config PATH   read this file and not " SETTINGS_PATH "\n"
	      "  --version       which keyhole this is\n"
	      "  --help          this list; keyhole VERB --help says more of a verb\n\n"
	      "The manual is keyhole(8).\n",
		stream);
}

/* Prints all about one verb. */
static int print_help(const struct verb *verb)
{
	printf("usage: keyhole %s %s\n\n%s.\n\n%s", verb->name, verb->arguments, verb->summary,
		verb->help);
	return EXIT_YES;
}

/* The verb that does what another command does by this word, NULL for none. */
static const char *habit_of(const char *word)
{
	for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
		if (strcmp(habits[i].word, word) == 0)
			return habits[i].verb;
	return NULL;
}

/* The verb of this name; otherwise says which name comes nearest. */
static const struct verb *find_verb(const char *name)
{
	const char *names[VERB_COUNT + 2];
	for (size_t i = 0; i < VERB_COUNT; i++) {
		if (strcmp(verbs[i]->name, name) == 0)
			return verbs[i];
		names[i] = verbs[i]->name;
	}
	names[VERB_COUNT] = "help";
	names[VERB_COUNT + 1] = NULL;
	const char *habit = habit_of(name);
	const char *nearest = habit ? habit : admin_nearest(name, names);
	if (nearest)
		admin_usage(NULL, "there is no verb \"%s\"; did you mean %s?", name, nearest);
	else
		admin_usage(NULL, "there is no verb \"%s\"", name);
	return NULL;
}

/* Answers `keyhole help` and `keyhole help VERB`. */
static int help(int argc, char **argv)
{
	if (argc < 2 || strcmp(argv[1], "--help") == 0) {
		print_verbs(stdout);
		return EXIT_YES;
	}
	const struct verb *verb = find_verb(argv[1]);
	return verb ? print_help(verb) : EXIT_WRONG_USAGE;
}

/* Whether --help is among a verb's options. */
static bool wants_help(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

/* Reads the settings. A verb that only looks goes on without those of the usual place: who was here
 * is asked most when something is broken. */
static int load(const char *config, const struct verb *verb, struct admin *admin)
{
	struct note note;
	admin->config_path = config ? config : SETTINGS_PATH;
	if (settings_load(admin->config_path, &admin->settings, &note) == 0)
		return EXIT_YES;
	if (verb->changes || config)
		return admin_fail(EXIT_UNSURE, &note);
	admin_warn("%s; going on with the defaults", note.text);
	return EXIT_YES;
}

/* Runs the verb that the arguments begin with. */
static int run(const char *config, int argc, char **argv)
{
	struct admin admin = {0};
	if (strcmp(argv[0], "help") == 0)
		return help(argc, argv);
	const struct verb *verb = find_verb(argv[0]);
	if (!verb)
		return EXIT_WRONG_USAGE;
	if (wants_help(argc, argv))
		return print_help(verb);
	int status = load(config, verb, &admin);
	if (status != EXIT_YES)
		return status;
	optind = 0; /* getopt begins anew, with the verb's own options */
	status = verb->run(&admin, argc, argv);
	settings_free(&admin.settings);
	return status;
}

/* Reads keyhole's own options, then runs the verb. */
static int begin(int argc, char **argv)
{
	static const struct option options[] = {{"config", required_argument, NULL, 'c'},
		{"version", no_argument, NULL, 'V'}, {"help", no_argument, NULL, 'h'}, {0}};
	const char *config = NULL;
	opterr = 0;
	for (int c; (c = getopt_long(argc, argv, "+:h", options, NULL)) != -1;) {
		if (c == 'c') {
			config = optarg;
		} else if (c == 'V') {
			puts("keyhole " KEYHOLE_VERSION); /* from the Makefile */
			return EXIT_YES;
		} else if (c == 'h') {
			print_verbs(stdout);
			return EXIT_YES;
		} else {
			return admin_usage_option(NULL, options, argv, c);
		}
	}
	if (optind < argc)
		return run(config, argc - optind, argv + optind);
	print_verbs(stderr);
	return EXIT_WRONG_USAGE;
}

/* Opens /dev/null for what of the first three descriptors is closed: no file of the store may
 * become one of them, and be written to by whatever prints. */
static bool fill_descriptors(void)
{
	int fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO)
		fd = dup(fd);
	return fd >= 0 && close(fd) == 0;
}

/* Runs, and counts what could not be printed as not done. */
int main(int argc, char **argv)
{
	if (!fill_descriptors())
		return EXIT_UNSURE;
	setlocale(LC_ALL, "");
	int status = begin(argc, argv);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	return admin_fail_words(
		status == EXIT_YES ? EXIT_UNSURE : status, "standard output: %s", strerror(errno));
}
