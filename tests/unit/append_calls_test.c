/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked of the system for one record of a sealed log, and what others do between the asking. */
/* link: -Wl,--wrap=openat,--wrap=lstat,--wrap=fcntl */
#include "tests/unit/chain_check.h"

#include "audit/turn.h"

#include <sys/wait.h>

#define CALLS_MAX 64

int __real_openat(int folder, const char *name, int flags, ...);
int __real_lstat(const char *path, struct stat *st);
int __real_fcntl(int fd, int command, ...);

int __wrap_openat(int folder, const char *name, int flags, mode_t mode);
int __wrap_lstat(const char *path, struct stat *st);
int __wrap_fcntl(int fd, int command, void *argument);

static struct chain_check *check;

/* What was asked for since the last look. */
static struct {
	char looked_at[CALLS_MAX][256], opened[CALLS_MAX][256];
	int looks, opens, opens_in_turn;
	bool in_turn;
} asked;

/* What others do before the turn is given. */
static void (*before_turn)(struct tree *tree);
static struct tree *shared;

int __wrap_openat(int folder, const char *name, int flags, mode_t mode)
{
	assert_true(asked.opens < CALLS_MAX);
	snprintf(asked.opened[asked.opens++], sizeof *asked.opened, "%s", name);
	asked.opens_in_turn += asked.in_turn;
	return __real_openat(folder, name, flags, mode);
}

int __wrap_lstat(const char *path, struct stat *st)
{
	assert_true(asked.looks < CALLS_MAX);
	snprintf(asked.looked_at[asked.looks++], sizeof *asked.looked_at, "%s", path);
	return __real_lstat(path, st);
}

int __wrap_fcntl(int fd, int command, void *argument)
{
	const struct flock *lock = argument;
	void (*others)(struct tree * tree) = before_turn;
	if (command != F_OFD_SETLK || lock->l_start != 0)
		return __real_fcntl(fd, command, argument);
	before_turn = NULL;
	if (others)
		others(shared);
	asked.in_turn = lock->l_type == F_WRLCK;
	return __real_fcntl(fd, command, argument);
}

/* Makes a log of one record. */
static int setup_plain(void **state)
{
	if (log_setup(state) != 0)
		return -1;
	before_turn = NULL;
	check = chain_check_new();
	log_add(*state, "ann");
	return 0;
}

/* Makes a sealed log of two records. */
static int setup(void **state)
{
	if (setup_plain(state) != 0)
		return -1;
	chain_check_seal(*state, false, check);
	return 0;
}

/* Appends one record, and keeps what was asked for. */
static void add_asking(struct tree *tree)
{
	memset(&asked, 0, sizeof asked);
	log_add(tree, "bob");
	assert_string_equal(note.text, "");
}

static void looks_at_no_folder_twice(void **state)
{
	add_asking(*state);
	assert_true(asked.looks >= 5);
	for (int i = 0; i < asked.looks; i++)
		for (int j = 0; j < i; j++)
			assert_string_not_equal(asked.looked_at[i], asked.looked_at[j]);
}

/* How often a name was opened. */
static int opened(const char *name)
{
	int count = 0;
	for (int i = 0; i < asked.opens; i++)
		count += strcmp(asked.opened[i], name) == 0;
	return count;
}

static void opens_each_file_once_and_in_its_turn_only_the_log(void **state)
{
	add_asking(*state);
	assert_int_equal(opened(TURN_FILE), 1);
	assert_int_equal(opened(STATE_FILE), 2); /* the run state and the checkpoint */
	assert_int_equal(opened(APPEND_LOGINS), 1);
	assert_int_equal(asked.opens, 4);
	assert_int_equal(asked.opens_in_turn, 1);
}

/* Has another process append a record. */
static void append_elsewhere(struct tree *tree)
{
	int status;
	pid_t child = fork();
	if (child == 0)
		_exit(log_append(tree, "other") != 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* Has another process append a record after the run state was lost. */
static void lose_run_state_and_append(struct tree *tree)
{
	assert_int_equal(unlink(tree_path(tree, "run/" STATE_FILE)), 0);
	append_elsewhere(tree);
}

/* Has another process append a record after the checkpoint was lost. */
static void lose_checkpoint_and_append(struct tree *tree)
{
	assert_int_equal(unlink(tree_path(tree, "state/" STATE_FILE)), 0);
	append_elsewhere(tree);
}

/* Seals the log elsewhere, and lets the judge know the key. */
static void seal_elsewhere(struct tree *tree)
{
	chain_check_seal(tree, false, check);
}

/* Renews the seal elsewhere, and lets the judge know the new key. */
static void renew_elsewhere(struct tree *tree)
{
	chain_check_seal(tree, true, check);
}

/* Appends while others do something between the opening and the turn, and sees that the log is whole
 * and goes on so. */
static void add_behind(struct tree *tree, void (*others)(struct tree *tree), uint64_t records)
{
	shared = tree;
	before_turn = others;
	memset(&asked, 0, sizeof asked);
	log_add(tree, "bob");
	assert_string_equal(note.text, "");
	assert_null(before_turn);
	memset(&asked, 0, sizeof asked);
	log_add(tree, "cleo");
	assert_string_equal(note.text, "");
	chain_check_log(check, tree);
	chain_check_judge(check, tree);
	assert_int_equal(check->seq, records);
	assert_true(check->epoch > 0);
}

static void a_record_that_others_write_while_it_waits_is_followed(void **state)
{
	add_behind(*state, append_elsewhere, 5);
}

static void a_run_state_that_others_make_while_it_waits_is_found(void **state)
{
	assert_int_equal(unlink(tree_path(*state, "run/" STATE_FILE)), 0);
	add_behind(*state, append_elsewhere, 5);
}

static void a_run_state_that_is_lost_while_it_waits_is_made_good(void **state)
{
	add_behind(*state, lose_run_state_and_append, 5);
}

static void a_checkpoint_that_is_lost_while_it_waits_is_made_good(void **state)
{
	add_behind(*state, lose_checkpoint_and_append, 5);
}

static void a_checkpoint_that_others_make_while_it_waits_is_found(void **state)
{
	assert_int_equal(unlink(tree_path(*state, "state/" STATE_FILE)), 0);
	add_behind(*state, append_elsewhere, 5);
}

static void a_seal_that_begins_while_it_waits_is_found(void **state)
{
	add_behind(*state, seal_elsewhere, 4);
}

static void a_seal_that_is_renewed_while_it_waits_is_the_new_one(void **state)
{
	add_behind(*state, renew_elsewhere, 6);
	assert_int_equal(check->epoch, 2);
}

#define calls_test(name) cmocka_unit_test_setup_teardown(name, setup, tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		calls_test(looks_at_no_folder_twice),
		calls_test(opens_each_file_once_and_in_its_turn_only_the_log),
		calls_test(a_record_that_others_write_while_it_waits_is_followed),
		calls_test(a_run_state_that_others_make_while_it_waits_is_found),
		calls_test(a_run_state_that_is_lost_while_it_waits_is_made_good),
		calls_test(a_checkpoint_that_is_lost_while_it_waits_is_made_good),
		calls_test(a_checkpoint_that_others_make_while_it_waits_is_found),
		cmocka_unit_test_setup_teardown(
			a_seal_that_begins_while_it_waits_is_found, setup_plain, tree_teardown),
		calls_test(a_seal_that_is_renewed_while_it_waits_is_the_new_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
