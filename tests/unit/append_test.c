/* SPDX-License-Identifier: Apache-2.0 */
/* Adding to the log of logins: what it becomes, whatever it was before. */
#include "tests/unit/log_tree.h"
#include "tests/unit/root.h"

#include "audit/tail.h"
#include "audit/turn.h"

#include <sys/sysmacros.h>
#include <time.h>

#define ADM 4

/* Sees that appending fails so, that the note names the path, and that no descriptor is left. */
static void assert_fails(struct tree *tree, int fault, const char *name)
{
	int before = tree_descriptors();
	assert_int_equal(log_append(tree, "brian"), fault);
	assert_says(note, tree_path(tree, name));
	assert_int_equal(tree_descriptors(), before);
}

static void makes_the_log_readable_for_the_folders_group_whatever_the_umask_is(void **state)
{
	struct stat st, folder;
	if (geteuid() == 0)
		assert_int_equal(chown(tree_path(*state, "log"), 0, ADM), 0);
	assert_int_equal(stat(tree_path(*state, "log"), &folder), 0);
	mode_t before = umask(0077);
	log_add(*state, "brian");
	umask(before);
	assert_int_equal(stat(tree_path(*state, LOGINS), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(st.st_gid, folder.st_gid);
}

static void makes_the_lock_for_its_owner_alone(void **state)
{
	struct stat st;
	log_add(*state, "brian");
	assert_int_equal(stat(tree_path(*state, "state/" TURN_FILE), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

static void leaves_the_mode_of_a_log_alone(void **state)
{
	struct stat st;
	tree_bytes(*state, LOGINS, 0600, "", 0);
	log_add(*state, "brian");
	assert_int_equal(stat(tree_path(*state, LOGINS), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

static void numbers_the_records_and_tells_their_number_and_time(void **state)
{
	static struct event event;
	struct append_place place = log_place(*state);
	int64_t before = (int64_t)time(NULL) * 1000000;
	for (int seq = 1; seq <= 3; seq++) {
		event_init(&event, EVENT_LOGOUT);
		assert_int_equal(append_login(&place, &event, &note), 0);
		assert_int_equal(event.seq, seq);
		assert_true(event.time >= before && event.time < before + 60 * 1000000);
		before = event.time;
	}
	assert_string_equal(log_story(*state), "1 logout 2 logout 3 logout");
}

static void leaves_no_descriptor_open(void **state)
{
	log_add(*state, "brian");
	int before = tree_descriptors();
	log_add(*state, "brian");
	assert_int_equal(tree_descriptors(), before);
}

static void a_torn_line_is_kept_and_the_record_begins_on_a_new_one(void **state)
{
	static const char torn[] = "{\"v\":1,\"seq\":7,\"ti";
	log_add(*state, "ann");
	int fd = open(tree_path(*state, LOGINS), O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, torn, strlen(torn)), strlen(torn));
	close(fd);
	assert_string_equal(log_story(*state), "1 ann torn");
	log_add(*state, "bob");
	log_add(*state, "cleo");
	assert_string_equal(log_story(*state), "1 ann bad 2 bob 3 cleo");
	assert_non_null(strstr(log_text(*state, LOGINS), "}\n{\"v\":1,\"seq\":7,\"ti\n{\"v\":1,"));
}

static void a_record_that_lacks_only_its_newline_counts(void **state)
{
	char text[256];
	size_t len = log_record(text, sizeof text, 41, "2020-01-01T00:00:00.000000Z");
	tree_bytes(*state, LOGINS, 0640, text, len - 1);
	log_add(*state, "bob");
	assert_string_equal(log_story(*state), "41 login 42 bob");
}

/* Writes a log of one record and, behind it, so many bytes of garbage; appends, and sees its seq.
 */
static void assert_seq_behind_garbage(
	struct tree *tree, const char *piece, size_t len, size_t count, int seq)
{
	static char text[LOG_TEXT_MAX];
	size_t at = log_record(text, sizeof text, 41, "2020-01-01T00:00:00.000000Z");
	for (size_t i = 0; i < count; i++, at += len)
		memcpy(text + at, piece, len);
	tree_bytes(tree, LOGINS, 0640, text, at);
	static struct event event;
	struct append_place place = log_place(tree);
	event_init(&event, EVENT_LOGIN);
	assert_int_equal(append_login(&place, &event, &note), 0);
	assert_int_equal(event.seq, seq);
	assert_memory_equal(log_text(tree, LOGINS), text, at);
}

static void follows_on_the_last_record_behind_whatever_garbage(void **state)
{
	assert_seq_behind_garbage(*state, "\0", 1, 1, 42);
	assert_seq_behind_garbage(*state, "\0", 1, 4096, 42);
	assert_seq_behind_garbage(*state, "\n", 1, 5000, 42);
	assert_seq_behind_garbage(*state, "garbage\n", 8, 10000, 42);
	assert_seq_behind_garbage(*state, "long", 4, EVENT_LINE_MAX, 42);
	assert_seq_behind_garbage(*state, "0123456789abcde\n", 16, TAIL_WINDOW / 16, 42);
	for (size_t len = EVENT_LINE_MAX - 3; len < EVENT_LINE_MAX + 3; len++)
		assert_seq_behind_garbage(*state, "x", 1, len, 42);
	for (size_t len = TAIL_WINDOW - 70; len < TAIL_WINDOW + 3; len++)
		assert_seq_behind_garbage(*state, "x", 1, len, 42);
	static const char no_seq[] =
		"{\"v\":1,\"time\":\"2020-01-01T00:00:00.000000Z\",\"event\":\"login\"}\n";
	assert_seq_behind_garbage(*state, no_seq, sizeof no_seq - 1, 3, 42);
}

static void the_beginning_of_a_line_that_is_too_long_is_no_record(void **state)
{
	static char piece[3 * TAIL_WINDOW];
	for (size_t len = TAIL_WINDOW - 3; len < TAIL_WINDOW + 3; len++) {
		size_t at = log_record(piece, sizeof piece, 99, "2020-01-01T00:00:00.000000Z") - 1;
		memset(piece + at, 'x', len);
		piece[at + len] = '\n';
		assert_seq_behind_garbage(*state, piece, at + len + 1, 1, 42);
	}
}

/* Writes a log of one record and, behind it, a line of zeros as long as a hole in the file can be
 * made; appends, and sees its seq. */
static void assert_seq_behind_hole(struct tree *tree, off_t len, int seq)
{
	char text[256];
	static struct event event;
	struct append_place place = log_place(tree);
	size_t at = log_record(text, sizeof text, 41, "2020-01-01T00:00:00.000000Z");
	tree_bytes(tree, LOGINS, 0640, text, at);
	assert_int_equal(truncate(tree_path(tree, LOGINS), (off_t)at + len), 0);
	event_init(&event, EVENT_LOGIN);
	assert_int_equal(append_login(&place, &event, &note), 0);
	assert_int_equal(event.seq, seq);
	assert_says(note, "bytes behind the last record");
}

static void begins_again_where_nothing_within_reach_can_be_read(void **state)
{
	assert_seq_behind_hole(*state, TAIL_REACH - 512, 42);
	assert_seq_behind_hole(*state, TAIL_REACH, 1);
}

/* Writes a file of one record. */
static void write_record(struct tree *tree, const char *name, int seq)
{
	char text[256], time[32];
	snprintf(time, sizeof time, "2020-01-01T00:00:00.%06dZ", seq);
	size_t len = log_record(text, sizeof text, seq, time);
	tree_bytes(tree, name, 0640, text, len);
}

static void follows_on_the_greatest_of_the_rotated_files(void **state)
{
	write_record(*state, LOGINS ".2", 90);
	write_record(*state, LOGINS ".1", 120);
	write_record(*state, LOGINS "-20261122", 110);
	write_record(*state, LOGINS ".3.gz", 500);
	write_record(*state, LOGINS ".old", 501);
	write_record(*state, LOGINS "1", 502);
	write_record(*state, "log/offers.jsonl.1", 503);
	tree_folder(*state, LOGINS ".4", 0700);
	log_add(*state, "bob");
	assert_string_equal(log_story(*state), "bad 90 login 110 login 120 login bad 121 bob");
	write_record(*state, LOGINS, 7);
	log_add(*state, "bob");
	assert_non_null(strstr(log_text(*state, LOGINS), "\"seq\":8,"));
}

static void an_empty_log_follows_on_the_rotated_one_too(void **state)
{
	write_record(*state, LOGINS ".1", 120);
	tree_bytes(*state, LOGINS, 0640, "", 0);
	log_add(*state, "bob");
	assert_string_equal(log_story(*state), "120 login 121 bob");
}

static void a_torn_line_is_ended_only_in_the_file_that_has_it(void **state)
{
	write_record(*state, LOGINS ".1", 120);
	tree_text(*state, LOGINS, "torn");
	log_add(*state, "bob");
	assert_memory_equal(log_text(*state, LOGINS), "torn\n{\"v\":1,\"seq\":121,", 22);
	tree_text(*state, LOGINS ".2", "torn");
	tree_text(*state, LOGINS, "");
	log_add(*state, "bob");
	assert_memory_equal(log_text(*state, LOGINS), "{\"v\":1,\"seq\":121,", 17);
}

static void a_log_that_is_no_file_is_an_error_that_names_it(void **state)
{
	write_record(*state, "log/elsewhere", 7);
	assert_int_equal(symlink("elsewhere", tree_path(*state, LOGINS)), 0);
	assert_fails(*state, -ELOOP, LOGINS);
	assert_says(note, "is a symbolic link");
	assert_int_equal(unlink(tree_path(*state, LOGINS)), 0);
	assert_int_equal(symlink("nowhere", tree_path(*state, LOGINS)), 0);
	assert_fails(*state, -ELOOP, LOGINS);
	assert_int_equal(access(tree_path(*state, "log/nowhere"), F_OK), -1);
	assert_int_equal(unlink(tree_path(*state, LOGINS)), 0);
	tree_folder(*state, LOGINS, 0700);
	assert_fails(*state, -EISDIR, LOGINS);
	assert_int_equal(rmdir(tree_path(*state, LOGINS)), 0);
	assert_int_equal(mkfifo(tree_path(*state, LOGINS), 0600), 0);
	assert_fails(*state, -EPERM, LOGINS);
	assert_says(note, "not a regular file");
}

static void a_lock_that_is_no_file_is_an_error_that_names_it(void **state)
{
	assert_int_equal(symlink("elsewhere", tree_path(*state, "state/lock")), 0);
	assert_fails(*state, -ELOOP, "state/lock");
	assert_int_equal(unlink(tree_path(*state, "state/lock")), 0);
	tree_folder(*state, "state/lock", 0700);
	assert_fails(*state, -EISDIR, "state/lock");
	assert_int_equal(rmdir(tree_path(*state, "state/lock")), 0);
	assert_int_equal(mkfifo(tree_path(*state, "state/lock"), 0600), 0);
	assert_fails(*state, -EPERM, "state/lock");
	assert_string_equal(log_text(*state, LOGINS), "");
}

static void a_log_that_is_a_device_or_somebody_elses_is_an_error_that_names_it(void **state)
{
	if (without_root(__func__))
		return;
	if (mknod(tree_path(*state, LOGINS), S_IFCHR | 0600, makedev(1, 3)) == 0) {
		assert_fails(*state, -EPERM, LOGINS);
		assert_int_equal(unlink(tree_path(*state, LOGINS)), 0);
	}
	write_record(*state, LOGINS, 7);
	assert_int_equal(chown(tree_path(*state, LOGINS), 12345, 0), 0);
	assert_fails(*state, -EPERM, LOGINS);
	assert_says(note, "belongs to uid 12345");
}

static void a_folder_that_is_missing_or_unsafe_is_an_error_that_names_it(void **state)
{
	assert_int_equal(chmod(tree_path(*state, "log"), 0777), 0);
	assert_fails(*state, -EPERM, "log");
	assert_int_equal(rmdir(tree_path(*state, "log")), 0);
	assert_fails(*state, -ENOENT, "log");
	tree_folder(*state, "log", 0755);
	assert_int_equal(chmod(tree_path(*state, "state"), 0770), 0);
	assert_fails(*state, -EPERM, "state");
	assert_int_equal(rmdir(tree_path(*state, "state")), 0);
	assert_fails(*state, -ENOENT, "state");
	assert_string_equal(log_text(*state, LOGINS), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		log_test(makes_the_log_readable_for_the_folders_group_whatever_the_umask_is),
		log_test(makes_the_lock_for_its_owner_alone),
		log_test(leaves_the_mode_of_a_log_alone),
		log_test(numbers_the_records_and_tells_their_number_and_time),
		log_test(leaves_no_descriptor_open),
		log_test(a_torn_line_is_kept_and_the_record_begins_on_a_new_one),
		log_test(a_record_that_lacks_only_its_newline_counts),
		log_test(follows_on_the_last_record_behind_whatever_garbage),
		log_test(the_beginning_of_a_line_that_is_too_long_is_no_record),
		log_test(begins_again_where_nothing_within_reach_can_be_read),
		log_test(follows_on_the_greatest_of_the_rotated_files),
		log_test(an_empty_log_follows_on_the_rotated_one_too),
		log_test(a_torn_line_is_ended_only_in_the_file_that_has_it),
		log_test(a_log_that_is_no_file_is_an_error_that_names_it),
		log_test(a_lock_that_is_no_file_is_an_error_that_names_it),
		log_test(a_log_that_is_a_device_or_somebody_elses_is_an_error_that_names_it),
		log_test(a_folder_that_is_missing_or_unsafe_is_an_error_that_names_it),
	};
	alarm(120); /* a FIFO that is waited for ends the test */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
