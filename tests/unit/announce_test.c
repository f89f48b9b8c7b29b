/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=fdatasync */
#include "admin/announce.h"
#include "audit/journal.h"
#include "sandbox.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>

static struct sandbox box;
static struct note note;

/* Whether the disk takes nothing. */
static bool disk_broken;

int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);

/* Syncs, unless the disk is broken. */
int __wrap_fdatasync(int fd)
{
	errno = EIO;
	return disk_broken ? -1 : __real_fdatasync(fd);
}

/* What syslog(3) was told. */
static char told[1024];
static int told_priority;

/* Keeps what would go to syslog. */
__attribute__((format(printf, 2, 0))) static void hear(int pri, const char *fmt, va_list args)
{
	assert_string_equal(told, "");
	vsnprintf(told, sizeof told, fmt, args);
	told_priority = pri;
}

/* What the program calls, if it was built without fortification. */
void(syslog)(int pri, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	hear(pri, fmt, args);
	va_end(args);
}

__attribute__((format(printf, 3, 4))) void __syslog_chk(int pri, int flag, const char *fmt, ...);

/* What it calls, if it was built with it. */
void __syslog_chk(int pri, int flag, const char *fmt, ...)
{
	va_list args;
	(void)flag;
	va_start(args, fmt);
	hear(pri, fmt, args);
	va_end(args);
}

/* Begins each test with a log of its own, and nobody who listens. */
static int begin(void **state)
{
	(void)state;
	sandbox_open(&box);
	sandbox_folder(&box, "log");
	sandbox_folder(&box, "state");
	setenv("KEYHOLE_TEST_DIR", box.folder, 1);
	told[0] = '\0';
	disk_broken = false;
	return 0;
}

/* Removes it. */
static int end(void **state)
{
	(void)state;
	sandbox_close(&box);
	return 0;
}

/* Listens as journald does. */
static int listen_as_journald(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	snprintf(address.sun_path, sizeof address.sun_path, "%.90s", journal_socket());
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
	return fd;
}

/* The next entry that journald got; empty where there is none. It lasts until the next call. */
static const char *heard(int fd)
{
	static char entry[JOURNAL_ENTRY_MAX + 1];
	ssize_t len = recv(fd, entry, sizeof entry - 1, 0);
	entry[len > 0 ? len : 0] = '\0';
	return entry;
}

/* Announces that alice got a key; gives what the log said. */
static int change(const char *log_name)
{
	char log[128], state[128];
	struct event event;
	snprintf(log, sizeof log, "%s/%s", box.folder, log_name);
	snprintf(state, sizeof state, "%s/state", box.folder);
	struct append_place place = {.log_dir = log, .state_dir = state, .sync = true};
	event_init(&event, EVENT_ADDED);
	event.person = view_of("alice");
	event.key = view_of("SHA256:x");
	event.by = view_of("root");
	return announce_change(&place, &event, &note);
}

static void tells_the_journal_of_a_change_once_and_syslog_nothing(void **state)
{
	(void)state;
	int fd = listen_as_journald();
	assert_int_equal(change("log"), 0);
	sandbox_expect_part(&box, "log/logins.jsonl", "\"event\":\"added\"");
	const char *entry = heard(fd);
	assert_non_null(strstr(entry, "MESSAGE=added alice's key SHA256:x by root"));
	assert_non_null(strstr(entry, "\nPRIORITY=5\n"));
	assert_non_null(strstr(entry, "\nKEYHOLE_SEQ=1\n"));
	assert_non_null(strstr(entry, "\nKEYHOLE_PERSON=alice\n"));
	assert_string_equal(heard(fd), "");
	assert_string_equal(told, "");
	close(fd);
}

static void tells_syslog_where_no_journal_listens(void **state)
{
	(void)state;
	assert_int_equal(change("log"), 0);
	assert_non_null(strstr(told, "added alice's key SHA256:x by root"));
	assert_int_equal(LOG_PRI(told_priority), LOG_NOTICE);
}

static void tells_of_a_change_that_could_not_be_recorded(void **state)
{
	(void)state;
	int fd = listen_as_journald();
	assert_int_equal(change("missing"), -ENOENT);
	const char *entry = heard(fd);
	assert_non_null(strstr(entry, "MESSAGE=added alice's key SHA256:x by root\n"));
	assert_null(strstr(entry, "KEYHOLE_SEQ"));
	close(fd);
}

static void tells_no_number_of_a_record_that_may_not_last(void **state)
{
	(void)state;
	assert_int_equal(change("log"), 0);
	int fd = listen_as_journald();
	disk_broken = true;
	assert_int_equal(change("log"), -EIO);
	const char *entry = heard(fd);
	assert_non_null(strstr(entry, "MESSAGE=added alice's key SHA256:x by root\n"));
	assert_null(strstr(entry, "KEYHOLE_SEQ"));
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			tells_the_journal_of_a_change_once_and_syslog_nothing, begin, end),
		cmocka_unit_test_setup_teardown(tells_syslog_where_no_journal_listens, begin, end),
		cmocka_unit_test_setup_teardown(
			tells_of_a_change_that_could_not_be_recorded, begin, end),
		cmocka_unit_test_setup_teardown(
			tells_no_number_of_a_record_that_may_not_last, begin, end),
	};
	return cmocka_run_group_tests_name("announce", tests, NULL, NULL);
}
