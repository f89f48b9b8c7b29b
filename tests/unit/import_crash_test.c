/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=open,--wrap=openat,--wrap=write,--wrap=fsync,--wrap=fdatasync,--wrap=renameat,--wrap=unlinkat,--wrap=unlink,--wrap=mkdir,--wrap=rmdir,--wrap=sshd_ask,--wrap=addresses_list */
/* link: -Wl,--wrap=sshd_test,--wrap=origin_varies,--wrap=guise_take,--wrap=guise_drop,--wrap=setpwent,--wrap=getpwent,--wrap=endpwent,--wrap=getpwnam,--wrap=getpwnam_r */
#include <errno.h>

#include "import_world.h"
#include "store_crash.h"

/* After a run that was broken off the key of deploy is known as brian's. */
#define AS_THEIR_OWN "--yes --as deploy=deploy"

static const char *const keys[] = {"ed25519", "ecdsa384", "ecdsa521", "sk_ed25519"};

/* Fills the store, and the homes: of alice, whose key the store has, of brian, who has a grant of
 * deploy, of deploy, which the same key opens therefore, and of root. */
static void fill_homes(struct world *world)
{
	fill(world);
	__real_unlink(sandbox_path(&world->box, "keys.d/deploy.keys"));
	__real_unlink(sandbox_path(&world->box, "keys.d/root.keys"));
	__real_unlink(sandbox_path(&world->box, "accounts.d/root.conf"));
	import_own(world, "alice", "$0\n", keys);
	import_own(world, "brian", "# mine\nno-pty $1\n", keys);
	import_own(world, "deploy", "no-pty $1\n", keys);
	import_own(world, "root", "command=\"x\" $2\nbad line\n$3", keys);
}

/* Whether what an import changes was changed in its order and no other, each file whole: the keys
 * of brian, of deploy, of root, root's grant. Gives how far it came. */
static int steps(struct world *world)
{
	const bool done[] = {has(world, "keys.d/brian.keys", "ecdsa384@example\n"),
		has(world, "keys.d/deploy.keys", "ecdsa384@example\n"),
		has(world, "keys.d/root.keys", "sk_ed25519@example\n"),
		has(world, "accounts.d/root.conf", "\"root\"")};
	int count = 0;
	for (size_t i = 0; i < sizeof done; i++) {
		if (i > 0 && done[i] && !done[i - 1])
			fail_msg("step %zu is done before step %zu", i, i - 1);
		count += done[i];
	}
	assert_int_equal(has(world, "keys.d/root.keys", "command=\"x\" ecdsa"), done[2]);
	assert_true(has(world, "keys.d/brian.keys", "rsa3072@example\n"));
	return count;
}

/* Whether the homes are as they were. */
static void homes_are_as_they_were(struct world *world)
{
	assert_true(has(world, "home/brian/.ssh/authorized_keys", "# mine\nno-pty ecdsa"));
	assert_true(has(world, "home/root/.ssh/authorized_keys", "\nbad line\nsk-ssh"));
}

static void an_import_that_is_killed_at_any_call_is_in_a_state_between(void **state)
{
	struct world *world = *state;
	int killed = 0, seen[5] = {0};
	for (int at = 1; at < 2000; at++) {
		struct job job = {&verb_import, AS_THEIR_OWN, (at + 1) / 2, at % 2 == 0, 0};
		fill_homes(world);
		start(world, &job);
		int status = finish(&job);
		everything_parses(world);
		homes_are_as_they_were(world);
		seen[steps(world)]++;
		if (status == EXIT_NO)
			break;
		assert_int_equal(status, -1);
		killed++;
		run_whole(world, &verb_import, AS_THEIR_OWN);
		everything_parses(world);
		assert_int_equal(steps(world), 4);
		assert_int_equal(access(sandbox_path(&world->box, "state/import"), F_OK), -1);
	}
	assert_true(killed > 60);
	for (size_t i = 0; i < 5; i++)
		assert_true(seen[i] > 0);
}

static void two_additions_a_revocation_and_an_import_at_once_lose_nothing(void **state)
{
	struct world *world = *state;
	for (int at = 0; at < 120; at += 5) {
		int kill_revoke = at % 2 == 0 ? at / 2 : 0, kill_import = at % 2 == 1 ? at : 0;
		struct job jobs[] = {
			{&verb_add, "brian " TEST_DATA "/keys/ecdsa256.pub", 0, false, 0},
			{&verb_import, AS_THEIR_OWN, kill_import, at % 3 == 0, 0},
			{&verb_revoke, "alice", kill_revoke, at % 4 == 0, 0},
			{&verb_add, "brian " TEST_DATA "/keys/rsa2048.pub", 0, false, 0}};
		fill_homes(world);
		for (size_t i = 0; i < 4; i++)
			start(world, &jobs[i]);
		for (size_t i = 0; i < 4; i++) {
			int status = finish(&jobs[i]);
			if (jobs[i].kill_at == 0)
				assert_int_equal(status, i == 1 ? EXIT_NO : EXIT_YES);
		}
		everything_parses(world);
		homes_are_as_they_were(world);
		progress(world);
		steps(world);
		assert_true(has(world, "keys.d/brian.keys", "ecdsa256@example\n"));
		assert_true(has(world, "keys.d/brian.keys", "rsa2048@example\n"));
		run_whole(world, &verb_import, AS_THEIR_OWN);
		run_whole(world, &verb_revoke, "alice");
		assert_int_equal(progress(world), 5);
		assert_int_equal(steps(world), 4);
		run_whole(world, &verb_import, AS_THEIR_OWN);
		assert_int_equal(progress(world), 5);
	}
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		import_test(an_import_that_is_killed_at_any_call_is_in_a_state_between),
		import_test(two_additions_a_revocation_and_an_import_at_once_lose_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
