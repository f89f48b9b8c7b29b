/* SPDX-License-Identifier: Apache-2.0 */
/* Files of keys that are named on the command line, and what is none. */
#include "sandbox.h"

#include "admin/handed.h"
#include "admin/proof/key_file.h"
#include "admin/store/given.h"
#include "admin/store/intake.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/wait.h>

static struct sandbox box;
static char text[16];
static size_t len;
static struct note note;

/* Begins with a folder. */
static int setup(void **state)
{
	(void)state;
	sandbox_open(&box);
	return 0;
}

/* Removes it. */
static int teardown(void **state)
{
	(void)state;
	sandbox_close(&box);
	return 0;
}

/* Reads a file, and expects how that ends and what is said of it. */
static void expect(const char *file, int result, const char *part)
{
	assert_int_equal(handed_read(file, text, sizeof text, &len, &note), result);
	if (result != 0 && !strstr(note.text, part))
		fail_msg("it said: %s", note.text);
	if (result == 0)
		assert_true(len == strlen(part) && memcmp(text, part, len) == 0);
}

/* A pipe in which there is a text, and nobody who writes to it any more. */
static int filled(const char *words)
{
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], words, strlen(words)), strlen(words));
	close(ends[1]);
	return ends[0];
}

static void a_file_is_read_to_its_end(void **state)
{
	(void)state;
	sandbox_write(&box, "keys", "abc\n");
	expect(sandbox_path(&box, "keys"), 0, "abc\n");
	sandbox_write(&box, "keys", "");
	expect(sandbox_path(&box, "keys"), 0, "");
	expect(sandbox_path(&box, "none"), -ENOENT, "none: No such file");
}

static void one_that_is_too_long_is_refused(void **state)
{
	(void)state;
	sandbox_write(&box, "keys", "123456789012345");
	expect(sandbox_path(&box, "keys"), 0, "123456789012345");
	sandbox_write(&box, "keys", "1234567890123456");
	expect(sandbox_path(&box, "keys"), -EFBIG, "keys has 16 bytes or more");
}

static void nobody_waits_for_a_named_pipe(void **state)
{
	(void)state;
	struct given given;
	struct intake intake;
	const char *path = sandbox_path(&box, "pipe");
	assert_int_equal(mkfifo(path, 0600), 0);
	expect(path, -EINVAL, "pipe is a named pipe, not a file of keys; use - and a pipe");
	assert_int_equal(given_read(path, &given, &note), -EINVAL);
	assert_int_equal(key_file_read(path, NULL, &note), -EINVAL);
	assert_int_equal(intake_read(path, &intake, &note), -EINVAL);
	intake_free(&intake);
}

static void a_device_or_a_folder_is_refused(void **state)
{
	(void)state;
	expect("/dev/zero", -EINVAL, "/dev/zero is a device, not a file of keys");
	expect(box.folder, -EINVAL, "is a folder, not a file of keys");
}

static void what_a_shell_has_opened_is_read(void **state)
{
	(void)state;
	static const char *const folders[] = {"/dev/fd", "/proc/self/fd"};
	char name[64];
	for (size_t i = 0; i < 2; i++) {
		int fd = filled("abc");
		snprintf(name, sizeof name, "%s/%d", folders[i], fd);
		expect(name, 0, "abc");
		close(fd);
		expect(name, -ENOENT, "sudo closes what <(...) opens; use - and a pipe");
	}
}

static void what_is_open_is_waited_for(void **state)
{
	(void)state;
	char name[64];
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	snprintf(name, sizeof name, "/dev/fd/%d", ends[0]);
	pid_t child = fork();
	if (child == 0) {
		/* By then the other process has most likely begun to read. */
		for (int i = 0; i < 100; i++)
			sched_yield();
		_exit(write(ends[1], "abc", 3) == 3 ? 0 : 1);
	}
	close(ends[1]);
	expect(name, 0, "abc");
	close(ends[0]);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static void standard_input_may_be_a_pipe(void **state)
{
	(void)state;
	int input = dup(STDIN_FILENO), fd = filled("abc");
	dup2(fd, STDIN_FILENO);
	close(fd);
	expect("-", 0, "abc");
	dup2(input, STDIN_FILENO);
	close(input);
	assert_string_equal(handed_name("-"), "standard input");
}

static void standard_input_that_does_not_wait_is_waited_for(void **state)
{
	(void)state;
	int ends[2], input = dup(STDIN_FILENO);
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	pid_t child = fork();
	if (child == 0) {
		for (int i = 0; i < 100; i++)
			sched_yield();
		_exit(write(ends[1], "abc", 3) == 3 ? 0 : 1);
	}
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	expect("-", 0, "abc");
	assert_int_equal(fcntl(STDIN_FILENO, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
	dup2(input, STDIN_FILENO);
	close(input);
	close(ends[0]);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static void another_way_to_what_is_open_is_no_exception(void **state)
{
	(void)state;
	int fd = filled("abc");
	char link[256], name[64];
	snprintf(name, sizeof name, "/dev/fd/%d", fd);
	snprintf(link, sizeof link, "%s", sandbox_path(&box, "link"));
	assert_int_equal(symlink(name, link), 0);
	expect(link, -EINVAL, "is a named pipe");
	snprintf(name, sizeof name, "/dev/fd/%d/../%d", fd, fd);
	assert_int_not_equal(handed_read(name, text, sizeof text, &len, &note), 0);
	close(fd);
}

#define handed_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		handed_test(a_file_is_read_to_its_end),
		handed_test(one_that_is_too_long_is_refused),
		handed_test(nobody_waits_for_a_named_pipe),
		handed_test(a_device_or_a_folder_is_refused),
		handed_test(what_a_shell_has_opened_is_read),
		handed_test(what_is_open_is_waited_for),
		handed_test(standard_input_may_be_a_pipe),
		handed_test(standard_input_that_does_not_wait_is_waited_for),
		handed_test(another_way_to_what_is_open_is_no_exception),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
