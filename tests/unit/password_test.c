/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/password.h"

#include "inquiry_box.h"

/* One of Debian's, as crypt(3) makes them. */
#define HASH "$y$j9T$x$y1234567890"

/* What sshd says, and whether it would take the password then. */
static bool takes(struct inquiry_box *box, const char *says, uid_t uid, const char *hash)
{
	char password[64];
	struct spwd entry = box->inquiry.shadow;
	snprintf(password, sizeof password, "%s", hash);
	entry.sp_pwdp = password;
	box_sshd(box, says);
	return password_is_taken(&box->inquiry.effective, uid, &entry);
}

static void is_taken_where_sshd_offers_it_alone(void **state)
{
	static const struct {
		const char *says;
		bool taken;
	} rows[] = {{"passwordauthentication yes\n", true}, {"passwordauthentication no\n", false},
		{"kbdinteractiveauthentication yes\n", true},
		{"usepam no\nkbdinteractiveauthentication yes\n", false},
		{"usepam no\npasswordauthentication yes\n", true},
		{"passwordauthentication yes\nauthenticationmethods publickey\n", false},
		{"passwordauthentication yes\nauthenticationmethods publickey,password\n", false},
		{"passwordauthentication yes\nauthenticationmethods publickey password\n", true},
		{"passwordauthentication yes\nauthenticationmethods keyboard-interactive:pam\n",
			true},
		{"passwordauthentication yes\nauthenticationmethods passwords\n", false}};
	struct inquiry_box *box = box_open(*state);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (takes(box, rows[i].says, 1001, HASH) != rows[i].taken)
			fail_msg("%s", rows[i].says);
	box_close(box);
}

static void is_taken_where_it_can_be_typed(void **state)
{
	static const char says[] = "passwordauthentication yes\n";
	struct inquiry_box *box = box_open(*state);
	assert_false(takes(box, says, 1001, "!" HASH));
	assert_false(takes(box, says, 1001, "*"));
	assert_false(takes(box, says, 1001, "x"));
	assert_false(takes(box, says, 1001, ""));
	assert_true(takes(box, "passwordauthentication yes\npermitemptypasswords yes\n", 1001, ""));
	assert_false(takes(box, says, 0, HASH));
	assert_true(takes(box, "permitrootlogin yes\npasswordauthentication yes\n", 0, HASH));
	box->inquiry.shadow.sp_expire = 1;
	assert_false(takes(box, says, 1001, HASH));
	box_close(box);
}

/* Whether trial_password says so. */
static bool says_it(struct inquiry_box *box)
{
	size_t before = box->inquiry.steps.count;
	trial_password(&box->inquiry);
	const struct step *last = &box->inquiry.steps.step[box->inquiry.steps.count - 1];
	bool said = box->inquiry.steps.count > before;
	if (said)
		assert_string_equal(last->what, "sshd would take a password of brian's too");
	return said;
}

static void is_spoken_of_where_a_key_alone_is_kept_out(void **state)
{
	static char hash[] = HASH;
	struct inquiry_box *box = box_open(*state);
	struct step_list *steps = &box->inquiry.steps;
	box->inquiry.shadow.sp_pwdp = hash;
	box_sshd(box, "passwordauthentication yes\n");
	step_add(steps, "key", STEP_CLOSED, "no-such-key", "x");
	assert_true(says_it(box));
	box->inquiry.open_count = 1;
	assert_false(says_it(box));
	step_add(steps, "pam", STEP_UNKNOWN, "pam-asks", "x");
	assert_false(says_it(box));
	step_add(steps, "methods", STEP_REFUSED, "pubkey-off", "x");
	assert_true(says_it(box));
	step_add(steps, "pam", STEP_REFUSED, "nologin", "x");
	assert_false(says_it(box));
	box_close(box);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(is_taken_where_sshd_offers_it_alone),
		tree_test(is_taken_where_it_can_be_typed),
		tree_test(is_spoken_of_where_a_key_alone_is_kept_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
