/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=open,--wrap=openat,--wrap=write,--wrap=fsync,--wrap=fdatasync,--wrap=renameat,--wrap=unlinkat,--wrap=unlink,--wrap=mkdir,--wrap=rmdir,--wrap=sshd_ask,--wrap=getpwnam_r,--wrap=addresses_list */
#include "store_crash.h"

int __wrap_getpwnam_r(
	const char *name, struct passwd *entry, char *buffer, size_t size, struct passwd **found);

/* The machine's accounts. */
int __wrap_getpwnam_r(
	const char *name, struct passwd *entry, char *buffer, size_t size, struct passwd **found)
{
	(void)buffer, (void)size;
	return world_account(name, entry, found);
}

static void a_revocation_that_is_killed_at_any_call_is_in_a_state_between(void **state)
{
	struct world *world = *state;
	int killed = 0, furthest = 0;
	for (int at = 1; at < 2000; at++) {
		struct job job = {&verb_revoke, "alice", (at + 1) / 2, at % 2 == 0, 0};
		fill(world);
		start(world, &job);
		int status = finish(&job);
		everything_parses(world);
		int steps = progress(world);
		furthest = steps > furthest ? steps : furthest;
		if (status == EXIT_YES)
			break;
		assert_int_equal(status, -1);
		killed++;
		run_whole(world, &verb_revoke, "alice");
		everything_parses(world);
		assert_int_equal(progress(world), 5);
	}
	assert_true(killed > 60);
	assert_int_equal(furthest, 5);
}

static void an_addition_and_a_grant_that_are_killed_at_any_call_are_there_or_not(void **state)
{
	struct world *world = *state;
	static const struct {
		const struct verb *verb;
		const char *words, *file, *part;
	} rows[] = {{&verb_add, "brian " TEST_DATA "/keys/ecdsa256.pub", "keys.d/brian.keys",
			    "ecdsa256@example\n"},
		{&verb_grant, "games brian --from 10.0.0.1", "accounts.d/games.conf", "10.0.0.1"},
		{&verb_remove, "brian", "keys.d/alice.keys", "ed25519"}};
	for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
		int status = -1;
		for (int at = 1; status == -1 && at < 500; at++) {
			struct job job = {
				rows[row].verb, rows[row].words, (at + 1) / 2, at % 2 == 0, 0};
			fill(world);
			start(world, &job);
			status = finish(&job);
			everything_parses(world);
			run_whole(world, rows[row].verb, rows[row].words);
			assert_true(has(world, rows[row].file, rows[row].part));
			everything_parses(world);
		}
		assert_int_equal(status, EXIT_YES);
	}
}

static void two_additions_a_revocation_and_a_grant_at_once_lose_nothing(void **state)
{
	struct world *world = *state;
	for (int at = 0; at < 60; at += 6) {
		struct job jobs[] = {
			{&verb_add, "brian " TEST_DATA "/keys/ecdsa256.pub", 0, false, 0},
			{&verb_revoke, "alice", at, at % 4 == 0, 0},
			{&verb_grant, "games brian", 0, false, 0},
			{&verb_add, "brian " TEST_DATA "/keys/ecdsa384.pub", 0, false, 0}};
		fill(world);
		for (size_t i = 0; i < 4; i++)
			start(world, &jobs[i]);
		for (size_t i = 0; i < 4; i++) {
			int status = finish(&jobs[i]);
			if (i != 1)
				assert_int_equal(status, EXIT_YES);
		}
		everything_parses(world);
		progress(world);
		assert_true(has(world, "keys.d/brian.keys", "rsa3072@example\n"));
		assert_true(has(world, "keys.d/brian.keys", "ecdsa256@example\n"));
		assert_true(has(world, "keys.d/brian.keys", "ecdsa384@example\n"));
		assert_true(has(world, "accounts.d/games.conf", "\"brian\""));
		run_whole(world, &verb_revoke, "alice");
		assert_int_equal(progress(world), 5);
	}
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(a_revocation_that_is_killed_at_any_call_is_in_a_state_between),
		world_test(an_addition_and_a_grant_that_are_killed_at_any_call_are_there_or_not),
		world_test(two_additions_a_revocation_and_a_grant_at_once_lose_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
