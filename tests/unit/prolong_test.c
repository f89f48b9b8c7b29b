/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole add --expires for a key that the person has: its end is moved, and nothing else. */
/* link: -Wl,--wrap=sshd_ask,--wrap=getpwnam_r,--wrap=addresses_list */
#include "admin/sshd.h"
#include "admin/store/addresses.h"
#include "store_world.h"

#define FILE_ED25519 TEST_DATA "/keys/ed25519.pub"
#define UNTIL "--expires 2037-12-31T18:00:00Z"
#define END "expiry-time=\"20371231180000Z\""

void __wrap_sshd_ask(const char *program, const char *account, struct sshd *answer);
void __wrap_addresses_list(struct addresses *addresses);
int __wrap_getpwnam_r(
	const char *name, struct passwd *entry, char *buffer, size_t size, struct passwd **found);

/* An sshd of which nothing is known. */
void __wrap_sshd_ask(const char *program, const char *account, struct sshd *answer)
{
	(void)program, (void)account;
	*answer = (struct sshd){.known = false};
}

/* A machine without addresses. */
void __wrap_addresses_list(struct addresses *addresses)
{
	*addresses = (struct addresses){.count = 0};
}

/* The machine's accounts. */
int __wrap_getpwnam_r(
	const char *name, struct passwd *entry, char *buffer, size_t size, struct passwd **found)
{
	(void)buffer, (void)size;
	return world_account(name, entry, found);
}

/* Begins with brian's two keys, the first with these options; in UTC. */
static void have(struct world *world, const char *options)
{
	char text[8192];
	setenv("TZ", "UTC", 1);
	snprintf(text, sizeof text, "# brian's\n\n  %s%s%s his laptop\n%s\n# the end", options,
		options[0] ? " " : "", world_key("ed25519"), world_key("rsa3072"));
	sandbox_write(&world->box, "keys.d/brian.keys", text);
}

/* Expects the file as `have` makes it. */
static void has(struct world *world, const char *options)
{
	char text[8192];
	snprintf(text, sizeof text, "# brian's\n\n  %s%s%s his laptop\n%s\n# the end", options,
		options[0] ? " " : "", world_key("ed25519"), world_key("rsa3072"));
	sandbox_expect(&world->box, "keys.d/brian.keys", text);
}

/* Moves the end of the first key, whose options become others. */
static void moves(struct world *world, const char *words, const char *before, const char *after)
{
	char command[512];
	have(world, before);
	snprintf(command, sizeof command, "brian %s " UNTIL, words);
	world_expect(world, &verb_add, command, EXIT_YES,
		"changed ED25519 " WORLD_ED25519 " ed25519@example");
	has(world, after);
}

static void the_end_of_a_key_that_is_there_is_moved(void **state)
{
	struct world *world = *state;
	static const char *const names[] = {FILE_ED25519, WORLD_ED25519, "SHA256:N6nKIW"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		moves(world, names[i], "expiry-time=\"20200101Z\"", END);
		sandbox_expect_part(&world->box, "out",
			"brian.keys:3\n  ends at 2037-12-31 18:00:00 now; before: 2020-01-01 "
			"00:00:00\n");
		moves(world, names[i], "", END);
		sandbox_expect_part(
			&world->box, "out", "  ends at 2037-12-31 18:00:00 now; before: never\n");
	}
}

static void the_other_options_stay_as_they_are_written(void **state)
{
	struct world *world = *state;
	moves(world, WORLD_ED25519, "NO-pty,command=\"echo \\\",expiry-time=1,  a\"",
		"NO-pty,command=\"echo \\\",expiry-time=1,  a\"," END);
	moves(world, FILE_ED25519, "no-pty,Expiry-Time=\"20400101\",from=\"10.0.0.1\"",
		"no-pty," END ",from=\"10.0.0.1\"");
	moves(world, FILE_ED25519, "expiry-time=\"20400101\",no-pty,expiry-time=\"20390101\"",
		END ",no-pty");
	moves(world, WORLD_ED25519, "cert-authority,principals=\"brian\"",
		"cert-authority,principals=\"brian\"," END);
}

static void it_is_recorded(void **state)
{
	struct world *world = *state;
	moves(world, WORLD_ED25519, "no-pty,expiry-time=\"20200101Z\"", "no-pty," END);
	sandbox_expect_part(&world->box, "log/logins.jsonl",
		"\"event\":\"changed\",\"person\":\"brian\",\"key\":\"" WORLD_ED25519 "\"");
	sandbox_expect_part(&world->box, "log/logins.jsonl",
		"\"detail\":\"until 2037-12-31T18:00:00Z, in place of until "
		"2020-01-01T00:00:00Z\"");
	world_expect(world, &verb_log, "", EXIT_YES,
		"key changed by carol: until 2037-12-31T18:00:00Z, in place of until "
		"2020-01-01T00:00:00Z\n");
}

static void the_same_end_again_changes_nothing(void **state)
{
	struct world *world = *state;
	have(world, "no-pty," END);
	world_expect(world, &verb_add, "brian " WORLD_ED25519 " " UNTIL, EXIT_YES,
		"has this key already");
	has(world, "no-pty," END);
	sandbox_expect(&world->box, "log/logins.jsonl", NULL);
}

static void new_keys_are_added_beside_it(void **state)
{
	struct world *world = *state;
	char text[4096], words[512];
	have(world, "no-pty");
	snprintf(text, sizeof text, "%s\n%s\n", world_key("ecdsa256"), world_key("ed25519"));
	sandbox_write(&world->box, "input", text);
	snprintf(words, sizeof words, "brian %s " UNTIL, sandbox_path(&world->box, "input"));
	world_expect(world, &verb_add, words, EXIT_YES, "changed ED25519");
	sandbox_expect_part(&world->box, "out", "added ECDSA 256");
	sandbox_expect_part(&world->box, "keys.d/brian.keys", "\n  no-pty," END " ssh-ed25519 ");
	sandbox_expect_part(&world->box, "keys.d/brian.keys", "# the end\n" END " ecdsa-sha2-");
}

/* Expects that nothing is changed. */
static void stays(struct world *world, const char *options, const char *words, const char *part)
{
	have(world, options);
	world_expect(world, &verb_add, words, EXIT_NO, part);
	has(world, options);
}

static void other_options_than_the_key_has_are_refused(void **state)
{
	struct world *world = *state;
	char text[4096], words[512];
	snprintf(text, sizeof text, "no-pty %s\n", world_key("ed25519"));
	sandbox_write(&world->box, "input", text);
	snprintf(words, sizeof words, "brian %s " UNTIL, sandbox_path(&world->box, "input"));
	stays(world, "", words, "with other options");
	have(world, "no-pty");
	world_expect(world, &verb_add, words, EXIT_YES, "changed ED25519");
	has(world, "no-pty," END);
	stays(world, "no-pty", "brian " FILE_ED25519 " --from 10.0.0.1 " UNTIL, "other options");
	stays(world, "no-pty", "brian " FILE_ED25519, "keyhole edit brian.keys");
	stays(world, "cert-authority,principals=\"brian\"", "brian " FILE_ED25519 " " UNTIL,
		"with other options");
}

static void a_key_that_is_there_twice_is_refused(void **state)
{
	struct world *world = *state;
	char text[4096];
	snprintf(text, sizeof text, "%s\nno-pty %s\n", world_key("ed25519"), world_key("ed25519"));
	sandbox_write(&world->box, "keys.d/brian.keys", text);
	world_expect(world, &verb_add, "brian " WORLD_ED25519 " " UNTIL, EXIT_NO,
		"keyhole edit brian.keys");
	sandbox_expect(&world->box, "keys.d/brian.keys", text);
}

static void a_key_that_can_open_nothing_gets_no_other_end(void **state)
{
	struct world *world = *state;
	char text[4096];
	snprintf(text, sizeof text, "%s lost\n", world_key("ed25519"));
	sandbox_write(&world->box, "revoked_keys", text);
	stays(world, "", "brian " WORLD_ED25519 " " UNTIL, "brian.keys:3: ");
}

static void a_fingerprint_stands_for_a_key_that_is_there(void **state)
{
	struct world *world = *state;
	stays(world, "", "brian " WORLD_ECDSA256 " " UNTIL, "has no key " WORLD_ECDSA256);
	stays(world, "", "brian SHA256:N6n " UNTIL, "at least 6 characters");
	world_expect(
		world, &verb_add, "brain " WORLD_ED25519 " " UNTIL, EXIT_NO, "did you mean brian?");
	world_expect(world, &verb_add, "brian " WORLD_ED25519, EXIT_WRONG_USAGE,
		"--expires TIME goes with it");
	world_expect(world, &verb_add, "brian " WORLD_ED25519 " --from 10.0.0.1 " UNTIL,
		EXIT_WRONG_USAGE, "keyhole edit brian.keys");
	has(world, "");
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(the_end_of_a_key_that_is_there_is_moved),
		world_test(the_other_options_stay_as_they_are_written),
		world_test(it_is_recorded),
		world_test(the_same_end_again_changes_nothing),
		world_test(new_keys_are_added_beside_it),
		world_test(other_options_than_the_key_has_are_refused),
		world_test(a_key_that_is_there_twice_is_refused),
		world_test(a_key_that_can_open_nothing_gets_no_other_end),
		world_test(a_fingerprint_stands_for_a_key_that_is_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
