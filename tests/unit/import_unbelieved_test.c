/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=sshd_test,--wrap=origin_varies,--wrap=guise_take,--wrap=guise_drop,--wrap=setpwent,--wrap=getpwent,--wrap=endpwent,--wrap=getpwnam,--wrap=getpwnam_r */
/* Rules and groups that can't be believed: nothing is proven of what they may open once they are
 * mended, and nothing new comes for who could gain. */
#include <errno.h>

#include "import_world.h"

static const char *const keys[] = {"ed25519", "rsa3072", "ecdsa256"};

/* Expects a file of the store: a '$' and a digit is a key. */
static void expect(struct world *world, const char *file, const char *text)
{
	char out[IMPORT_TEXT_MAX];
	import_text(text, keys, out);
	sandbox_expect(&world->box, file, out);
}

/* Writes a file of the store with a mode. */
static void put(struct world *world, const char *name, mode_t mode, const char *text)
{
	sandbox_write(&world->box, name, text);
	assert_int_equal(chmod(sandbox_path(&world->box, name), mode), 0);
}

/* Runs an import of brian's key and alice's; brian's is left, for this reason, and alice's is not. */
static void expect_left(struct world *world, const char *part)
{
	import_own(world, "brian", "$0\n", keys);
	import_own(world, "alice", "$1\n", keys);
	world_expect(world, &verb_import, "--yes", EXIT_NO, part);
	sandbox_expect_part(&world->box, "out", "[not-believed]");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
	expect(world, "keys.d/alice.keys", "$1\n");
}

static void who_is_named_in_rules_that_others_can_write_gets_no_new_key(void **state)
{
	struct world *world = *state;
	put(world, "accounts.d/deploy.conf", 0666, "grants = ( { people = ( \"brian\" ); } );\n");
	expect_left(world, "as a key of brian it may open more once this is mended: /");
	sandbox_expect_part(
		&world->box, "out", "not proven for deploy: its rules can't be believed (/");
	sandbox_expect_part(&world->box, "out", "(mode 0666); mend it with: chmod go-w /");
	chmod(sandbox_path(&world->box, "accounts.d/deploy.conf"), 0644);
	world_expect(world, &verb_import, "--yes", EXIT_NO,
		"would open the account deploy too, as a key of brian [differs]");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
}

static void who_is_named_in_rules_that_cannot_be_read_gets_no_new_key(void **state)
{
	struct world *world = *state;
	put(world, "accounts.d/deploy.conf", 0644, "grants = ( { people = ( \"brian\" )");
	expect_left(world, "mend it with an editor, and then ask: keyhole check");
}

static void who_is_in_a_group_of_such_rules_gets_no_new_key(void **state)
{
	struct world *world = *state;
	put(world, "accounts.d/deploy.conf", 0666, "grants = ( { people = ( \"@ops\" ); } );\n");
	put(world, "groups.d/ops.conf", 0644, "people = ( \"bri\" \"an\" );\n");
	expect_left(world, "not proven for deploy: its rules");
}

static void who_is_in_a_group_that_others_can_write_gets_no_new_key(void **state)
{
	struct world *world = *state;
	put(world, "accounts.d/deploy.conf", 0644, "grants = ( { people = ( \"@ops\" ); } );\n");
	put(world, "accounts.d/games.conf", 0644, "grants = ( { people = ( \"@ops\" ); } );\n");
	put(world, "groups.d/ops.conf", 0666, "people = ( \"brian\" );\n");
	expect_left(world, "not proven for deploy: a group of its rules can't be believed (/");
	sandbox_expect_part(&world->box, "out", "not proven for games: a group of its rules");
	sandbox_expect_part(&world->box, "out", "chmod go-w /");
	sandbox_expect_part(&world->box, "out", "groups.d/ops.conf");
}

static void a_group_that_is_not_read_in_rules_that_are_not_counts_too(void **state)
{
	struct world *world = *state;
	put(world, "accounts.d/deploy.conf", 0666, "grants = ( { people = ( \"@ops\" ); }");
	put(world, "groups.d/ops.conf", 0666, "people = ( \"brian\"");
	expect_left(world, "not proven for deploy");
}

static void an_account_of_ones_own_that_is_closed_gets_no_key_of_another(void **state)
{
	struct world *world = *state;
	put(world, "accounts.d/brian.conf", 0666, "\n");
	import_own(world, "deploy", "$0\n", keys);
	world_expect(
		world, &verb_import, "--yes --as deploy=brian", EXIT_NO, "not proven for brian");
	sandbox_expect_part(&world->box, "out", "[not-believed]");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
}

static void nobody_gets_a_key_where_it_is_not_known_who_could_gain(void **state)
{
	struct world *world = *state;
	assert_int_equal(mkfifo(sandbox_path(&world->box, "accounts.d/deploy.conf"), 0644), 0);
	import_own(world, "brian", "$0\n", keys);
	world_expect(world, &verb_import, "--yes", EXIT_NO, "not proven for deploy");
	sandbox_expect_part(&world->box, "out", "[not-believed]");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
}

static void whom_such_rules_do_not_name_they_hold_up_not(void **state)
{
	struct world *world = *state;
	put(world, "accounts.d/deploy.conf", 0666,
		"grants = ( { people = ( \"brianna\", \"x.brian\", \"@gone\" ); } );\n");
	import_own(world, "brian", "$0\n", keys);
	world_expect(world, &verb_import, "--yes", EXIT_NO, "proven for 1 account:");
	sandbox_expect_part(&world->box, "out", "not proven for deploy");
	expect(world, "keys.d/brian.keys", "$0\n");
}

static void a_group_that_is_not_there_is_no_fault(void **state)
{
	struct world *world = *state;
	put(world, "accounts.d/deploy.conf", 0644, "grants = ( { people = ( \"@gone\" ); } );\n");
	import_own(world, "brian", "$0\n", keys);
	world_expect(world, &verb_import, "--yes", EXIT_YES, "proven for 2 accounts:");
}

static void a_key_that_is_there_stays_there(void **state)
{
	struct world *world = *state;
	world_person(world, "brian", "ed25519", NULL);
	put(world, "accounts.d/deploy.conf", 0666, "grants = ( { people = ( \"brian\" ); } );\n");
	import_own(world, "brian", "$0\n", keys);
	world_expect(world, &verb_import, "--yes", EXIT_NO, "nothing to import: 1 key is in");
	sandbox_expect_part(&world->box, "out", "not proven for deploy");
}

static void programs_are_told_so(void **state)
{
	struct world *world = *state;
	put(world, "accounts.d/deploy.conf", 0666, "grants = ( { people = ( \"brian\" ); } );\n");
	import_own(world, "brian", "$0\n", keys);
	world_expect(world, &verb_import, "--yes --json", EXIT_NO, "\"reason\":\"not-believed\"");
	sandbox_expect_part(&world->box, "out", "{\"account\":\"deploy\",\"path\":\"/");
	sandbox_expect_part(&world->box, "out",
		"accounts.d/deploy.conf\",\"result\":\"unproven\",\"proven\":false,"
		"\"reason\":\"not-believed\",\"why\":\"its rules can't be believed: /");
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		import_test(who_is_named_in_rules_that_others_can_write_gets_no_new_key),
		import_test(who_is_named_in_rules_that_cannot_be_read_gets_no_new_key),
		import_test(who_is_in_a_group_of_such_rules_gets_no_new_key),
		import_test(who_is_in_a_group_that_others_can_write_gets_no_new_key),
		import_test(a_group_that_is_not_read_in_rules_that_are_not_counts_too),
		import_test(an_account_of_ones_own_that_is_closed_gets_no_key_of_another),
		import_test(nobody_gets_a_key_where_it_is_not_known_who_could_gain),
		import_test(whom_such_rules_do_not_name_they_hold_up_not),
		import_test(a_group_that_is_not_there_is_no_fault),
		import_test(a_key_that_is_there_stays_there),
		import_test(programs_are_told_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
