/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=sshd_test,--wrap=origin_varies,--wrap=guise_take,--wrap=guise_drop,--wrap=setpwent,--wrap=getpwent,--wrap=endpwent,--wrap=getpwnam,--wrap=getpwnam_r */
/* keyhole enable --exclusive: whether every key that opens an account today would still open it. */
#include <errno.h>

#include "import_world.h"

#include "admin/enable/premises.h"

static const char *const keys[] = {"ed25519", "rsa3072", "rsa1024", "ca", "ecdsa256"};

/* Judges, and gives how much is in the way; "err" of the world has what is said. */
static unsigned judge(struct world *world)
{
	static struct site site;
	struct premises premises = {.site = &site, .admin = &world->admin, .exclusive = true};
	site = (struct site){.live = true};
	settings_borrow(&world->admin.settings, &site.settings);
	struct sandbox_voice voice = sandbox_listen(&world->box);
	premises_judge_import(&premises);
	sandbox_hush(voice);
	return premises.refusals;
}

static void a_key_that_is_not_in_the_store_is_named_with_the_import(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "# mine\n$0\n$1\n$4\n", keys);
	import_own(world, "alice", "$1\n", keys);
	assert_int_equal(judge(world), 2);
	sandbox_expect_part(
		&world->box, "err", "home/brian/.ssh/authorized_keys:2: this key opens");
	sandbox_expect_part(&world->box, "err", "mend it with: keyhole import brian\n");
	sandbox_expect_part(&world->box, "err", "not in the store, nor are 2 more of this");
	sandbox_expect_part(&world->box, "err", "opens alice today and is not in the store;");
	world_expect(world, &verb_import, "--yes", EXIT_YES, "4 keys");
	assert_int_equal(judge(world), 0);
}

static void a_key_that_import_leaves_is_named_with_its_reason(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "$2\n", keys);
	assert_int_equal(judge(world), 1);
	sandbox_expect_part(&world->box, "err", "authorized_keys:1: this key opens brian today");
	sandbox_expect_part(&world->box, "err", "rsa_min_bits asks for");
	import_own(world, "brian", "cert-authority $3\n", keys);
	assert_int_equal(judge(world), 1);
	sandbox_expect_part(&world->box, "err", "it is a CA's key");
}

static void a_key_that_opens_with_other_options_is_in_the_store(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "$0\n", keys);
	world_person(world, "brian", "ed25519", NULL);
	assert_int_equal(judge(world), 0);
	import_own(world, "brian", "no-pty $0\n", keys);
	assert_int_equal(judge(world), 0);
	import_own(world, "alice", "$0\n", keys); /* brian's key opens brian alone */
	assert_int_equal(judge(world), 1);
	sandbox_expect_part(&world->box, "err", "opens alice today");
}

static void what_opens_nothing_today_is_no_loss(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "nonsense\nexpiry-time=\"20200101\" $0\n", keys);
	assert_int_equal(judge(world), 0);
}

static void what_sshd_does_not_say_is_not_taken_for_nothing(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "$0\n", keys);
	import_sshd.elsewhere = "/etc/keys/%u .ssh/authorized_keys";
	assert_int_equal(judge(world), 1);
	sandbox_expect_part(&world->box, "err", "from other addresses");
	import_sshd.elsewhere = NULL;
	import_sshd.status = 1;
	assert_int_equal(judge(world), 1);
	sandbox_expect_part(&world->box, "err", "can't be told: sshd does not say which files");
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		import_test(a_key_that_is_not_in_the_store_is_named_with_the_import),
		import_test(a_key_that_import_leaves_is_named_with_its_reason),
		import_test(a_key_that_opens_with_other_options_is_in_the_store),
		import_test(what_opens_nothing_today_is_no_loss),
		import_test(what_sshd_does_not_say_is_not_taken_for_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
