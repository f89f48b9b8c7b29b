/* SPDX-License-Identifier: Apache-2.0 */
/* What keyhole access shows on a terminal, as wide as it is, and in a pipe. */
#include "sandbox.h"

#include "admin/access/condition.h"
#include "admin/access/opening_print.h"
#include "admin/table.h"

#include <errno.h>
#include <locale.h>
#include <pty.h>
#include <time.h>

static struct opening_list list;
static struct sieve sieve;
static struct note note;

/* Adds an opening; its conditions have newlines between. */
static void add(const char *account, const char *path, const char *conditions)
{
	struct opening one = {.account = strdup(account),
		.person = strdup("alice"),
		.path = strdup(path),
		.line = 1,
		.type = "ssh-ed25519",
		.bits = 256,
		.fingerprint = "SHA256:N6nKIWiFmnbheTT/Ak3jNaaqPBu0u9ONkhsxBD+eEhQ",
		.comment = strdup("alice@desk"),
		.conditions = strdup(conditions),
		.until = 4102423200,
		.used = INT64_C(1795355110) * 1000000};
	assert_int_equal(opening_list_add(&list, &one, &note), 0);
}

/* Begins with nothing. */
static int setup(void **state)
{
	(void)state;
	memset(&sieve, 0, sizeof sieve);
	return 0;
}

/* Frees it. */
static int teardown(void **state)
{
	(void)state;
	opening_list_free(&list);
	copies_free(&sieve.copies);
	return 0;
}

/* Prints on a terminal of a width; what it shows lasts until the next call. */
static const char *show(unsigned short width)
{
	static char text[8192];
	struct winsize size = {.ws_row = 24, .ws_col = width};
	int ours, its;
	assert_int_equal(openpty(&ours, &its, NULL, NULL, &size), 0);
	fflush(stdout);
	int out = dup(STDOUT_FILENO);
	dup2(its, STDOUT_FILENO);
	close(its);
	int r = opening_print_table(&list, &sieve, &note);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	close(out);
	size_t len = 0;
	for (ssize_t n; len < sizeof text - 1; len += (size_t)n)
		if ((n = read(ours, text + len, sizeof text - 1 - len)) <= 0)
			break;
	text[len] = '\0';
	close(ours);
	assert_int_equal(r, 0);
	char *to = text;
	for (const char *from = text; *from; from++)
		if (*from != '\r')
			*to++ = *from;
	*to = '\0';
	return text;
}

/* Expects what a terminal of a width shows below the heading. */
static void expect(unsigned short width, const char *rows)
{
	const char *text = show(width), *below = strchr(text, '\n');
	if (!below || strcmp(below + 1, rows) != 0)
		fail_msg("%u columns: %s", width, text);
}

static void options_of_any_length_are_put_into_words_whole(void **state)
{
	enum { LONG = 3 << 20 };
	static struct options options;
	char *canonical, *words, *command = malloc(LONG);
	(void)state;
	assert_non_null(command);
	memset(command, 'x', LONG);
	options_init(&options);
	options.has_command = true;
	options.command = (struct view){command, LONG};
	options.pty = false;
	assert_int_equal(condition_write(&options, &canonical, &words, &note), 0);
	assert_int_equal(strlen(canonical), LONG + strlen("no-pty,command=\"\""));
	assert_int_equal(strlen(words), LONG + strlen("runs \nno-pty"));
	free(canonical);
	free(words);
	free(command);
}

/* The width of the longest line. */
static size_t widest(const char *text)
{
	size_t most = 0;
	for (size_t len; *text; text += len + (text[len] != '\0')) {
		len = strcspn(text, "\n");
		most = len > most ? len : most;
	}
	return most;
}

static void as_much_is_told_as_fits(void **state)
{
	(void)state;
	add("alice", "/k/alice.keys", "no-pty");
	expect(200, "alice    alice   ED25519 SHA256:N6nKIWiFmnbheTT/Ak3jNaaqPBu0u9ONkhsxBD+eEhQ "
		    "alice@desk  /k/alice.keys:1  2099-12-31 18:00:00  2026-11-22 13:45:10  "
		    "no-pty\n");
	expect(140, "alice    alice   ED25519 SHA256:N6nK... alice@desk  /k/alice.keys:1  "
		    "2099-12-31 18:00:00  2026-11-22 13:45:10  no-pty\n");
	expect(90, "alice    alice   ED25519 SHA256:N6nK... alice@desk  2099-12-31  2026-11-22  "
		   "no-pty\n");
	expect(80, "alice    alice   ED25519 SHA256:N6nK...  2099-12-31  2026-11-22  no-pty\n");
	expect(60, "alice   alice  ED25519 N6nK... 2099-12-31 2026-11-22 no-pty\n");
}

static void conditions_that_have_no_room_stand_below_one_another(void **state)
{
	(void)state;
	add("alice", "/k/alice.keys", "from 10.0.0.0/8\nruns /bin/x\nrestrict,pty");
	add("brian", "/k/alice.keys", "no-pty");
	expect(80, "alice    alice   ED25519 SHA256:N6nK...  2099-12-31  2026-11-22  from "
		   "10.0.0.0/8\n"
		   "                                                                 runs /bin/x\n"
		   "                                                                 restrict,pty\n"
		   "brian    alice   ED25519 SHA256:N6nK...  2099-12-31  2026-11-22  no-pty\n");
}

static void what_is_longer_than_its_line_is_cut(void **state)
{
	(void)state;
	char long_one[300] = "runs ";
	memset(long_one + 5, 'x', sizeof long_one - 6);
	add("alice", "/k/alice.keys", long_one);
	assert_true(widest(show(80)) <= 80);
	assert_non_null(strstr(show(80), "xxx...\n"));
	assert_true(widest(show(70)) <= 70);
	assert_true(widest(show(400)) > 300);
}

static void a_line_is_cut_between_two_characters(void **state)
{
	(void)state;
	char long_one[300] = "runs ";
	for (size_t i = 5; i + 3 < sizeof long_one; i += 2)
		memcpy(long_one + i, "\u00e9", 2);
	add("alice", "/k/alice.keys", long_one);
	assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
	const char *even = strstr(show(80), "\u00e9\u00e9\u2026\n");
	const char *odd = strstr(show(79), "\u00e9\u00e9\u2026\n");
	bool whole = !strstr(show(80), "\\x") && !strstr(show(79), "\\x");
	setlocale(LC_ALL, "C");
	assert_non_null(even);
	assert_non_null(odd);
	assert_true(whole);
}

static void places_of_duplicates_are_never_cut(void **state)
{
	(void)state;
	char path[120] = "/etc/keyhole/";
	memset(path + 13, 'p', sizeof path - 14);
	sieve.duplicates = true;
	add("alice", path, "no-pty");
	add("brian", "/etc/keyhole/keys.d/brian.keys", "");
	list.item[1].own_file = true;
	sieve.copies = (struct copies){0};
	assert_int_equal(copies_read(&sieve.copies, "/nonexistent", &list, &note), -ENOENT);
	list.item[0].own_file = true;
	copies_free(&sieve.copies);
	assert_int_equal(copies_read(&sieve.copies, "/nonexistent", &list, &note), -ENOENT);
	const char *text = show(80);
	assert_non_null(strstr(text, path));
	assert_non_null(strstr(text, "KNOWN AT\n"));
	assert_null(strstr(text, "no-pty"));
	assert_null(strstr(text, "LAST USED"));
}

static void an_opening_that_is_closed_has_its_reason_in_place_of_conditions(void **state)
{
	(void)state;
	add("alice", "/k/alice.keys", "no-pty");
	list.item[0].reason = "key-expired";
	list.item[0].why = strdup("words");
	sieve.all = true;
	const char *text = show(80);
	assert_non_null(strstr(text, "  no: key-expired\n"));
	assert_null(strstr(text, "no-pty"));
}

#define table_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_of_any_length_are_put_into_words_whole),
		table_test(as_much_is_told_as_fits),
		table_test(conditions_that_have_no_room_stand_below_one_another),
		table_test(what_is_longer_than_its_line_is_cut),
		table_test(a_line_is_cut_between_two_characters),
		table_test(places_of_duplicates_are_never_cut),
		table_test(an_opening_that_is_closed_has_its_reason_in_place_of_conditions),
	};
	setlocale(LC_ALL, "C");
	setenv("TZ", "UTC0", 1);
	setenv("NO_COLOR", "1", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
