/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/event_field.h"
#include "audit/journal.h"
#include "sandbox.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>

#define SEAL "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct sandbox box;
static struct note note;

/* Begins each test with a folder for its socket. */
static int begin(void **state)
{
	(void)state;
	sandbox_open(&box);
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
static int listen_at(const char *name)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	snprintf(address.sun_path, sizeof address.sun_path, "%s/%s", box.folder, name);
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
	return fd;
}

/* Fails unless the event's entry has these bytes. */
static void expect(const struct event *event, int priority, const char *bytes)
{
	char out[JOURNAL_ENTRY_MAX + 1];
	size_t len = journal_entry(event, priority, out);
	out[len] = '\0';
	assert_string_equal(out, bytes);
	assert_int_equal(len, strlen(bytes));
}

static void has_every_field_that_is_known_in_the_tables_order(void **state)
{
	(void)state;
	struct event event;
	event_init(&event, EVENT_LOGIN);
	event.epoch = 1;
	event.seq = 1842;
	event.time = 1795355110123456;
	event.session = view_of("abc-1-2");
	event.account = view_of("deploy");
	event.uid = 0;
	event.person = view_of("alice");
	event.from = view_of("192.0.2.7");
	event.port = 5;
	event.key = view_of("SHA256:x");
	event.known_at = view_of("/etc/keyhole/keys.d/alice.keys:1");
	event.audit_session = 3;
	event.seal = view_of(SEAL);
	expect(&event, LOG_INFO,
		"MESSAGE=login of deploy by alice's key SHA256:x from 192.0.2.7 port 5 "
		"[head 1842 " SEAL "]\n"
		"PRIORITY=6\n"
		"SYSLOG_FACILITY=10\n"
		"SYSLOG_IDENTIFIER=keyhole\n"
		"MESSAGE_ID=6a4a0e7673cf49a79b8ce5dced598a52\n"
		"KEYHOLE_EPOCH=1\n"
		"KEYHOLE_SEQ=1842\n"
		"KEYHOLE_TIME=2026-11-22T13:45:10.123456Z\n"
		"KEYHOLE_EVENT=login\n"
		"KEYHOLE_SESSION=abc-1-2\n"
		"KEYHOLE_ACCOUNT=deploy\n"
		"KEYHOLE_UID=0\n"
		"KEYHOLE_PERSON=alice\n"
		"KEYHOLE_FROM=192.0.2.7\n"
		"KEYHOLE_PORT=5\n"
		"KEYHOLE_KEY=SHA256:x\n"
		"KEYHOLE_KNOWN_AT=/etc/keyhole/keys.d/alice.keys:1\n"
		"KEYHOLE_AUDIT_SESSION=3\n"
		"KEYHOLE_SEAL=" SEAL "\n");
}

static void has_little_for_an_event_of_which_little_is_known(void **state)
{
	(void)state;
	struct event event;
	event_init(&event, EVENT_LOGOUT);
	event.seconds = 0;
	expect(&event, LOG_WARNING | LOG_AUTHPRIV,
		"MESSAGE=logout after 0 s\n"
		"PRIORITY=4\n"
		"SYSLOG_FACILITY=10\n"
		"SYSLOG_IDENTIFIER=keyhole\n"
		"MESSAGE_ID=6a4a0e7673cf49a79b8ce5dced598a52\n"
		"KEYHOLE_EVENT=logout\n"
		"KEYHOLE_SECONDS=0\n");
}

/* Sets every field of an event, texts to as many of these characters as fit. */
static void fill(struct event *event, const char *character)
{
	static char bytes[4096];
	size_t len = strlen(character), used = 0;
	for (; used + len <= sizeof bytes; used += len)
		memcpy(bytes + used, character, len);
	for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
		const struct event_field *field = &event_fields[i];
		if (field->type == EVENT_FIELD_TEXT)
			*event_field_text(event, field) = (struct view){bytes, used};
		else if (field->type == EVENT_FIELD_TIME)
			*event_field_number(event, field) = EVENT_TIME_MAX;
		else if (field->type == EVENT_FIELD_NUMBER)
			*event_field_number(event, field) = INT64_MAX;
	}
}

/* Fails unless an entry is lines NAME=value, no longer than `cap`; gives how many. */
static unsigned count_lines(const char *entry, size_t len)
{
	unsigned lines = 0;
	assert_int_equal(entry[len - 1], '\n');
	for (const char *at = entry; at < entry + len; lines++) {
		const char *newline = memchr(at, '\n', (size_t)(entry + len - at));
		size_t name = strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_");
		assert_true(name > 0 && name <= 64 && at[name] == '=' && at[0] != '_');
		for (const char *byte = at; byte < newline; byte++)
			assert_true((unsigned char)*byte >= 0x20 && *byte != 0x7F);
		at = newline + 1;
	}
	return lines;
}

static void is_bounded_and_of_plain_lines_whatever_the_fields_hold(void **state)
{
	(void)state;
	static const char *const characters[] = {
		"x", "\n", "\n\x08", "a\nMESSAGE=b", "\xE2\x80\xAE", "\xFF", "\xF0\x9F\x94\x91"};
	for (size_t i = 0; i < sizeof characters / sizeof *characters; i++) {
		struct event event;
		char *out = malloc(JOURNAL_ENTRY_MAX);
		event_init(&event, EVENT_REFUSED);
		fill(&event, characters[i]);
		size_t len = journal_entry(&event, LOG_NOTICE, out);
		assert_true(len < JOURNAL_ENTRY_MAX);
		/* MESSAGE and what goes with it, and all fields but the version: none was left out. */
		assert_int_equal(count_lines(out, len), 5 + EVENT_FIELD_COUNT - 1);
		free(out);
	}
}

static void cuts_a_text_at_the_tables_limit(void **state)
{
	(void)state;
	struct event event;
	char out[JOURNAL_ENTRY_MAX + 1];
	event_init(&event, EVENT_REFUSED);
	fill(&event, "x");
	out[journal_entry(&event, LOG_NOTICE, out)] = '\0';
	for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
		if (event_fields[i].type != EVENT_FIELD_TEXT)
			continue;
		char name[64] = "\nKEYHOLE_";
		for (size_t at = 0; at < event_fields[i].name.len; at++)
			name[9 + at] = event_fields[i].name.data[at] == '_'
					       ? '_'
					       : (char)(event_fields[i].name.data[at] - 32);
		strcat(name, "=");
		const char *value = strstr(out, name);
		assert_non_null(value);
		value += strlen(name);
		assert_int_equal(strcspn(value, "\n"), event_fields[i].limit);
		assert_memory_equal(value + event_fields[i].limit - 3, "...", 3);
	}
}

static void takes_off_what_only_a_record_has(void **state)
{
	(void)state;
	struct event event;
	event_init(&event, EVENT_LOGIN);
	fill(&event, "x");
	event.account = view_of("brian");
	journal_unrecorded(&event);
	assert_int_equal(event.seq, EVENT_UNKNOWN);
	assert_int_equal(event.epoch, EVENT_UNKNOWN);
	assert_int_equal(event.time, EVENT_UNKNOWN);
	assert_int_equal(event.clock, EVENT_UNKNOWN);
	assert_int_equal(event.seal.len, 0);
	assert_true(view_is(event.account, "brian"));
}

static void sends_one_datagram(void **state)
{
	(void)state;
	char heard[64];
	int fd = listen_at("journal");
	const char *path = sandbox_path(&box, "journal");
	assert_int_equal(journal_send(path, view_of("MESSAGE=hello\n"), &note), 0);
	assert_int_equal(recv(fd, heard, sizeof heard, 0), 14);
	assert_memory_equal(heard, "MESSAGE=hello\n", 14);
	assert_int_equal(recv(fd, heard, sizeof heard, 0), -1);
	close(fd);
}

static void says_that_nobody_listens(void **state)
{
	(void)state;
	const char *path = sandbox_path(&box, "journal");
	assert_int_equal(journal_send(path, view_of("MESSAGE=x\n"), &note), -ENOENT);
	close(listen_at("journal"));
	assert_int_equal(journal_send(path, view_of("MESSAGE=x\n"), &note), -ECONNREFUSED);
	sandbox_write(&box, "file", "");
	path = sandbox_path(&box, "file");
	assert_int_equal(journal_send(path, view_of("MESSAGE=x\n"), &note), -ECONNREFUSED);
}

static void does_not_wait_for_a_journal_that_does_not_read(void **state)
{
	(void)state;
	int fd = listen_at("journal"), r = 0;
	const char *path = sandbox_path(&box, "journal");
	for (unsigned i = 0; i < 100000 && r == 0; i++)
		r = journal_send(path, view_of("MESSAGE=x\n"), &note);
	assert_int_equal(r, -EAGAIN);
	close(fd);
}

static void refuses_a_path_that_no_socket_can_have(void **state)
{
	(void)state;
	char path[256];
	memset(path, 'x', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	assert_int_equal(journal_send(path, view_of("MESSAGE=x\n"), &note), -ENAMETOOLONG);
}

static void leaves_no_descriptor_open(void **state)
{
	(void)state;
	int before = dup(STDIN_FILENO);
	close(before);
	journal_send(sandbox_path(&box, "journal"), view_of("MESSAGE=x\n"), &note);
	int fd = listen_at("journal");
	journal_send(sandbox_path(&box, "journal"), view_of("MESSAGE=x\n"), &note);
	close(fd);
	int after = dup(STDIN_FILENO);
	close(after);
	assert_int_equal(after, before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_every_field_that_is_known_in_the_tables_order),
		cmocka_unit_test(has_little_for_an_event_of_which_little_is_known),
		cmocka_unit_test(is_bounded_and_of_plain_lines_whatever_the_fields_hold),
		cmocka_unit_test(cuts_a_text_at_the_tables_limit),
		cmocka_unit_test(takes_off_what_only_a_record_has),
		cmocka_unit_test_setup_teardown(sends_one_datagram, begin, end),
		cmocka_unit_test_setup_teardown(says_that_nobody_listens, begin, end),
		cmocka_unit_test_setup_teardown(
			does_not_wait_for_a_journal_that_does_not_read, begin, end),
		cmocka_unit_test(refuses_a_path_that_no_socket_can_have),
		cmocka_unit_test_setup_teardown(leaves_no_descriptor_open, begin, end),
	};
	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
