/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=sshd_test,--wrap=origin_varies,--wrap=guise_take,--wrap=guise_drop,--wrap=setpwent,--wrap=getpwent,--wrap=endpwent,--wrap=getpwnam,--wrap=getpwnam_r */
#include <errno.h>

#include "import_world.h"

#include "admin/import/source.h"
#include "admin/options_text.h"

/* A text that grows. */
struct text {
	char *bytes;
	size_t len;
	FILE *file;
};

/* Begins one. */
static FILE *begin(struct text *text)
{
	text->file = open_memstream(&text->bytes, &text->len);
	assert_non_null(text->file);
	return text->file;
}

/* Makes it an account's own file. */
static void end(struct world *world, struct text *text, const char *name)
{
	fclose(text->file);
	sandbox_write(&world->box, name, text->bytes);
	free(text->bytes);
}

/* Writes a letter many times. */
static void put_many(FILE *file, char letter, size_t count)
{
	while (count-- > 0)
		fputc(letter, file);
}

/* What the verb said on standard output, however much. */
static char *output(struct world *world)
{
	struct stat st;
	FILE *file = fopen(sandbox_path(&world->box, "out"), "re");
	assert_true(file && fstat(fileno(file), &st) == 0);
	char *text = calloc(1, (size_t)st.st_size + 1);
	assert_int_equal(fread(text, 1, (size_t)st.st_size, file), st.st_size);
	fclose(file);
	return text;
}

/* Whether it said this. */
static bool said(struct world *world, const char *part)
{
	char *out = output(world);
	bool found = strstr(out, part) != NULL;
	free(out);
	return found;
}

/* Runs an import, and expects how it ends and what it says. */
static void import(struct world *world, const char *words, int status, const char *part)
{
	assert_int_equal(world_run(world, &verb_import, words), status);
	assert_true(said(world, part));
}

/* The length of the longest line of standard output. */
static size_t longest(struct world *world)
{
	char *out = output(world);
	size_t most = 0;
	for (char *rest = out, *line; (line = strsep(&rest, "\n"));)
		most = strlen(line) > most ? strlen(line) : most;
	free(out);
	return most;
}

/* Gives brian a line with a command of so many bytes, and one without. */
static void give_command(struct world *world, size_t len)
{
	struct text text;
	FILE *file = begin(&text);
	fputs("command=\"", file);
	put_many(file, 'x', len);
	fprintf(file, "\" %s\n", world_key("ed25519"));
	fprintf(file, "%s\n", world_key("rsa3072"));
	end(world, &text, "home/brian/.ssh/authorized_keys");
}

static void a_line_with_very_long_options_is_left_alone(void **state)
{
	struct world *world = *state;
	char only[4096];
	give_command(world, 3UL << 20);
	import_own(world, "alice", "$0\n", (const char *const[]){"ecdsa256"});
	import(world, "--yes", EXIT_NO, "2 keys and 0 grants imported");
	assert_true(said(world, "its options take 3145738 bytes"));
	assert_true(said(world, "[options-long]"));
	assert_true(longest(world) < 1024);
	snprintf(only, sizeof only, "%s\n", world_key("rsa3072"));
	sandbox_expect(&world->box, "keys.d/brian.keys", only);
	import(world, "--yes --json", EXIT_NO, "\"reason\":\"options-long\"");
	assert_true(longest(world) > 3UL << 20);
}

static void options_are_taken_up_to_the_limit(void **state)
{
	struct world *world = *state;
	size_t room = OPTIONS_TEXT_MAX - sizeof "command=\"\"";
	give_command(world, room + 1);
	import(world, "--yes --dry-run", EXIT_NO, "[options-long]");
	give_command(world, room);
	import(world, "--yes", EXIT_YES, "2 keys");
}

static void long_options_that_the_store_has_do_not_end_it(void **state)
{
	struct world *world = *state;
	struct text text;
	FILE *file = begin(&text);
	fputs("command=\"", file);
	put_many(file, 'y', 200000);
	fprintf(file, "\" %s\n", world_key("ed25519"));
	end(world, &text, "keys.d/brian.keys");
	import_own(world, "brian", "$0\n", (const char *const[]){"rsa3072"});
	import(world, "--yes", EXIT_YES, "1 key and 0 grants imported");
}

static void the_key_of_a_bad_line_leaves_every_line_that_has_it(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "from=\"10.0.0.1\" $0\nx $0\n$1\nx $0\nfrom=\"10.0.0.2\" $0\n",
		(const char *const[]){"ed25519", "rsa3072"});
	import(world, "--yes", EXIT_NO, "1 key and 0 grants imported");
	assert_true(said(world, "4 lines are left"));
}

static void lines_that_are_too_many_are_left_and_counted(void **state)
{
	struct world *world = *state;
	char only[4096];
	struct text text;
	FILE *file = begin(&text);
	fprintf(file, "# mine\n%s\n", world_key("ed25519"));
	for (size_t i = 0; i < SOURCE_LINES_MAX + 6; i++)
		fputs("x\n", file);
	fprintf(file, "%s\n", world_key("rsa3072"));
	end(world, &text, "home/brian/.ssh/authorized_keys");
	import(world, "--yes", EXIT_NO, "1 key and 0 grants imported");
	assert_true(said(world, "  60002  left: 8 more lines from here on: no more than 60000 "
				"lines of a file are read, and no file behind it "
				"[too-many-lines]\n"));
	assert_true(said(world, "60007 lines are left"));
	snprintf(only, sizeof only, "%s\n", world_key("ed25519"));
	sandbox_expect(&world->box, "keys.d/brian.keys", only);
	import(world, "--yes --json", EXIT_NO,
		"\"line\":60002,\"lines\":8,\"result\":\"left\",\"reason\":\"too-many-lines\"");
}

static void files_behind_one_with_too_many_lines_are_left(void **state)
{
	struct world *world = *state;
	struct text text;
	FILE *file = begin(&text);
	import_sshd.files = ".ssh/authorized_keys .ssh/second";
	for (size_t i = 0; i < SOURCE_LINES_MAX + 1; i++)
		fputs("x\n", file);
	end(world, &text, "home/brian/.ssh/authorized_keys");
	sandbox_write(&world->box, "home/brian/.ssh/second", "# one\n");
	import(world, "--yes", EXIT_NO, "60001 lines are left");
	char out[8192];
	snprintf(out, sizeof out, "%s\n%s\n", world_key("ed25519"), world_key("rsa3072"));
	sandbox_write(&world->box, "home/brian/.ssh/second", out);
	import(world, "--yes", EXIT_NO, "60003 lines are left");
	assert_true(said(world, "     1  left: 2 lines from here on"));
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
}

static void as_many_lines_as_are_read_are_all_read(void **state)
{
	struct world *world = *state;
	struct text text;
	FILE *file = begin(&text);
	for (size_t i = 1; i < SOURCE_LINES_MAX; i++)
		fputs("x\n", file);
	fprintf(file, "%s\n# and no more\n", world_key("ed25519"));
	end(world, &text, "home/brian/.ssh/authorized_keys");
	import(world, "--yes", EXIT_NO, "1 key and 0 grants imported");
	assert_false(said(world, "too-many-lines"));
}

static void one_key_on_very_many_lines_comes_whole_and_once(void **state)
{
	struct world *world = *state;
	struct text text;
	FILE *file = begin(&text);
	for (unsigned i = 0; i < 3000; i++)
		fprintf(file, "from=\"10.0.%u.%u\" %s\n", i / 2 / 256, i / 2 % 256,
			world_key("ed25519"));
	end(world, &text, "home/brian/.ssh/authorized_keys");
	import(world, "--yes", EXIT_YES, "1500 keys and 0 grants imported");
	import(world, "--yes", EXIT_YES, "3000 keys are in the store already");
}

/* Gives brian a key with a comment of so many bytes. */
static void give_comment(struct world *world, size_t len)
{
	struct text text;
	FILE *file = begin(&text);
	char key[4096];
	snprintf(key, sizeof key, "%s", world_key("ed25519"));
	*strchr(strchr(key, ' ') + 1, ' ') = '\0';
	fprintf(file, "%s ", key);
	put_many(file, 'c', len);
	fputc('\n', file);
	end(world, &text, "home/brian/.ssh/authorized_keys");
}

static void a_long_comment_ends_in_dots(void **state)
{
	struct world *world = *state;
	give_comment(world, 100000);
	import(world, "--dry-run", EXIT_YES, "ccc...\n");
	assert_true(longest(world) < 1024);
	import(world, "--dry-run --json", EXIT_YES, "\"result\":\"new\"");
	assert_false(said(world, "..."));
	assert_true(longest(world) > 100000);
	give_comment(world, 200);
	import(world, "--dry-run", EXIT_YES, "ccc\n");
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		import_test(a_line_with_very_long_options_is_left_alone),
		import_test(options_are_taken_up_to_the_limit),
		import_test(long_options_that_the_store_has_do_not_end_it),
		import_test(the_key_of_a_bad_line_leaves_every_line_that_has_it),
		import_test(lines_that_are_too_many_are_left_and_counted),
		import_test(files_behind_one_with_too_many_lines_are_left),
		import_test(as_many_lines_as_are_read_are_all_read),
		import_test(one_key_on_very_many_lines_comes_whole_and_once),
		import_test(a_long_comment_ends_in_dots),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
