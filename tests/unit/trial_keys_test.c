/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry_box.h"
#include "key_data.h"

/* The first key of a file of tests/data, as a line with options before it. */
static const char *line_of(const char *options, const char *file)
{
	static char line[8192];
	struct view key = key_data_read(file);
	snprintf(line, sizeof line, "%s%.*s\n", options, (int)key.len, key.data);
	return line;
}

/* Gives a person a key. */
static void given_key(struct tree *tree, const char *person, const char *options, const char *file)
{
	char name[128];
	snprintf(name, sizeof name, "keys.d/%s.keys", person);
	tree_text(tree, name, line_of(options, file));
}

/* Gives the account a key in its own file. */
static void given_own(struct tree *tree, const char *options, const char *file)
{
	if (access(tree_path(tree, "home/.ssh"), F_OK) != 0)
		tree_folder(tree, "home/.ssh", 0700);
	tree_bytes(tree, "home/.ssh/authorized_keys", 0600, line_of(options, file),
		strlen(line_of(options, file)));
}

/* Asks for one key, as it stands in a file. */
static void ask_for(struct inquiry_box *box, const char *file)
{
	struct note note;
	static char path[256]; /* which the key is called by */
	given_free(&box->inquiry.key);
	snprintf(path, sizeof path, TEST_DATA "/keys/%s", file);
	assert_int_equal(given_read(path, &box->inquiry.key, &note), 0);
}

/* Makes a question whose account is whoever runs the tests, so that what it can read is its own. */
static struct inquiry_box *open_own(struct tree *tree)
{
	struct inquiry_box *box = box_open(tree);
	box->inquiry.account.pw_uid = getuid();
	box->inquiry.account.pw_gid = getgid();
	box->settings.uid_min = 0;
	return box;
}

static void opens_with_a_key_of_the_store(void **state)
{
	struct inquiry_box *box = open_own(*state);
	given_key(*state, "brian", "", "ed25519.pub");
	assert_string_equal(box_play(box, trial_keys), "");
	assert_int_equal(box->inquiry.open_count, 1);
	box->inquiry.store_closed = true;
	box->inquiry.open_count = 0;
	trial_keys(&box->inquiry);
	assert_int_equal(box->inquiry.open_count, 0);
	box_close(box);
}

static void names_keyholes_own_reason_for_each_key(void **state)
{
	static const struct {
		const char *options, *file, *token;
	} rows[] = {{"", "rsa1024.pub", "key-short"},
		{"expiry-time=\"20200101\" ", "ed25519.pub", "key-expired"},
		{"no-ptyy ", "ed25519.pub", "bad-line"}, {"", "dsa1024.pub", "algorithm"},
		{"", "ecdsa384.pub", "algorithm"}};
	struct inquiry_box *box = open_own(*state);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		given_key(*state, "brian", rows[i].options, rows[i].file);
		assert_string_equal(box_play(box, trial_keys), rows[i].token);
		assert_int_equal(box->inquiry.open_count, 0);
	}
	box_close(box);
}

static void names_the_command_that_gives_an_expired_key_another_end(void **state)
{
	struct inquiry_box *box = open_own(*state);
	given_key(*state, "brian", "expiry-time=\"20200101\" ", "ed25519.pub");
	box_play(box, trial_keys);
	assert_string_equal(box_step(box, "key-expired")->mend,
		"keyhole add brian SHA256:N6nKIWiFmnbheTT/Ak3jNaaqPBu0u9ONkhsxBD+eEhQ --expires "
		"90d");
	if (getuid() == 0)
		box_sshd(box, "strictmodes no\n"); /* the tree is below /tmp */
	given_own(*state, "expiry-time=\"20200101\" ", "ed25519.pub");
	box_play(box, trial_files);
	assert_null(box_step(box, "key-expired")->mend);
	box_close(box);
}

static void puts_a_caret_under_the_fault_of_a_line(void **state)
{
	struct inquiry_box *box = open_own(*state);
	given_key(*state, "brian", "no-pty,no-ptyy ", "ed25519.pub");
	box_play(box, trial_keys);
	const struct step *step = box_step(box, "bad-line");
	assert_int_equal(strncmp(step->excerpt->text + step->excerpt->caret, "no-ptyy ", 8), 0);
	assert_null(step->mend);
	box_close(box);
}

static void uses_nothing_of_a_key_that_was_cut_off(void **state)
{
	struct inquiry_box *box = open_own(*state);
	char line[128];
	snprintf(line, sizeof line, "%.60s\n", line_of("", "ed25519.pub"));
	tree_text(*state, "keys.d/brian.keys", line);
	assert_string_equal(box_play(box, trial_keys), "bad-line");
	assert_int_equal(box->inquiry.steps.count, 1);
	box_close(box);
}

static void holds_from_against_the_clients_address(void **state)
{
	struct inquiry_box *box = open_own(*state);
	given_key(*state, "brian", "from=\"10.0.0.0/8\" ", "ed25519.pub");
	assert_string_equal(box_play(box, trial_keys), "from");
	assert_int_equal(box_step(box, "from")->verdict, STEP_NOTE);
	assert_non_null(strstr(box_step(box, "from")->what, ", if it comes from there"));
	assert_string_equal(box->inquiry.open_from, "10.0.0.0/8");
	box->inquiry.from = "10.1.1.1";
	assert_string_equal(box_play(box, trial_keys), "");
	assert_null(box->inquiry.open_from);
	box->inquiry.from = "192.168.1.1";
	assert_string_equal(box_play(box, trial_keys), "from");
	assert_int_equal(box->inquiry.open_count, 0);
	box_close(box);
}

static void says_that_the_grant_has_not_the_address(void **state)
{
	struct tree *tree = *state;
	struct inquiry_box *box = open_own(tree);
	given_key(tree, "eve", "", "ed25519.pub");
	tree_text(tree, "accounts.d/brian.conf",
		"grants = ( { people = ( \"eve\" ); from = ( \"172.23.0.0/16\" ); } );");
	ask_for(box, "ed25519.pub");
	box->inquiry.from = "10.0.0.1";
	box_play(box, trial_people);
	trial_keys(&box->inquiry);
	assert_non_null(strstr(box_step(box, "from")->what,
		": the grant's from=\"172.23.0.0/16\" does not have 10.0.0.1"));
	for (size_t i = 0; i < box->inquiry.steps.count; i++)
		assert_null(box->inquiry.steps.step[i].mend);
	given_key(tree, "eve", "from=\"172.23.1.0/24\" ", "ed25519.pub");
	box_play(box, trial_keys);
	assert_null(strstr(box_step(box, "from")->what, "the grant's"));
	box_close(box);
}

static void makes_nobodys_key_no_way_past_the_grants(void **state)
{
	struct tree *tree = *state;
	struct inquiry_box *box = open_own(tree);
	tree_text(tree, "accounts.d/brian.conf", "grants = ( { people = ( \"eve\" ); } );");
	given_key(tree, "eve", "", "rsa2048.pub");
	ask_for(box, "ed25519.pub");
	box_play(box, trial_people);
	trial_keys(&box->inquiry);
	assert_int_equal(strncmp(box_step(box, "no-such-key")->mend, "keyhole add PERSON ", 19), 0);
	given_key(tree, "brian", "", "rsa2048.pub");
	box_play(box, trial_people);
	trial_keys(&box->inquiry);
	assert_int_equal(strncmp(box_step(box, "no-such-key")->mend, "keyhole add brian ", 18), 0);
	box_close(box);
}

static void names_no_grant_for_a_certificate(void **state)
{
	struct inquiry_box *box = open_own(*state);
	given_key(*state, "alice", "", "ed25519.pub");
	ask_for(box, "user_ed25519-cert.pub");
	assert_string_equal(box_play(box, trial_keys), "no-such-key");
	const struct step *step = box_step(box, "no-such-key");
	assert_non_null(strstr(step->what, "; the key in it is alice's ("));
	assert_null(strstr(step->what, "no grant"));
	assert_null(step->mend);
	box_close(box);
}

/* The steps of a verdict. */
static size_t count_of(const struct inquiry_box *box, enum step_verdict verdict)
{
	size_t count = 0;
	for (size_t i = 0; i < box->inquiry.steps.count; i++)
		count += box->inquiry.steps.step[i].verdict == verdict;
	return count;
}

/* Writes the same key on many lines, all but the last of which have expired. */
static const char *many_lines(void)
{
	static char text[200 * 256];
	size_t len = 0;
	for (int i = 0; i < 120; i++)
		len += (size_t)snprintf(
			text + len, sizeof text - len, "%s", line_of("", "ed25519.pub"));
	for (int i = 0; i < 60; i++)
		len += (size_t)snprintf(text + len, sizeof text - len, "%s",
			line_of("expiry-time=\"20200101\" ", "ed25519.pub"));
	return text;
}

static void has_a_step_for_the_first_of_very_many_keys(void **state)
{
	struct tree *tree = *state;
	struct inquiry_box *box = open_own(tree);
	box_sshd(box, "strictmodes no\n");
	tree_text(tree, "keys.d/brian.keys", many_lines());
	given_own(tree, "", "ed25519.pub");
	tree_bytes(tree, "home/.ssh/authorized_keys", 0600, many_lines(), strlen(many_lines()));
	for (int own = 0; own < 2; own++) {
		box_play(box, own ? trial_files : trial_keys);
		assert_int_equal(box->inquiry.open_count, 120);
		assert_int_equal(count_of(box, STEP_GOOD), 50);
		assert_int_equal(count_of(box, STEP_CLOSED), 50);
		const struct step *last = &box->inquiry.steps.step[box->inquiry.steps.count - 1];
		assert_string_equal(last->what, "and 70 more that open it, 10 more that do not:  "
						"keyhole access brian --all");
	}
	box_close(box);
}

static void keeps_the_step_of_the_key_that_came_furthest_of_very_many(void **state)
{
	struct tree *tree = *state;
	struct inquiry_box *box = open_own(tree);
	static char text[200 * 256];
	size_t len = 0;
	for (int i = 0; i < 120; i++)
		len += (size_t)snprintf(
			text + len, sizeof text - len, "%s", line_of("no-ptyy ", "ed25519.pub"));
	snprintf(text + len, sizeof text - len, "%s",
		line_of("expiry-time=\"20200101\" ", "ed25519.pub"));
	tree_text(tree, "keys.d/brian.keys", text);
	box_play(box, trial_keys);
	assert_int_equal(count_of(box, STEP_CLOSED), 51);
	assert_string_equal(step_deciding(&box->inquiry.steps, false)->token, "key-expired");
	box_close(box);
}

static void wants_a_command_for_root_where_sshd_does(void **state)
{
	struct inquiry_box *box = open_own(*state);
	box->inquiry.account.pw_uid = 0;
	box_sshd(box, "permitrootlogin forced-commands-only\n");
	given_key(*state, "brian", "", "ed25519.pub");
	assert_string_equal(box_play(box, trial_keys), "root-login");
	given_key(*state, "brian", "command=\"x\" ", "ed25519.pub");
	assert_string_equal(box_play(box, trial_keys), "");
	box_close(box);
}

static void asks_sshd_about_the_size_of_an_rsa_key(void **state)
{
	struct inquiry_box *box = open_own(*state);
	given_key(*state, "brian", "", "rsa2048.pub");
	assert_string_equal(box_play(box, trial_keys), "");
	box_sshd(box, "requiredrsasize 3072\n");
	assert_string_equal(box_play(box, trial_keys), "rsa-size");
	box_close(box);
}

static void finds_a_key_in_sshds_own_list_of_revoked_ones(void **state)
{
	struct tree *tree = *state;
	struct inquiry_box *box = open_own(tree);
	char text[600];
	given_key(tree, "brian", "", "ed25519.pub");
	snprintf(text, sizeof text, "revokedkeys %s\n", tree_path(tree, "revoked"));
	box_sshd(box, text);
	assert_string_equal(box_play(box, trial_keys), "revoked-keys");
	assert_string_equal(box_play(box, trial_revoked), "revoked-keys");
	assert_int_equal(box_step(box, "revoked-keys")->verdict, STEP_REFUSED);
	assert_non_null(box_step(box, "revoked-keys")->mend);
	tree_text(tree, "revoked", line_of("", "rsa2048.pub"));
	assert_string_equal(box_play(box, trial_keys), "");
	tree_text(tree, "revoked", line_of("", "ed25519.pub"));
	assert_string_equal(box_play(box, trial_keys), "sshd-revoked");
	tree_text(tree, "revoked", "garbage\n");
	assert_string_equal(box_play(box, trial_keys), "revoked-keys");
	box_play(box, trial_revoked);
	assert_null(box_step(box, "revoked-keys")->mend);
	tree_text(tree, "revoked", "");
	assert_string_equal(box_play(box, trial_revoked), "");
	box_close(box);
}

static void says_whose_key_it_is_that_was_asked_for(void **state)
{
	struct inquiry_box *box = open_own(*state);
	given_key(*state, "brian", "", "rsa2048.pub");
	ask_for(box, "ed25519.pub");
	assert_string_equal(box_play(box, trial_keys), "no-such-key");
	given_key(*state, "alice", "", "ed25519.pub");
	box_play(box, trial_keys);
	assert_non_null(strstr(box_step(box, "no-such-key")->what, "it is alice's"));
	assert_string_equal(box_step(box, "no-such-key")->mend, "keyhole grant brian alice");
	given_key(*state, "alice", "cert-authority,principals=\"a\" ", "ed25519.pub");
	assert_string_equal(box_play(box, trial_keys), "bad-line");
	box_close(box);
}

static void says_of_a_key_that_nobody_has_that_it_is_revoked(void **state)
{
	struct note note;
	char text[256], where[600], fingerprint[FINGERPRINT_MAX];
	struct inquiry_box *box = open_own(*state);
	ask_for(box, "ed25519.pub");
	strcpy(fingerprint, box->inquiry.key.fingerprint);
	snprintf(text, sizeof text, "# some\n%s  alice: left the company\n", fingerprint);
	tree_text(*state, "revoked_keys", text);
	snprintf(where, sizeof where, "%s:2: alice: left the company", box->settings.revoked_keys);
	for (int known = 1; known >= 0; known--) {
		assert_string_equal(box_play(box, trial_keys), "key-revoked");
		const struct step *step = step_deciding(&box->inquiry.steps, false);
		assert_string_equal(step->token, "key-revoked");
		assert_non_null(strstr(step->what, where));
		assert_null(step->mend);
		given_free(&box->inquiry.key);
		assert_int_equal(given_read(fingerprint, &box->inquiry.key, &note), 0);
	}
	tree_text(*state, "accounts.d/brian.conf", "own_account = false;\n");
	assert_string_equal(box_play(box, trial_keys), "key-revoked");
	tree_text(*state, "accounts.d/brian.conf", "own_account = true;\n");
	tree_text(*state, "revoked_keys", line_of("", "ed25519.pub"));
	assert_string_equal(box_play(box, trial_keys), "key-revoked");
	tree_text(*state, "revoked_keys", line_of("", "rsa2048.pub"));
	assert_string_equal(box_play(box, trial_keys), "no-such-key");
	box_close(box);
}

static void lets_the_list_of_sshds_weigh_more_than_that_nobody_has_the_key(void **state)
{
	struct tree *tree = *state;
	char text[600];
	struct inquiry_box *box = open_own(tree);
	tree_text(tree, "revoked", line_of("", "ed25519.pub"));
	snprintf(text, sizeof text, "strictmodes no\nrevokedkeys %s\n", tree_path(tree, "revoked"));
	box_sshd(box, text);
	given_own(tree, "", "ed25519.pub");
	ask_for(box, "ed25519.pub");
	box_play(box, trial_files);
	trial_keys(&box->inquiry);
	assert_non_null(box_step(box, "no-such-key"));
	assert_string_equal(step_deciding(&box->inquiry.steps, false)->token, "sshd-revoked");
	box_close(box);
}

static void a_strangers_revoked_key_in_the_own_file_hides_no_other_cause(void **state)
{
	struct tree *tree = *state;
	char text[600];
	struct inquiry_box *box = open_own(tree);
	tree_text(tree, "revoked", line_of("", "ed25519.pub"));
	snprintf(text, sizeof text, "strictmodes no\nrevokedkeys %s\n", tree_path(tree, "revoked"));
	box_sshd(box, text);
	given_own(tree, "", "ed25519.pub");
	given_key(tree, "brian", "expiry-time=\"20200101Z\" ", "rsa2048.pub");
	box_play(box, trial_files);
	trial_keys(&box->inquiry);
	assert_non_null(box_step(box, "sshd-revoked"));
	assert_string_equal(step_deciding(&box->inquiry.steps, false)->token, "key-expired");
	given_key(tree, "brian", "from=", "rsa2048.pub");
	box_play(box, trial_files);
	trial_keys(&box->inquiry);
	assert_string_equal(step_deciding(&box->inquiry.steps, false)->token, "bad-line");
	given_key(tree, "brian", "", "rsa2048.pub");
	free(box->inquiry.printed);
	box->inquiry.printed = strdup("");
	box_play(box, trial_files);
	trial_keys(&box->inquiry);
	assert_string_equal(step_deciding(&box->inquiry.steps, false)->token, "command-fails");
	box_close(box);
}

static void says_of_nobody_in_particular_that_there_is_no_key(void **state)
{
	struct inquiry_box *box = open_own(*state);
	box_play(box, trial_keys);
	assert_string_equal(
		box_step(box, "no-such-key")->what, "nobody who may use brian has a key");
	step_add(&box->inquiry.steps, "pam", STEP_REFUSED, "account-expired", "x");
	assert_string_equal(step_deciding(&box->inquiry.steps, false)->token, "no-such-key");
	box_close(box);
}

static void knows_a_key_by_its_fingerprint_too(void **state)
{
	struct note note;
	struct inquiry_box *box = open_own(*state);
	char fingerprint[FINGERPRINT_MAX];
	given_key(*state, "brian", "", "ed25519.pub");
	ask_for(box, "ed25519.pub");
	strcpy(fingerprint, box->inquiry.key.fingerprint);
	given_free(&box->inquiry.key);
	assert_int_equal(given_read(fingerprint, &box->inquiry.key, &note), 0);
	assert_string_equal(box_play(box, trial_keys), "");
	assert_int_equal(box->inquiry.open_count, 1);
	given_key(*state, "brian", "", "rsa2048.pub");
	assert_string_equal(box_play(box, trial_keys), "no-such-key");
	box_close(box);
}

static void finds_keys_in_the_accounts_own_files_first(void **state)
{
	struct inquiry_box *box = open_own(*state);
	assert_string_equal(box_play(box, trial_files), "");
	given_own(*state, "", "ed25519.pub");
	if (getuid() == 0)
		box_sshd(box, "strictmodes no\n"); /* the tree is below /tmp */
	assert_string_equal(box_play(box, trial_files), "keys-file");
	assert_int_equal(box->inquiry.open_count, 1);
	given_own(*state, "expiry-time=\"20200101\" ", "ed25519.pub");
	assert_string_equal(box_play(box, trial_files), "key-expired");
	box_sshd(box, "authorizedkeysfile none\n");
	assert_string_equal(box_play(box, trial_files), "");
	box_close(box);
}

static void reads_no_file_that_strict_modes_refuses(void **state)
{
	struct tree *tree = *state;
	struct inquiry_box *box = open_own(tree);
	given_own(tree, "", "ed25519.pub");
	chmod(tree_path(tree, "home/.ssh/authorized_keys"), 0666);
	assert_string_equal(box_play(box, trial_files), "strict-modes");
	assert_int_equal(box->inquiry.open_count, 0);
	assert_non_null(strstr(box_step(box, "strict-modes")->what, "mode 0666"));
	assert_string_equal(strstr(box_step(box, "strict-modes")->mend, "chmod go-w"),
		strstr(box_step(box, "strict-modes")->mend, "chmod"));
	int weight = box_step(box, "strict-modes")->weight;
	ask_for(box, "rsa2048.pub");
	box_play(box, trial_files);
	assert_true(box_step(box, "strict-modes")->weight < weight);
	box_close(box);
}

/* Expects one verdict of a certificate of the own file's authority. */
static void expect_certificate(
	struct inquiry_box *box, enum step_verdict verdict, const char *words)
{
	step_list_free(&box->inquiry.steps);
	trial_files(&box->inquiry);
	const struct step *step = box_step(box, "certificates");
	assert_non_null(step);
	assert_int_equal(step->verdict, verdict);
	assert_non_null(strstr(step->what, words));
	assert_int_equal(step->perhaps, verdict == STEP_UNKNOWN);
	assert_int_equal(box->inquiry.open_count, 0);
}

static void whether_a_certificate_opens_is_left_to_sshd(void **state)
{
	struct inquiry_box *box = open_own(*state);
	struct blob *certificate = &box->inquiry.key.key;
	box_sshd(box, "strictmodes no\npubkeyacceptedalgorithms "
		      "ssh-ed25519-cert-v01@openssh.com\n");
	given_own(*state, "cert-authority ", "ca.pub");
	ask_for(box, "user_ed25519-cert.pub");
	certificate->cert_after = 0;
	certificate->cert_before = box->inquiry.now + 1;
	expect_certificate(box, STEP_UNKNOWN, "are judged by sshd alone");
	certificate->cert_before = box->inquiry.now;
	expect_certificate(box, STEP_CLOSED, "has ended");
	certificate->cert_after = box->inquiry.now + 1;
	expect_certificate(box, STEP_CLOSED, "does not count yet");
	certificate->cert_role = 2;
	expect_certificate(box, STEP_CLOSED, "a host's");
	box_close(box);
}

static void says_which_restriction_the_own_file_strips(void **state)
{
	struct inquiry_box *box = open_own(*state);
	box_sshd(box, "strictmodes no\n");
	given_own(*state, "", "ed25519.pub");
	given_key(*state, "brian", "from=\"10.0.0.0/8\" ", "ed25519.pub");
	trial_files(&box->inquiry);
	trial_keys(&box->inquiry);
	const struct step *step = box_step(box, "stripped");
	assert_non_null(step);
	assert_non_null(strstr(step->what, "from=\"10.0.0.0/8\""));
	assert_non_null(strstr(step->mend, "sed -i /"));
	assert_non_null(strstr(step->mend, "/d "));
	assert_null(strstr(step->mend, "1d"));
	step_list_free(&box->inquiry.steps);
	given_key(*state, "brian", "expiry-time=\"20200101\" ", "ed25519.pub");
	trial_keys(&box->inquiry);
	assert_non_null(strstr(box_step(box, "stripped")->what, "which says no"));
	step_list_free(&box->inquiry.steps);
	given_key(*state, "brian", "", "ed25519.pub");
	trial_keys(&box->inquiry);
	assert_null(box_step(box, "stripped"));
	box_close(box);
}

static void believes_the_command_more_than_its_own_eyes(void **state)
{
	struct tree *tree = *state;
	struct inquiry_box *box = open_own(tree);
	given_key(tree, "brian", "", "ed25519.pub");
	box->inquiry.printed = strdup("");
	box_play(box, trial_keys);
	assert_int_equal(box->inquiry.open_count, 0);
	free(box->inquiry.printed);
	box->inquiry.printed = strdup(line_of("", "ed25519.pub"));
	assert_string_equal(box_play(box, trial_keys), "");
	assert_int_equal(box->inquiry.open_count, 1);
	/* In whatever order they are printed. */
	char two[16384];
	snprintf(two, sizeof two, "%s", line_of("", "rsa2048.pub"));
	strcat(two, line_of("", "ed25519.pub"));
	free(box->inquiry.printed);
	box->inquiry.printed = strdup(two);
	snprintf(two, sizeof two, "%s", line_of("", "ed25519.pub"));
	strcat(two, line_of("", "rsa2048.pub"));
	tree_text(tree, "keys.d/brian.keys", two);
	assert_string_equal(box_play(box, trial_keys), "");
	assert_int_equal(box->inquiry.open_count, 2);
	box_close(box);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(opens_with_a_key_of_the_store),
		tree_test(names_keyholes_own_reason_for_each_key),
		tree_test(names_the_command_that_gives_an_expired_key_another_end),
		tree_test(puts_a_caret_under_the_fault_of_a_line),
		tree_test(uses_nothing_of_a_key_that_was_cut_off),
		tree_test(holds_from_against_the_clients_address),
		tree_test(says_that_the_grant_has_not_the_address),
		tree_test(makes_nobodys_key_no_way_past_the_grants),
		tree_test(names_no_grant_for_a_certificate),
		tree_test(has_a_step_for_the_first_of_very_many_keys),
		tree_test(keeps_the_step_of_the_key_that_came_furthest_of_very_many),
		tree_test(wants_a_command_for_root_where_sshd_does),
		tree_test(asks_sshd_about_the_size_of_an_rsa_key),
		tree_test(finds_a_key_in_sshds_own_list_of_revoked_ones),
		tree_test(says_whose_key_it_is_that_was_asked_for),
		tree_test(says_of_a_key_that_nobody_has_that_it_is_revoked),
		tree_test(lets_the_list_of_sshds_weigh_more_than_that_nobody_has_the_key),
		tree_test(a_strangers_revoked_key_in_the_own_file_hides_no_other_cause),
		tree_test(says_of_nobody_in_particular_that_there_is_no_key),
		tree_test(knows_a_key_by_its_fingerprint_too),
		tree_test(finds_keys_in_the_accounts_own_files_first),
		tree_test(reads_no_file_that_strict_modes_refuses),
		tree_test(whether_a_certificate_opens_is_left_to_sshd),
		tree_test(says_which_restriction_the_own_file_strips),
		tree_test(believes_the_command_more_than_its_own_eyes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
