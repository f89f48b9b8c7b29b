/* SPDX-License-Identifier: Apache-2.0 */
/*
 * question.h – a store of a test's own, and a decision over it told as one text
 *
 * Shape:  keys.d, accounts.d, groups.d and revoked_keys in a tree (tree.h); each candidate is told
 *         as PERSON:LINE[/GRANT], its verdict, and the options that it passed with, up to a `;`.
 * Units:  seconds since 1970.
 * Memory: one question at a time; it is static.
 * Errors: a failing call fails the test.
 * Source: none.
 */
#ifndef KEYHOLE_TESTS_UNIT_QUESTION_H
#define KEYHOLE_TESTS_UNIT_QUESTION_H

#include "tests/unit/key_data.h"
#include "tests/unit/tree.h"

#include "access/access.h"
#include "common/reason.h"

#define NOW 1800000000ULL

/* access_decide, or another one like it. */
typedef int question_decision(const struct settings *settings, const struct access_request *request,
	access_visit visit, void *context, struct note *note);

/* One decision over the store of a test: what was passed to visit, a line a candidate. */
struct question {
	struct settings settings;
	struct blob offered;
	bool offers;
	int64_t uid;
	char told[8192];
	struct note note;
	unsigned char bytes[65536];
};

/* The settings of a store in the tree, with its folders made. */
static inline struct question *ask_in(struct tree *tree)
{
	static char paths[4][600];
	static struct question question;
	static const char *const names[] = {"keys.d", "accounts.d", "groups.d", "revoked_keys"};
	memset(&question, 0, sizeof question);
	settings_init(&question.settings);
	for (int i = 0; i < 4; i++)
		strcpy(paths[i],
			i < 3 ? tree_folder(tree, names[i], 0755) : tree_path(tree, names[i]));
	tree_text(tree, "revoked_keys", "# none\n");
	question.settings.keys_dir = paths[0];
	question.settings.accounts_dir = paths[1];
	question.settings.groups_dir = paths[2];
	question.settings.revoked_keys = paths[3];
	question.uid = 1000;
	return &question;
}

/* Offers a key of the test data. */
static inline void offer(struct question *question, const char *name)
{
	struct view blob = key_data_blob(name);
	memcpy(question->bytes, blob.data, blob.len);
	struct view bytes = {(char *)question->bytes, blob.len};
	assert_int_equal(blob_parse(bytes, &question->offered, &question->note), 0);
	question->offers = true;
}

/* Writes down a candidate: "brian:1 ok restrict,pty" or "alice:2/1 key-revoked". */
static inline void tell(void *context, const struct access_candidate *candidate)
{
	struct question *question = context;
	size_t len = strlen(question->told);
	char options[4096] = "";
	struct note note;
	if (candidate->options)
		assert_int_equal(
			options_print(candidate->options, options, sizeof options, &note), 0);
	char grant[16] = "";
	if (candidate->grant)
		snprintf(grant, sizeof grant, "/%u", candidate->grant->number);
	snprintf(question->told + len, sizeof question->told - len, "%s:%u%s %s%s%s;",
		candidate->person, candidate->line_number, grant,
		candidate->verdict == 0 ? "ok" : reason_token(candidate->verdict),
		options[0] ? " " : "", options);
}

/* Decides about an account by one of the decisions and expects this result and these candidates. */
static inline void expect_of(question_decision *decide, struct question *question,
	const char *account, int result, const char *told)
{
	struct access_request request = {
		account, question->uid, question->offers ? &question->offered : NULL, NOW};
	question->told[0] = '\0';
	int before = tree_descriptors();
	int r = decide(&question->settings, &request, tell, question, &question->note);
	if (r != result)
		fail_msg("%d, not %d (%s; %s)", r, result, question->told, question->note.text);
	assert_string_equal(question->told, told);
	assert_int_equal(tree_descriptors(), before);
}

/* Writes keys into a person's file: names of test keys, each with options before it or "". */
static inline void keys(struct tree *tree, const char *person, const char *const lines[][2])
{
	char text[65536] = "", name[64];
	for (size_t i = 0; lines[i][0]; i++) {
		struct view line = key_data_read(lines[i][0]);
		size_t len = strlen(text);
		snprintf(text + len, sizeof text - len, "%s%s%.*s\n", lines[i][1],
			lines[i][1][0] ? " " : "", (int)line.len, line.data);
	}
	snprintf(name, sizeof name, "keys.d/%s.keys", person);
	tree_text(tree, name, text);
}

#define KEYS(tree, person, ...)                                                                    \
	keys(tree, person, (const char *const[][2]){__VA_ARGS__, {NULL, NULL}})

#endif
