/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=pread -Wl,--wrap=pthread_create */
/* What a thread reads ahead is what is there, whatever happens meanwhile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/ahead.h"
#include "audit/event.h"
#include "audit/lines.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define SIZE ((size_t)21 * BLOCK_SIZE + 12345)

static char *text;
static int fd;
static atomic_int preads, threads, preads_of_others, signals_open, overrun;
static atomic_int fault_at, refused;
static atomic_int most; /* how many reads there may be */
static pthread_t main_thread;

ssize_t __real_pread(int file, void *out, size_t len, off_t offset);
ssize_t __wrap_pread(int file, void *out, size_t len, off_t offset);
int __real_pthread_create(
	pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *context);
int __wrap_pthread_create(
	pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *context);

/* Counts who reads, and fails where it is to. */
ssize_t __wrap_pread(int file, void *out, size_t len, off_t offset)
{
	sigset_t blocked;
	preads++;
	if (!pthread_equal(pthread_self(), main_thread)) {
		preads_of_others++;
		pthread_sigmask(SIG_BLOCK, NULL, &blocked);
		if (!sigismember(&blocked, SIGTERM) || !sigismember(&blocked, SIGWINCH))
			signals_open = 1;
	}
	if (preads > most)
		overrun = 1;
	if (preads == fault_at)
		return errno = EIO, -1;
	return __real_pread(file, out, len, offset);
}

/* Counts threads, or refuses them. */
int __wrap_pthread_create(
	pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *context)
{
	threads++;
	return refused ? EAGAIN : __real_pthread_create(thread, attributes, run, context);
}

/* Makes a file of lines of all lengths, some longer than any of the log. */
static int make_file(void **state)
{
	(void)state;
	srandom(1);
	preads = threads = preads_of_others = signals_open = overrun = fault_at = refused = 0;
	most = INT_MAX;
	main_thread = pthread_self();
	text = malloc(SIZE);
	fd = memfd_create("lines", MFD_CLOEXEC);
	assert_true(text && fd >= 0);
	for (size_t at = 0; at < SIZE;) {
		size_t len = (size_t)random() % (random() % 50 == 0 ? 3 * EVENT_LINE_MAX : 600);
		for (size_t i = 0; i < len && at < SIZE; i++)
			text[at++] = (char)('a' + random() % 26);
		if (at < SIZE)
			text[at++] = '\n';
	}
	text[SIZE - 1] = 'z';
	assert_int_equal(write(fd, text, SIZE), SIZE);
	return 0;
}

/* Closes the file. */
static int drop_file(void **state)
{
	(void)state;
	free(text);
	close(fd);
	return 0;
}

/* Goes on to the next line; as lines_next, but for LINES_MORE. */
static int next_line(struct lines *lines, struct view *line)
{
	int r;
	do
		r = lines_next(lines, line);
	while (r == LINES_MORE);
	return r;
}

/* Reads the lines of a part with a thread, and sees that they are those of the text, and `expected` of
 * it; gives how it ended. */
static int read_part(struct lines *lines, int64_t first, int64_t last, size_t expected)
{
	const struct seek_part part = {first, last};
	struct view line;
	size_t at = (size_t)first, end = last < (int64_t)SIZE ? (size_t)last : SIZE;
	int r;
	assert_int_equal(lines_begin(lines, fd, false, &part), 0);
	while ((r = next_line(lines, &line)) == LINES_ONE) {
		const char *newline = memchr(text + at, '\n', end - at);
		size_t len = newline ? (size_t)(newline - text) - at : end - at;
		size_t shown = len < EVENT_LINE_MAX ? len : EVENT_LINE_MAX;
		assert_true(view_equal(line, (struct view){text + at, shown}));
		at += len + (newline ? 1 : 0);
	}
	assert_int_equal(at - (size_t)first, expected);
	return r;
}

/* Opens lines that are read ahead. */
static void open_lines(struct lines *lines)
{
	assert_int_equal(lines_open(lines, NULL, true), 0);
}

static void gives_the_lines_of_every_part_of_a_file(void **state)
{
	(void)state;
	struct lines lines;
	open_lines(&lines);
	for (int64_t i = 0; i < 8; i++) {
		int64_t first = i * 100003, last = (int64_t)SIZE - i * 7001;
		assert_int_equal(read_part(&lines, first, last, (size_t)(last - first)), LINES_END);
	}
	assert_int_equal(read_part(&lines, 0, SEEK_TO_THE_END, SIZE), LINES_END);
	assert_int_equal(threads, 9);
	assert_int_equal(preads, preads_of_others);
	assert_false(signals_open);
	lines_close(&lines);
}

static void the_last_two_blocks_are_kept_while_others_are_read(void **state)
{
	(void)state;
	const struct seek_part all = {0, SEEK_TO_THE_END};
	struct ahead *ahead;
	char *block;
	size_t at = 0;
	most = AHEAD_BLOCKS;
	assert_int_equal(ahead_open(fd, &all, &ahead), 0);
	for (int taken = 1; at < SIZE; taken++) {
		most = taken > 2 ? AHEAD_BLOCKS + taken - 2 : AHEAD_BLOCKS;
		ssize_t got = ahead_next(ahead, &block);
		for (int i = 0; i < 1000; i++)
			sched_yield();
		assert_true(got > 0);
		assert_memory_equal(block, text + at, (size_t)got);
		at += (size_t)got;
	}
	assert_false(overrun);
	assert_int_equal(ahead_next(ahead, &block), 0);
	ahead_close(ahead);
}

static void a_short_part_is_read_without_a_thread(void **state)
{
	(void)state;
	struct lines lines;
	open_lines(&lines);
	assert_int_equal(read_part(&lines, 0, 7 * BLOCK_SIZE, 7 * BLOCK_SIZE), LINES_END);
	int64_t first = (int64_t)SIZE - 7 * BLOCK_SIZE;
	assert_int_equal(read_part(&lines, first, SEEK_TO_THE_END, 7 * BLOCK_SIZE), LINES_END);
	assert_int_equal(threads, 0);
	lines_close(&lines);
}

static void nobody_has_a_thread_who_has_not_asked_for_it(void **state)
{
	(void)state;
	struct lines lines;
	assert_int_equal(lines_open(&lines, NULL, false), 0);
	assert_int_equal(read_part(&lines, 0, SEEK_TO_THE_END, SIZE), LINES_END);
	assert_int_equal(threads, 0);
	lines_close(&lines);
}

static void where_there_can_be_no_thread_it_goes_without(void **state)
{
	(void)state;
	struct lines lines;
	refused = 1;
	open_lines(&lines);
	assert_int_equal(read_part(&lines, 5, SEEK_TO_THE_END, SIZE - 5), LINES_END);
	assert_int_equal(threads, 1);
	assert_int_equal(preads_of_others, 0);
	lines_close(&lines);
}

static void may_end_at_any_line(void **state)
{
	(void)state;
	const struct seek_part all = {0, SEEK_TO_THE_END};
	for (int count = 0; count < 3000; count += 199) {
		struct lines lines;
		struct view line;
		open_lines(&lines);
		assert_int_equal(lines_begin(&lines, fd, false, &all), 0);
		for (int i = 0; i < count; i++)
			assert_int_equal(next_line(&lines, &line), LINES_ONE);
		lines_close(&lines);
	}
}

static void a_file_that_grows_meanwhile_is_read_to_an_end_that_it_had(void **state)
{
	(void)state;
	const struct seek_part all = {0, SEEK_TO_THE_END};
	struct lines lines;
	struct view line;
	assert_int_equal(ftruncate(fd, 10 * BLOCK_SIZE + 77), 0);
	open_lines(&lines);
	assert_int_equal(lines_begin(&lines, fd, false, &all), 0);
	assert_int_equal(next_line(&lines, &line), LINES_ONE);
	assert_int_equal(pwrite(fd, text, SIZE, 0), SIZE);
	size_t at = line.len + 1;
	while (next_line(&lines, &line) == LINES_ONE) {
		assert_true(at + line.len <= SIZE);
		assert_memory_equal(line.data, text + at, line.len);
		const char *newline = memchr(text + at, '\n', SIZE - at);
		at = lines.torn ? at + line.len : (size_t)(newline + 1 - text);
	}
	assert_true(at >= 10 * BLOCK_SIZE + 77);
	lines_close(&lines);
}

static void a_file_that_is_cut_meanwhile_ends_there(void **state)
{
	(void)state;
	const struct seek_part all = {0, SEEK_TO_THE_END};
	struct lines lines;
	struct view line;
	open_lines(&lines);
	assert_int_equal(lines_begin(&lines, fd, false, &all), 0);
	assert_int_equal(next_line(&lines, &line), LINES_ONE);
	assert_int_equal(ftruncate(fd, 100), 0);
	int r;
	while ((r = next_line(&lines, &line)) == LINES_ONE)
		;
	assert_int_equal(r, LINES_END);
	lines_close(&lines);
}

static void a_fault_comes_behind_the_lines_before_it(void **state)
{
	(void)state;
	struct lines lines;
	open_lines(&lines);
	const char *before = memrchr(text, '\n', 12 * BLOCK_SIZE);
	fault_at = 13;
	assert_int_equal(read_part(&lines, 0, SEEK_TO_THE_END, (size_t)(before + 1 - text)), -EIO);
	lines_close(&lines);
}

/* Writes lines as this project does, of which some have a needle; gives how many. */
static int write_needles(void)
{
	size_t at = 0;
	int count = 0;
	while (SIZE - at > 1000) {
		bool has = random() % 700 == 0;
		count += has;
		at += (size_t)snprintf(text + at, SIZE - at, "{\"v\":1,\"by\":\"%0*ld%s\"}\n",
			(int)(1 + random() % 600), random() % 10, has ? "brian" : "bria");
	}
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_int_equal(pwrite(fd, text, at, 0), at);
	return count;
}

static void what_is_looked_for_is_found_wherever_it_is(void **state)
{
	(void)state;
	const struct seek_part all = {0, SEEK_TO_THE_END};
	const struct find find = find_open(view_of("brian"));
	struct lines lines;
	struct view line;
	int expected = write_needles(), found = 0;
	assert_int_equal(lines_open(&lines, &find, true), 0);
	assert_int_equal(lines_begin(&lines, fd, false, &all), 0);
	while (next_line(&lines, &line) == LINES_ONE) {
		assert_non_null(memmem(line.data, line.len, "brian", 5));
		found++;
	}
	assert_int_equal(found, expected);
	assert_int_equal(threads, 1);
	lines_close(&lines);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_file, drop_file)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(gives_the_lines_of_every_part_of_a_file),
		TEST(the_last_two_blocks_are_kept_while_others_are_read),
		TEST(a_short_part_is_read_without_a_thread),
		TEST(nobody_has_a_thread_who_has_not_asked_for_it),
		TEST(where_there_can_be_no_thread_it_goes_without),
		TEST(may_end_at_any_line),
		TEST(a_file_that_grows_meanwhile_is_read_to_an_end_that_it_had),
		TEST(a_file_that_is_cut_meanwhile_ends_there),
		TEST(what_is_looked_for_is_found_wherever_it_is),
		TEST(a_fault_comes_behind_the_lines_before_it),
	};
	alarm(60); /* a thread that is waited for in vain ends the test */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
