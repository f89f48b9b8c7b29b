/* SPDX-License-Identifier: Apache-2.0 */
/* Adding to the log of logins while clocks are set back and others keep the lock. */
/* link: -Wl,--wrap=clock_gettime,--wrap=nanosleep */
#include "tests/unit/log_tree.h"

#include "audit/turn.h"

#include <stdbool.h>
#include <time.h>

/* What the clocks say, while they are the test's own. */
static struct {
	bool on;
	int64_t real_us, since_boot_ns;
	int naps, disturbed;      /* how many, and which one a signal ends */
	int unlock_after, unlock; /* naps after which this descriptor is closed */
} clocks;

int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __real_nanosleep(const struct timespec *rest, struct timespec *left);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_nanosleep(const struct timespec *rest, struct timespec *left);

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	if (!clocks.on)
		return __real_clock_gettime(clock, now);
	int64_t ns = clock == CLOCK_REALTIME ? clocks.real_us * 1000 : clocks.since_boot_ns;
	*now = (struct timespec){.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
	return 0;
}

int __wrap_nanosleep(const struct timespec *rest, struct timespec *left)
{
	if (!clocks.on)
		return __real_nanosleep(rest, left);
	assert_int_equal(rest->tv_sec, 0);
	assert_true(rest->tv_nsec > 0 && rest->tv_nsec <= 10 * 1000 * 1000);
	clocks.since_boot_ns += rest->tv_nsec;
	if (++clocks.naps == clocks.unlock_after)
		close(clocks.unlock);
	errno = EINTR;
	return clocks.naps == clocks.disturbed ? -1 : 0;
}

/* Begins a test in which the clocks are the system's. */
static int setup(void **state)
{
	memset(&clocks, 0, sizeof clocks);
	return log_setup(state);
}

static void records_a_step_back_of_the_clock_once_and_time_stands_still_meanwhile(void **state)
{
	clocks.on = true;
	static const int seconds[] = {100, 101, 50, 51, 52, 101, 102, 60};
	for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++) {
		clocks.real_us = seconds[i] * INT64_C(1000000) + 7;
		log_add(*state, "ann");
	}
	assert_string_equal(log_story(*state),
		"1 ann 2 ann 3 clock 4 ann 5 ann 6 ann 7 ann 8 ann 9 clock 10 ann");
	const char *text = log_text(*state, LOGINS);
	assert_non_null(strstr(text,
		"{\"v\":1,\"seq\":3,\"time\":\"1970-01-01T00:01:41.000007Z\",\"event\":\"clock\","
		"\"detail\":\"the clock was set back by 51.000000 seconds, to "
		"1970-01-01T00:00:50.000007Z\",\"seal\":\""));
	assert_non_null(
		strstr(text, "\"}\n{\"v\":1,\"seq\":4,\"time\":\"1970-01-01T00:01:41.000007Z\","
			     "\"clock\":\"1970-01-01T00:00:50.000007Z\",\"event\":\"login\""));
	assert_non_null(strstr(
		text, "\"seq\":7,\"time\":\"1970-01-01T00:01:41.000007Z\",\"event\":\"login\""));
	assert_non_null(strstr(text, "\"seq\":8,\"time\":\"1970-01-01T00:01:42.000007Z\""));
}

static void a_step_back_is_known_however_long_ago_it_was_recorded(void **state)
{
	static char text[LOG_TEXT_MAX];
	size_t len = 0;
	for (int seq = 1; seq <= 20000; seq++)
		len += log_record(
			text + len, sizeof text - len, seq, "2300-01-01T00:00:00.000000Z");
	tree_bytes(*state, LOGINS, 0640, text, len);
	log_add(*state, "ann");
	const char *added = log_text(*state, LOGINS) + len;
	assert_non_null(strstr(added, "\"seq\":20001,\"time\":\"2300-01-01T00:00:00.000000Z\","
				      "\"clock\":\"20"));
}

/* Holds the lock, as a process would that is stopped. */
static int hold_lock(struct tree *tree)
{
	int fd = open(tree_path(tree, "state/" TURN_FILE), O_RDWR | O_CREAT, 0600);
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	assert_int_equal(fcntl(fd, F_OFD_SETLK, &whole), 0);
	return fd;
}

static void waits_two_seconds_for_its_turn_and_then_says_who_to_look_for(void **state)
{
	int lock = hold_lock(*state);
	clocks.on = true;
	assert_int_equal(log_append(*state, "ann"), -ETIMEDOUT);
	assert_says(note, "state/lock");
	assert_says(note, "fuser -v");
	assert_true(clocks.since_boot_ns >= 2000 * INT64_C(1000000));
	assert_true(clocks.since_boot_ns < 2020 * INT64_C(1000000));
	close(lock);
	assert_string_equal(log_text(*state, LOGINS), "");
}

static void takes_its_turn_when_it_comes_though_a_nap_was_disturbed(void **state)
{
	clocks.unlock = hold_lock(*state);
	clocks.unlock_after = 3;
	clocks.on = true;
	clocks.disturbed = 2;
	assert_int_equal(log_append(*state, "ann"), 0);
	assert_int_equal(clocks.naps, 3);
}

#define clock_test(name) cmocka_unit_test_setup_teardown(name, setup, tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		clock_test(records_a_step_back_of_the_clock_once_and_time_stands_still_meanwhile),
		clock_test(a_step_back_is_known_however_long_ago_it_was_recorded),
		clock_test(waits_two_seconds_for_its_turn_and_then_says_who_to_look_for),
		clock_test(takes_its_turn_when_it_comes_though_a_nap_was_disturbed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
