/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/past.h"

#include "keys/fingerprint.h"
#include "keys/line.h"
#include "sandbox.h"
#include "verb_run.h"

/* Writes carol's key into the store, and into the log that it was refused. */
static void refuse_carols_key(struct sandbox *box)
{
	char *keys = sandbox_read_path(TEST_DATA "/keys/ed25519.pub"), line[1024];
	struct {
		struct line line;
		char fingerprint[FINGERPRINT_MAX];
	} *key = calloc(1, sizeof *key);
	struct note note;
	struct line_cursor cursor = {.rest = view_of(keys)};
	struct view at;
	assert_true(key && line_next(&cursor, &at) && line_parse(at, &key->line, &note) == 0);
	fingerprint_of(&key->line.key, key->fingerprint);
	sandbox_folder(box, "keys");
	sandbox_write(box, "keys/carol.keys", keys);
	snprintf(line, sizeof line,
		"{\"v\":1,\"time\":\"2026-11-22T13:45:05.000000Z\",\"event\":\"offer\",\"session\":"
		"\"b-1-2\",\"account\":\"deploy\",\"key\":\"%s\",\"reason\":\"no-such-key\"}\n",
		key->fingerprint);
	sandbox_write(box, "offers.jsonl", line);
	free(key);
	free(keys);
}

/* Prints the past of deploy into "out" of the sandbox. */
static void print(struct sandbox *box, const char *key, bool json)
{
	char keys_dir[512];
	struct settings settings;
	settings_init(&settings);
	snprintf(keys_dir, sizeof keys_dir, "%s/keys", box->folder);
	settings.log_dir = box->folder;
	settings.keys_dir = keys_dir;
	struct sandbox_voice voice = sandbox_listen(box);
	past_print(&settings, "deploy", key, json);
	sandbox_hush(voice);
	settings_free(&settings);
}

static void says_whose_the_key_is_that_was_refused(void **state)
{
	struct sandbox box;
	(void)state;
	sandbox_open(&box);
	refuse_carols_key(&box);
	print(&box, NULL, false);
	sandbox_expect_part(&box, "out", "  (carol)  ");
	print(&box, NULL, true);
	sandbox_expect_part(&box, "out", "\"person\":null");
	sandbox_close(&box);
}

static void shows_of_one_key_only_its_own_refusals(void **state)
{
	static const char carols[] = "SHA256:N6nKIWiFmnbheTT/Ak3jNaaqPBu0u9ONkhsxBD+eEhQ";
	static const char another[] = "SHA256:M6nKIWiFmnbheTT/Ak3jNaaqPBu0u9ONkhsxBD+eEhQ";
	struct sandbox box;
	(void)state;
	sandbox_open(&box);
	refuse_carols_key(&box);
	print(&box, carols, false);
	sandbox_expect_part(&box, "out", "  (carol)  ");
	print(&box, another, false);
	sandbox_expect(&box, "out", "");
	print(&box, carols, true);
	sandbox_expect_part(&box, "out", carols);
	print(&box, another, true);
	sandbox_expect(&box, "out", ",\"refusals\":[]");
	sandbox_close(&box);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_whose_the_key_is_that_was_refused),
		cmocka_unit_test(shows_of_one_key_only_its_own_refusals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
