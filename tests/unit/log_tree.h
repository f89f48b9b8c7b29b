/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log_tree.h – a log of a test's own, and what stands in it
 *
 * Shape:  a tree (tree.h) with the folders `log`, `state` and `run`; log_setup is cmocka's fixture.
 *         Its records are chained by OpenSSL's hash, as the programs do it.
 * Units:  none.
 * Memory: static; texts and paths last until the next call.
 * Errors: a failing call fails the test.
 * Source: none.
 */
#ifndef KEYHOLE_TESTS_UNIT_LOG_TREE_H
#define KEYHOLE_TESTS_UNIT_LOG_TREE_H

#include "tests/unit/tree.h"

#include "audit/append.h"
#include "audit/read.h"
#include "crypto/mac.h"

#include <errno.h>

#define LOGINS "log/" APPEND_LOGINS
#define OFFERS "log/" APPEND_OFFERS
#define LOG_TEXT_MAX (4 << 20)

static struct note note;

/** Makes the tree and its folders. */
static inline int log_setup(void **state)
{
	if (tree_setup(state) != 0)
		return -1;
	tree_folder(*state, "log", 0755);
	tree_folder(*state, "state", 0700);
	tree_folder(*state, "run", 0700);
	return 0;
}

/** OpenSSL's hash, for as long as the tests run. */
static inline const struct hash *log_hash(void)
{
	static struct mac *mac;
	static struct hash hash;
	if (!mac)
		assert_int_equal(mac_open(&mac, &note), 0);
	hash = (struct hash){mac, mac_make};
	return &hash;
}

/** Where the log is. */
static inline struct append_place log_place(struct tree *tree)
{
	static char log[128], lock[128], run[128];
	snprintf(log, sizeof log, "%s/log", tree->root);
	snprintf(lock, sizeof lock, "%s/state", tree->root);
	snprintf(run, sizeof run, "%s/run", tree->root);
	return (struct append_place){.log_dir = log,
		.state_dir = lock,
		.run_dir = run,
		.hash = log_hash(),
		.sync = true};
}

/** Appends a login to an account. */
static inline int log_append(struct tree *tree, const char *account)
{
	static struct event event;
	struct append_place place = log_place(tree);
	event_init(&event, EVENT_LOGIN);
	event.account = view_of(account);
	return append_login(&place, &event, &note);
}

/** Appends a login that has to succeed. */
static inline void log_add(struct tree *tree, const char *account)
{
	if (log_append(tree, account) != 0)
		fail_msg("%s: %s", account, note.text);
}

/** All bytes of a file, with a NUL behind them; empty where there is none. */
static inline char *log_text(struct tree *tree, const char *name)
{
	static char text[LOG_TEXT_MAX];
	int fd = open(tree_path(tree, name), O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
	assert_true(len >= 0);
	text[len] = '\0';
	if (fd >= 0)
		close(fd);
	return text;
}

/** Writes a record with this number and time, as one line, into a text. */
static inline size_t log_record(char *text, size_t cap, int seq, const char *time)
{
	return (size_t)snprintf(
		text, cap, "{\"v\":1,\"seq\":%d,\"time\":\"%s\",\"event\":\"login\"}\n", seq, time);
}

/** Says what a record is: its number and whose it is, or what kind it is of. */
static inline size_t log_tell(const struct event *event, char *out, size_t cap)
{
	struct view word =
		event->account.len > 0 ? event->account : view_of(event_kind_name(event->kind));
	return (size_t)snprintf(
		out, cap, "%lld %.*s", (long long)event->seq, (int)word.len, word.data);
}

/** Says what the log holds, oldest first: "1 clock 2 brian bad torn". */
static inline const char *log_story(struct tree *tree)
{
	static char story[4096];
	static struct read_line line;
	struct read_log *log;
	size_t len = 0;
	story[0] = '\0';
	assert_int_equal(read_open(log_place(tree).log_dir, APPEND_LOGINS, &log, &note), 0);
	while (read_next(log, &line, &note) > 0) {
		len += (size_t)snprintf(story + len, sizeof story - len, len > 0 ? " " : "");
		if (line.bad)
			len += (size_t)snprintf(
				story + len, sizeof story - len, line.torn ? "torn" : "bad");
		else
			len += log_tell(&line.event, story + len, sizeof story - len);
		assert_true(len < sizeof story);
	}
	read_close(log);
	return story;
}

#define log_test(name) cmocka_unit_test_setup_teardown(name, log_setup, tree_teardown)

#endif
