/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=access,--wrap=origin_find */
#include "admin/why/mend.h"

#include "inquiry_box.h"
#include "server/origin.h"

#define INSTALLED "/usr/share/keyhole/"

int __real_access(const char *path, int mode);
int __wrap_access(const char *path, int mode);
bool __wrap_origin_find(
	const char *folder, const char *keyword, const char *value, struct origin *origin);

/* What is installed is there, and nothing of it in its place. */
int __wrap_access(const char *path, int mode)
{
	if (strncmp(path, INSTALLED, strlen(INSTALLED)) == 0)
		return 0;
	return strncmp(path, "/etc/ssh/", 9) == 0 ? -1 : __real_access(path, mode);
}

/* No file has any setting. */
bool __wrap_origin_find(
	const char *folder, const char *keyword, const char *value, struct origin *origin)
{
	(void)folder, (void)keyword, (void)value, (void)origin;
	return false;
}

static void makes_the_list_of_revoked_keys_before_sshd_is_told_of_it(void **state)
{
	struct inquiry_box *box = box_open(*state);
	struct step *step = step_add(&box->inquiry.steps, "x", STEP_CLOSED, "fault", "x");
	const char *const first = "keyhole revoke --rebuild && cp /usr/share/keyhole/";
	assert_true(mend_drop_in(step, &box->inquiry));
	assert_int_equal(strncmp(step->mend, first, strlen(first)), 0);
	mend_set(step, &box->inquiry, "RevokedKeys", "none", "/etc/keyhole/revoked.krl");
	assert_int_equal(strncmp(step->mend, "keyhole revoke --rebuild && echo ", 33), 0);
	mend_set(step, &box->inquiry, "UsePAM", "no", "yes");
	assert_int_equal(strncmp(step->mend, "echo ", 5), 0);
	tree_text(*state, "revoked.krl", "");
	assert_true(mend_drop_in(step, &box->inquiry));
	assert_int_equal(strncmp(step->mend, "cp ", 3), 0);
	mend_set(step, &box->inquiry, "RevokedKeys", "none", "/etc/keyhole/revoked.krl");
	assert_int_equal(strncmp(step->mend, "echo ", 5), 0);
	box_close(box);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(makes_the_list_of_revoked_keys_before_sshd_is_told_of_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
