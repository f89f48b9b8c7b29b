/* SPDX-License-Identifier: Apache-2.0 */
/* What a grant takes the place of: said, asked about where limits are lost, and recorded. */
/* link: -Wl,--wrap=sshd_ask,--wrap=getpwnam_r,--wrap=addresses_list,--wrap=isatty */
#include "admin/sshd.h"
#include "admin/store/addresses.h"
#include "store_world.h"

#define LIMITS "from 172.23.0.0/16 until 2037-01-01T00:00:00Z with restrict,pty"
#define RULES(until)                                                                               \
	"grants = ( { people = ( \"brian\" ); from = ( \"172.23.0.0/16\" ); until = \"" until      \
	"\"; options = \"restrict,pty\"; } );\n"
#define OPTIONS "--from 172.23.0.0/16 --options pty,restrict,pty"
#define UNTIL "2037-01-01T00:00:00Z"

static bool terminal;
static struct world *asked; /* the store of which a file is changed while somebody is asked */

void __wrap_sshd_ask(const char *program, const char *account, struct sshd *answer);
void __wrap_addresses_list(struct addresses *addresses);
int __wrap_getpwnam_r(
	const char *name, struct passwd *entry, char *buffer, size_t size, struct passwd **found);
int __wrap_isatty(int fd);

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

/* A terminal, or none. */
int __wrap_isatty(int fd)
{
	(void)fd;
	if (asked)
		sandbox_write(&asked->box, "accounts.d/deploy.conf",
			"grants = ( { people = ( \"brian\" ); options = \"no-pty\"; } );\n");
	asked = NULL;
	return terminal;
}

/* Begins each test with brian, who may use deploy within limits. */
static int begin(void **state)
{
	world_begin(state);
	struct world *world = *state;
	terminal = false;
	asked = NULL;
	world_person(world, "brian", "ed25519", NULL);
	sandbox_write(&world->box, "accounts.d/deploy.conf", RULES(UNTIL));
	return 0;
}

/* Gives an answer on standard input. */
static void answer(struct world *world, const char *words)
{
	terminal = true;
	sandbox_write(&world->box, "answers", words);
	assert_non_null(freopen(sandbox_path(&world->box, "answers"), "r", stdin));
}

/* Expects a part in the log. */
static void recorded(struct world *world, const char *part)
{
	sandbox_expect_part(&world->box, "log/logins.jsonl", part);
}

static void limits_are_not_lost_without_a_yes(void **state)
{
	struct world *world = *state;
	static const char *const lost[] = {"", "--options restrict,pty --from 172.23.0.0/16",
		"--from 172.23.0.0/16 --until " UNTIL, "--options restrict,pty --until " UNTIL,
		"--from 172.16.0.0/12 --options restrict,pty --until " UNTIL};
	char words[256];
	for (size_t i = 0; i < sizeof lost / sizeof *lost; i++) {
		snprintf(words, sizeof words, "deploy brian %s", lost[i]);
		world_expect(world, &verb_grant, words, EXIT_NO,
			"nothing is changed; to lift these limits, say the same with --yes");
		sandbox_expect_part(&world->box, "err",
			"this lifts limits of the grant of deploy to brian, which is: " LIMITS
			"\n");
		sandbox_expect(&world->box, "out", "");
	}
	sandbox_expect_part(&world->box, "err",
		"it would be: from 172.16.0.0/12 until " UNTIL " with restrict,pty\n");
	sandbox_expect(&world->box, "accounts.d/deploy.conf", RULES(UNTIL));
	sandbox_expect(&world->box, "log/logins.jsonl", NULL);
}

static void what_is_lost_is_said_and_recorded(void **state)
{
	struct world *world = *state;
	world_expect(world, &verb_grant, "deploy brian --yes", EXIT_YES,
		"accounts.d/deploy.conf, in place of\n  " LIMITS "\n");
	recorded(world, "\"detail\":\"in place of " LIMITS "\"");
	sandbox_write(&world->box, "groups.d/ops.conf", "people = ( \"brian\" );\n");
	sandbox_write(&world->box, "accounts.d/games.conf",
		"grants = ( { people = ( \"@ops\" ); from = ( \"10.0.0.1\" ); } );\n");
	world_expect(world, &verb_grant, "games @ops --options no-pty --yes", EXIT_YES, NULL);
	world_expect(world, &verb_grant, "games @ops --yes", EXIT_YES, "in place of\n");
	recorded(world, "\"detail\":\"@ops with no-pty\"");
	recorded(world, "\"detail\":\"@ops, in place of from 10.0.0.1; with no-pty\"");
}

static void a_later_end_that_is_named_is_not_asked_about(void **state)
{
	struct world *world = *state;
	world_expect(world, &verb_grant, "deploy brian " OPTIONS " --until 2037-02-01T00:00:00Z",
		EXIT_YES, "in place of\n  " LIMITS "\n");
	recorded(world, "\"detail\":\"from 172.23.0.0/16 until 2037-02-01T00:00:00Z with "
			"restrict,pty, in place of " LIMITS "\"");
	world_expect(world, &verb_grant, "deploy brian " OPTIONS, EXIT_NO, "--yes");
}

static void the_same_limits_in_other_words_are_not_asked_about(void **state)
{
	struct world *world = *state;
	world_expect(world, &verb_grant, "deploy brian " OPTIONS " --until " UNTIL, EXIT_YES,
		"in place of\n  " LIMITS);
}

static void a_terminal_is_asked(void **state)
{
	struct world *world = *state;
	answer(world, "n\n");
	world_expect(world, &verb_grant, "deploy brian", EXIT_NO, "nothing is changed\n");
	answer(world, "");
	world_expect(world, &verb_grant, "deploy brian", EXIT_NO, "nothing is changed\n");
	sandbox_expect(&world->box, "accounts.d/deploy.conf", RULES(UNTIL));
	answer(world, "y\n");
	world_expect(world, &verb_grant, "deploy brian", EXIT_YES, "lift these limits?");
	sandbox_expect(&world->box, "accounts.d/deploy.conf",
		"grants = ( { people = ( \"brian\" ); } );\n");
}

static void other_limits_than_those_agreed_to_are_asked_about_again(void **state)
{
	struct world *world = *state;
	answer(world, "y\nn\n");
	asked = world;
	world_expect(world, &verb_grant, "deploy brian", EXIT_NO, "nothing is changed\n");
	sandbox_expect_part(&world->box, "err", "to brian, which is: with no-pty\n");
	answer(world, "y\ny\n");
	sandbox_write(&world->box, "accounts.d/deploy.conf", RULES(UNTIL));
	asked = world;
	world_expect(world, &verb_grant, "deploy brian", EXIT_YES, "in place of\n  with no-pty\n");
}

static void options_that_can_not_be_are_a_wrong_call(void **state)
{
	struct world *world = *state;
	world_expect(world, &verb_grant, "games brian --options comand=\"x\"", EXIT_WRONG_USAGE,
		"keyhole grant: --options: option \"comand\": no option of sshd that takes a value "
		"is called so; did you mean command?\n");
	world_expect(world, &verb_grant, "games brian --options cert-authority", EXIT_WRONG_USAGE,
		"keyhole grant: --options: cert-authority belongs in front of a key");
	sandbox_expect(&world->box, "accounts.d/games.conf", NULL);
}

static void what_was_taken_away_is_said_and_recorded(void **state)
{
	struct world *world = *state;
	world_expect(world, &verb_ungrant, "deploy brian", EXIT_YES, "deploy.conf: " LIMITS "\n");
	recorded(world, "\"event\":\"ungranted\",\"account\":\"deploy\",\"person\":\"brian\"");
	recorded(world, "\"detail\":\"" LIMITS "\"");
	sandbox_write(&world->box, "accounts.d/games.conf",
		"grants = ( { people = ( \"@ops\" ); from = ( \"10.0.0.1\" ); } );\n");
	world_expect(world, &verb_ungrant, "games @ops", EXIT_YES, NULL);
	recorded(world, "\"detail\":\"@ops from 10.0.0.1\"");
	sandbox_write(&world->box, "accounts.d/games.conf",
		"grants = ( { people = ( \"brian\" ); options = \"no-user-rc\"; } );\n");
	world_expect(world, &verb_revoke, "brian", EXIT_YES, NULL);
	recorded(world, "\"detail\":\"with no-user-rc\"");
}

static void the_log_shows_what_was_granted(void **state)
{
	struct world *world = *state;
	world_run(world, &verb_grant, "games brian --from 10.0.0.1");
	world_run(world, &verb_grant, "games brian --yes");
	world_run(world, &verb_ungrant, "games brian");
	sandbox_write(&world->box, "groups.d/ops.conf", "people = ( \"brian\" );\n");
	world_run(world, &verb_grant, "games @ops --options no-pty");
	world_expect(world, &verb_log, "", EXIT_YES, "granted by carol: from 10.0.0.1\n");
	sandbox_expect_part(&world->box, "out", "granted by carol: in place of from 10.0.0.1\n");
	sandbox_expect_part(&world->box, "out", "access taken away by carol\n");
	sandbox_expect_part(&world->box, "out", "access granted to @ops by carol: with no-pty\n");
}

static void who_leaves_a_group_is_told_what_is_lost_by_it(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "groups.d/ops.conf", "people = ( \"brian\", \"alice\" );\n");
	sandbox_write(&world->box, "groups.d/web.conf", "people = ( \"brian\" );\n");
	sandbox_write(&world->box, "accounts.d/deploy.conf",
		"grants = ( { people = ( \"@ops\", \"brian\" ); } );\n");
	sandbox_write(
		&world->box, "accounts.d/games.conf", "grants = ( { people = ( \"@ops\" ); } );\n");
	sandbox_write(&world->box, "accounts.d/root.conf",
		"grants = ( { people = ( \"@ops\" ); }, { people = ( \"@web\" ); } );\n");
	sandbox_write(&world->box, "accounts.d/daemon.conf",
		"grants = ( { people = ( \"@ops\" ); until = \"2020-01-01T00:00:00Z\"; } );\n");
	sandbox_write(
		&world->box, "accounts.d/brian.conf", "grants = ( { people = ( \"@ops\" ); } );\n");
	world_expect(world, &verb_group, "remove ops brian", EXIT_YES,
		"\nbrian no longer opens: games\n");
	sandbox_expect_part(&world->box, "out", "brian still opens deploy (");
	sandbox_expect_part(&world->box, "out", "deploy.conf:1):  keyhole ungrant deploy brian\n");
	sandbox_expect_part(&world->box, "out", "brian still opens root as one of @web (");
	sandbox_expect_part(&world->box, "out", "root.conf:1):  keyhole group remove web brian\n");
	sandbox_write(&world->box, "accounts.d/alice.conf",
		"own_account = false; grants = ( { people = ( \"@ops\" ); } );\n");
	world_expect(world, &verb_group, "remove ops alice", EXIT_YES,
		"\nalice no longer opens: alice brian deploy games root\n");
}

/* Runs the tests. */
int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, world_end)
	const struct CMUnitTest tests[] = {
		CASE(limits_are_not_lost_without_a_yes),
		CASE(what_is_lost_is_said_and_recorded),
		CASE(a_later_end_that_is_named_is_not_asked_about),
		CASE(the_same_limits_in_other_words_are_not_asked_about),
		CASE(a_terminal_is_asked),
		CASE(other_limits_than_those_agreed_to_are_asked_about_again),
		CASE(options_that_can_not_be_are_a_wrong_call),
		CASE(what_was_taken_away_is_said_and_recorded),
		CASE(the_log_shows_what_was_granted),
		CASE(who_leaves_a_group_is_told_what_is_lost_by_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
