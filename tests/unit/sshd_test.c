/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/sshd.h"

#include "admin/store/addresses.h"
#include "sandbox.h"

#include <arpa/inet.h>
#include <errno.h>

/* As sshd prints it; for printf(1) each % is twice there. */
#define ANSWER_OF(command)                                                                         \
	"port 22\nlistenaddress [::]:22\nlistenaddress 0.0.0.0:22\npubkeyauthentication yes\n"     \
	"authorizedkeyscommand " command "\n"
#define ANSWER ANSWER_OF("/usr/libexec/keyhole-keys %u %U %f %t %k")
#define ANSWER_TEXT ANSWER_OF("/usr/libexec/keyhole-keys %%u")

/* Reads an answer. */
static struct sshd read_answer(const char *answer)
{
	struct sshd sshd;
	char text[4096];
	snprintf(text, sizeof text, "%s", answer);
	sshd_read(text, &sshd);
	return sshd;
}

static void reads_that_sshd_asks_keyhole(void **state)
{
	(void)state;
	struct sshd sshd = read_answer(ANSWER);
	assert_true(sshd.known && sshd.takes_keys && sshd.asks_keyhole);
	assert_string_equal(sshd.command, "/usr/libexec/keyhole-keys %u %U %f %t %k");
	assert_int_equal(sshd_port(&sshd, "10.0.0.3"), 22);
	assert_int_equal(sshd_port(&sshd, "2001:db8::3"), 22);
}

static void takes_no_other_command_for_keyholes(void **state)
{
	(void)state;
	static const char *const commands[] = {"none", "/usr/bin/other keyhole-keys",
		"/usr/bin/not-keyhole-keys", "keyhole-keys", "/usr/libexec/keyhole-keys-old"};
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		char text[256];
		snprintf(text, sizeof text, "listenaddress 0.0.0.0:22\nauthorizedkeyscommand %s\n",
			commands[i]);
		struct sshd sshd = read_answer(text);
		assert_true(sshd.known);
		assert_false(sshd.asks_keyhole);
	}
}

static void knows_nothing_from_half_an_answer(void **state)
{
	(void)state;
	assert_false(read_answer("").known);
	assert_false(read_answer("listenaddress 0.0.0.0:22\n").known);
	assert_false(read_answer("authorizedkeyscommand /x/keyhole-keys\n").known);
	assert_false(read_answer("authorizedkeyscommand none\nlistenaddress nonsense\n").known);
}

static void finds_the_port_of_an_address(void **state)
{
	(void)state;
	struct sshd sshd = read_answer("authorizedkeyscommand none\nlistenaddress 10.0.0.3:2222\n"
				       "listenaddress [2001:db8::3]:2022\n");
	assert_int_equal(sshd_port(&sshd, "10.0.0.3"), 2222);
	assert_int_equal(sshd_port(&sshd, "2001:db8::3"), 2022);
	assert_int_equal(sshd_port(&sshd, "10.0.0.4"), 0);
	assert_int_equal(sshd_port(&sshd, "2001:db8::4"), 0);
}

static void passes_over_addresses_that_it_can_not_read(void **state)
{
	(void)state;
	static const char *const values[] = {":22", "[]:22", "[:22", "10.0.0.3",
		"10.0.0.3:", "10.0.0.3:0", "10.0.0.3:65536", "10.0.0.3:-1",
		"1111111111111111111111111111111111111111111111111:22"};
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		char text[256];
		snprintf(text, sizeof text, "authorizedkeyscommand none\nlistenaddress %s\n",
			values[i]);
		assert_int_equal(read_answer(text).listen_count, 0);
	}
}

/* Asks a script in the place of sshd. */
static struct sshd ask_script(const char *script)
{
	struct sandbox box;
	struct sshd sshd;
	sandbox_open(&box);
	sandbox_write(&box, "sshd", script);
	assert_int_equal(chmod(sandbox_path(&box, "sshd"), 0755), 0);
	sshd_ask(box.path, "brian", &sshd);
	sandbox_close(&box);
	return sshd;
}

static void asks_for_the_account_and_believes_success_only(void **state)
{
	(void)state;
	assert_true(ask_script("#!/bin/sh\n[ \"$*\" = '-T -C user=brian,host=localhost,"
			       "addr=127.0.0.1' ] && printf '" ANSWER_TEXT "'\n")
			    .known);
	assert_false(ask_script("#!/bin/sh\nprintf '" ANSWER_TEXT "'; exit 1\n").known);
	assert_false(ask_script("#!/bin/sh\nprintf '" ANSWER_TEXT "'; kill -9 $$\n").known);
	assert_false(ask_script("#!/bin/sh\nexec yes 'port 22'\n").known);
	struct sshd sshd;
	sshd_ask("/nonexistent/sshd", "brian", &sshd);
	assert_false(sshd.known);
}

static void gives_the_program_a_clean_environment(void **state)
{
	(void)state;
	setenv("KEYHOLE_SECRET", "x", 1);
	assert_true(ask_script("#!/bin/sh\nprintf '" ANSWER_TEXT "'; [ -z \"$KEYHOLE_SECRET\" ]\n")
			    .known);
}

static void lists_addresses_that_others_can_reach(void **state)
{
	(void)state;
	struct addresses addresses;
	addresses_list(&addresses);
	assert_true(addresses.count <= ADDRESSES_MAX);
	for (size_t i = 0; i < addresses.count; i++) {
		unsigned char bytes[16];
		const char *text = addresses.text[i];
		assert_int_equal(inet_pton(strchr(text, ':') ? AF_INET6 : AF_INET, text, bytes), 1);
		assert_null(strstr(text, "127.0.0.1"));
		assert_int_not_equal(strncmp(text, "fe80:", 5), 0);
	}
}

/* Runs the tests. */
static void an_sshd_that_is_not_there_is_said_to_be_missing(void **state)
{
	struct note note;
	struct child_said said = {.output = NULL};
	(void)state;
	int r = sshd_test("/nonexistent/sshd", NULL, &said);
	child_free(&said);
	assert_int_equal(r, -ENOENT);
	sshd_say_fault("/nonexistent/sshd", r, &note);
	assert_non_null(strstr(note.text, "there is no /nonexistent/sshd: "));
	sshd_say_fault("/bin/sh", -ENOENT, &note);
	assert_string_equal(note.text, "/bin/sh -T can't be run: No such file or directory");
	sshd_say_fault("/nonexistent/sshd", -ETIMEDOUT, &note);
	assert_string_equal(note.text, "/nonexistent/sshd -T can't be run: Connection timed out");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_that_sshd_asks_keyhole),
		cmocka_unit_test(takes_no_other_command_for_keyholes),
		cmocka_unit_test(knows_nothing_from_half_an_answer),
		cmocka_unit_test(finds_the_port_of_an_address),
		cmocka_unit_test(passes_over_addresses_that_it_can_not_read),
		cmocka_unit_test(asks_for_the_account_and_believes_success_only),
		cmocka_unit_test(gives_the_program_a_clean_environment),
		cmocka_unit_test(lists_addresses_that_others_can_reach),
		cmocka_unit_test(an_sshd_that_is_not_there_is_said_to_be_missing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
