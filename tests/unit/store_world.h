/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store_world.h – a store of its own for a test, and the verbs that change it
 *
 * Shape:  world_begin and world_end are cmocka's fixtures; the state is a struct world. The store
 *         is the sandbox: keys.d, accounts.d, groups.d, revoked_keys, log, state. What a verb says
 *         is in "out" and "err". The machine has the accounts that world_account names.
 * Units:  none.
 * Memory: world_end gives all back.
 * Errors: a failing call fails the test.
 * Source: none.
 */
#ifndef KEYHOLE_TESTS_UNIT_STORE_WORLD_H
#define KEYHOLE_TESTS_UNIT_STORE_WORLD_H

#include "admin/verb.h"
#include "sandbox.h"

#include <pwd.h>

struct world {
	struct sandbox box;
	struct admin admin;
	char *path[8];
	size_t path_count;
	int status; /* of the last run */
};

/* The home of every account of the machine. */
static char world_home[256];

/* Keeps a path for the settings. */
static inline const char *world_path(struct world *world, const char *name)
{
	char *path = strdup(sandbox_path(&world->box, name));
	assert_non_null(path);
	return world->path[world->path_count++] = path;
}

/* Makes a folder of the store. */
static inline const char *world_folder(struct world *world, const char *name)
{
	sandbox_folder(&world->box, name);
	return world_path(world, name);
}

/* Begins with an empty store. */
static inline int world_begin(void **state)
{
	static struct world world;
	memset(&world, 0, sizeof world);
	sandbox_open(&world.box);
	struct settings *settings = &world.admin.settings;
	settings_init(settings);
	settings->keys_dir = world_folder(&world, "keys.d");
	settings->accounts_dir = world_folder(&world, "accounts.d");
	settings->groups_dir = world_folder(&world, "groups.d");
	settings->log_dir = world_folder(&world, "log");
	settings->state_dir = world_folder(&world, "state");
	settings->revoked_keys = world_path(&world, "revoked_keys");
	snprintf(world_home, sizeof world_home, "%s/home", world.box.folder);
	world.admin.config_path = world_path(&world, "keyhole.conf");
	sandbox_write(&world.box, "revoked_keys", "# none yet\n");
	setenv("SUDO_USER", "carol", 1);
	*state = &world;
	return 0;
}

/* Removes it. */
static inline int world_end(void **state)
{
	struct world *world = *state;
	while (world->path_count > 0)
		free(world->path[--world->path_count]);
	sandbox_close(&world->box);
	return 0;
}

/* Runs a verb with words that stand one behind another; a '~' in a word is a blank. */
static inline int world_run(struct world *world, const struct verb *verb, const char *words)
{
	char line[4096], *argv[32], *rest = line;
	int argc = 0;
	snprintf(line, sizeof line, "%s %s", verb->name, words);
	for (char *word; argc < 31 && (word = strsep(&rest, " "));)
		if (*word)
			argv[argc++] = word;
	argv[argc] = NULL;
	for (int i = 1; i < argc; i++)
		for (char *c = argv[i]; *c; c++)
			*c = *c == '~' ? ' ' : *c;
	struct sandbox_voice voice = sandbox_listen(&world->box);
	optind = 0;
	opterr = 0;
	world->status = verb->run(&world->admin, argc, argv);
	sandbox_hush(voice);
	return world->status;
}

/* Runs a verb and expects how it ends, and a part of what it says on standard output or error. */
static inline void world_expect(struct world *world, const struct verb *verb, const char *words,
	int status, const char *part)
{
	world_run(world, verb, words);
	char *out = sandbox_read_path(sandbox_path(&world->box, "out"));
	char *err = sandbox_read_path(sandbox_path(&world->box, "err"));
	if (world->status != status || (part && !strstr(out, part) && !strstr(err, part)))
		fail_msg("%s %s ended with %d, wanted: %d and \"%s\"; it said: %s%s", verb->name,
			words, world->status, status, part ? part : "", out, err);
	free(out);
	free(err);
}

/* The text of a key of tests/data/keys, without its newline; it lasts until the next call but
 * three. */
static inline const char *world_key(const char *name)
{
	static char lines[4][4096];
	static int turn;
	char path[128], *out = lines[turn = (turn + 1) % 4];
	snprintf(path, sizeof path, TEST_DATA "/keys/%s.pub", name);
	char *text = sandbox_read_path(path);
	assert_non_null(text);
	text[strcspn(text, "\n")] = '\0';
	snprintf(out, sizeof lines[0], "%s", text);
	free(text);
	return out;
}

/* Makes a person's file of up to two keys. */
static inline void world_person(
	struct world *world, const char *person, const char *one, const char *two)
{
	char file[128], text[8192];
	snprintf(file, sizeof file, "keys.d/%s.keys", person);
	snprintf(text, sizeof text, "# the keys of %s\n%s\n%s%s", person, world_key(one),
		two ? world_key(two) : "", two ? "\n" : "");
	sandbox_write(&world->box, file, text);
}

#define WORLD_ED25519 "SHA256:N6nKIWiFmnbheTT/Ak3jNaaqPBu0u9ONkhsxBD+eEhQ"
#define WORLD_RSA3072 "SHA256:tuhqnTecGra3cQWwxE+JP9wNRsL6qH7H2f89gMAMAOU"
#define WORLD_ECDSA256 "SHA256:EdTQdCdbqwAshqmb5YSIFKrpQs4eN5P7aU0PcHP9jn4"

/* For --wrap: a machine with the accounts alice, brian, deploy, games and root. */
static inline int world_account(const char *name, struct passwd *entry, struct passwd **found)
{
	static const char *const names[] = {"alice", "brian", "deploy", "games", "root"};
	*found = NULL;
	*entry = (struct passwd){
		.pw_uid = strcmp(name, "root") == 0 ? 0 : 1001, .pw_dir = world_home};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			*found = entry;
	return 0;
}

#define world_test(name) cmocka_unit_test_setup_teardown(name, world_begin, world_end)

#endif
