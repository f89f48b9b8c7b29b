/* SPDX-License-Identifier: Apache-2.0 */
/* Adding to a sealed log whose state is lost, older, newer or damaged, or whose files are not those that
 * were written. */
#include "tests/unit/chain_check.h"
#include "tests/unit/root.h"

#include "audit/scan.h"

#define RUN "run/" STATE_FILE
#define CHECKPOINT "state/" STATE_FILE
#define FILE_MAX 65536

static struct chain_check *check;
static const char *const three[] = {"ann", "bob", "cleo"};

/* A file's bytes, to put them back. */
struct kept {
	char bytes[FILE_MAX];
	size_t len;
};

/* Makes a sealed log of four records. */
static int setup(void **state)
{
	if (log_setup(state) != 0)
		return -1;
	check = chain_check_new();
	chain_check_seal(*state, false, check);
	for (size_t i = 0; i < 3; i++)
		log_add(*state, three[i]);
	assert_string_equal(note.text, "");
	return 0;
}

/* Keeps a file's bytes. */
static void keep(struct tree *tree, const char *name, struct kept *kept)
{
	int fd = open(tree_path(tree, name), O_RDONLY | O_CLOEXEC);
	ssize_t len = read(fd, kept->bytes, sizeof kept->bytes);
	assert_true(len > 0 && len < FILE_MAX);
	kept->len = (size_t)len;
	close(fd);
}

/* Puts a file's bytes back, into the same file. */
static void put_back(struct tree *tree, const char *name, const struct kept *kept)
{
	tree_bytes(tree, name, 0600, kept->bytes, kept->len);
}

/* Removes a file. */
static void lose(struct tree *tree, const char *name)
{
	assert_int_equal(unlink(tree_path(tree, name)), 0);
}

/* Gives a file another name. */
static void move(struct tree *tree, const char *from, const char *to)
{
	char path[512];
	strcpy(path, tree_path(tree, from));
	assert_int_equal(rename(path, tree_path(tree, to)), 0);
}

/* Changes a byte of a file. */
static void damage(struct tree *tree, const char *name, off_t at)
{
	char byte;
	int fd = open(tree_path(tree, name), O_RDWR | O_CLOEXEC);
	assert_int_equal(pread(fd, &byte, 1, at), 1);
	byte = (char)(byte ^ 1);
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	close(fd);
}

/* Adds bytes to a file. */
static void add_bytes(struct tree *tree, const char *name, const char *bytes, size_t len)
{
	int fd = open(tree_path(tree, name), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	assert_int_equal(write(fd, bytes, len), len);
	close(fd);
}

/* Cuts the last lines off the log. */
static void cut_lines(struct tree *tree, int lines)
{
	char *text = log_text(tree, LOGINS);
	size_t len = strlen(text);
	for (; lines > 0; lines--) {
		len--;
		while (len > 0 && text[len - 1] != '\n')
			len--;
	}
	assert_int_equal(truncate(tree_path(tree, LOGINS), (off_t)len), 0);
}

/* Appends, and sees that nothing odd is said. */
static void add_silently(struct tree *tree, const char *account)
{
	log_add(tree, account);
	assert_string_equal(note.text, "");
}

/* Appends, and sees that this is said. */
static void add_odd(struct tree *tree, const char *account, const char *words)
{
	log_add(tree, account);
	assert_says(note, words);
}

/* Sees that the log is whole, has so many records, and is sealed to its end. */
static void assert_whole(struct tree *tree, uint64_t records)
{
	chain_check_log(check, tree);
	chain_check_judge(check, tree);
	assert_int_equal(check->seq, records);
	assert_true(check->epoch > 0);
}

/* Sees what the last record of the log has. */
static void assert_last(struct tree *tree, int64_t epoch, int64_t seq)
{
	static struct event event;
	char *text = log_text(tree, LOGINS);
	size_t len = strlen(text);
	text[len - 1] = '\0';
	const char *line = strrchr(text, '\n');
	line = line ? line + 1 : text;
	assert_int_equal(event_decode(view_of(line), &event, &note), 0);
	assert_int_equal(event.epoch, epoch);
	assert_int_equal(event.seq, seq);
}

static void a_boot_takes_the_run_state_and_nothing_else(void **state)
{
	lose(*state, RUN);
	assert_int_equal(rmdir(tree_path(*state, "run")), 0);
	add_silently(*state, "dora");
	struct stat st;
	assert_int_equal(stat(tree_path(*state, "run"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(stat(tree_path(*state, RUN), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_whole(*state, 5);
}

static void either_state_is_enough(void **state)
{
	lose(*state, CHECKPOINT);
	add_silently(*state, "dora");
	struct stat st;
	assert_int_equal(stat(tree_path(*state, CHECKPOINT), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	lose(*state, RUN);
	add_silently(*state, "eve");
	assert_whole(*state, 6);
}

static void an_older_state_is_brought_up_to_the_log(void **state)
{
	static struct kept run, checkpoint;
	keep(*state, RUN, &run);
	keep(*state, CHECKPOINT, &checkpoint);
	for (int i = 0; i < 100; i++)
		add_silently(*state, "dora");
	put_back(*state, CHECKPOINT, &checkpoint);
	lose(*state, RUN);
	add_silently(*state, "eve");
	put_back(*state, RUN, &run);
	put_back(*state, CHECKPOINT, &checkpoint);
	add_silently(*state, "fay");
	assert_whole(*state, 106);
}

static void an_older_state_is_brought_up_through_files_that_were_renamed(void **state)
{
	static struct kept checkpoint;
	keep(*state, CHECKPOINT, &checkpoint);
	add_silently(*state, "dora");
	move(*state, LOGINS, LOGINS ".3");
	add_silently(*state, "eve");
	move(*state, LOGINS, LOGINS ".2");
	add_silently(*state, "fay");
	move(*state, LOGINS, LOGINS ".1");
	put_back(*state, CHECKPOINT, &checkpoint);
	lose(*state, RUN);
	add_silently(*state, "gil");
	add_silently(*state, "hal");
	put_back(*state, CHECKPOINT, &checkpoint);
	lose(*state, RUN);
	add_silently(*state, "ida");
	assert_whole(*state, 10);
}

static void an_older_state_is_brought_up_past_torn_lines(void **state)
{
	static struct kept checkpoint;
	keep(*state, CHECKPOINT, &checkpoint);
	add_bytes(*state, LOGINS, "torn", 4);
	add_odd(*state, "dora", "5 bytes behind the last record");
	add_silently(*state, "eve");
	put_back(*state, CHECKPOINT, &checkpoint);
	lose(*state, RUN);
	add_silently(*state, "fay");
	assert_whole(*state, 7);
	assert_int_equal(check->torn, 1);
}

static void an_older_state_is_brought_up_past_torn_lines_on_both_sides_of_a_rename(void **state)
{
	static struct kept checkpoint;
	keep(*state, CHECKPOINT, &checkpoint);
	add_bytes(*state, LOGINS, "torn", 4);
	move(*state, LOGINS, LOGINS ".1");
	add_bytes(*state, LOGINS, "too", 3);
	add_odd(*state, "dora", "8 bytes behind the last record");
	put_back(*state, CHECKPOINT, &checkpoint);
	lose(*state, RUN);
	add_silently(*state, "eve");
	assert_whole(*state, 6);
	assert_int_equal(check->torn, 2);
}

static void a_record_at_the_end_of_a_line_that_is_too_long_is_none(void **state)
{
	static struct kept run, checkpoint;
	static char line[SCAN_WINDOW + EVENT_LINE_MAX];
	keep(*state, RUN, &run);
	keep(*state, CHECKPOINT, &checkpoint);
	size_t before = strlen(log_text(*state, LOGINS));
	add_silently(*state, "dora");
	memset(line, 'x', SCAN_WINDOW);
	strcpy(line + SCAN_WINDOW, log_text(*state, LOGINS) + before);
	assert_int_equal(truncate(tree_path(*state, LOGINS), (off_t)before), 0);
	add_bytes(*state, LOGINS, line, strlen(line));
	put_back(*state, RUN, &run);
	put_back(*state, CHECKPOINT, &checkpoint);
	add_odd(*state, "eve", "bytes behind the last record");
	assert_last(*state, 1, 5);
	assert_whole(*state, 5);
}

static void the_later_state_of_the_two_counts(void **state)
{
	static struct kept run, checkpoint;
	keep(*state, RUN, &run);
	keep(*state, CHECKPOINT, &checkpoint);
	add_silently(*state, "dora");
	put_back(*state, RUN, &run);
	assert_int_equal(truncate(tree_path(*state, LOGINS), 0), 0);
	add_odd(*state, "eve", "the last one was 5");
	put_back(*state, CHECKPOINT, &checkpoint);
	assert_int_equal(truncate(tree_path(*state, LOGINS), 0), 0);
	add_odd(*state, "fay", "the last one was 6");
}

static void a_copy_of_the_log_in_another_file_is_as_good(void **state)
{
	static struct kept log, checkpoint;
	keep(*state, CHECKPOINT, &checkpoint);
	add_silently(*state, "dora");
	keep(*state, LOGINS, &log);
	add_bytes(*state, "log/other", log.bytes, log.len);
	move(*state, "log/other", LOGINS);
	add_silently(*state, "eve");
	add_bytes(*state, LOGINS ".1", log_text(*state, LOGINS), strlen(log_text(*state, LOGINS)));
	lose(*state, LOGINS);
	put_back(*state, CHECKPOINT, &checkpoint);
	lose(*state, RUN);
	add_silently(*state, "fay");
	assert_whole(*state, 7);
}

static void a_state_whose_files_are_gone_is_brought_up_by_the_last_ones(void **state)
{
	static struct kept checkpoint;
	keep(*state, CHECKPOINT, &checkpoint);
	add_silently(*state, "dora");
	move(*state, LOGINS, LOGINS ".2.gz");
	add_odd(*state, "eve", "or it is in a compressed file");
	add_silently(*state, "fay");
	put_back(*state, CHECKPOINT, &checkpoint);
	lose(*state, RUN);
	add_odd(*state, "gil", "of record 4, and is brought up to the log");
	add_silently(*state, "hal");
	move(*state, LOGINS, LOGINS ".1");
	put_back(*state, CHECKPOINT, &checkpoint);
	lose(*state, RUN);
	add_odd(*state, "ida", "is brought up to the log");
	move(*state, LOGINS ".2.gz", LOGINS ".2");
	assert_whole(*state, 10);
}

static void a_log_that_lost_its_end_goes_on_behind_it_and_says_so(void **state)
{
	cut_lines(*state, 2);
	add_odd(*state, "dora", "2 records are missing at the end of the log (seq 3 to 4)");
	assert_last(*state, 1, 5);
	add_silently(*state, "eve");
	assert_last(*state, 1, 6);
}

static void a_log_that_was_emptied_or_removed_goes_on_and_says_so(void **state)
{
	assert_int_equal(truncate(tree_path(*state, LOGINS), 0), 0);
	add_odd(*state, "dora", "no record is there any more, and the last one was 4");
	assert_last(*state, 1, 5);
	assert_non_null(strstr(log_text(*state, LOGINS), "\"after\":\""));
	lose(*state, LOGINS);
	add_odd(*state, "eve", "no record is there any more, and the last one was 5");
	assert_last(*state, 1, 6);
}

static void a_log_that_others_wrote_on_is_told(void **state)
{
	static struct kept log;
	keep(*state, LOGINS, &log);
	log.bytes[log.len - 10] = log.bytes[log.len - 10] == 'a' ? 'b' : 'a';
	lose(*state, LOGINS);
	add_bytes(*state, "log/other", log.bytes, log.len);
	move(*state, "log/other", LOGINS);
	add_bytes(*state, LOGINS, "x\n", 2);
	add_odd(*state, "dora", "(up to seq 4) are not those that were written");
	assert_last(*state, 1, 5);
}

static void lines_behind_the_last_record_are_kept_and_covered(void **state)
{
	static const char foreign[] = "{\"v\":1,\"time\":\"2020-01-01T00:00:00.000000Z\","
				      "\"event\":\"login\"}\n";
	add_bytes(*state, LOGINS, foreign, sizeof foreign - 1);
	add_odd(*state, "dora", "bytes behind the last record are none of the log's");
	move(*state, LOGINS, LOGINS ".1");
	add_bytes(*state, LOGINS ".1", "a\nb", 3);
	add_bytes(*state, LOGINS, "\n\nc", 3);
	add_odd(*state, "eve", "7 bytes behind the last record");
	add_silently(*state, "fay");
	assert_whole(*state, 7);
	assert_int_equal(check->torn, 6);
}

static void no_more_of_a_gap_is_read_than_a_seal_covers(void **state)
{
	static char garbage[CHAIN_GAP_MAX + 4096];
	for (size_t i = 0; i < sizeof garbage; i++)
		garbage[i] = (char)('a' + i % 26);
	add_bytes(*state, LOGINS, garbage, sizeof garbage);
	add_odd(*state, "dora", "69633 bytes behind the last record");
	assert_whole(*state, 5);
}

/* Makes the last record lack its newline, as a crash may. */
static void tear_newline(struct tree *tree)
{
	size_t len = strlen(log_text(tree, LOGINS));
	assert_int_equal(truncate(tree_path(tree, LOGINS), (off_t)len - 1), 0);
}

static void a_record_that_lacks_only_its_newline_is_one(void **state)
{
	static struct kept run, checkpoint;
	keep(*state, RUN, &run);
	keep(*state, CHECKPOINT, &checkpoint);
	add_silently(*state, "dora");
	tear_newline(*state);
	put_back(*state, RUN, &run);
	put_back(*state, CHECKPOINT, &checkpoint);
	add_silently(*state, "eve");
	assert_whole(*state, 6);
	assert_int_equal(check->torn, 0);
}

static void a_lost_state_is_said_each_time_until_a_new_key_is_made(void **state)
{
	static struct sealing sealing;
	lose(*state, RUN);
	lose(*state, CHECKPOINT);
	add_odd(*state, "dora", "begin again with: keyhole seal --renew");
	assert_last(*state, EVENT_UNKNOWN, 5);
	add_odd(*state, "eve", "records are not sealed any more");
	assert_int_equal(chain_check_begin(*state, false, &sealing), 0);
	assert_int_equal(sealing.outcome, SEALING_LOST);
	assert_int_equal(sealing.old_epoch, 1);
	chain_check_seal(*state, true, check);
	add_silently(*state, "fay");
	assert_last(*state, 2, 8);
	chain_check_log(check, *state);
	assert_int_equal(check->seq, 8);
	assert_int_equal(check->epoch, 2);
}

static void a_new_key_made_at_once_is_kept_in_both_states(void **state)
{
	lose(*state, RUN);
	lose(*state, CHECKPOINT);
	chain_check_seal(*state, true, check);
	lose(*state, RUN);
	static struct kept checkpoint;
	keep(*state, CHECKPOINT, &checkpoint);
	assert_null(memmem(checkpoint.bytes, checkpoint.len, check->keys[1].key, HASH_SIZE));
	add_silently(*state, "dora");
	assert_last(*state, 2, 6);
}

static void an_epoch_whose_first_record_is_owed_gets_it(void **state)
{
	struct append_place place = log_place(*state);
	const struct state_place state_place = {place.run_dir, place.state_dir, place.hash, NULL};
	struct seal_state now;
	chain_check_seal(*state, true, check);
	cut_lines(*state, 1);
	assert_int_equal(state_load(&state_place, &now, &note), 0);
	now.seq = now.first_seq;
	assert_int_equal(now.seq, 6);
	memcpy(now.key, check->keys[1].key, HASH_SIZE);
	chain_check_log(check, *state);
	memcpy(now.seal, check->before, HASH_SIZE);
	struct verification_key keys[2] = {check->keys[0], check->keys[1]};
	lose(*state, CHECKPOINT);
	assert_int_equal(state_store(&state_place, &now, &note), 0);
	add_silently(*state, "dora");
	assert_last(*state, 2, 7);
	assert_non_null(strstr(log_text(*state, LOGINS), "\"detail\":\"epoch 2 begins; key id "));
	check = chain_check_new();
	chain_check_key(check, &keys[0]);
	chain_check_key(check, &keys[1]);
	assert_whole(*state, 7);
}

static void a_state_that_is_damaged_everywhere_is_lost(void **state)
{
	static struct sealing sealing;
	damage(*state, RUN, 100);
	damage(*state, CHECKPOINT, 100);
	damage(*state, CHECKPOINT, STATE_COPY_AT + 100);
	add_odd(*state, "dora", "its checksum is wrong");
	assert_says(note, "keyhole seal --renew");
	add_odd(*state, "eve", "keyhole seal --renew");
	assert_int_equal(chain_check_begin(*state, true, &sealing), 0);
	assert_int_equal(sealing.outcome, SEALING_DONE);
	assert_int_equal(sealing.old_epoch, 1);
	assert_int_equal(sealing.key.epoch, 2);
	assert_false(sealing.handed_over);
	add_silently(*state, "fay");
}

static void a_state_that_was_cut_or_emptied_is_damaged_or_none(void **state)
{
	assert_int_equal(truncate(tree_path(*state, RUN), 50), 0);
	add_odd(*state, "dora", "its checksum is wrong");
	assert_int_equal(truncate(tree_path(*state, RUN), 5), 0);
	add_odd(*state, "dora", "no state of the seal of this version");
	assert_int_equal(truncate(tree_path(*state, RUN), 0), 0);
	add_silently(*state, "eve");
	assert_int_equal(truncate(tree_path(*state, RUN), 0), 0);
	assert_int_equal(truncate(tree_path(*state, CHECKPOINT), 0), 0);
	add_odd(*state, "fay", "keyhole seal --renew");
}

static void one_good_copy_is_enough(void **state)
{
	static const off_t copies[] = {100, STATE_COPY_AT + 100};
	for (size_t i = 0; i < 2; i++) {
		lose(*state, RUN);
		damage(*state, CHECKPOINT, copies[i]);
		add_odd(*state, "dora", "another copy of the seal's state is used");
		add_silently(*state, "eve");
	}
	damage(*state, RUN, 20);
	add_odd(*state, "fay", "its checksum is wrong");
	add_silently(*state, "gil");
	assert_whole(*state, 10);
}

/* Makes a name what no state can be: a link, a folder, a FIFO. */
static void spoil(struct tree *tree, const char *name, int how)
{
	lose(tree, name);
	if (how == 0)
		assert_int_equal(symlink("elsewhere", tree_path(tree, name)), 0);
	else if (how == 1)
		assert_int_equal(mkdir(tree_path(tree, name), 0700), 0);
	else
		assert_int_equal(mkfifo(tree_path(tree, name), 0600), 0);
}

static void a_state_that_is_no_file_is_told_and_the_other_one_used(void **state)
{
	static const char *const names[] = {RUN, CHECKPOINT};
	static const char *const words[] = {"symbolic link", "irectory", "not a regular file"};
	static const char *const stays[] = {"state can't be kept", "checkpoint stays behind"};
	for (size_t i = 0; i < 2; i++)
		for (int how = 0; how < 3; how++) {
			spoil(*state, names[i], how);
			add_odd(*state, "dora", words[how]);
			assert_says(note, tree_path(*state, names[i]));
			add_odd(*state, "dora", stays[i]);
			assert_int_equal(remove(tree_path(*state, names[i])), 0);
			add_silently(*state, "eve");
		}
	assert_whole(*state, 4 + 2 * 3 * 3);
}

static void a_state_that_others_could_write_is_not_believed(void **state)
{
	assert_int_equal(chmod(tree_path(*state, RUN), 0620), 0);
	add_odd(*state, "dora", "(mode 0620); mend it with: chmod 600");
	assert_int_equal(chmod(tree_path(*state, RUN), 0600), 0);
	add_silently(*state, "eve");
	assert_int_equal(chmod(tree_path(*state, "run"), 0770), 0);
	add_odd(*state, "fay", "run can be written by others");
	assert_int_equal(chmod(tree_path(*state, "run"), 0700), 0);
	assert_whole(*state, 7);
	if (without_root(__func__))
		return;
	assert_int_equal(chown(tree_path(*state, RUN), 12345, 0), 0);
	add_odd(*state, "gil", "belongs to uid 12345");
}

static void the_checkpoint_has_no_former_key_in_either_copy(void **state)
{
	static struct kept before, after;
	keep(*state, CHECKPOINT, &before);
	add_silently(*state, "dora");
	keep(*state, CHECKPOINT, &after);
	assert_memory_equal(after.bytes, after.bytes + STATE_COPY_AT, after.len - STATE_COPY_AT);
	for (size_t at = 0; at + HASH_SIZE <= after.len; at++)
		assert_memory_not_equal(after.bytes + at, before.bytes + 64, HASH_SIZE);
}

static void the_checkpoint_never_goes_back(void **state)
{
	static struct kept earlier, later;
	struct append_place place = log_place(*state);
	const struct state_place state_place = {place.run_dir, place.state_dir, place.hash, NULL};
	struct seal_state old, now;
	assert_int_equal(state_load(&state_place, &old, &note), 0);
	keep(*state, CHECKPOINT, &earlier);
	add_silently(*state, "dora");
	keep(*state, CHECKPOINT, &later);
	assert_memory_not_equal(later.bytes, earlier.bytes, later.len);
	assert_int_equal(state_checkpoint(&state_place, &old, false, &note), 0);
	assert_int_equal(state_load(&state_place, &now, &note), 0);
	keep(*state, CHECKPOINT, &earlier);
	assert_memory_equal(later.bytes, earlier.bytes, later.len);
	assert_int_equal(now.seq, 6);
}

static void without_a_sync_the_checkpoint_goes_on_all_the_same(void **state)
{
	static struct event event;
	struct append_place place = log_place(*state);
	place.sync = false;
	event_init(&event, EVENT_LOGIN);
	assert_int_equal(append_login(&place, &event, &note), 0);
	lose(*state, RUN);
	add_silently(*state, "dora");
	assert_whole(*state, 6);
}

static void an_event_is_told_how_it_was_sealed(void **state)
{
	static struct event event;
	struct append_place place = log_place(*state);
	move(*state, LOGINS, LOGINS ".1");
	event_init(&event, EVENT_LOGIN);
	assert_int_equal(append_login(&place, &event, &note), 0);
	assert_int_equal(event.epoch, 1);
	assert_int_equal(event.seq, 5);
	assert_int_equal(event.seal.len, CHAIN_HEX);
	assert_non_null(memmem(log_text(*state, LOGINS), 4096, event.seal.data, CHAIN_HEX));
	assert_non_null(memmem(log_text(*state, LOGINS ".1"), 8192, event.after.data, CHAIN_HEX));
}

static void a_sealed_log_can_be_renewed_but_not_sealed_twice(void **state)
{
	static struct sealing sealing;
	assert_int_equal(chain_check_begin(*state, false, &sealing), 0);
	assert_int_equal(sealing.outcome, SEALING_ALREADY);
	assert_int_equal(sealing.old_epoch, 1);
	assert_true(sealing.since > 0);
	chain_check_seal(*state, true, check);
	add_silently(*state, "dora");
	assert_last(*state, 2, 7);
	assert_whole(*state, 7);
	assert_int_equal(check->epoch, 2);
}

static void a_log_that_is_not_sealed_can_not_be_renewed(void **state)
{
	static struct sealing sealing;
	lose(*state, RUN);
	lose(*state, CHECKPOINT);
	lose(*state, LOGINS);
	add_silently(*state, "ann");
	assert_int_equal(chain_check_begin(*state, true, &sealing), 0);
	assert_int_equal(sealing.outcome, SEALING_NEVER);
	add_silently(*state, "bob");
	chain_check_seal(*state, false, check = chain_check_new());
	assert_whole(*state, 3);
}

static void no_descriptor_stays_open_whatever_is_found(void **state)
{
	int before = tree_descriptors();
	move(*state, LOGINS, LOGINS ".1");
	add_silently(*state, "dora");
	move(*state, LOGINS, LOGINS ".2");
	lose(*state, RUN);
	log_add(*state, "eve");
	lose(*state, LOGINS);
	lose(*state, LOGINS ".1");
	log_add(*state, "fay");
	lose(*state, RUN);
	lose(*state, CHECKPOINT);
	log_add(*state, "gil");
	assert_int_equal(tree_descriptors(), before);
}

#define state_test(name) cmocka_unit_test_setup_teardown(name, setup, tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		state_test(a_boot_takes_the_run_state_and_nothing_else),
		state_test(either_state_is_enough),
		state_test(an_older_state_is_brought_up_to_the_log),
		state_test(an_older_state_is_brought_up_through_files_that_were_renamed),
		state_test(an_older_state_is_brought_up_past_torn_lines),
		state_test(an_older_state_is_brought_up_past_torn_lines_on_both_sides_of_a_rename),
		state_test(a_record_at_the_end_of_a_line_that_is_too_long_is_none),
		state_test(the_later_state_of_the_two_counts),
		state_test(a_copy_of_the_log_in_another_file_is_as_good),
		state_test(a_state_whose_files_are_gone_is_brought_up_by_the_last_ones),
		state_test(a_log_that_lost_its_end_goes_on_behind_it_and_says_so),
		state_test(a_log_that_was_emptied_or_removed_goes_on_and_says_so),
		state_test(a_log_that_others_wrote_on_is_told),
		state_test(lines_behind_the_last_record_are_kept_and_covered),
		state_test(no_more_of_a_gap_is_read_than_a_seal_covers),
		state_test(a_record_that_lacks_only_its_newline_is_one),
		state_test(a_lost_state_is_said_each_time_until_a_new_key_is_made),
		state_test(a_new_key_made_at_once_is_kept_in_both_states),
		state_test(an_epoch_whose_first_record_is_owed_gets_it),
		state_test(a_state_that_is_damaged_everywhere_is_lost),
		state_test(a_state_that_was_cut_or_emptied_is_damaged_or_none),
		state_test(one_good_copy_is_enough),
		state_test(a_state_that_is_no_file_is_told_and_the_other_one_used),
		state_test(a_state_that_others_could_write_is_not_believed),
		state_test(the_checkpoint_has_no_former_key_in_either_copy),
		state_test(the_checkpoint_never_goes_back),
		state_test(without_a_sync_the_checkpoint_goes_on_all_the_same),
		state_test(an_event_is_told_how_it_was_sealed),
		state_test(a_sealed_log_can_be_renewed_but_not_sealed_twice),
		state_test(a_log_that_is_not_sealed_can_not_be_renewed),
		state_test(no_descriptor_stays_open_whatever_is_found),
	};
	alarm(120); /* a FIFO that is waited for ends the test */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
