/* SPDX-License-Identifier: Apache-2.0 */
/* The chain of a log that is not sealed, whatever stands in its files. */
#include "tests/unit/chain_check.h"

/* Adds bytes to a file. */
static void add_bytes(struct tree *tree, const char *name, const char *bytes, size_t len)
{
	int fd = open(tree_path(tree, name), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	assert_int_equal(write(fd, bytes, len), len);
	close(fd);
}

/* Renames the log as logrotate does. */
static void rotate(struct tree *tree, const char *name)
{
	char path[512];
	strcpy(path, tree_path(tree, LOGINS));
	assert_int_equal(rename(path, tree_path(tree, name)), 0);
}

/* Appends, and sees that nothing odd is said. */
static void add_silently(struct tree *tree, const char *account)
{
	log_add(tree, account);
	assert_string_equal(note.text, "");
}

/* Sees that the log is one chain of so many records, with so many torn lines in between. */
static void assert_chain(struct tree *tree, uint64_t records, size_t torn)
{
	struct chain_check *check = chain_check_new();
	chain_check_log(check, tree);
	chain_check_judge(check, tree);
	assert_int_equal(check->seq, records);
	assert_int_equal(check->torn, torn);
	assert_int_equal(check->epoch, 0);
}

static void binds_each_record_to_the_one_before(void **state)
{
	add_silently(*state, "ann");
	add_silently(*state, "bob");
	rotate(*state, LOGINS ".2");
	add_silently(*state, "cleo");
	rotate(*state, LOGINS ".1");
	add_bytes(*state, LOGINS, "", 0);
	add_silently(*state, "dora");
	add_silently(*state, "eve");
	assert_chain(*state, 5, 0);
}

static void covers_what_is_no_record_wherever_it_stands(void **state)
{
	static const char *const foreign[] = {"\n", "x\n", "{\"v\":1,\"seq\":9,\"ti", "\n\n\n",
		"{\"v\":1,\"time\":\"2020-01-01T00:00:00.000000Z\",\"event\":\"login\"}\n"};
	for (size_t i = 0; i < 5; i++) {
		log_add(*state, "ann");
		add_bytes(*state, LOGINS, foreign[i], strlen(foreign[i]));
		log_add(*state, "bob");
		assert_says(note, "bytes behind the last record");
	}
	assert_chain(*state, 10, 7);
	add_bytes(*state, LOGINS, "torn", 4);
	rotate(*state, LOGINS ".1");
	add_bytes(*state, LOGINS, "too\ntorn", 8);
	log_add(*state, "cleo");
	assert_says(note, "13 bytes behind the last record");
	assert_chain(*state, 11, 10);
}

static void a_foreign_record_gives_no_number_and_does_not_break_the_chain(void **state)
{
	char text[256];
	log_add(*state, "ann");
	size_t len = log_record(text, sizeof text, 99, "2030-01-01T00:00:00.000000Z");
	add_bytes(*state, LOGINS, text, len);
	log_add(*state, "bob");
	struct chain_check *check = chain_check_new();
	chain_check_log(check, *state);
	assert_int_equal(check->seq, 2);
	assert_int_equal(check->torn, 1);
}

static void covers_a_line_of_a_hundred_mebibytes(void **state)
{
	log_add(*state, "ann");
	size_t len = strlen(log_text(*state, LOGINS));
	off_t size = (off_t)len + (100 << 20);
	assert_int_equal(truncate(tree_path(*state, LOGINS), size), 0);
	log_add(*state, "bob");
	assert_says(note, "104857601 bytes behind the last record");
	int fd = open(tree_path(*state, LOGINS), O_RDONLY | O_CLOEXEC);
	static char line[EVENT_LINE_MAX];
	ssize_t got = pread(fd, line, sizeof line, size + 1);
	close(fd);
	assert_true(got > CHAIN_TAIL);
	static char zeros[CHAIN_GAP_MAX];
	zeros[CHAIN_GAP_MAX - 1] = '\n';
	unsigned char before[HASH_SIZE], seal[HASH_SIZE], right[HASH_SIZE];
	struct view body;
	assert_true(chain_split((struct view){log_text(*state, LOGINS), len - 1}, &body, before));
	assert_true(chain_split((struct view){line, (size_t)got - 1}, &body, seal));
	struct chain_link link = {before, (100 << 20) + 1, {zeros, sizeof zeros}, body};
	assert_int_equal(chain_seal(log_hash(), NULL, &link, right, &note), 0);
	assert_memory_equal(seal, right, HASH_SIZE);
}

static void a_record_without_its_newline_is_one(void **state)
{
	log_add(*state, "ann");
	size_t len = strlen(log_text(*state, LOGINS));
	assert_int_equal(truncate(tree_path(*state, LOGINS), (off_t)len - 1), 0);
	add_silently(*state, "bob");
	assert_int_equal(
		truncate(tree_path(*state, LOGINS), (off_t)strlen(log_text(*state, LOGINS)) - 1),
		0);
	rotate(*state, LOGINS ".1");
	add_silently(*state, "cleo");
	assert_chain(*state, 3, 0);
}

static void begins_behind_records_of_a_log_that_was_not_chained_yet(void **state)
{
	char text[256];
	static struct event event;
	struct append_place place = log_place(*state);
	size_t len = log_record(text, sizeof text, 40, "2020-01-01T00:00:00.000000Z");
	len += log_record(text + len, sizeof text - len, 41, "2020-01-02T00:00:00.000000Z");
	tree_bytes(*state, LOGINS, 0640, text, len);
	event_init(&event, EVENT_LOGIN);
	assert_int_equal(append_login(&place, &event, &note), 0);
	assert_int_equal(event.seq, 42);
	assert_int_equal(event.after.len, 0);
	assert_int_equal(event.epoch, EVENT_UNKNOWN);
	add_silently(*state, "bob");
}

static void without_a_hash_nothing_is_bound(void **state)
{
	static struct event event;
	struct append_place place = log_place(*state);
	place.hash = NULL;
	event_init(&event, EVENT_LOGIN);
	assert_int_equal(append_login(&place, &event, &note), 0);
	assert_int_equal(event.seal.len, 0);
	assert_null(strstr(log_text(*state, LOGINS), "seal"));
}

static void the_log_can_be_read_with_its_seals(void **state)
{
	log_add(*state, "ann");
	rotate(*state, LOGINS ".1");
	log_add(*state, "bob");
	assert_string_equal(log_story(*state), "1 ann 2 bob");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		log_test(binds_each_record_to_the_one_before),
		log_test(covers_what_is_no_record_wherever_it_stands),
		log_test(a_foreign_record_gives_no_number_and_does_not_break_the_chain),
		log_test(covers_a_line_of_a_hundred_mebibytes),
		log_test(a_record_without_its_newline_is_one),
		log_test(begins_behind_records_of_a_log_that_was_not_chained_yet),
		log_test(without_a_hash_nothing_is_bound),
		log_test(the_log_can_be_read_with_its_seals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
