/* SPDX-License-Identifier: Apache-2.0 */
/* What the verbs of the store say of grants and groups that do more, or less, than was asked for. */
/* link: -Wl,--wrap=sshd_ask,--wrap=getpwnam_r,--wrap=addresses_list,--wrap=getspnam_r */
#include "admin/sshd.h"
#include "admin/store/addresses.h"
#include "audit/monitor.h"
#include "store_world.h"

#include <shadow.h>

void __wrap_sshd_ask(const char *program, const char *account, struct sshd *answer);
void __wrap_addresses_list(struct addresses *addresses);
int __wrap_getspnam_r(
	const char *name, struct spwd *entry, char *buffer, size_t size, struct spwd **found);
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

static const char *password; /* that every account has; NULL: none has an entry */
static long expires;

/* The machine's shadow entries. */
int __wrap_getspnam_r(
	const char *name, struct spwd *entry, char *buffer, size_t size, struct spwd **found)
{
	(void)name;
	if (password)
		snprintf(buffer, size, "%s", password);
	*entry = (struct spwd){
		.sp_pwdp = buffer, .sp_lstchg = -1, .sp_max = -1, .sp_expire = expires};
	*found = password ? entry : NULL;
	return 0;
}

/* Expects that a part is in neither of what a verb said last. */
static void unsaid(struct world *world, const char *part)
{
	char *out = sandbox_read_path(sandbox_path(&world->box, "out"));
	char *err = sandbox_read_path(sandbox_path(&world->box, "err"));
	if (strstr(out, part) || strstr(err, part))
		fail_msg("it said \"%s\": %s%s", part, out, err);
	free(out);
	free(err);
}

static void a_narrower_grant_beside_a_wider_one_is_refused(void **state)
{
	struct world *world = *state;
	const char *text = "grants = ( { people = ( \"brian\", \"alice\" ); } );\n";
	world_person(world, "brian", "ed25519", NULL);
	world_person(world, "alice", "rsa3072", NULL);
	sandbox_write(&world->box, "accounts.d/deploy.conf", text);
	world_expect(world, &verb_grant, "deploy brian --until 1d", EXIT_NO,
		"deploy.conf:1); to have these limits instead, first:  keyhole ungrant deploy "
		"brian");
	world_expect(world, &verb_grant, "deploy brian --options no-pty", EXIT_NO,
		"brian has a wider grant already");
	sandbox_expect(&world->box, "accounts.d/deploy.conf", text);
	sandbox_write(&world->box, "accounts.d/alice.conf", text);
	world_expect(world, &verb_grant, "alice alice --from 10.0.0.1", EXIT_NO,
		"instead:  keyhole edit accounts.d/alice.conf");
}

static void a_wider_grant_takes_the_place_of_narrower_ones(void **state)
{
	struct world *world = *state;
	world_person(world, "brian", "ed25519", NULL);
	sandbox_write(&world->box, "accounts.d/deploy.conf",
		"grants = ( { people = ( \"brian\", \"alice\" ); from = ( \"10.0.0.1\" ); }, "
		"{ people = ( \"brian\" ); until = \"2037-01-01T00:00:00Z\"; } );\n");
	world_expect(world, &verb_grant, "deploy brian --yes", EXIT_YES,
		"accounts.d/deploy.conf, in place of\n  from 10.0.0.1; until "
		"2037-01-01T00:00:00Z\n");
	sandbox_expect(&world->box, "accounts.d/deploy.conf",
		"grants = ( { people = ( \"alice\" ); from = ( \"10.0.0.1\" ); }, "
		"{ people = ( \"brian\" ); } );\n");
	world_expect(world, &verb_grant, "games brian --until 2037-01-01T00:00:00Z", EXIT_YES, "");
	unsaid(world, "in place of");
	world_expect(world, &verb_grant, "games brian --until 2037-01-01T00:00:01Z", EXIT_YES, "");
	sandbox_expect(&world->box, "accounts.d/games.conf",
		"// who else may use this account, see keyhole.conf(5)\ngrants = ( { people = ( "
		"\"brian\" ); until = \"2037-01-01T00:00:01Z\"; }\n);\n");
}

static void other_grants_that_go_on_beside_a_limited_one_are_named(void **state)
{
	struct world *world = *state;
	world_person(world, "brian", "ed25519", NULL);
	sandbox_write(&world->box, "groups.d/ops.conf", "people = ( \"brian\" );\n");
	sandbox_write(&world->box, "groups.d/old.conf", "people = ( \"brian\" );\n");
	sandbox_write(&world->box, "accounts.d/deploy.conf",
		"grants = (\n{ people = ( \"@ops\" ); },\n{ people = ( \"@old\" ); until = "
		"\"2020-01-01T00:00:00Z\"; },\n"
		"{ people = ( \"brian\" ); from = ( \"10.0.0.1\" ); } );\n");
	world_expect(world, &verb_grant, "deploy brian --until 90d", EXIT_YES,
		"deploy.conf:2 too, as one of @ops, not bound by these limits");
	sandbox_expect_part(&world->box, "err", "deploy.conf:4 too, not bound");
	unsaid(world, "@old");
	unsaid(world, "deploy.conf:5");
}

static void several_from_add_up(void **state)
{
	struct world *world = *state;
	world_person(world, "alice", "rsa3072", NULL);
	world_expect(world, &verb_grant, "deploy alice --from 10.0.0.1 --from 10.0.0.2", EXIT_YES,
		"from 10.0.0.1,10.0.0.2");
	sandbox_expect_part(
		&world->box, "accounts.d/deploy.conf", "( \"10.0.0.1\", \"10.0.0.2\" )");
	world_expect(world, &verb_add,
		"brian " TEST_DATA "/keys/ed25519.pub --from 10.0.0.1 --from 10.0.0.2", EXIT_YES,
		"from=\"10.0.0.1,10.0.0.2\"");
	world_expect(world, &verb_add, "brian " TEST_DATA "/keys/ecdsa256.pub --from ,", 64,
		"is no list of addresses");
}

static void an_empty_from_is_no_key_for_everywhere(void **state)
{
	struct world *world = *state;
	world_person(world, "alice", "rsa3072", NULL);
	static const char *const froms[] = {
		"--from=", "--from= --from 10.0.0.1", "--from 10.0.0.1 --from="};
	char words[256];
	for (size_t i = 0; i < 3; i++) {
		snprintf(words, sizeof words, "brian " TEST_DATA "/keys/ed25519.pub %s", froms[i]);
		world_expect(world, &verb_add, words, EXIT_WRONG_USAGE, "\"\" is no address");
		snprintf(words, sizeof words, "deploy alice %s", froms[i]);
		world_expect(world, &verb_grant, words, EXIT_WRONG_USAGE, "\"\" is no address");
	}
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
}

static void a_list_of_addresses_that_is_too_long_is_refused(void **state)
{
	struct world *world = *state;
	char words[4000] = "deploy alice";
	for (int i = 0; i < 25; i++)
		snprintf(words + strlen(words), sizeof words - strlen(words), " --from=%0100d", i);
	world_person(world, "alice", "rsa3072", NULL);
	world_expect(world, &verb_grant, words, EXIT_WRONG_USAGE, "list is too long");
	world_expect(world, &verb_add, words, EXIT_WRONG_USAGE, "list is too long");
}

static void a_name_of_a_host_is_warned_of(void **state)
{
	struct world *world = *state;
	static const char *const names[] = {
		"host.example.org", "*.de", "web-1", "*.example.org", "cafe"};
	static const char *const addresses[] = {
		"10.0.0.*", "fe80*", "2001:db8:?::1", "10.0.0.1", "fd00::1"};
	char words[256];
	world_person(world, "alice", "rsa3072", NULL);
	for (size_t i = 0; i < 5; i++) {
		snprintf(words, sizeof words, "deploy alice --from %s", names[i]);
		world_expect(world, &verb_grant, words, EXIT_YES, "is a name: sshd compares");
		snprintf(words, sizeof words, "deploy alice --from %s", addresses[i]);
		world_expect(world, &verb_grant, words, EXIT_YES, NULL);
		unsaid(world, "is a name");
	}
	world_expect(world, &verb_add,
		"brian " TEST_DATA "/keys/ed25519.pub --from 10.0.0.1,host.example.org", EXIT_YES,
		"warning: host.example.org is a name");
}

static void a_group_called_like_a_person_is_told_from_one(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "groups.d/ops.conf", "people = ( );\n");
	world_person(world, "alice", "rsa3072", NULL);
	world_expect(world, &verb_grant, "deploy ops", EXIT_NO, "did you mean the group @ops?");
	world_expect(
		world, &verb_grant, "deploy @alice", EXIT_NO, "did you mean the person alice?");
}

static void ungrant_says_by_which_group_the_account_is_open_still(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "groups.d/ops.conf", "people = ( \"alice\" );\n");
	sandbox_write(&world->box, "groups.d/old.conf", "people = ( \"brian\" );\n");
	sandbox_write(&world->box, "accounts.d/deploy.conf",
		"grants = (\n{ people = ( \"@old\", \"@ops\", \"alice\" ); } );\n");
	world_expect(world, &verb_ungrant, "deploy alice", EXIT_YES,
		"alice still opens deploy as one of @ops (");
	sandbox_expect_part(
		&world->box, "err", "deploy.conf:2):  keyhole group remove ops alice\n");
	unsaid(world, "@old");
	world_expect(world, &verb_ungrant, "deploy alice", EXIT_NO, "group remove ops alice");
}

static void add_says_what_grants_open(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "groups.d/ops.conf", "people = ( \"eve\" );\n");
	sandbox_write(&world->box, "accounts.d/root.conf", "grants = ({ people = (\"@ops\"); });");
	sandbox_write(&world->box, "accounts.d/games.conf", "grants = ({ people = (\"eve\"); });");
	sandbox_write(&world->box, "accounts.d/deploy.conf",
		"grants = ( { people = ( \"eve\" ); until = \"2020-01-01T00:00:00Z\"; } );\n");
	world_expect(world, &verb_add, "eve " TEST_DATA "/keys/ed25519.pub", EXIT_YES,
		"by grants eve opens: games root\n");
	unsaid(world, "useradd");
}

static void remove_says_where_a_person_is_named_still(void **state)
{
	struct world *world = *state;
	world_person(world, "eve", "ed25519", "rsa3072");
	sandbox_write(&world->box, "groups.d/ops.conf", "people = ( \"eve\" );\n");
	sandbox_write(&world->box, "accounts.d/games.conf", "grants = ({ people = (\"eve\"); });");
	world_expect(world, &verb_remove, "eve " WORLD_RSA3072, EXIT_YES, NULL);
	unsaid(world, "still named");
	world_expect(world, &verb_remove, "eve", EXIT_YES,
		"eve is still named in: accounts.d/games.conf groups.d/ops.conf; to take eve out: "
		" keyhole revoke eve\n");
	world_person(world, "eve", "ed25519", NULL);
	world_expect(world, &verb_remove, "eve " WORLD_ED25519, EXIT_YES, "eve is still named in:");
	sandbox_expect_part(&world->box, "out", "out for good:\n  keyhole revoke " WORLD_ED25519);
	world_expect(world, &verb_revoke, "eve --reason lost", EXIT_YES, "none is revoked");
}

/* Has alice a session open on deploy, by her key, that this process stands for. */
static void log_in(struct world *world)
{
	struct monitor monitor;
	char text[1024];
	monitor_of(getpid(), &monitor);
	snprintf(text, sizeof text,
		"{\"v\":1,\"time\":\"2026-11-22T13:45:10.000000Z\",\"event\":\"login\",\"session\":"
		"\"%s\",\"account\":\"deploy\",\"person\":\"alice\",\"from\":\"192.168.64.2\","
		"\"key\":\"" WORLD_ED25519 "\",\"boot\":\"%s\",\"monitor\":%d,"
		"\"monitor_start\":%llu}\n",
		monitor.session, monitor.boot, (int)getpid(), (unsigned long long)monitor.start);
	sandbox_write(&world->box, "log/logins.jsonl", text);
}

static void what_is_taken_away_names_the_sessions_that_go_on(void **state)
{
	struct world *world = *state;
	const char *open = "still open: the session of deploy from 192.168.64.2 since 20";
	log_in(world);
	world_person(world, "alice", "ed25519", NULL);
	sandbox_write(
		&world->box, "accounts.d/deploy.conf", "grants = ({ people = (\"alice\"); });");
	sandbox_write(
		&world->box, "accounts.d/games.conf", "grants = ({ people = (\"alice\"); });");
	world_expect(world, &verb_ungrant, "games alice", EXIT_YES, NULL);
	unsaid(world, "still open:");
	world_expect(world, &verb_ungrant, "deploy alice", EXIT_YES, open);
	sandbox_write(&world->box, "groups.d/ops.conf", "people = ( \"brian\", \"alice\" );\n");
	sandbox_write(
		&world->box, "accounts.d/deploy.conf", "grants = ({ people = (\"@ops\"); });");
	world_expect(world, &verb_group, "remove ops brian", EXIT_YES, "no longer opens: deploy\n");
	unsaid(world, "still open:");
	sandbox_write(&world->box, "groups.d/ops.conf", "people = ( \"brian\", \"alice\" );\n");
	world_expect(world, &verb_group, "remove ops alice", EXIT_YES, open);
	sandbox_write(&world->box, "groups.d/ops.conf", "people = ( \"alice\" );\n");
	world_expect(world, &verb_ungrant, "deploy @ops", EXIT_YES, open);
	world_expect(world, &verb_remove, "alice", EXIT_YES, open);
	world_person(world, "alice", "ed25519", NULL);
	world_expect(world, &verb_revoke, "alice", EXIT_YES, open);
	char command[64];
	snprintf(command, sizeof command, "still open:  keyhole close %d\n", (int)getpid());
	sandbox_expect_part(&world->box, "out", command);
	world_person(world, "brian", "ed25519", NULL);
	world_expect(world, &verb_revoke, WORLD_ED25519, EXIT_YES, open);
	sandbox_expect_part(&world->box, "out", "brian could open: brian\n");
}

static void remove_offers_no_revoking_of_a_key_that_somebody_else_has(void **state)
{
	struct world *world = *state;
	world_person(world, "carl", "ed25519", "rsa3072");
	world_person(world, "carol", "ed25519", NULL);
	world_expect(world, &verb_remove, "carl", EXIT_YES, "carol has this key too, and keeps it");
	sandbox_expect_part(&world->box, "out", "out for good:\n  keyhole revoke " WORLD_RSA3072);
	unsaid(world, "keyhole revoke " WORLD_ED25519);
	world_person(world, "carl", "ed25519", NULL);
	world_expect(world, &verb_remove, "carl", EXIT_YES, "carol.keys:2): " WORLD_ED25519);
	unsaid(world, "for good");
}

static void limits_that_a_group_lifts_are_named(void **state)
{
	struct world *world = *state;
	const char *lifted = "alice is granted deploy only from 10.0.0.1 with no-pty (";
	world_person(world, "alice", "ed25519", NULL);
	world_person(world, "brian", "rsa3072", NULL);
	sandbox_write(&world->box, "groups.d/ops.conf", "people = ( \"alice\", \"brian\" );\n");
	world_expect(
		world, &verb_grant, "deploy alice --from 10.0.0.1 --options no-pty", EXIT_YES, "");
	world_expect(world, &verb_grant, "deploy @ops", EXIT_YES, lifted);
	sandbox_expect_part(&world->box, "err", "as one of @ops these limits do not bind\n");
	unsaid(world, "brian is granted");
	world_expect(world, &verb_group, "remove ops alice", EXIT_YES, NULL);
	world_expect(world, &verb_group, "add ops alice", EXIT_YES, lifted);
	world_expect(world, &verb_ungrant, "deploy @ops", EXIT_YES, NULL);
	world_expect(
		world, &verb_grant, "deploy @ops --from 10.0.0.1 --options no-pty", EXIT_YES, "");
	unsaid(world, "do not bind");
}

static void revoke_names_the_account_that_stays(void **state)
{
	struct world *world = *state;
	const char *stays = "the account alice itself stays";
	world_person(world, "alice", "ed25519", NULL);
	world_expect(world, &verb_revoke, "alice", EXIT_YES, stays);
	sandbox_expect_part(&world->box, "err", "to end it too:  usermod -L -e 1 alice\n");
	world_person(world, "eve", "ecdsa256", NULL);
	world_expect(world, &verb_revoke, "eve", EXIT_YES, NULL);
	unsaid(world, "itself stays");
	password = "!$y$j9T$x";
	expires = 1;
	world_person(world, "alice", "rsa3072", NULL);
	world_expect(world, &verb_revoke, "alice", EXIT_YES, NULL);
	unsaid(world, stays);
	expires = -1;
	world_person(world, "alice", "ecdsa384", NULL);
	world_expect(world, &verb_revoke, "alice", EXIT_YES, stays);
	password = NULL;
}

static void revoke_ends_no_account_that_others_use(void **state)
{
	struct world *world = *state;
	world_person(world, "alice", "ed25519", NULL);
	sandbox_write(
		&world->box, "accounts.d/alice.conf", "grants = ({ people = (\"brian\"); });");
	world_expect(world, &verb_revoke, "alice", EXIT_YES, "(others use it by grants):  usermod");
	sandbox_expect_part(&world->box, "err", "usermod -L alice\n");
	password = "*";
	expires = -1;
	world_person(world, "alice", "ecdsa256", NULL);
	world_expect(world, &verb_revoke, "alice", EXIT_YES, NULL);
	unsaid(world, "itself stays");
	password = NULL;
}

static void add_names_the_file_to_edit(void **state)
{
	struct world *world = *state;
	world_person(world, "alice", "ed25519", NULL);
	world_expect(world, &verb_add, "alice " TEST_DATA "/keys/ed25519.pub --from 10.0.0.1",
		EXIT_NO, "keyhole edit alice.keys");
}

static void a_beginning_of_a_fingerprint_that_is_too_short_is_told(void **state)
{
	struct world *world = *state;
	world_person(world, "alice", "ed25519", NULL);
	world_expect(world, &verb_revoke, "SHA256:N6nK", EXIT_NO,
		"at least 6 characters of its fingerprint; SHA256:N6nK has 4");
	world_expect(world, &verb_remove, "alice N6nK", EXIT_NO, "at least 6 characters");
	world_expect(world, &verb_revoke, "N6nK", EXIT_NO, "by at least 6 characters");
	world_expect(world, &verb_revoke, "+6nKIWi", EXIT_NO, "nobody has a key +6nKIWi");
	world_expect(world, &verb_revoke, "nobody", EXIT_NO, "there is no person nobody\n");
	world_expect(world, &verb_revoke, "N6nKIWiF", EXIT_YES, "revoked ED25519 " WORLD_ED25519);
}

static void revoke_says_whose_grants_went(void **state)
{
	struct world *world = *state;
	world_person(world, "alice", "ed25519", NULL);
	sandbox_write(
		&world->box, "accounts.d/brian.conf", "grants = ( { people = ( \"alice\" ); } );");
	world_expect(world, &verb_revoke, "alice", EXIT_YES,
		"took alice's grants on the account brian away\n");
}

static void a_group_goes_with_the_last_who_leaves(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "groups.d/ops.conf", "people = ( \"alice\", \"brian\" );\n");
	world_expect(world, &verb_group, "remove ops", EXIT_NO, "alice and others are in");
	world_expect(world, &verb_group, "remove ops alice brian", EXIT_YES, "it is gone");
	sandbox_expect(&world->box, "groups.d/ops.conf", NULL);
	sandbox_expect_part(&world->box, "log/logins.jsonl", "\"event\":\"removed\"");
	sandbox_expect_part(&world->box, "log/logins.jsonl", "groups.d/ops.conf\"");
}

static void a_group_that_a_grant_names_stays_until_it_does_not(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "groups.d/ops.conf", "people = ( \"alice\" );\n");
	sandbox_write(
		&world->box, "accounts.d/deploy.conf", "grants = ( { people = ( \"@ops\" ); } );");
	world_expect(
		world, &verb_group, "remove ops alice", EXIT_YES, "keyhole ungrant deploy @ops");
	sandbox_expect(&world->box, "groups.d/ops.conf", "people = ( );\n");
	world_expect(world, &verb_group, "", EXIT_YES, "ops:\n    may use: deploy\n");
	world_expect(world, &verb_group, "--json", EXIT_YES,
		"{\"group\":\"ops\",\"people\":[],\"accounts\":[\"deploy\"]}\n");
	world_expect(world, &verb_group, "remove ops", EXIT_NO, "stays for the account deploy");
	sandbox_write(&world->box, "accounts.d/deploy.conf", "grants = nonsense");
	world_expect(world, &verb_group, "remove ops", EXIT_NO, "deploy.conf:1");
	sandbox_expect_part(&world->box, "out", "stays: a grant may name it\n");
	world_expect(world, &verb_group, "", EXIT_UNSURE, "deploy.conf:1");
	sandbox_write(&world->box, "accounts.d/deploy.conf", "grants = ( );");
	world_expect(world, &verb_group, "remove ops", EXIT_YES, "it is gone");
	sandbox_expect(&world->box, "groups.d/ops.conf", NULL);
	world_expect(world, &verb_group, "remove ops", EXIT_NO, "there is no group ops");
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(a_narrower_grant_beside_a_wider_one_is_refused),
		world_test(a_wider_grant_takes_the_place_of_narrower_ones),
		world_test(other_grants_that_go_on_beside_a_limited_one_are_named),
		world_test(several_from_add_up),
		world_test(an_empty_from_is_no_key_for_everywhere),
		world_test(a_list_of_addresses_that_is_too_long_is_refused),
		world_test(a_name_of_a_host_is_warned_of),
		world_test(a_group_called_like_a_person_is_told_from_one),
		world_test(ungrant_says_by_which_group_the_account_is_open_still),
		world_test(add_says_what_grants_open),
		world_test(what_is_taken_away_names_the_sessions_that_go_on),
		world_test(remove_offers_no_revoking_of_a_key_that_somebody_else_has),
		world_test(limits_that_a_group_lifts_are_named),
		world_test(revoke_names_the_account_that_stays),
		world_test(revoke_ends_no_account_that_others_use),
		world_test(remove_says_where_a_person_is_named_still),
		world_test(add_names_the_file_to_edit),
		world_test(a_beginning_of_a_fingerprint_that_is_too_short_is_told),
		world_test(revoke_says_whose_grants_went),
		world_test(a_group_goes_with_the_last_who_leaves),
		world_test(a_group_that_a_grant_names_stays_until_it_does_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
