/* SPDX-License-Identifier: Apache-2.0 */
/* Many writers of one log at once, and writers that are killed. */
#include "tests/unit/log_tree.h"

#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>

#define WRITERS 8
#define EACH 200
#define ROTATIONS 3
#define KILLS 150

/* What each record of a log was about, in the order of the log. */
struct story {
	size_t count, unread;
	int64_t time;
	char account[WRITERS * EACH + 1][16];
};

/* Waits for a child that has to have ended well. */
static void reap(pid_t child)
{
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* Appends the records of one writer; gives an exit status, since a child must not fail a test. */
static int write_all(struct tree *tree, int writer)
{
	for (int i = 0; i < EACH; i++) {
		char account[16];
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

/* Waits until the log has this many bytes. */
static void wait_for_bytes(struct tree *tree, off_t bytes)
{
	struct stat st = {0};
	while (stat(tree_path(tree, LOGINS), &st) != 0 || st.st_size < bytes)
		usleep(100);
}

/* Reads the log, and sees that the numbers have no gap and no double and that time only grows. */
static void read_story(struct tree *tree, struct story *story)
{
	static struct read_line line;
	struct read_log *log;
	memset(story, 0, sizeof *story);
	assert_int_equal(read_open(log_place(tree).log_dir, APPEND_LOGINS, &log, &note), 0);
	while (read_next(log, &line, &note) > 0) {
		story->unread += line.bad;
		if (line.bad)
			continue;
		story->count++;
		assert_int_equal(line.event.seq, story->count);
		assert_true(line.event.time >= story->time);
		story->time = line.event.time;
		if (story->count <= WRITERS * EACH)
			snprintf(story->account[story->count], sizeof *story->account, "%.*s",
				(int)line.event.account.len, line.event.account.data);
	}
	read_close(log);
}

static void eight_writers_and_a_rotation_lose_and_double_nothing(void **state)
{
	static struct story story;
	static bool seen[WRITERS][EACH];
	pid_t children[WRITERS];
	for (int writer = 0; writer < WRITERS; writer++)
		if ((children[writer] = fork()) == 0)
			_exit(write_all(*state, writer));
	for (int i = 0; i < ROTATIONS; i++) {
		wait_for_bytes(*state, 20000);
		rotate(*state, i);
	}
	for (int writer = 0; writer < WRITERS; writer++)
		reap(children[writer]);
	read_story(*state, &story);
	assert_int_equal(story.count, WRITERS * EACH);
	assert_int_equal(story.unread, 0);
	for (size_t i = 1; i <= story.count; i++) {
		int writer, record;
		assert_int_equal(sscanf(story.account[i], "w%d-%d", &writer, &record), 2);
		assert_false(seen[writer][record]);
		assert_true(record == 0 || seen[writer][record - 1]);
		seen[writer][record] = true;
	}
}

/* Appends until it is killed, and says after each record that it is on the disk. */
static void write_for_ever(struct tree *tree, int said)
{
	for (;;)
		if (log_append(tree, "victim") != 0 || write(said, "x", 1) != 1)
			_exit(1);
}

/* Kills a writer some time after its first record; how many records it had said to be there. */
static size_t kill_one(struct tree *tree)
{
	int said[2];
	char bytes[4096];
	assert_int_equal(pipe(said), 0);
	pid_t child = fork();
	if (child == 0)
		write_for_ever(tree, said[1]);
	close(said[1]);
	assert_int_equal(read(said[0], bytes, 1), 1);
	usleep((useconds_t)(random() % 1500));
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	size_t count = 1;
	for (ssize_t got; (got = read(said[0], bytes, sizeof bytes)) > 0;)
		count += (size_t)got;
	close(said[0]);
	return count;
}

static void a_killed_writer_loses_nothing_that_was_said_to_be_written(void **state)
{
	static struct story story;
	size_t said = 0;
	srandom(7);
	for (int i = 0; i < KILLS; i++)
		said += kill_one(*state);
	log_add(*state, "last");
	read_story(*state, &story);
	assert_true(story.unread <= KILLS);
	assert_true(story.count > said && story.count <= said + KILLS + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		log_test(eight_writers_and_a_rotation_lose_and_double_nothing),
		log_test(a_killed_writer_loses_nothing_that_was_said_to_be_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
