/* SPDX-License-Identifier: Apache-2.0 */
/* Plays the cases: run [-m MODULE] [-k KEYS] CASE… Each is a test; its name is the case's. */
#include "tests/pam/cmocka.h"
#include "tests/pam/fault.h"
#include "tests/pam/steps.h"
#include "tests/pam/words.h"
#include "tests/pam/world.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CASE_MAX 8192

static char module_path[PATH_MAX], keys_path[PATH_MAX];
static char where[PATH_MAX + 16]; /* the line that is played; empty between cases */

/* Does what one line says. */
static bool play_line(const char *line)
{
	if (words_skip(&line, "given"))
		return step_given(line);
	if (words_skip(&line, "phase"))
		return step_phase(line);
	if (words_skip(&line, "expect"))
		return step_expect(line);
	return words_skip(&line, "name:");
}

/* Reads a case whole: a copy of the process must not share the place in an open file. */
static void read_case(const char *path, char text[CASE_MAX])
{
	FILE *file = fopen(path, "re");
	size_t len = file ? fread(text, 1, CASE_MAX, file) : CASE_MAX;
	if (len == CASE_MAX)
		fail_msg("%s can't be read, or is too long", path);
	text[len] = '\0';
	fclose(file);
}

/* Plays a case line by line, and keeps in mind where it is. */
static void play(void **state)
{
	const char *path = *state;
	char text[CASE_MAX], *rest = text;
	read_case(path, text);
	world_begin(module_path, keys_path);
	for (unsigned number = 1; rest && *rest; number++) {
		const char *line = strsep(&rest, "\n");
		snprintf(where, sizeof where, "%s:%u", path, number);
		if (line[0] != '#' && line[0] != '\0' && !play_line(line))
			fail_msg("not understood: %s", line);
	}
	fault_disarm();
	where[0] = '\0';
}

/* Cleans up, also after a failure, of which it says in which line it was. */
static int clean_up(void **state)
{
	(void)state;
	if (where[0])
		print_error("at %s\n", where);
	world_end();
	return 0;
}

/* The name of a case: what stands behind "name:". */
static char *name_of(const char *path)
{
	char line[1024];
	FILE *file = fopen(path, "re");
	while (file && fgets(line, sizeof line, file)) {
		if (strncmp(line, "name: ", 6) != 0)
			continue;
		fclose(file);
		line[strcspn(line, "\n")] = '\0';
		return strdup(line + 6);
	}
	fprintf(stderr, "%s has no name\n", path);
	exit(2);
}

/* Makes a test of every case. */
static struct CMUnitTest *tests_of(char *const *paths, size_t count, char **names)
{
	struct CMUnitTest *tests = calloc(count, sizeof *tests);
	for (size_t i = 0; i < count; i++)
		tests[i] = (struct CMUnitTest){
			names[i] = name_of(paths[i]), play, NULL, clean_up, paths[i]};
	return tests;
}

/* Plays all cases and gives how many failed. */
static int play_all(char *const *paths, size_t count)
{
	char **names = calloc(count, sizeof *names);
	struct CMUnitTest *tests = tests_of(paths, count, names);
	int failed = _cmocka_run_group_tests("pam", tests, count, NULL, NULL);
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
	free(tests);
	return failed;
}

/* Finds an argument's file wherever the program was started. */
static void find(const char *path, char found[PATH_MAX])
{
	if (realpath(path, found))
		return;
	fprintf(stderr, "%s is not there\n", path);
	exit(2);
}

/* Reads the arguments; the module is looked for where it is built, above this program. */
int main(int argc, char **argv)
{
	char built[PATH_MAX];
	const char *module = built, *keys = "tests/pam/keys";
	const char *slash = strrchr(argv[0], '/');
	snprintf(built, sizeof built, "%.*s../pam_keyhole.so",
		slash ? (int)(slash - argv[0]) + 1 : 0, argv[0]);
	glob_t all = {0};
	for (int option; (option = getopt(argc, argv, "m:k:")) != -1;) {
		if (option == 'm')
			module = optarg;
		else if (option == 'k')
			keys = optarg;
		else
			return 64;
	}
	find(module, module_path);
	find(keys, keys_path);
	if (optind < argc)
		return play_all(argv + optind, (size_t)(argc - optind)) != 0;
	if (glob("tests/pam/cases/*.case", 0, NULL, &all) != 0)
		return 2;
	int failed = play_all(all.gl_pathv, all.gl_pathc);
	globfree(&all);
	return failed != 0;
}
