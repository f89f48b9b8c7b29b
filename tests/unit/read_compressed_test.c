/* SPDX-License-Identifier: Apache-2.0 */
/* Reading compressed files of the log: whole, in their place, and broken. */
#include "tests/unit/log_tree.h"

#include "audit/gunzip.h"

#include <malloc.h>
#include <stdbool.h>
#include <zlib.h>

#define HEAD "{\"v\":1,\"seq\":%d,\"time\":\"2026-11-22T13:%02d:%02d.%06dZ\",\"event\":\"login\"}\n"

static unsigned char packed[LOG_TEXT_MAX];
static struct read_line line;
static int bad_lines, out_of_order;
static size_t most_memory;

/* The lines of the records with these numbers; the number is the time too. */
static const char *records(int first, int last)
{
	static char text[LOG_TEXT_MAX];
	size_t len = 0;
	for (int seq = first; seq <= last; seq++)
		len += (size_t)snprintf(text + len, sizeof text - len, HEAD, seq, seq / 60000 % 60,
			seq / 1000 % 60, seq % 1000);
	return text;
}

/* Writes a compressed file; gives its length. */
static size_t compress_to(struct tree *tree, const char *name, const char *mode, const char *text)
{
	gzFile file = gzopen(tree_path(tree, name), mode);
	assert_non_null(file);
	if (*text)
		assert_true(gzwrite(file, text, (unsigned)strlen(text)) > 0);
	assert_int_equal(gzclose(file), Z_OK);
	struct stat st;
	assert_int_equal(stat(tree_path(tree, name), &st), 0);
	return (size_t)st.st_size;
}

/* Reads a compressed file's bytes into `packed`. */
static size_t read_packed(struct tree *tree, const char *name)
{
	int fd = open(tree_path(tree, name), O_RDONLY | O_CLOEXEC);
	ssize_t len = read(fd, packed, sizeof packed);
	assert_true(len > 0);
	close(fd);
	return (size_t)len;
}

/* The memory that is allocated now. */
static size_t memory(void)
{
	struct mallinfo2 info = mallinfo2();
	return info.uordblks + info.hblkhd;
}

/* Reads the whole log: how many records, and the first number that is not one more than the one
 * before (0: none). The note of the last bad line stays in `line`. */
static int count_records(struct tree *tree)
{
	struct read_log *log;
	int count = 0, seq = 0;
	size_t before = memory();
	bad_lines = out_of_order = 0;
	most_memory = 0;
	assert_int_equal(read_open(log_place(tree).log_dir, APPEND_LOGINS, &log, &note), 0);
	while (read_next(log, &line, &note) > 0) {
		if (count % 1000 == 0 && memory() - before > most_memory)
			most_memory = memory() - before;
		if (line.bad) {
			bad_lines++;
			continue;
		}
		if (line.event.seq != seq + 1 && out_of_order == 0)
			out_of_order = (int)line.event.seq;
		seq = (int)line.event.seq;
		count++;
	}
	read_close(log);
	return count;
}

static void compressed_files_come_in_their_place(void **state)
{
	tree_text(*state, LOGINS, records(9, 10));
	tree_text(*state, LOGINS ".1", records(7, 8));
	compress_to(*state, LOGINS ".2.gz", "w", records(5, 6));
	compress_to(*state, LOGINS "-20261101.gz", "w", records(3, 4));
	compress_to(*state, LOGINS ".10.gz", "w", records(1, 2));
	int before = tree_descriptors();
	assert_string_equal(log_story(*state),
		"1 login 2 login 3 login 4 login 5 login 6 login 7 login 8 login 9 login 10 login");
	assert_int_equal(tree_descriptors(), before);
}

static void several_members_are_one_file(void **state)
{
	compress_to(*state, LOGINS ".2.gz", "w", records(1, 2));
	compress_to(*state, LOGINS ".2.gz", "a", records(3, 3));
	assert_string_equal(log_story(*state), "1 login 2 login 3 login");
}

static void a_file_that_is_just_being_compressed_is_read_once(void **state)
{
	tree_text(*state, LOGINS, records(3, 3));
	tree_text(*state, LOGINS ".1", records(1, 2));
	compress_to(*state, LOGINS ".1.gz", "w", records(1, 2));
	assert_string_equal(log_story(*state), "1 login 2 login 3 login");
}

static void a_great_file_is_read_in_little_memory(void **state)
{
	compress_to(*state, LOGINS ".2.gz", "w", records(1, 40000));
	for (int i = 0; i < 8; i++)
		compress_to(*state, LOGINS ".2.gz", "a", records(1, 40000));
	assert_int_equal(count_records(*state), 9 * 40000); /* 25 MB */
	assert_true(most_memory < 1 << 20);
	assert_int_equal(bad_lines, 0);
}

static void a_file_that_is_cut_off_gives_what_is_there_and_is_named(void **state)
{
	tree_text(*state, LOGINS, records(40001, 40001));
	size_t len = compress_to(*state, LOGINS ".2.gz", "w", records(1, 40000));
	assert_int_equal(truncate(tree_path(*state, LOGINS ".2.gz"), (off_t)(len / 2)), 0);
	int count = count_records(*state);
	assert_true(count > 5000 && count < 40000);
	assert_int_equal(bad_lines, 1);
	assert_int_equal(out_of_order, 40001);
}

static void a_file_that_was_changed_is_named_and_those_after_it_are_read(void **state)
{
	char expected[256];
	tree_text(*state, LOGINS, records(50000, 50001));
	size_t len = compress_to(*state, LOGINS ".2.gz", "w", records(1, 2));
	assert_int_equal(read_packed(*state, LOGINS ".2.gz"), len);
	packed[len - 6] ^= 1; /* its checksum */
	tree_bytes(*state, LOGINS ".2.gz", 0640, packed, len);
	struct read_log *log;
	assert_int_equal(read_open(log_place(*state).log_dir, APPEND_LOGINS, &log, &note), 0);
	while (read_next(log, &line, &note) > 0 && !line.bad)
		;
	snprintf(expected, sizeof expected,
		"%s/log/logins.jsonl.2.gz: the compressed file is damaged",
		((struct tree *)*state)->root);
	if (!strstr(line.note.text, expected))
		fail_msg("%s", line.note.text);
	assert_int_equal(read_next(log, &line, &note), 1);
	assert_int_equal(line.event.seq, 50000);
	read_close(log);
}

static void what_is_not_compressed_is_not_taken_for_it(void **state)
{
	tree_text(*state, LOGINS, records(9, 9));
	tree_text(*state, LOGINS ".2.gz", records(1, 2));
	assert_int_equal(count_records(*state), 1);
	assert_int_equal(bad_lines, 1);
	tree_text(*state, LOGINS ".2.gz", "");
	assert_int_equal(count_records(*state), 1);
	assert_int_equal(bad_lines, 1);
}

static void an_empty_log_that_was_compressed_has_no_line(void **state)
{
	tree_text(*state, LOGINS, records(1, 1));
	compress_to(*state, LOGINS ".2.gz", "w", "");
	assert_string_equal(log_story(*state), "1 login");
}

static void what_stands_behind_the_last_member_is_damage(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} behind[] = {{"{\"v\":1}\n", 8}, {"\0\0x\0", 4}, {"\x1f", 1}, {"\x1f\x8b\x08", 3}};
	for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
		tree_text(*state, LOGINS, records(9, 9));
		compress_to(*state, LOGINS ".2.gz", "w", records(1, 8));
		size_t len = read_packed(*state, LOGINS ".2.gz");
		memcpy(packed + len, behind[i].bytes, behind[i].len);
		tree_bytes(*state, LOGINS ".2.gz", 0640, packed, len + behind[i].len);
		assert_int_equal(count_records(*state), 9);
		assert_int_equal(bad_lines, 1);
		assert_int_equal(out_of_order, 0);
	}
}

static void the_descriptor_stays_where_it_was(void **state)
{
	char byte;
	struct gunzip *gunzip;
	compress_to(*state, LOGINS ".2.gz", "w", records(1, 8));
	int fd = open(tree_path(*state, LOGINS ".2.gz"), O_RDONLY | O_CLOEXEC);
	assert_int_equal(read(fd, &byte, 1), 1);
	assert_int_equal(gunzip_open(fd, &gunzip), 0);
	assert_int_equal(gunzip_read(gunzip, (char *)packed, 7), 7);
	assert_memory_equal(packed, "{\"v\":1,", 7);
	assert_int_equal(lseek(fd, 0, SEEK_CUR), 1);
	gunzip_close(gunzip);
	close(fd);
}

/* A number that is always the same for a place, and looks like none. */
static unsigned noise(unsigned place)
{
	place = (place ^ 61 ^ place >> 16) * 9;
	place = (place ^ place >> 4) * 0x27d4eb2d;
	return (place ^ place >> 15) % 256;
}

static void what_was_read_is_read_again_backwards(void **state)
{
	static char part[100000];
	const int size = 8000000;
	gzFile file = gzopen(tree_path(*state, LOGINS ".2.gz"), "w1");
	for (unsigned at = 0; at < (unsigned)size; at++)
		gzputc(file, (int)noise(at));
	assert_int_equal(gzclose(file), Z_OK);
	struct gunzip *gunzip;
	struct stat st;
	int fd = open(tree_path(*state, LOGINS ".2.gz"), O_RDONLY | O_CLOEXEC);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(gunzip_open(fd, &gunzip), 0);
	assert_int_equal(gunzip_remember(gunzip, st.st_size), 0);
	int64_t end = 0;
	for (ssize_t got; (got = gunzip_read(gunzip, part, sizeof part)) > 0; end += got)
		;
	assert_int_equal(end, size);
	assert_int_equal(gunzip_done(gunzip), st.st_size);
	while (end > 0) {
		size_t len = end < (int64_t)sizeof part ? (size_t)end : sizeof part - 1;
		end -= (int64_t)len;
		assert_int_equal(gunzip_back(gunzip, part, len, end), 0);
		for (size_t i = 0; i < len; i += i + 100 < len ? 97 : 1)
			if ((unsigned char)part[i] != noise((unsigned)end + (unsigned)i))
				fail_msg("byte %zu behind %lld", i, (long long)end);
	}
	gunzip_close(gunzip);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		log_test(compressed_files_come_in_their_place),
		log_test(several_members_are_one_file),
		log_test(a_file_that_is_just_being_compressed_is_read_once),
		log_test(a_great_file_is_read_in_little_memory),
		log_test(a_file_that_is_cut_off_gives_what_is_there_and_is_named),
		log_test(a_file_that_was_changed_is_named_and_those_after_it_are_read),
		log_test(what_is_not_compressed_is_not_taken_for_it),
		log_test(an_empty_log_that_was_compressed_has_no_line),
		log_test(what_stands_behind_the_last_member_is_damage),
		log_test(the_descriptor_stays_where_it_was),
		log_test(what_was_read_is_read_again_backwards),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
