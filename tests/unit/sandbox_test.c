/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/tree.h"

#include "keys_command/sandbox.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* What a process in the sandbox is to try; gives 0, or the number of the error it met. */
typedef int (*attempt)(struct tree *tree);

/* Opens a file of the tree. */
static int open_in(struct tree *tree, const char *name, int flags)
{
	int fd = open(tree_path(tree, name), flags | O_CLOEXEC, 0600);
	return fd < 0 ? errno : 0;
}

/* Lets a process of its own enter the sandbox of a store in the tree, and try. */
static int try_inside(struct tree *tree, attempt try)
{
	char keys[600], log[600];
	struct settings settings;
	settings_init(&settings);
	strcpy(keys, tree_path(tree, "keys.d"));
	strcpy(log, tree_path(tree, "log"));
	settings.keys_dir = keys;
	settings.log_dir = log;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		sandbox_enter(&settings);
		_exit(try(tree));
	}
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* A store with a key and both logs. */
static struct tree *store(void **state)
{
	struct tree *tree = *state;
	tree_folder(tree, "keys.d", 0755);
	tree_folder(tree, "log", 0755);
	tree_text(tree, "keys.d/brian.keys", "key");
	tree_text(tree, "log/offers.jsonl", "");
	tree_text(tree, "log/logins.jsonl", "");
	tree_text(tree, "secret", "secret");
	return tree;
}

/* Whether this kernel has landlock; where it has not, the test is named as skipped. */
static bool has_landlock(const char *test)
{
	if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1) >= 1)
		return true;
	fprintf(stderr, "SKIPPED, since this kernel has no landlock: %s\n", test);
	return false;
}

/* Reads a key, as every decision does. */
static int read_key(struct tree *tree)
{
	return open_in(tree, "keys.d/brian.keys", O_RDONLY);
}

/* Opens the list of offers as a refusal does. */
static int append_offer(struct tree *tree)
{
	return open_in(tree, "log/offers.jsonl", O_RDWR | O_APPEND);
}

/* Opens root's log. */
static int write_logins(struct tree *tree)
{
	return open_in(tree, "log/logins.jsonl", O_WRONLY | O_APPEND);
}

/* Changes a key. */
static int write_key(struct tree *tree)
{
	return open_in(tree, "keys.d/brian.keys", O_WRONLY);
}

/* Makes a key. */
static int make_key(struct tree *tree)
{
	return open_in(tree, "keys.d/new.keys", O_WRONLY | O_CREAT);
}

/* Reads what is none of its business. */
static int read_secret(struct tree *tree)
{
	return open_in(tree, "secret", O_RDONLY);
}

/* Reads the time zone, which an expiry-time without a Z takes. */
static int read_time_zone(struct tree *tree)
{
	(void)tree;
	int fd = open("/etc/localtime", O_RDONLY | O_CLOEXEC);
	return fd < 0 && errno != ENOENT ? errno : 0;
}

/* Becomes another program. */
static int execute(struct tree *tree)
{
	(void)tree;
	execl("/bin/true", "true", (char *)NULL);
	return errno;
}

/* Says whether a set-uid program could give it more rights. */
static int gain_privileges(struct tree *tree)
{
	(void)tree;
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? EPERM : 0;
}

static void a_decision_can_read_keys_and_record_an_offer(void **state)
{
	struct tree *tree = store(state);
	assert_int_equal(try_inside(tree, read_key), 0);
	assert_int_equal(try_inside(tree, append_offer), 0);
	assert_int_equal(try_inside(tree, read_time_zone), 0);
}

static void nothing_else_can_be_read_written_made_or_executed(void **state)
{
	struct tree *tree = store(state);
	if (!has_landlock(__func__))
		return;
	assert_int_equal(try_inside(tree, write_logins), EACCES);
	assert_int_equal(try_inside(tree, write_key), EACCES);
	assert_int_equal(try_inside(tree, make_key), EACCES);
	assert_int_equal(try_inside(tree, read_secret), EACCES);
	assert_int_equal(try_inside(tree, execute), EACCES);
}

static void no_privileges_can_be_gained(void **state)
{
	assert_int_equal(try_inside(store(state), gain_privileges), EPERM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(a_decision_can_read_keys_and_record_an_offer),
		tree_test(nothing_else_can_be_read_written_made_or_executed),
		tree_test(no_privileges_can_be_gained),
	};
	return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
