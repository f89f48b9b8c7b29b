/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole log --refused, with what sshd itself said, as both releases wrote it. */
#include "sshd_log_fake.h"
#include "verb_run.h"

#include <locale.h>
#include <time.h>

static struct sandbox box;

/* Copies a file of the test data into the log. */
static void copy(const char *suite, const char *kind, const char *name)
{
	char path[128];
	snprintf(path, sizeof path, TEST_DATA "/journal/%s-%s.jsonl", suite, kind);
	char *text = sandbox_read_path(path);
	assert_non_null(text);
	sandbox_write(&box, name, text);
	free(text);
}

/* Takes the log and the journal of a release. */
static void take(const char *suite)
{
	char path[128];
	copy(suite, "logins", "logins.jsonl");
	copy(suite, "offers", "offers.jsonl");
	snprintf(path, sizeof path, TEST_DATA "/journal/%s.json", suite);
	sshd_log_fake(&box, path);
}

/* Begins with a folder. */
static int setup(void **state)
{
	(void)state;
	sandbox_open(&box);
	return 0;
}

/* Removes it. */
static int teardown(void **state)
{
	(void)state;
	sshd_log_fake_none();
	sandbox_close(&box);
	return 0;
}

/* Runs the verb; gives what it printed, for the caller to free. */
static char *printed(const char *words)
{
	assert_int_equal(verb_run(&box, &verb_log, words), EXIT_YES);
	return sandbox_read_path(sandbox_path(&box, "out"));
}

/* How many lines of a text have a part in them. */
static unsigned count(const char *text, const char *part)
{
	unsigned found = 0;
	for (const char *at = text; *at; at += strcspn(at, "\n") + 1) {
		char line[8192];
		snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\n"), at);
		found += strstr(line, part) != NULL;
		if (!at[strcspn(at, "\n")])
			break;
	}
	return found;
}

/* Sees that a line begins an account's row, has its address, and ends so. */
static void expect_row(const char *out, const char *account, const char *from, const char *result)
{
	char *text = strdup(out), *rest = text, *line;
	bool found = false;
	while (!found && (line = strsep(&rest, "\n")))
		found = strlen(line) > 21 && strncmp(line + 21, account, strlen(account)) == 0 &&
			strncmp(line + 21 + strlen(account), "  ", 2) == 0 && strstr(line, from) &&
			strstr(line, result);
	free(text);
	if (!found)
		fail_msg("no %s from %s: %s in %s", account, from, result, out);
}

static void each_refusal_of_both_releases_is_explained(void **state)
{
	(void)state;
	static const char *const suites[] = {"bookworm", "trixie"};
	static const struct {
		const char *account, *result;
	} rows[] = {{"nobodyhere", "refused: sshd: unknown-account"},
		{"denied", "refused: sshd: not-allowed: listed in DenyUsers"},
		{"noshell", "refused: sshd: not-allowed: shell /usr/sbin/nologinx does not exist"},
		{"brian", "refused: sshd: address: from= allows only 10.9.9.9; also"},
		{"brian", "refused: sshd: revoked: /etc/ssh/revoked.krl"},
		{"brian", "refused: sshd: certificate (2 keys): invalid: expired; also"},
		{"brian", "invalid: name is not a listed principal; also ED25519 SHA256:"},
		{"brian", "refused: no-such-key (4 keys): "},
		{"brian", "; also sshd: too-many-tries"},
		{"brian", "; also sshd: own-keys-unsafe: bad ownership or modes for file "},
		{"brian", "refused: home-writable: "}, {"brian", "refused: sshd: left"},
		{"brian", "refused: sshd: method-failed: password"}, {"root", "refused: fault: "}};
	for (size_t suite = 0; suite < 2; suite++) {
		take(suites[suite]);
		char *out = printed("--refused");
		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
			expect_row(out, rows[i].account, "  127.0.0.1  ", rows[i].result);
		expect_row(out, "expired", "", "refused: sshd: pam");
		assert_int_equal(count(out, "refused: "), 26);
		assert_int_equal(count(out, "logged in"), 0);
		free(out);
		sandbox_expect(&box, "err", "");
	}
}

static void a_name_that_looks_like_an_address_is_still_the_name(void **state)
{
	(void)state;
	take("trixie");
	char *out = printed("--refused");
	expect_row(out, "root from 1.2.3.4 port 22", "  127.0.0.1  ", "unknown-account");
	expect_row(out, "inv from 9.9.9.9 port 1", "  127.0.0.1  ", "unknown-account");
	free(out);
	out = printed("--refused --from 1.2.3.4");
	assert_string_equal(out, "");
	free(out);
	out = printed("--refused --account nobodyhere --from 127.0.0.0/8");
	assert_int_equal(count(out, "unknown-account"), 1);
	free(out);
}

static void what_a_name_has_in_it_does_not_drive_the_terminal(void **state)
{
	(void)state;
	take("bookworm");
	sandbox_write(&box, "lines",
		"{\"__REALTIME_TIMESTAMP\":\"1795373377857264\",\"_BOOT_ID\":"
		"\"e80f8a220e7242989cedec4613d76423\",\"_PID\":\"9999\",\"MESSAGE\":"
		"\"Invalid user a\\u001b[31m\\nb from 192.0.2.1 port 7\"}\n");
	sshd_log_fake(&box, sandbox_path(&box, "lines"));
	char *out = printed("--refused");
	expect_row(out, "a\\x1b[31m\\x0ab", "192.0.2.1", "unknown-account");
	free(out);
}

static void without_a_journal_a_footnote_says_what_is_not_seen(void **state)
{
	(void)state;
	take("bookworm");
	sshd_log_fake_none();
	char *out = printed("--refused");
	assert_int_equal(count(out, "refused: no-such-key"), 10);
	assert_int_equal(count(out, "sshd"), 0);
	free(out);
	sandbox_expect(&box, "err",
		"keyhole: not seen: unknown accounts, from=, keys revoked for sshd (there is no "
		"/nowhere/journalctl)\n");
	free(printed("--refused --json"));
	sandbox_expect(&box, "err", "");
	free(printed(""));
	sandbox_expect(&box, "err", "");
	sshd_log_fake_run(&box, "exit 7");
	free(printed("--refused"));
	sandbox_expect_part(&box, "err", "/journalctl failed (status 7))\n");
}

static void a_reason_of_sshd_can_be_asked_for(void **state)
{
	(void)state;
	take("bookworm");
	char *all = printed("--refused");
	char *address = printed("--reason address");
	assert_true(count(address, "sshd: address: from= allows only ") > 0);
	assert_int_equal(count(address, "sshd: address"), count(all, "sshd: address"));
	assert_int_equal(count(address, "unknown-account"), 0);
	free(address);
	char *unknown = printed("--reason unknown-account");
	assert_int_equal(count(unknown, "unknown-account"), count(all, "unknown-account"));
	free(unknown);
	free(all);
}

static void without_refused_only_the_addresses_are_asked_for(void **state)
{
	(void)state;
	take("bookworm");
	char *out = printed("");
	expect_row(out, "brian", "  127.0.0.1  ", "refused: no-such-key");
	assert_int_equal(count(out, "sshd"), 0);
	assert_int_equal(count(out, "nobodyhere"), 0);
	assert_int_equal(count(out, "logged in"), 3);
	free(out);
	sandbox_expect_part(&box, "arguments", "\n_PID=172\n");
	unlink(sandbox_path(&box, "arguments"));
	free(printed("--event login"));
	sandbox_expect(&box, "arguments", NULL);
	free(printed("--json --refused"));
	sandbox_expect(&box, "arguments", NULL);
}

static void a_session_shows_all_of_one_connection(void **state)
{
	(void)state;
	take("bookworm");
	char *all = printed("--json --event login"), *session = strstr(all, "-185-");
	assert_non_null(session);
	char words[128];
	snprintf(words, sizeof words, "--session %.*s", (int)strcspn(session - 12, "\""),
		session - 12);
	char *out = printed(words);
	expect_row(out, "brian", "  127.0.0.1  ", "logged in (warned: keys-writable)");
	assert_int_equal(count(out, "; also ED25519 SHA256:E7hx"), 1);
	assert_int_equal(count(out, "; also sshd: own-keys-unsafe"), 1);
	assert_int_equal(count(out, "2026-"), 1);
	sandbox_expect_part(&box, "arguments", "\n_PID=185\n");
	free(out);
	free(all);
}

static void what_sshd_refused_is_shown_though_keyhole_has_no_log_yet(void **state)
{
	(void)state;
	sshd_log_fake(&box, TEST_DATA "/journal/trixie.json");
	char *out = printed("--refused");
	expect_row(out, "nobodyhere", "  127.0.0.1  ", "refused: sshd: unknown-account");
	free(out);
	sshd_log_fake_none();
	assert_int_equal(verb_run(&box, &verb_log, "--refused"), EXIT_NO);
	sandbox_expect_part(&box, "err", "there is no log yet at ");
}

static void a_key_that_opens_nothing_here_is_still_somebodys(void **state)
{
	(void)state;
	char *keys = sandbox_read_path(TEST_DATA "/keys/ed25519.pub"), line[1024];
	char *fingerprints = sandbox_read_path(TEST_DATA "/keys/fingerprints");
	const char *own = strstr(fingerprints, "ed25519.pub");
	assert_non_null(own);
	const char *key = strstr(own, "SHA256:");
	if (!key || key > own + strcspn(own, "\n"))
		for (key = own; strncmp(key, "SHA256:", 7) != 0; key--)
			assert_true(key > fingerprints);
	sandbox_folder(&box, "keys");
	sandbox_write(&box, "keys/carol.keys", keys);
	snprintf(line, sizeof line,
		"{\"v\":1,\"time\":\"2026-11-22T13:45:05.000000Z\",\"event\":\"offer\",\"session\":"
		"\"b-1-2\",\"account\":\"deploy\",\"key\":\"%.50s\",\"reason\":\"no-such-key\"}\n",
		key);
	sandbox_write(&box, "offers.jsonl", line);
	char *out = printed("--refused");
	assert_int_equal(count(out, "  deploy   (carol)  "), 1);
	free(out);
	out = printed("--refused --person carol");
	assert_int_equal(count(out, "no-such-key"), 1);
	free(out);
	snprintf(line, sizeof line,
		"{\"v\":1,\"time\":\"2026-11-22T13:46:05.000000Z\",\"event\":\"login\",\"session\":"
		"\"b-2-2\",\"account\":\"deploy\",\"key\":\"%.50s\"}\n",
		key);
	sandbox_write(&box, "logins.jsonl", line);
	out = printed("--person carol");
	assert_int_equal(count(out, "  deploy   (carol)  "), 2);
	assert_int_equal(count(out, "logged in, no logout"), 1);
	free(out);
	snprintf(line, sizeof line, "%.50s  dave: left (2026-11-22T13:45:10Z by root)\n", key);
	sandbox_write(&box, "revoked_keys", line);
	out = printed("--refused");
	assert_int_equal(count(out, "  deploy   (dave)  "), 1);
	free(out);
	free(keys);
	free(fingerprints);
}

#define sshd_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		sshd_test(each_refusal_of_both_releases_is_explained),
		sshd_test(a_name_that_looks_like_an_address_is_still_the_name),
		sshd_test(what_a_name_has_in_it_does_not_drive_the_terminal),
		sshd_test(without_a_journal_a_footnote_says_what_is_not_seen),
		sshd_test(a_reason_of_sshd_can_be_asked_for),
		sshd_test(without_refused_only_the_addresses_are_asked_for),
		sshd_test(a_session_shows_all_of_one_connection),
		sshd_test(what_sshd_refused_is_shown_though_keyhole_has_no_log_yet),
		sshd_test(a_key_that_opens_nothing_here_is_still_somebodys),
	};
	setlocale(LC_ALL, "C");
	setenv("TZ", "UTC0", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
