/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=sshd_test,--wrap=origin_varies,--wrap=guise_take,--wrap=guise_drop,--wrap=setpwent,--wrap=getpwent,--wrap=endpwent,--wrap=getpwnam,--wrap=getpwnam_r,--wrap=isatty */
#include <errno.h>

#include "import_world.h"

#include "keys/line.h"

static const char *const keys[] = {
	"ed25519", "rsa3072", "ecdsa256", "ecdsa384", "rsa2048", "rsa1024", "sk_ed25519", "ca"};

static bool terminal;

int __wrap_isatty(int fd);

/* Whether there is a terminal. */
int __wrap_isatty(int fd)
{
	(void)fd;
	return terminal;
}

/* Runs an import, and expects how it ends and what it says. */
static void import(struct world *world, const char *words, int status, const char *part)
{
	char line[256];
	bool asked = terminal || strstr(words, "--dry") || strstr(words, "--yes");
	snprintf(line, sizeof line, "%s%s%s", asked ? "" : "--yes", asked || !*words ? "" : " ",
		words);
	world_expect(world, &verb_import, line, status, part);
}

/* Expects a file of the store: a '$' and a digit is a key. */
static void expect(struct world *world, const char *file, const char *text)
{
	char out[IMPORT_TEXT_MAX];
	import_text(text, keys, out);
	sandbox_expect(&world->box, file, out);
}

/* How many records of the log have a text. */
static int records(struct world *world, const char *part)
{
	int count = 0;
	char *text = sandbox_read_path(sandbox_path(&world->box, "log/logins.jsonl"));
	for (char *at = text; at && (at = strstr(at, part)); at++)
		count++;
	free(text);
	return count;
}

static void brings_lines_into_the_store_as_they_are(void **state)
{
	struct world *world = *state;
	import_own(
		world, "brian", "# mine\n\n  $0 \r\nno-pty,command=\"ls \\\"x\\\"\"\t$1\n$2", keys);
	import(world, "", EXIT_YES, "3 keys and 0 grants imported");
	expect(world, "keys.d/brian.keys", "$0 \nno-pty,command=\"ls \\\"x\\\"\"\t$1\n$2\n");
	sandbox_expect_part(&world->box, "out", "the same keys open the same accounts");
	sandbox_expect_part(&world->box, "out", "brian.keys:3\n");
}

static void changes_nothing_in_a_home(void **state)
{
	struct world *world = *state;
	struct stat before, after;
	import_own(world, "brian", "$0\n", keys);
	stat(sandbox_path(&world->box, "home/brian/.ssh/authorized_keys"), &before);
	import(world, "", EXIT_YES, NULL);
	expect(world, "home/brian/.ssh/authorized_keys", "$0\n");
	stat(sandbox_path(&world->box, "home/brian/.ssh/authorized_keys"), &after);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
}

static void a_dry_run_writes_nothing(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "$0\n", keys);
	import_own(world, "root", "$1\n", keys);
	import(world, "--dry-run", EXIT_YES,
		"2 keys and 1 grant to import (dry run: nothing is changed)");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
	sandbox_expect(&world->box, "accounts.d/root.conf", NULL);
	sandbox_expect(&world->box, "log/logins.jsonl", NULL);
	assert_int_equal(access(sandbox_path(&world->box, "state/import"), F_OK), -1);
}

static void a_second_run_imports_nothing_and_says_so(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "$0\n", keys);
	import_own(world, "root", "$1\n", keys);
	import(world, "", EXIT_YES, "2 keys and 1 grant imported");
	int before = records(world, "\"event\"");
	import(world, "", EXIT_YES, "nothing to import: 2 keys are in the store already");
	sandbox_expect_part(&world->box, "out", "is in ");
	expect(world, "keys.d/brian.keys", "$0\n");
	assert_int_equal(records(world, "\"event\""), before);
}

static void what_was_in_the_store_stays_before_the_new_lines(void **state)
{
	struct world *world = *state;
	char text[4096];
	snprintf(text, sizeof text, "# brian's\n%s", world_key("ed25519"));
	sandbox_write(&world->box, "keys.d/brian.keys", text);
	import_own(world, "brian", "$0\n$1\n", keys);
	import(world, "", EXIT_YES, "1 key and 0 grants imported");
	expect(world, "keys.d/brian.keys", "# brian's\n$0\n$1\n");
}

static void records_each_line_with_who_did_it_and_whence(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "$0\n\n$1\n", keys);
	import(world, "", EXIT_YES, NULL);
	assert_int_equal(records(world, "\"event\":\"added\""), 2);
	assert_int_equal(records(world, "\"account\":\"brian\""), 2);
	assert_int_equal(records(world, "\"person\":\"brian\""), 2);
	assert_int_equal(records(world, "\"by\":\"carol\""), 2);
	assert_int_equal(records(world, "home/brian/.ssh/authorized_keys:3\""), 1);
	assert_int_equal(records(world, "imported from /"), 2);
	assert_int_equal(records(world, "keys.d/brian.keys:2\""), 1);
}

static void a_bad_line_is_shown_with_its_place_and_left(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "$0\nno-such-option $1\n", keys);
	import(world, "", EXIT_NO, "1 key and 0 grants imported");
	sandbox_expect_part(&world->box, "out", "\n     2  left: ");
	sandbox_expect_part(&world->box, "out", "\n        no-such-option ssh-rsa");
	sandbox_expect_part(&world->box, "out", "\n        ^\n");
	expect(world, "keys.d/brian.keys", "$0\n");
	import(world, "", EXIT_NO, "nothing to import");
}

static void a_line_that_would_be_printed_raw_is_left(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "$0 \033[2Jhe\n", keys);
	import(world, "", EXIT_NO, "control character (0x1b)");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
}

static void what_the_policy_would_refuse_is_left_with_the_reason(void **state)
{
	struct world *world = *state;
	static const struct {
		const char *line, *said;
	} rows[] = {{"$5\n", "[key-short]"}, {"expiry-time=\"20200101\" $0\n", "[key-expired]"},
		{"cert-authority,principals=\"x\" $7\n", "[certificate]"},
		{"cert-authority $7\n", "[certificate]"}, {"$1\n", "[key-revoked]"}};
	sandbox_write(&world->box, "revoked_keys", WORLD_RSA3072 " lost\n");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		import_own(world, "brian", rows[i].line, keys);
		import(world, "", EXIT_NO, rows[i].said);
		sandbox_expect_part(&world->box, "out", "1 line is left where it is");
		sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
	}
}

static void a_type_that_is_not_allowed_is_left(void **state)
{
	struct world *world = *state;
	static const struct view rsa = VIEW("ssh-rsa");
	world->admin.settings.key_types = (struct settings_list){1, &rsa};
	import_own(world, "brian", "$0\n$1\n", keys);
	import(world, "", EXIT_NO, "[key-type]");
	expect(world, "keys.d/brian.keys", "$1\n");
}

static void a_key_that_a_bad_line_has_too_is_left(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "$0\npermitopen=\"x/1\" $1\n$1\n$2\n", keys);
	import(world, "", EXIT_NO, "authorized_keys:2 has this key too");
	expect(world, "keys.d/brian.keys", "$0\n$2\n");
}

static void a_key_that_sshd_reads_past_white_space_is_left(void **state)
{
	struct world *world = *state;
	char text[2048];
	const char *key = world_key("ed25519");
	snprintf(text, sizeof text, "command=\"/bin/date\",restrict %.30s\f%s\n%s\n", key, key + 30,
		key);
	sandbox_write(&world->box, "home/brian/.ssh/authorized_keys", text);
	import(world, "", EXIT_NO, "authorized_keys:1 has this key too");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
}

static void the_order_of_lines_and_files_is_kept(void **state)
{
	struct world *world = *state;
	import_sshd.files = ".ssh/authorized_keys %h/more /nowhere/%u .ssh/authorized_keys";
	import_own(world, "brian", "from=\"10.0.0.1\" $0\nfrom=\"10.0.0.2\",no-pty $0\n", keys);
	char text[4096];
	snprintf(text, sizeof text, "restrict %s\n", world_key("ed25519"));
	sandbox_write(&world->box, "home/brian/more", text);
	import(world, "", EXIT_YES, "3 keys");
	char *out = sandbox_read_path(sandbox_path(&world->box, "out"));
	assert_null(strstr(out, "is in"));
	free(out);
	expect(world, "keys.d/brian.keys",
		"from=\"10.0.0.1\" $0\nfrom=\"10.0.0.2\",no-pty $0\nrestrict $0\n");
}

static void a_match_for_one_account_is_heeded(void **state)
{
	struct world *world = *state;
	import_sshd.account = "brian";
	import_sshd.account_files = "none";
	import_own(world, "brian", "$0\n", keys);
	import_own(world, "alice", "$1\n", keys);
	import(world, "", EXIT_YES, "1 key and");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
	expect(world, "keys.d/alice.keys", "$1\n");
}

static void sshd_is_asked_once_where_nobody_is_excepted(void **state)
{
	struct world *world = *state;
	import_sshd.same = true;
	import_sshd.asked = 0;
	import_own(world, "brian", "$0\n", keys);
	import_own(world, "alice", "$1\n", keys);
	import(world, "", EXIT_YES, "2 keys and");
	assert_int_equal(import_sshd.asked, 1);
}

static void keys_that_open_from_some_addresses_alone_are_left(void **state)
{
	struct world *world = *state;
	import_sshd.elsewhere = "%h/.ssh/authorized_keys /none/%u";
	import_own(world, "brian", "$0\n", keys);
	import(world, "brian", EXIT_NO, "sshd reads other files for connections from other");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
}

static void nothing_is_done_where_sshd_cannot_be_asked(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "$0\n", keys);
	import_sshd.status = 255;
	import(world, "", EXIT_UNSURE, "sshd does not say which files it reads for alice: line 3");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
}

static void a_file_that_sshd_does_not_read_gives_no_keys(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "$0\n", keys);
	chmod(sandbox_path(&world->box, "home/brian/.ssh/authorized_keys"), 0666);
	import_sshd.strict = "yes";
	import(world, "brian", EXIT_YES, "    sshd does not read it: ");
	sandbox_expect_part(&world->box, "out", "keyhole check brian");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
}

static void a_system_account_gets_a_grant_to_itself(void **state)
{
	struct world *world = *state;
	import_own(world, "root", "command=\"echo no\" $0\n$1\n", keys);
	import(world, "", EXIT_YES, "2 keys and 1 grant imported");
	expect(world, "keys.d/root.keys", "command=\"echo no\" $0\n$1\n");
	sandbox_expect_part(&world->box, "accounts.d/root.conf", "\"root\"");
	assert_int_equal(records(world, "\"event\":\"granted\""), 1);
}

static void an_account_without_its_own_keys_gets_a_grant_to_itself(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "accounts.d/brian.conf", "# ours\nown_account = false;\n");
	import_own(world, "brian", "$0\n", keys);
	import(world, "", EXIT_YES, "1 key and 1 grant imported");
	sandbox_expect_part(&world->box, "accounts.d/brian.conf", "# ours\nown_account = false;\n");
	sandbox_expect_part(&world->box, "accounts.d/brian.conf", "\"brian\"");
}

static void a_person_who_is_named_gets_a_grant_where_the_same_keys_open(void **state)
{
	struct world *world = *state;
	import_own(world, "root", "$0\n", keys);
	import_own(world, "alice", "$0\n", keys);
	import(world, "--as root=alice", EXIT_YES, "1 key and 1 grant imported");
	sandbox_expect(&world->box, "keys.d/root.keys", NULL);
	expect(world, "keys.d/alice.keys", "$0\n");
	sandbox_expect_part(&world->box, "accounts.d/root.conf", "\"alice\"");
}

static void a_person_without_an_account_may_have_the_keys(void **state)
{
	struct world *world = *state;
	import_own(world, "deploy", "$0\nno-pty $1\n", keys);
	import(world, "--as deploy=carol", EXIT_YES, "2 keys and 1 grant imported");
	expect(world, "keys.d/carol.keys", "$0\nno-pty $1\n");
	sandbox_expect_part(&world->box, "accounts.d/deploy.conf", "\"carol\"");
}

static void a_line_with_options_stays_with_its_account(void **state)
{
	struct world *world = *state;
	import_own(world, "root", "no-pty,command=\"echo no\" $0\n", keys);
	import_own(world, "alice", "$0\n", keys);
	import(world, "--as root=alice", EXIT_YES,
		"its keys stay its own, and do not become those of alice");
	expect(world, "keys.d/root.keys", "no-pty,command=\"echo no\" $0\n");
	expect(world, "keys.d/alice.keys", "$0\n");
	sandbox_expect_part(&world->box, "accounts.d/root.conf", "\"root\"");
}

static void a_person_with_another_key_is_not_granted(void **state)
{
	struct world *world = *state;
	import_own(world, "root", "$0\n", keys);
	import_own(world, "alice", "$0\n$1\n", keys);
	import(world, "--as root=alice", EXIT_YES,
		"would open the account root too, as a key of alice");
	expect(world, "keys.d/root.keys", "$0\n");
	char *rules = sandbox_read_path(sandbox_path(&world->box, "accounts.d/root.conf"));
	assert_null(strstr(rules, "alice"));
	free(rules);
}

static void a_key_that_would_open_another_account_is_left(void **state)
{
	struct world *world = *state;
	world_person(world, "brian", "ed25519", NULL);
	sandbox_write(&world->box, "accounts.d/deploy.conf",
		"grants = ( { people = ( \"@ops\" ); } );\n");
	sandbox_write(&world->box, "groups.d/ops.conf", "people = ( \"brian\" );\n");
	import_own(world, "brian", "$0\n$1\n", keys);
	import_own(world, "alice", "$2\n", keys);
	import(world, "", EXIT_NO,
		"would open the account deploy too, as a key of brian [differs]");
	expect(world, "keys.d/brian.keys", "# the keys of brian\n$0\n");
	expect(world, "keys.d/alice.keys", "$2\n");
}

static void a_key_that_the_store_has_with_other_options_is_left(void **state)
{
	struct world *world = *state;
	char text[4096];
	snprintf(text, sizeof text, "restrict %s\n", world_key("ed25519"));
	sandbox_write(&world->box, "keys.d/brian.keys", text);
	import_own(world, "brian", "no-pty $0\n$1\n", keys);
	import(world, "", EXIT_NO,
		"would open the account brian otherwise: with restrict, and not with no-pty "
		"[differs]");
	expect(world, "keys.d/brian.keys", "restrict $0\n$1\n");
}

static void the_keys_of_an_account_whose_grants_limit_it_are_left(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "accounts.d/brian.conf",
		"grants = ( { people = ( \"brian\" ); from = ( \"10.0.0.0/8\" ); } );\n");
	import_own(world, "brian", "$0\n$1\n", keys);
	import(world, "", EXIT_NO, "[differs]");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
}

static void keys_for_a_person_who_has_others_in_the_store_are_left(void **state)
{
	struct world *world = *state;
	world_person(world, "root", "ecdsa256", NULL);
	import_own(world, "root", "$0\n", keys);
	import(world, "", EXIT_NO, "[differs]");
	expect(world, "keys.d/root.keys", "# the keys of root\n$2\n");
	sandbox_expect(&world->box, "accounts.d/root.conf", NULL);
}

static void a_file_of_rules_that_cannot_be_read_leaves_its_account(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "accounts.d/brian.conf", "grants = (");
	import_own(world, "brian", "$0\n", keys);
	import_own(world, "alice", "$1\n", keys);
	import(world, "", EXIT_NO, "accounts.d/brian.conf:1");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
	expect(world, "keys.d/alice.keys", "$1\n");
}

static void a_file_of_rules_that_others_can_write_holds_up_no_other_account(void **state)
{
	struct world *world = *state;
	world_person(world, "brian", "ed25519", NULL);
	sandbox_write(&world->box, "accounts.d/brian.conf", "own_account = false;\n");
	chmod(sandbox_path(&world->box, "accounts.d/brian.conf"), 0666);
	import_own(world, "brian", "$1\n", keys);
	import_own(world, "alice", "$2\n", keys);
	import(world, "", EXIT_NO, "[unsafe-path]");
	expect(world, "keys.d/brian.keys", "# the keys of brian\n$0\n");
	expect(world, "keys.d/alice.keys", "$2\n");
}

static void a_file_of_keys_that_others_can_write_leaves_its_account(void **state)
{
	struct world *world = *state;
	world_person(world, "brian", "ed25519", NULL);
	chmod(sandbox_path(&world->box, "keys.d/brian.keys"), 0666);
	import_own(world, "brian", "$1\n", keys);
	import(world, "", EXIT_NO, "[unsafe-path]");
	expect(world, "keys.d/brian.keys", "# the keys of brian\n$0\n");
}

static void a_line_that_stands_twice_comes_once(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "$0\n$0\nno-pty $1\nno-pty\t$1\n", keys);
	import(world, "", EXIT_YES, "2 keys and");
	expect(world, "keys.d/brian.keys", "$0\nno-pty $1\n");
}

static void accounts_that_are_not_named_stay_as_they_are(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "$0\n", keys);
	import_own(world, "alice", "$1\n", keys);
	import(world, "alice", EXIT_YES, "1 key and");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
	expect(world, "keys.d/alice.keys", "$1\n");
}

static void refuses_what_it_cannot_understand(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "$0\n", keys);
	import(world, "--as brian", EXIT_WRONG_USAGE, "is not ACCOUNT=PERSON");
	import(world, "--as brian=../x", EXIT_NO, "a person");
	import(world, "--as bria=alice", EXIT_WRONG_USAGE, "sshd reads no file of that account");
	import(world, "--dry", EXIT_YES, NULL);
	import(world, "--asd", EXIT_WRONG_USAGE, NULL);
	import(world, "brain", EXIT_UNSURE, "did you mean brian?");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
}

static void says_it_to_programs(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "no-pty $0\n$5\nx\n", keys);
	import_own(world, "root", "$1\n", keys);
	import(world, "--json --dry-run", EXIT_NO,
		"\"line\":1,\"result\":\"new\",\"key\":\"" WORLD_ED25519 "\"");
	sandbox_expect_part(&world->box, "out", "\"options\":\"no-pty\",\"opens\":true");
	sandbox_expect_part(&world->box, "out", "\"line\":2,\"result\":\"left\"");
	sandbox_expect_part(&world->box, "out", "\"reason\":\"key-short\"");
	sandbox_expect_part(
		&world->box, "out", "\"line\":3,\"result\":\"left\",\"reason\":\"bad-line\"");
	sandbox_expect_part(&world->box, "out", "\"person\":\"root\",\"result\":\"new\"");
	import(world, "--json", EXIT_NO, "\"result\":\"imported\"");
	import(world, "--json", EXIT_NO, "\"result\":\"there\"");
}

/* Runs an import with answers typed at a terminal. */
static void answer(struct world *world, const char *answers, const char *words)
{
	int ends[2], input = dup(STDIN_FILENO);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], answers, strlen(answers)), strlen(answers));
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	terminal = true;
	import(world, words, EXIT_YES, NULL);
	terminal = false;
	dup2(input, STDIN_FILENO);
	close(input);
	clearerr(stdin);
}

static void asks_whose_the_keys_are_on_a_terminal(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "$0\n", keys);
	import_own(world, "deploy", "$1\n", keys);
	import_own(world, "games", "$2\n", keys);
	import_own(world, "root", "$3\n", keys);
	answer(world, "\n.x\ncarol\n.\nmallory\n", "");
	sandbox_expect_part(&world->box, "err", "whose keys open the account deploy?");
	expect(world, "keys.d/brian.keys", "$0\n");
	expect(world, "keys.d/carol.keys", "$1\n");
	expect(world, "keys.d/games.keys", "$2\n");
	expect(world, "keys.d/root.keys", "$3\n");
}

static void asks_nobody_with_yes(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "$0\n", keys);
	answer(world, "carol\n", "--yes");
	expect(world, "keys.d/brian.keys", "$0\n");
}

static void writes_nothing_without_a_terminal_or_yes(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "$0\n", keys);
	world_expect(world, &verb_import, "", EXIT_WRONG_USAGE, "there is no terminal: add --yes");
	world_expect(world, &verb_import, "--json", EXIT_WRONG_USAGE, "JSON asks nobody: add");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
}

static void keys_that_the_store_knows_are_that_persons(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "accounts.d/brian.conf", "own_account = true;\n");
	world_person(world, "brian", "ed25519", NULL);
	import_own(world, "root", "$0\n", keys);
	import_own(world, "brian", "$0\n", keys);
	import(world, "", EXIT_YES, "0 keys and 1 grant imported");
	sandbox_expect(&world->box, "keys.d/root.keys", NULL);
	sandbox_expect_part(&world->box, "accounts.d/root.conf", "\"brian\"");
}

static void keys_of_several_people_stay_the_accounts_own_with_a_warning(void **state)
{
	struct world *world = *state;
	world_person(world, "brian", "ed25519", NULL);
	world_person(world, "carol", "rsa3072", NULL);
	import_own(world, "root", "$0\n$1\n$2\n", keys);
	import_own(world, "brian", "$0\n", keys);
	import(world, "", EXIT_YES, "warning: brian has the same key in the store");
	sandbox_expect_part(&world->box, "out", "warning: carol has the same key in the store");
	expect(world, "keys.d/root.keys", "$0\n$1\n$2\n");
	sandbox_expect_part(&world->box, "accounts.d/root.conf", "\"root\"");
}

static void a_grant_is_offered_instead_of_a_key_of_two_people(void **state)
{
	struct world *world = *state;
	world_person(world, "brian", "ed25519", NULL);
	world_person(world, "carol", "rsa3072", NULL);
	import_own(world, "root",
		"from=\"10.0.0.1\",expiry-time=\"20991231180000Z\",no-pty $0\n$1\n$2\n", keys);
	import(world, "--dry-run", EXIT_YES,
		"this is better than one key of two people, after the import:");
	import(world, "", EXIT_YES,
		"  brian is not root's own; if it is brian's key and not root's, this is better "
		"than one key of two people:\n"
		"    keyhole grant root brian --from 10.0.0.1 --until 2099-12-31T18:00:00Z "
		"--options "
		"no-pty\n"
		"    keyhole remove root " WORLD_ED25519 "\n");
	sandbox_expect_part(&world->box, "out",
		"    keyhole grant root carol\n    keyhole remove root " WORLD_RSA3072 "\n");
	world_expect(world, &verb_grant,
		"root brian --from 10.0.0.1 --until 2099-12-31T18:00:00Z --options no-pty",
		EXIT_YES,
		"brian may use the account root from 10.0.0.1 until 2099-12-31T18:00:00Z");
	import(world, "root", EXIT_YES, "two people:\n    keyhole remove root " WORLD_ED25519);
	world_expect(world, &verb_remove, "root " WORLD_ED25519, EXIT_YES, "removed");
}

static void limits_that_differ_are_no_grant(void **state)
{
	struct world *world = *state;
	world_person(world, "brian", "ed25519", "rsa3072");
	import_own(world, "root", "from=\"10.0.0.1\" $0\nfrom=\"10.0.0.2\" $1\n$2\n", keys);
	import(world, "", EXIT_YES, "warning: brian has the same key");
	char *out = sandbox_read_path(sandbox_path(&world->box, "out"));
	assert_null(strstr(out, "keyhole grant"));
	free(out);
	import(world, "--as root=dora", EXIT_YES, NULL);
	import_own(world, "root", "$0\n$1\n$2\n", keys);
	import(world, "--as root=dora", EXIT_NO, NULL);
}

static void what_can_not_be_read_is_mended_by_whose_file_it_is(void **state)
{
	struct world *world = *state;
	char words[512], path[256];
	if (getuid() != 0)
		skip(); /* only root can give a file away */
	import_own(world, "brian", "$0\nssh-ed25519 AAAA\n", keys);
	snprintf(path, sizeof path, "%s",
		sandbox_path(&world->box, "home/brian/.ssh/authorized_keys"));
	assert_int_equal(chown(path, 4321, (gid_t)-1), 0);
	snprintf(words, sizeof words, "import it:\n      ${EDITOR:-vi} %s\n", path);
	import(world, "", EXIT_NO, words);
	assert_int_equal(chown(path, 1001, (gid_t)-1), 0);
	snprintf(words, sizeof words, "import it:\n      runuser -u brian -- ${EDITOR:-vi} %s\n",
		path);
	import(world, "", EXIT_NO, words);
}

static void what_sshd_goes_on_reading_is_said_at_the_end(void **state)
{
	struct world *world = *state;
	import_own(world, "brian", "$0\n", keys);
	import(world, "--dry-run", EXIT_YES, NULL);
	char *out = sandbox_read_path(sandbox_path(&world->box, "out"));
	assert_null(strstr(out, "AuthorizedKeysFile none"));
	free(out);
	import(world, "", EXIT_YES, "next: sshd goes on reading the accounts' own files first");
	import(world, "", EXIT_YES, "in the store:  keyhole enable --exclusive");
}

static void every_line_of_a_key_has_the_same_holder(void **state)
{
	struct world *world = *state;
	world_person(world, "brian", "ed25519", NULL);
	world_person(world, "carol", "rsa3072", NULL);
	import_own(world, "root", "from=\"10.0.0.1\" $0\n$1\nfrom=\"10.0.0.2\" $0\n", keys);
	import(world, "", EXIT_YES, NULL);
	char *out = sandbox_read_path(sandbox_path(&world->box, "out"));
	char *first = strstr(out, "warning: brian has the same key in the store");
	assert_true(first && strstr(first + 1, "warning: brian has the same key in the store"));
	free(out);
}

static void a_person_who_is_given_counts_more_than_one_who_is_known(void **state)
{
	struct world *world = *state;
	world_person(world, "carol", "rsa3072", NULL);
	import_own(world, "root", "$1\n", keys);
	import(world, "--as root=dora", EXIT_YES, "warning: carol has the same key");
	expect(world, "keys.d/dora.keys", "$1\n");
}

static void what_a_killed_run_left_behind_is_cleared_away(void **state)
{
	struct world *world = *state;
	sandbox_folder(&world->box, "state/import");
	sandbox_folder(&world->box, "state/import/keys");
	sandbox_write(&world->box, "state/import/keys/mallory.keys", world_key("ed25519"));
	import_own(world, "brian", "$0\n", keys);
	import(world, "", EXIT_YES, "1 key");
	assert_int_equal(access(sandbox_path(&world->box, "state/import"), F_OK), -1);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		import_test(brings_lines_into_the_store_as_they_are),
		import_test(changes_nothing_in_a_home),
		import_test(a_dry_run_writes_nothing),
		import_test(a_second_run_imports_nothing_and_says_so),
		import_test(what_was_in_the_store_stays_before_the_new_lines),
		import_test(records_each_line_with_who_did_it_and_whence),
		import_test(a_bad_line_is_shown_with_its_place_and_left),
		import_test(a_line_that_would_be_printed_raw_is_left),
		import_test(what_the_policy_would_refuse_is_left_with_the_reason),
		import_test(a_type_that_is_not_allowed_is_left),
		import_test(a_key_that_a_bad_line_has_too_is_left),
		import_test(a_key_that_sshd_reads_past_white_space_is_left),
		import_test(the_order_of_lines_and_files_is_kept),
		import_test(a_match_for_one_account_is_heeded),
		import_test(sshd_is_asked_once_where_nobody_is_excepted),
		import_test(keys_that_open_from_some_addresses_alone_are_left),
		import_test(nothing_is_done_where_sshd_cannot_be_asked),
		import_test(a_file_that_sshd_does_not_read_gives_no_keys),
		import_test(a_system_account_gets_a_grant_to_itself),
		import_test(an_account_without_its_own_keys_gets_a_grant_to_itself),
		import_test(a_person_who_is_named_gets_a_grant_where_the_same_keys_open),
		import_test(a_person_without_an_account_may_have_the_keys),
		import_test(a_line_with_options_stays_with_its_account),
		import_test(a_person_with_another_key_is_not_granted),
		import_test(a_key_that_would_open_another_account_is_left),
		import_test(a_key_that_the_store_has_with_other_options_is_left),
		import_test(the_keys_of_an_account_whose_grants_limit_it_are_left),
		import_test(keys_for_a_person_who_has_others_in_the_store_are_left),
		import_test(a_file_of_rules_that_cannot_be_read_leaves_its_account),
		import_test(a_file_of_rules_that_others_can_write_holds_up_no_other_account),
		import_test(a_file_of_keys_that_others_can_write_leaves_its_account),
		import_test(a_line_that_stands_twice_comes_once),
		import_test(accounts_that_are_not_named_stay_as_they_are),
		import_test(refuses_what_it_cannot_understand),
		import_test(says_it_to_programs),
		import_test(asks_whose_the_keys_are_on_a_terminal),
		import_test(asks_nobody_with_yes),
		import_test(writes_nothing_without_a_terminal_or_yes),
		import_test(keys_that_the_store_knows_are_that_persons),
		import_test(keys_of_several_people_stay_the_accounts_own_with_a_warning),
		import_test(a_grant_is_offered_instead_of_a_key_of_two_people),
		import_test(limits_that_differ_are_no_grant),
		import_test(what_can_not_be_read_is_mended_by_whose_file_it_is),
		import_test(what_sshd_goes_on_reading_is_said_at_the_end),
		import_test(every_line_of_a_key_has_the_same_holder),
		import_test(a_person_who_is_given_counts_more_than_one_who_is_known),
		import_test(what_a_killed_run_left_behind_is_cleared_away),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
