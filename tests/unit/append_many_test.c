/* SPDX-License-Identifier: Apache-2.0 */
/* Many writers of one log at once, and writers that are killed at any moment. */
/* link: -Wl,--wrap=fdatasync */
#include "tests/unit/chain_check.h"

#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define WRITERS 64
#define EACH 200
#define KILLED_APPENDS 10000

int __wrap_fdatasync(int fd);

/* What a disk would do, and how long it takes, is not what is seen here. */
int __wrap_fdatasync(int fd)
{
	(void)fd;
	return 0;
}

/* Waits for a child that has to have ended well. */
static void reap(pid_t child)
{
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("a writer ended with status %x", (unsigned)status);
}

/* Appends the records of one writer; gives an exit status, since a child must not fail a test. */
static int write_all(struct tree *tree, int writer)
{
	for (int i = 0; i < EACH; i++) {
		char account[32];
		snprintf(account, sizeof account, "w%d-%d", writer, i);
		if (log_append(tree, account) != 0) {
			fprintf(stderr, "%s\n", note.text);
			return 1;
		}
	}
	return 0;
}

/* Renames the log as logrotate does: the oldest first. */
static void rotate(struct tree *tree, int rotations)
{
	for (int i = rotations; i >= 0; i--) {
		char from[512], to[512];
		snprintf(from, sizeof from, i > 0 ? "%s/" LOGINS ".%d" : "%s/" LOGINS, tree->root,
			i);
		snprintf(to, sizeof to, "%s/" LOGINS ".%d", tree->root, i + 1);
		assert_int_equal(rename(from, to), 0);
	}
}

/* Makes the log anew behind a rename, as logrotate does that was told to; a writer may be first. */
static void make_anew(struct tree *tree)
{
	int fd = open(tree_path(tree, LOGINS), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	if (fd >= 0)
		close(fd);
}

/* Waits until the log has this many bytes. */
static void wait_for_bytes(struct tree *tree, off_t bytes)
{
	struct stat st = {0};
	while (stat(tree_path(tree, LOGINS), &st) != 0 || st.st_size < bytes)
		sched_yield();
}

/* Has 64 processes write, the log being renamed twice meanwhile, and once made anew. */
static void write_at_once(struct tree *tree, struct chain_check *check)
{
	static bool seen[WRITERS][EACH];
	pid_t children[WRITERS];
	memset(seen, 0, sizeof seen);
	for (int writer = 0; writer < WRITERS; writer++)
		if ((children[writer] = fork()) == 0)
			_exit(write_all(tree, writer));
	for (int i = 0; i < 2; i++) {
		wait_for_bytes(tree, 500000);
		rotate(tree, i);
		if (i == 1)
			make_anew(tree);
	}
	for (int writer = 0; writer < WRITERS; writer++)
		reap(children[writer]);
	chain_check_log(check, tree);
	assert_int_equal(check->torn, 0);
	size_t count = 0;
	for (size_t i = 1; i <= check->seq; i++) {
		int writer, record;
		if (sscanf(check->account[i], "w%d-%d", &writer, &record) != 2)
			continue;
		assert_false(seen[writer][record]);
		assert_true(record == 0 || seen[writer][record - 1]);
		seen[writer][record] = true;
		count++;
	}
	assert_int_equal(count, WRITERS * EACH);
}

static void sixty_four_writers_and_rotations_make_one_chain(void **state)
{
	struct chain_check *check = chain_check_new();
	write_at_once(*state, check);
	assert_int_equal(check->seq, WRITERS * EACH);
}

static void sixty_four_writers_and_rotations_make_one_sealed_chain(void **state)
{
	struct chain_check *check = chain_check_new();
	chain_check_seal(*state, false, check);
	write_at_once(*state, check);
	assert_int_equal(check->seq, WRITERS * EACH + 1);
	assert_int_equal(check->epoch, 1);
}

/* How many records the writers have said to be there: shared with them. */
static volatile int *said;

/* Appends until it is killed, and says after each record that it is on the disk. */
static void write_for_ever(struct tree *tree, int writer)
{
	for (int i = 0;; i++) {
		char account[32];
		snprintf(account, sizeof account, "k%d-%d", writer, i);
		if (log_append(tree, account) != 0)
			_exit(1);
		*said = i + 1;
	}
}

/* Kills a writer some time after it began; how many records it had said to be there. */
static int kill_one(struct tree *tree, int writer)
{
	int status;
	*said = 0;
	pid_t child = fork();
	if (child == 0)
		write_for_ever(tree, writer);
	while (*said == 0)
		sched_yield();
	for (volatile long spin = random() % 1000000; spin > 0; spin--)
		continue;
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	return *said;
}

/* Kills writers until so many records were said to be there, and sees that each is, once, and at
 * most one more of each writer. */
static void kill_many(struct tree *tree, struct chain_check *check)
{
	static int promised[KILLED_APPENDS], found[KILLED_APPENDS];
	int writers = 0;
	memset(found, 0, sizeof found);
	srandom(7);
	for (int sum = 0; sum < KILLED_APPENDS; writers++)
		sum += promised[writers] = kill_one(tree, writers);
	log_add(tree, "last");
	chain_check_log(check, tree);
	for (size_t i = 1; i <= check->seq; i++) {
		int writer, record;
		if (sscanf(check->account[i], "k%d-%d", &writer, &record) == 2)
			assert_int_equal(record, found[writer]++);
	}
	for (int writer = 0; writer < writers; writer++)
		assert_true(
			found[writer] == promised[writer] || found[writer] == promised[writer] + 1);
	assert_int_equal(chain_check_count(check, "last"), 1);
	assert_true(check->torn <= (size_t)writers);
	assert_true(writers > 50);
}

static void killed_writers_lose_and_double_nothing(void **state)
{
	kill_many(*state, chain_check_new());
}

static void killed_writers_of_a_sealed_log_lose_and_double_nothing(void **state)
{
	struct chain_check *check = chain_check_new();
	chain_check_seal(*state, false, check);
	kill_many(*state, check);
	assert_int_equal(check->epoch, 1);
}

/* Makes the log's folders, and what the children tell by. */
static int setup(void **state)
{
	said = mmap(NULL, sizeof *said, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return said == MAP_FAILED ? -1 : log_setup(state);
}

#define many_test(name) cmocka_unit_test_setup_teardown(name, setup, tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		many_test(sixty_four_writers_and_rotations_make_one_chain),
		many_test(sixty_four_writers_and_rotations_make_one_sealed_chain),
		many_test(killed_writers_lose_and_double_nothing),
		many_test(killed_writers_of_a_sealed_log_lose_and_double_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
