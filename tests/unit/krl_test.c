/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=keygen_run */
#include "server/krl.h"

#include "access/revocation.h"
#include "common/cleanup.h"
#include "server/keygen.h"
#include "store_world.h"

#include <errno.h>

/* What the run of this number (from 1) answers instead of ssh-keygen itself; 0: none. */
static int lying_run, runs, lie_status;
static const char *lie;

int __real_keygen_run(
	const char *const *arguments, int *status, struct path_text *printed, struct note *note);
int __wrap_keygen_run(
	const char *const *arguments, int *status, struct path_text *printed, struct note *note);

/* Runs ssh-keygen, or answers for it. */
int __wrap_keygen_run(
	const char *const *arguments, int *status, struct path_text *printed, struct note *note)
{
	if (++runs != lying_run)
		return __real_keygen_run(arguments, status, printed, note);
	*status = lie_status;
	*printed = (struct path_text){strdup(lie), strlen(lie)};
	return 0;
}

/* A list and the entries made of it. */
struct made {
	struct revocation_list list;
	struct krl_entry entry[16];
	struct krl_entries entries;
	struct path_text krl;
	struct note note;
};

/* Reads a list and makes sshd's of it. */
static int make(struct world *world, const char *text, struct made *made)
{
	memset(made, 0, sizeof *made);
	runs = 0;
	assert_int_equal(
		revocation_read(view_of(text), "/revoked_keys", &made->list, &made->note), 0);
	made->entries = (struct krl_entries){made->list.count, made->entry};
	for (size_t i = 0; i < made->list.count; i++) {
		made->entry[i].fingerprint = made->list.item[i].fingerprint;
		made->entry[i].key = made->list.item[i].key;
		memcpy(made->entry[i].hex, made->list.item[i].hex, KRL_HEX_MAX);
	}
	return krl_make(world->admin.settings.state_dir, &made->entries, &made->krl, &made->note);
}

/* Gives it back. */
static void drop(struct made *made)
{
	revocation_free(&made->list);
	path_text_free(&made->krl);
}

/* Writes the list that was made as a file. */
static void put(struct world *world, const struct made *made)
{
	FILE *file = fopen(sandbox_path(&world->box, "revoked.krl"), "w");
	fwrite(made->krl.bytes, 1, made->krl.len, file);
	fclose(file);
}

/* A list of every kind of line. */
static const char *every_kind(void)
{
	static char text[8192];
	snprintf(text, sizeof text,
		"# a list\n" WORLD_ED25519 " lost\n%s\n%s\n\n%s left\n" WORLD_ED25519
		" twice\n%s\n",
		world_key("rsa3072"), world_key("dsa1024"), world_key("sk_ed25519"),
		world_key("ca"));
	return text;
}

static void makes_a_list_that_refuses_every_entry(void **state)
{
	struct world *world = *state;
	struct made made;
	struct krl_state found;
	assert_int_equal(make(world, every_kind(), &made), 0);
	assert_int_equal(made.list.count, 6);
	put(world, &made);
	assert_int_equal(krl_compare(world->box.path, &made.entries, &found, &made.note), 0);
	assert_false(found.missing);
	assert_int_equal(found.lacking + found.too_many, 0);
	static const char *const refused[] = {"ed25519", "rsa3072", "sk_ed25519", "ca"};
	for (size_t i = 0; i < 4; i++) {
		char key[128], *krl = world->box.path;
		struct path_text printed;
		int status;
		snprintf(key, sizeof key, TEST_DATA "/keys/%s.pub", refused[i]);
		const char *const arguments[] = {"-Q", "-f", krl, key, NULL};
		assert_int_equal(keygen_run(arguments, &status, &printed, &made.note), 0);
		assert_non_null(strstr(printed.bytes, "REVOKED"));
		path_text_free(&printed);
	}
	drop(&made);
}

static void makes_a_list_of_nothing(void **state)
{
	struct world *world = *state;
	struct made made;
	struct krl_state found;
	assert_int_equal(make(world, "# none\n", &made), 0);
	assert_true(made.krl.len > 0);
	put(world, &made);
	assert_int_equal(krl_compare(world->box.path, &made.entries, &found, &made.note), 0);
	assert_false(found.missing);
	assert_int_equal(found.lacking + found.too_many, 0);
	drop(&made);
}

static void leaves_no_work_files(void **state)
{
	struct world *world = *state;
	struct made made;
	assert_int_equal(make(world, every_kind(), &made), 0);
	drop(&made);
	assert_int_equal(rmdir(world->admin.settings.state_dir), 0);
}

static void tells_what_a_list_lacks_and_has_too_many_of(void **state)
{
	struct world *world = *state;
	struct made one, other;
	struct krl_state found;
	char text[4096];
	assert_int_equal(make(world, every_kind(), &one), 0);
	put(world, &one);
	snprintf(text, sizeof text, "%s\n" WORLD_ED25519 "\n", world_key("ecdsa256"));
	assert_int_equal(make(world, text, &other), 0);
	sandbox_path(&world->box, "revoked.krl");
	assert_int_equal(krl_compare(world->box.path, &other.entries, &found, &one.note), 0);
	assert_int_equal(found.lacking, 1);
	assert_int_equal(found.too_many, 4);
	drop(&one);
	drop(&other);
}

static void tells_a_list_that_is_missing_or_malformed(void **state)
{
	struct world *world = *state;
	struct made made;
	struct krl_state found;
	assert_int_equal(make(world, every_kind(), &made), 0);
	sandbox_path(&world->box, "revoked.krl");
	assert_int_equal(krl_compare(world->box.path, &made.entries, &found, &made.note), 0);
	assert_true(found.missing);
	assert_non_null(strstr(made.note.text, "revoked.krl"));
	sandbox_write(&world->box, "revoked.krl", "SSHKRL\n");
	assert_int_equal(krl_compare(world->box.path, &made.entries, &found, &made.note), 0);
	assert_true(found.missing);
	drop(&made);
}

/* Lets a run lie, and expects that no list comes of it. */
static void expect_no_list(struct world *world, int run, int status, const char *answer)
{
	struct made made;
	lying_run = run, lie_status = status, lie = answer;
	assert_int_equal(make(world, every_kind(), &made), -EIO);
	assert_true(runs >= run);
	assert_null(made.krl.bytes);
	lying_run = 0;
	drop(&made);
	sandbox_expect(&world->box, "state/.krl.new", NULL);
	sandbox_expect(&world->box, "state/.krl.spec", NULL);
	sandbox_expect(&world->box, "state/.krl.key0", NULL);
}

static void hands_on_no_list_that_is_not_proven(void **state)
{
	expect_no_list(*state, 1, 1, "no\n");
	expect_no_list(*state, 2, 1, "Invalid KRL\n");
	expect_no_list(*state, 2, 0, "# KRL version 0\n\nhash: " WORLD_ED25519 " # x\n");
	expect_no_list(*state, 3, 0, "a: ok\n");
	expect_no_list(*state, 3, 1, "a: REVOKED\nb: ok\n");
}

static void reads_no_list_with_a_bad_line_and_none_that_is_empty(void **state)
{
	(void)state;
	struct revocation_list list;
	struct note note;
	static const char *const bad[] = {"", " \n", "SHA256:short\n", WORLD_ED25519 "\nx y\n"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_true(revocation_read(view_of(bad[i]), "/revoked_keys", &list, &note) < 0);
		assert_non_null(strstr(note.text, "/revoked_keys"));
		revocation_free(&list);
	}
}

static void adds_lines_behind_the_others_and_none_twice(void **state)
{
	(void)state;
	struct path_text text;
	struct note note;
	static const char *const keys[] = {WORLD_ED25519, WORLD_RSA3072};
	assert_int_equal(revocation_append(view_of("# a\n" WORLD_ED25519 " x"), "/revoked_keys",
				 keys, 2, "why", &text, &note),
		0);
	assert_string_equal(text.bytes, "# a\n" WORLD_ED25519 " x\n" WORLD_RSA3072 "  why\n");
	path_text_free(&text);
	assert_int_equal(revocation_append(view_of("# a\n"), "/revoked_keys", keys, 2,
				 "one\n" WORLD_ECDSA256, &text, &note),
		-EINVAL);
	assert_null(text.bytes);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(makes_a_list_that_refuses_every_entry),
		world_test(makes_a_list_of_nothing),
		world_test(leaves_no_work_files),
		world_test(tells_what_a_list_lacks_and_has_too_many_of),
		world_test(tells_a_list_that_is_missing_or_malformed),
		world_test(hands_on_no_list_that_is_not_proven),
		world_test(reads_no_list_with_a_bad_line_and_none_that_is_empty),
		world_test(adds_lines_behind_the_others_and_none_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
