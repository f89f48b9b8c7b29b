/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=sshd_ask,--wrap=getpwnam_r,--wrap=addresses_list,--wrap=keygen_run */
#include "admin/sshd.h"
#include "admin/store/addresses.h"
#include "server/keygen.h"
#include "store_world.h"

#include <errno.h>

static struct sshd sshd;
static bool no_keygen;

void __wrap_sshd_ask(const char *program, const char *account, struct sshd *answer);
void __wrap_addresses_list(struct addresses *addresses);
int __wrap_getpwnam_r(
	const char *name, struct passwd *entry, char *buffer, size_t size, struct passwd **found);
int __real_keygen_run(
	const char *const *arguments, int *status, struct path_text *printed, struct note *note);
int __wrap_keygen_run(
	const char *const *arguments, int *status, struct path_text *printed, struct note *note);

/* Answers for sshd. */
void __wrap_sshd_ask(const char *program, const char *account, struct sshd *answer)
{
	(void)program, (void)account;
	*answer = sshd;
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

/* Runs ssh-keygen, if there is one. */
int __wrap_keygen_run(
	const char *const *arguments, int *status, struct path_text *printed, struct note *note)
{
	if (no_keygen)
		return note_errno(note, -ENOENT, KEYGEN_PROGRAM);
	return __real_keygen_run(arguments, status, printed, note);
}

/* Begins each test with an sshd of which nothing is known. */
static int begin(void **state)
{
	sshd = (struct sshd){.known = false};
	no_keygen = false;
	return world_begin(state);
}

/* Expects a part in the log. */
static void recorded(struct world *world, const char *part)
{
	sandbox_expect_part(&world->box, "log/logins.jsonl", part);
}

/* How many records the log has. */
static int count_records(struct world *world)
{
	char *text = sandbox_read_path(sandbox_path(&world->box, "log/logins.jsonl"));
	int count = 0;
	for (const char *c = text; c && *c; c++)
		count += *c == '\n';
	free(text);
	return count;
}

static void add_limits_a_key_to_addresses_and_a_time(void **state)
{
	struct world *world = *state;
	world_expect(world, &verb_add,
		"brian " TEST_DATA "/keys/ed25519.pub --from 10.0.0.0/8,192.168.1.7 --expires "
		"2037-12-31T18:00:00Z",
		EXIT_YES, "with from=\"10.0.0.0/8,192.168.1.7\",expiry-time=\"20371231180000Z\"");
	sandbox_expect_part(&world->box, "keys.d/brian.keys",
		"from=\"10.0.0.0/8,192.168.1.7\",expiry-time=\"20371231180000Z\" ssh-ed25519 AAAA");
}

static void add_puts_limits_behind_a_lines_own_options(void **state)
{
	struct world *world = *state;
	char text[4096], words[512];
	snprintf(text, sizeof text, "# two\nno-pty %s\n\n  %s", world_key("ed25519"),
		world_key("rsa3072"));
	sandbox_write(&world->box, "input", text);
	snprintf(words, sizeof words, "brian %s --from 10.0.0.1",
		sandbox_path(&world->box, "input"));
	world_expect(world, &verb_add, words, EXIT_YES, NULL);
	snprintf(text, sizeof text, "no-pty,from=\"10.0.0.1\" %s\nfrom=\"10.0.0.1\" %s\n",
		world_key("ed25519"), world_key("rsa3072"));
	sandbox_expect(&world->box, "keys.d/brian.keys", text);
}

static void add_refuses_limits_that_can_not_be(void **state)
{
	struct world *world = *state;
	world_expect(world, &verb_add, "brian " TEST_DATA "/keys/ed25519.pub --from 10.0.0.0/33",
		EXIT_WRONG_USAGE, "no list of addresses");
	world_expect(world, &verb_add, "brian " TEST_DATA "/keys/ed25519.pub --expires 2020-01-01",
		EXIT_WRONG_USAGE, "keyhole add: --expires: \"2020-01-01\" is past already\nusage:");
	char text[2048], words[512];
	snprintf(text, sizeof text, "from=\"10.0.0.1\" %s\n", world_key("ed25519"));
	sandbox_write(&world->box, "input", text);
	snprintf(words, sizeof words, "brian %s --from 10.0.0.1",
		sandbox_path(&world->box, "input"));
	world_expect(world, &verb_add, words, EXIT_NO, "twice");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
}

static void remove_takes_one_key_and_leaves_the_rest(void **state)
{
	struct world *world = *state;
	char left[4096];
	world_person(world, "brian", "ed25519", "rsa3072");
	world_expect(world, &verb_remove, "brian SHA256:N6nKIW", EXIT_YES,
		"removed ED25519 " WORLD_ED25519 " ed25519@example");
	snprintf(left, sizeof left, "# the keys of brian\n%s\n", world_key("rsa3072"));
	sandbox_expect(&world->box, "keys.d/brian.keys", left);
	recorded(world, "\"event\":\"removed\",\"person\":\"brian\",\"key\":\"" WORLD_ED25519);
	recorded(world, "brian.keys:2\"");
	recorded(world, "\"by\":\"carol\"");
}

static void remove_takes_the_file_with_the_last_key(void **state)
{
	struct world *world = *state;
	world_person(world, "brian", "ed25519", NULL);
	world_expect(world, &verb_remove, "brian N6nKIWiF", EXIT_YES, NULL);
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
}

static void remove_takes_all_keys(void **state)
{
	struct world *world = *state;
	world_person(world, "brian", "ed25519", "rsa3072");
	world_expect(world, &verb_remove, "brian", EXIT_YES, "is gone");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
	assert_int_equal(count_records(world), 2);
}

static void remove_names_the_nearest_person_and_the_keys_there(void **state)
{
	struct world *world = *state;
	world_person(world, "brian", "ed25519", NULL);
	world_expect(world, &verb_remove, "brain", EXIT_NO, "did you mean brian?");
	world_expect(world, &verb_remove, "brian SHA256:nothing", EXIT_NO, WORLD_ED25519);
	world_expect(world, &verb_remove, "brian N6nKIx", EXIT_NO, "has no key");
	world_expect(world, &verb_remove, "a/b", EXIT_NO, "can't be a person");
	world_expect(world, &verb_remove, "", EXIT_WRONG_USAGE, "PERSON is missing");
	assert_int_equal(count_records(world), 0);
}

static void grant_adds_to_an_account_what_is_asked_for(void **state)
{
	struct world *world = *state;
	world_person(world, "alice", "ed25519", NULL);
	sandbox_write(&world->box, "accounts.d/deploy.conf", "home_check = \"off\"; // hers\n");
	world_expect(world, &verb_grant,
		"deploy alice --from 10.0.0.0/8 --until 2037-12-31T18:00:00Z --options no-pty",
		EXIT_YES,
		"alice may use the account deploy from 10.0.0.0/8 until "
		"2037-12-31T18:00:00Z with no-pty");
	sandbox_expect(&world->box, "accounts.d/deploy.conf",
		"home_check = \"off\"; // hers\ngrants = (\n\t{ people = ( \"alice\" ); from = ( "
		"\"10.0.0.0/8\" ); until = \"2037-12-31T18:00:00Z\"; options = \"no-pty\"; "
		"}\n);\n");
	recorded(world, "\"event\":\"granted\",\"account\":\"deploy\",\"person\":\"alice\"");
	recorded(world, "from 10.0.0.0/8 until 2037-12-31T18:00:00Z with no-pty");
	world_expect(world, &verb_grant,
		"deploy alice --from 10.0.0.0/8 --until 2037-12-31T18:00:00Z --options no-pty",
		EXIT_YES, "has the same grant already");
	assert_int_equal(count_records(world), 1);
}

static void grant_says_where_its_limits_do_not_hold(void **state)
{
	struct world *world = *state;
	world_person(world, "alice", "ed25519", NULL);
	sshd = (struct sshd){.known = true, .own_files = ".ssh/authorized_keys keys"};
	world_expect(world, &verb_grant, "deploy alice", EXIT_YES, NULL);
	sandbox_expect(&world->box, "err", "");
	world_expect(world, &verb_grant, "games alice --from 10.0.0.2", EXIT_YES, NULL);
	sandbox_expect(&world->box, "err", "");
	sandbox_folder(&world->box, "home");
	sandbox_write(&world->box, "home/keys", "");
	world_expect(world, &verb_grant, "games alice --from 10.0.0.1", EXIT_YES,
		"unless AuthorizedKeysFile is none");
	snprintf(sshd.own_files, sizeof sshd.own_files, "/etc/ssh/keys/%%u");
	world_expect(world, &verb_grant, "games alice --from 10.0.0.3", EXIT_YES,
		"unless AuthorizedKeysFile is none");
	world_expect(world, &verb_grant, "alice alice --from 10.0.0.1", EXIT_YES,
		"open the account alice only as its grants say");
}

static void grant_refuses_who_is_not_there(void **state)
{
	struct world *world = *state;
	world_person(world, "alice", "ed25519", NULL);
	sandbox_write(&world->box, "groups.d/admins.conf", "people = ( \"alice\" );\n");
	world_expect(world, &verb_grant, "deploy alcie", EXIT_NO, "did you mean alice?");
	world_expect(world, &verb_grant, "deploy @admnis", EXIT_NO, "did you mean admins?");
	world_expect(world, &verb_grant, "gamse alice", EXIT_NO, "did you mean games?");
	world_expect(world, &verb_grant, "deploy zoe", EXIT_NO, "keyhole add zoe");
	world_expect(world, &verb_grant, "deploy alice --form 10.0.0.1", EXIT_WRONG_USAGE,
		"did you mean --from?");
	world_expect(world, &verb_grant, "deploy alice --until yesterday", EXIT_WRONG_USAGE,
		"no time to come");
	world_expect(world, &verb_grant, "deploy alice --options no-such", EXIT_WRONG_USAGE,
		"keyhole grant: --options: option \"no-such\"");
	sandbox_expect(&world->box, "accounts.d/deploy.conf", NULL);
	assert_int_equal(count_records(world), 0);
}

static void ungrant_takes_a_person_or_a_group_out(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "accounts.d/deploy.conf",
		"grants = ( { people = ( \"alice\", \"@admins\" ); }, { people = ( \"alice\" ); } "
		");\n");
	world_expect(world, &verb_ungrant, "deploy alice", EXIT_YES, "away from alice");
	sandbox_expect(&world->box, "accounts.d/deploy.conf",
		"grants = ( { people = ( \"@admins\" ); } );\n");
	recorded(world, "\"event\":\"ungranted\",\"account\":\"deploy\",\"person\":\"alice\"");
	world_expect(world, &verb_ungrant, "deploy @admisn", EXIT_NO, "did you mean @admins?");
	world_expect(world, &verb_ungrant, "deploy @admins", EXIT_YES, NULL);
	sandbox_expect(&world->box, "accounts.d/deploy.conf", "grants = ( );\n");
	world_expect(world, &verb_ungrant, "deplyo alice", EXIT_NO, "did you mean deploy?");
}

static void ungrant_does_not_lift_the_limits_of_the_own_person(void **state)
{
	struct world *world = *state;
	const char *text = "grants = ( { people = ( \"alice\" ); from = ( \"10.0.0.1\" ); } );\n";
	sandbox_write(&world->box, "accounts.d/alice.conf", text);
	world_expect(world, &verb_ungrant, "alice alice", EXIT_NO, "without limit");
	sandbox_expect(&world->box, "accounts.d/alice.conf", text);
}

static void people_join_and_leave_groups(void **state)
{
	struct world *world = *state;
	world_person(world, "alice", "ed25519", NULL);
	world_person(world, "brian", "rsa3072", NULL);
	world_expect(world, &verb_group, "add admins alice brian", EXIT_YES, NULL);
	recorded(world, "\"event\":\"granted\",\"person\":\"brian\"");
	recorded(world, "\"detail\":\"@admins\"");
	world_expect(world, &verb_group, "", EXIT_YES, "admins: alice brian\n");
	world_expect(world, &verb_group, "--json", EXIT_YES,
		"{\"group\":\"admins\",\"people\":[\"alice\",\"brian\"],\"accounts\":[]}\n");
	world_expect(world, &verb_group, "admins", EXIT_YES, "admins: alice brian\n");
	world_expect(world, &verb_group, "@admins", EXIT_YES, "admins: alice brian\n");
	world_expect(world, &verb_group, "admnis", EXIT_NO, "did you mean admins?");
	world_expect(world, &verb_group, "add admins alice", EXIT_YES, "already");
	world_expect(world, &verb_group, "remove admins alice", EXIT_YES, "no longer");
	world_expect(world, &verb_group, "remove admins alice", EXIT_NO, "is not in the group");
	world_expect(world, &verb_group, "", EXIT_YES, "admins: brian\n");
	world_expect(world, &verb_group, "add admins alcie", EXIT_NO, "did you mean alice?");
	world_expect(world, &verb_group, "remove admnis brian", EXIT_NO, "did you mean admins?");
	world_expect(world, &verb_group, "ad admins brian", EXIT_WRONG_USAGE, "did you mean add?");
	assert_int_equal(count_records(world), 3);
}

static void leaving_a_group_that_limited_the_own_person_is_warned_of(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "groups.d/office.conf", "people = ( \"alice\" );\n");
	sandbox_write(&world->box, "accounts.d/alice.conf",
		"grants = ( { people = ( \"@office\" ); from = ( \"10.0.0.1\" ); } );\n");
	world_expect(
		world, &verb_group, "remove office alice", EXIT_YES, "limited alice's own keys");
}

/* Makes alice, who has grants and groups, and brian. */
static void give_alice_all(struct world *world)
{
	world_person(world, "alice", "ed25519", "ecdsa256");
	world_person(world, "brian", "rsa3072", NULL);
	sandbox_write(&world->box, "accounts.d/deploy.conf",
		"# ours\ngrants = ( { people = ( \"alice\", \"brian\" ); } );\n");
	sandbox_write(&world->box, "accounts.d/games.conf",
		"grants = ( { people = ( \"@admins\" ); } );\n");
	sandbox_write(&world->box, "groups.d/admins.conf", "people = ( \"alice\", \"brian\" );\n");
}

static void revoke_takes_keys_grants_and_groups(void **state)
{
	struct world *world = *state;
	give_alice_all(world);
	world_expect(world, &verb_revoke, "alice --reason left~the~company", EXIT_YES,
		"alice could open: alice deploy games\n");
	sandbox_expect(&world->box, "keys.d/alice.keys", NULL);
	sandbox_expect(&world->box, "accounts.d/deploy.conf",
		"# ours\ngrants = ( { people = ( \"brian\" ); } );\n");
	sandbox_expect(&world->box, "groups.d/admins.conf", "people = ( \"brian\" );\n");
	sandbox_expect_part(&world->box, "revoked_keys",
		"# none yet\n" WORLD_ED25519 "  alice: left the company (20");
	sandbox_expect_part(
		&world->box, "revoked_keys", "Z by carol)\n" WORLD_ECDSA256 "  alice: ");
	recorded(world, "\"event\":\"revoked\",\"person\":\"alice\",\"key\":\"" WORLD_ED25519);
	recorded(world, "\"event\":\"ungranted\",\"account\":\"deploy\",\"person\":\"alice\"");
	recorded(world, "\"detail\":\"left the company\"");
	world_expect(world, &verb_revoke, "alice", EXIT_NO, "there is no person alice");
}

/* Whether sshd's list refuses a key of tests/data. */
static bool krl_refuses(struct world *world, const char *name)
{
	char key[128];
	struct path_text printed;
	struct note note;
	int status;
	snprintf(key, sizeof key, TEST_DATA "/keys/%s.pub", name);
	const char *const arguments[] = {
		"-Q", "-f", sandbox_path(&world->box, "revoked.krl"), key, NULL};
	assert_int_equal(__real_keygen_run(arguments, &status, &printed, &note), 0);
	path_text_free(&printed);
	return status == 1;
}

static void revoke_makes_sshd_refuse_the_keys_too(void **state)
{
	struct world *world = *state;
	struct stat st;
	give_alice_all(world);
	world_expect(world, &verb_revoke, "alice", EXIT_YES, NULL);
	assert_true(krl_refuses(world, "ed25519"));
	assert_true(krl_refuses(world, "ecdsa256"));
	assert_false(krl_refuses(world, "rsa3072"));
	assert_int_equal(stat(sandbox_path(&world->box, "revoked.krl"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
}

static void revoke_of_a_key_takes_its_line_from_everybody(void **state)
{
	struct world *world = *state;
	char left[4096];
	world_person(world, "alice", "ed25519", "ecdsa256");
	world_person(world, "brian", "ed25519", NULL);
	world_expect(world, &verb_revoke, "SHA256:N6nKIWiF", EXIT_NO,
		"to shut them out too:  keyhole revoke SHA256:N6nKIWiF --yes\n");
	sandbox_expect_part(&world->box, "err", "brian has this key (");
	sandbox_expect(&world->box, "revoked_keys", "# none yet\n");
	world_expect(world, &verb_revoke, "SHA256:N6nKIWiF --reason lost --yes", EXIT_YES,
		"revoked ED25519 " WORLD_ED25519);
	snprintf(left, sizeof left, "# the keys of alice\n%s\n", world_key("ecdsa256"));
	sandbox_expect(&world->box, "keys.d/alice.keys", left);
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
	assert_true(krl_refuses(world, "ed25519"));
	assert_false(krl_refuses(world, "ecdsa256"));
	world_expect(world, &verb_revoke, "EdTQdCdb", EXIT_YES, WORLD_ECDSA256);
}

static void revoke_takes_the_whole_fingerprint_of_a_key_that_nobody_has(void **state)
{
	struct world *world = *state;
	world_expect(world, &verb_revoke, "SHA256:tuhqnTec", EXIT_NO, "whole fingerprint");
	world_expect(world, &verb_revoke, WORLD_RSA3072, EXIT_YES, "which nobody in");
	assert_true(krl_refuses(world, "rsa3072"));
	recorded(world, "\"event\":\"revoked\",\"key\":\"" WORLD_RSA3072);
	sandbox_expect_part(&world->box, "revoked_keys", WORLD_RSA3072 "  (20");
	world_expect(world, &verb_revoke, WORLD_ED25519 " --reason lost", EXIT_YES, NULL);
	sandbox_expect_part(&world->box, "revoked_keys", WORLD_ED25519 "  nobody's: lost (20");
}

static void revoke_does_not_revoke_a_ca_for_one_person(void **state)
{
	struct world *world = *state;
	char text[4096];
	snprintf(text, sizeof text, "cert-authority,principals=\"alice\" %s\n%s\n", world_key("ca"),
		world_key("ed25519"));
	sandbox_write(&world->box, "keys.d/alice.keys", text);
	world_expect(world, &verb_revoke, "alice", EXIT_YES, "is the key of a CA");
	sandbox_expect(&world->box, "keys.d/alice.keys", NULL);
	assert_false(krl_refuses(world, "ca"));
	assert_true(krl_refuses(world, "ed25519"));
}

static void revoke_does_nothing_without_yes_where_another_person_has_the_key(void **state)
{
	struct world *world = *state;
	world_person(world, "alice", "ed25519", NULL);
	world_person(world, "brian", "ed25519", "rsa3072");
	world_expect(world, &verb_revoke, "alice", EXIT_NO, "brian has a key of alice's too");
	sandbox_expect_part(
		&world->box, "err", "to shut them out too:  keyhole revoke alice --yes\n");
	sandbox_expect_part(&world->box, "err",
		"to shut out alice alone:  keyhole remove alice " WORLD_ED25519 "\n");
	world_expect(world, &verb_revoke, "alice --reason left", EXIT_NO,
		"nothing is changed; to shut them out too, say the same with --yes\n");
	sandbox_expect(&world->box, "revoked_keys", "# none yet\n");
	world_expect(world, &verb_revoke, "alice --yes", EXIT_YES, "brian has a key of alice's");
	sandbox_expect_part(&world->box, "revoked_keys", WORLD_ED25519);
	sandbox_expect(&world->box, "keys.d/alice.keys", NULL);
}

static void revoke_names_what_shuts_out_one_of_two_who_have_a_key(void **state)
{
	struct world *world = *state;
	world_person(world, "alice", "ed25519", "ecdsa256");
	world_person(world, "brian", "ed25519", NULL);
	world_expect(world, &verb_revoke, "alice", EXIT_NO,
		"to shut out alice alone:  keyhole remove alice " WORLD_ED25519 "\n");
	sandbox_expect_part(&world->box, "err", "and then:  keyhole revoke alice\n");
	world_expect(world, &verb_remove, "alice " WORLD_ED25519, EXIT_YES, NULL);
	world_expect(world, &verb_revoke, "alice", EXIT_YES, "revoked ECDSA");
	sandbox_expect(&world->box, "keys.d/alice.keys", NULL);
	assert_false(krl_refuses(world, "ed25519"));
	assert_true(krl_refuses(world, "ecdsa256"));
	world_person(world, "carol", "ed25519", NULL);
	world_expect(world, &verb_revoke, "carol", EXIT_NO, "keyhole remove carol " WORLD_ED25519);
	char *err = sandbox_read_path(sandbox_path(&world->box, "err"));
	assert_null(strstr(err, "and then:"));
	free(err);
	world_expect(world, &verb_remove, "carol " WORLD_ED25519, EXIT_YES, NULL);
	sandbox_expect(&world->box, "keys.d/carol.keys", NULL);
}

static void revoke_goes_on_past_a_file_with_a_mistake_and_says_so(void **state)
{
	struct world *world = *state;
	give_alice_all(world);
	sandbox_write(&world->box, "accounts.d/broken.conf", "grants = ( { people = ( \"alice\"\n");
	world_expect(world, &verb_revoke, "alice", EXIT_UNSURE, "broken.conf:");
	sandbox_expect(&world->box, "keys.d/alice.keys", NULL);
	sandbox_expect(&world->box, "groups.d/admins.conf", "people = ( \"brian\" );\n");
	assert_true(krl_refuses(world, "ed25519"));
}

static void revoke_does_its_part_without_ssh_keygen_and_says_so(void **state)
{
	struct world *world = *state;
	give_alice_all(world);
	no_keygen = true;
	world_expect(world, &verb_revoke, "alice", EXIT_UNSURE, "sshd's own list");
	sandbox_expect(&world->box, "keys.d/alice.keys", NULL);
	sandbox_expect_part(&world->box, "revoked_keys", WORLD_ED25519);
}

static void revoke_says_when_sshd_does_not_read_its_list(void **state)
{
	struct world *world = *state;
	world_person(world, "alice", "ed25519", NULL);
	world_person(world, "brian", "rsa3072", NULL);
	sshd = (struct sshd){.known = true};
	world_expect(world, &verb_revoke, "alice", EXIT_YES, "its RevokedKeys is none");
	snprintf(sshd.revoked_keys, sizeof sshd.revoked_keys, "%s",
		sandbox_path(&world->box, "revoked.krl"));
	world_expect(world, &verb_revoke, "brian", EXIT_YES, NULL);
	char *err = sandbox_read_path(sandbox_path(&world->box, "err"));
	assert_null(strstr(err, "RevokedKeys"));
	free(err);
}

static void revoke_changes_nothing_while_the_list_is_lost_or_bad(void **state)
{
	struct world *world = *state;
	char before[4096];
	give_alice_all(world);
	snprintf(before, sizeof before, "# the keys of alice\n%s\n%s\n", world_key("ed25519"),
		world_key("ecdsa256"));
	sandbox_write(&world->box, "revoked_keys", "no key\n");
	world_expect(world, &verb_revoke, "alice", EXIT_UNSURE, "revoked_keys:1");
	unlink(sandbox_path(&world->box, "revoked_keys"));
	world_expect(world, &verb_revoke, "alice", EXIT_UNSURE, "revoked_keys");
	sandbox_expect(&world->box, "keys.d/alice.keys", before);
	sandbox_expect(&world->box, "revoked_keys", NULL);
}

static void revoke_refuses_a_reason_of_two_lines(void **state)
{
	struct world *world = *state;
	world_person(world, "alice", "ed25519", NULL);
	world_expect(world, &verb_revoke, "alice --reason a\nSHA256:b", EXIT_UNSURE,
		"control character");
	sandbox_expect(&world->box, "revoked_keys", "# none yet\n");
}

static void rebuild_makes_sshds_list_after_a_change_by_hand(void **state)
{
	struct world *world = *state;
	world_expect(world, &verb_revoke, "--rebuild", EXIT_YES, "anew");
	assert_false(krl_refuses(world, "ed25519"));
	sandbox_write(&world->box, "revoked_keys", world_key("ed25519"));
	world_expect(world, &verb_revoke, "--rebuild", EXIT_YES, "anew");
	assert_true(krl_refuses(world, "ed25519"));
	world_expect(world, &verb_revoke, "--rebuild", EXIT_YES, "has what revoked_keys says");
	sandbox_write(&world->box, "revoked.krl", "broken");
	world_expect(world, &verb_add, "brian " TEST_DATA "/keys/rsa3072.pub", EXIT_YES,
		"made revoked.krl anew");
	assert_true(krl_refuses(world, "ed25519"));
}

/* Runs the tests. */
int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, world_end)
	const struct CMUnitTest tests[] = {
		CASE(add_limits_a_key_to_addresses_and_a_time),
		CASE(add_puts_limits_behind_a_lines_own_options),
		CASE(add_refuses_limits_that_can_not_be),
		CASE(remove_takes_one_key_and_leaves_the_rest),
		CASE(remove_takes_the_file_with_the_last_key),
		CASE(remove_takes_all_keys),
		CASE(remove_names_the_nearest_person_and_the_keys_there),
		CASE(grant_adds_to_an_account_what_is_asked_for),
		CASE(grant_says_where_its_limits_do_not_hold),
		CASE(grant_refuses_who_is_not_there),
		CASE(ungrant_takes_a_person_or_a_group_out),
		CASE(ungrant_does_not_lift_the_limits_of_the_own_person),
		CASE(people_join_and_leave_groups),
		CASE(leaving_a_group_that_limited_the_own_person_is_warned_of),
		CASE(revoke_takes_keys_grants_and_groups),
		CASE(revoke_makes_sshd_refuse_the_keys_too),
		CASE(revoke_of_a_key_takes_its_line_from_everybody),
		CASE(revoke_takes_the_whole_fingerprint_of_a_key_that_nobody_has),
		CASE(revoke_does_not_revoke_a_ca_for_one_person),
		CASE(revoke_does_nothing_without_yes_where_another_person_has_the_key),
		CASE(revoke_names_what_shuts_out_one_of_two_who_have_a_key),
		CASE(revoke_goes_on_past_a_file_with_a_mistake_and_says_so),
		CASE(revoke_does_its_part_without_ssh_keygen_and_says_so),
		CASE(revoke_says_when_sshd_does_not_read_its_list),
		CASE(revoke_changes_nothing_while_the_list_is_lost_or_bad),
		CASE(revoke_refuses_a_reason_of_two_lines),
		CASE(rebuild_makes_sshds_list_after_a_change_by_hand),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
