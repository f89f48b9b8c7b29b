/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=child_clock,--wrap=nanosleep */
/* Which processes are connections that nobody was let in by yet. */
#include "admin/enable/arrivals.h"

#include "tree.h"

#include <time.h>

long long __wrap_child_clock(void);
int __wrap_nanosleep(const struct timespec *wanted, struct timespec *left);

static struct tree *tree;
static long long now;
static int naps, leaves_after;

/* The time that was slept. */
long long __wrap_child_clock(void)
{
	return now;
}

/* Lets the time go by; after some naps the connection has ended. */
int __wrap_nanosleep(const struct timespec *wanted, struct timespec *left)
{
	(void)left;
	now += wanted->tv_sec * 1000 + wanted->tv_nsec / 1000000;
	if (++naps == leaves_after)
		unlink(tree_path(tree, "4711/cmdline"));
	return 0;
}

/* Gives a process a title, and says whether it is one. */
static bool counts(const char *title, size_t len)
{
	tree_bytes(tree, "4711/cmdline", 0644, title, len);
	return arrivals_remain(tree->root);
}

#define counts(title) counts(title, sizeof(title) - 1)

static void knows_connections_of_each_sshd_before_anybody_is_let_in(void **state)
{
	tree = *state;
	tree_folder(tree, "4711", 0755);
	assert_true(counts("sshd: [accepted]\0\0"));
	assert_true(counts("sshd: brian [net]"));
	assert_true(counts("sshd: unknown [net]"));
	assert_true(counts("/usr/sbin/sshd\0-D\0-R"));
	assert_true(counts("/usr/lib/openssh/sshd-session\0-D\0-R\0"));
	assert_true(counts("sshd-session: [rexeced]"));
	assert_true(counts("sshd-session: [accepted]"));
	assert_true(counts("sshd-auth: brian [net]"));
}

static void knows_what_is_none(void **state)
{
	tree = *state;
	tree_folder(tree, "4711", 0755);
	assert_false(counts("sshd: /usr/sbin/sshd -D [listener] 1 of 10-100 startups"));
	assert_false(counts("sshd: brian [priv]"));
	assert_false(counts("sshd-session: brian@pts/0"));
	assert_false(counts("vi\0sshd: [net]"));
	assert_false(counts(""));
	assert_false(arrivals_remain(tree_path(tree, "nowhere")));
	tree_folder(tree, "self", 0755);
	tree_bytes(tree, "self/cmdline", 0644, "sshd: [net]", 11);
	assert_false(arrivals_remain(tree->root));
}

static void waits_until_the_last_has_ended_but_not_for_ever(void **state)
{
	tree = *state;
	tree_folder(tree, "4711", 0755);
	assert_true(counts("sshd: [accepted]"));
	now = naps = 0;
	leaves_after = 3;
	arrivals_await(tree->root);
	assert_int_equal(naps, 3);
	assert_true(counts("sshd: [accepted]"));
	now = naps = leaves_after = 0;
	arrivals_await(tree->root);
	assert_int_equal(now, ARRIVALS_WAIT_MS);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			knows_connections_of_each_sshd_before_anybody_is_let_in, tree_setup,
			tree_teardown),
		cmocka_unit_test_setup_teardown(knows_what_is_none, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(
			waits_until_the_last_has_ended_but_not_for_ever, tree_setup, tree_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
