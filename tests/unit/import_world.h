/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_world.h – a store_world.h whose accounts have homes, and an sshd that reads files in them
 *
 * Shape:  the machine has the accounts alice, brian, deploy, games and root, whose homes are in
 *         home/; sshd reads what import_files says, `.ssh/authorized_keys` by default. Files are
 *         read with the rights of whoever runs the tests. Link with IMPORT_WRAPS, all on one line.
 * Units:  none.
 * Memory: one world at a time.
 * Errors: a failing call fails the test.
 * Source: none.
 */
#ifndef KEYHOLE_TESTS_UNIT_IMPORT_WORLD_H
#define KEYHOLE_TESTS_UNIT_IMPORT_WORLD_H

#include "admin/child.h"
#include "admin/why/guise.h"
#include "store_world.h"

#define IMPORT_TEXT_MAX 32768

int __wrap_sshd_test(const char *program, const char *connection, struct child_said *said);
bool __wrap_origin_varies(const char *folder);
int __wrap_guise_take(const struct passwd *account, struct rights *rights, struct note *note);
void __wrap_guise_drop(struct rights *rights);
void __wrap_setpwent(void);
struct passwd *__wrap_getpwent(void);
void __wrap_endpwent(void);
struct passwd *__wrap_getpwnam(const char *name);
int __wrap_getpwnam_r(
	const char *name, struct passwd *entry, char *buffer, size_t size, struct passwd **found);

/* What sshd says; `elsewhere` is for connections that are not the machine's own, NULL: the same. */
static struct {
	const char *strict, *files, *elsewhere;
	const char *account, *account_files; /* of one account alone */
	int status;
	bool same; /* nothing in its configuration is for some alone */
	unsigned asked;
} import_sshd;

static struct world *import_world;
static size_t import_at;
static const char *const import_names[] = {"root", "brian", "alice", "games", "deploy"};

/* Has sshd say as much as is looked at. */
int __wrap_sshd_test(const char *program, const char *connection, struct child_said *said)
{
	char user[64];
	(void)program;
	assert_int_equal(sscanf(connection, "user=%63[^,]", user), 1);
	const char *files = import_sshd.files;
	if (import_sshd.account && strcmp(user, import_sshd.account) == 0)
		files = import_sshd.account_files;
	if (import_sshd.elsewhere && !strstr(connection, "host=127.0.0.1"))
		files = import_sshd.elsewhere;
	*said = (struct child_said){.status = import_sshd.status};
	import_sshd.asked++;
	snprintf(said->errors, sizeof said->errors, "line 3: no\n");
	return asprintf(&said->output,
		       "port 22\nusepam yes\npubkeyauthentication yes\n"
		       "authorizedkeyscommand none\nstrictmodes %s\nauthorizedkeysfile %s\n",
		       import_sshd.strict, files) < 0
		       ? -ENOMEM
		       : 0;
}

/* As the test has it. */
bool __wrap_origin_varies(const char *folder)
{
	(void)folder;
	return !import_sshd.same;
}

/* Keeps the own rights. */
int __wrap_guise_take(const struct passwd *account, struct rights *rights, struct note *note)
{
	(void)account, (void)note;
	rights->taken = false;
	return 0;
}

/* Nothing was taken. */
void __wrap_guise_drop(struct rights *rights)
{
	(void)rights;
}

/* An account with its home. */
static struct passwd *import_passwd(const char *name)
{
	static struct passwd entry;
	static char home[128], copy[64], shell[] = "/bin/sh";
	struct passwd *found;
	snprintf(home, sizeof home, "%s/home/%s", import_world->box.folder, name);
	snprintf(copy, sizeof copy, "%s", name);
	world_account(name, &entry, &found);
	entry.pw_name = copy;
	entry.pw_dir = home;
	entry.pw_shell = shell;
	return found;
}

/* Begins the list. */
void __wrap_setpwent(void)
{
	import_at = 0;
}

/* Goes on in it. */
struct passwd *__wrap_getpwent(void)
{
	errno = 0;
	return import_at < sizeof import_names / sizeof *import_names
		       ? import_passwd(import_names[import_at++])
		       : NULL;
}

/* Ends it. */
void __wrap_endpwent(void)
{
	import_at = 0;
}

/* Looks one up. */
struct passwd *__wrap_getpwnam(const char *name)
{
	errno = 0;
	return import_passwd(name);
}

/* Looks its number up. */
int __wrap_getpwnam_r(
	const char *name, struct passwd *entry, char *buffer, size_t size, struct passwd **found)
{
	(void)buffer, (void)size;
	return world_account(name, entry, found);
}

/* Begins with homes that have nothing in them. */
static inline int import_begin(void **state)
{
	char folder[64];
	world_begin(state);
	import_world = *state;
	import_sshd.strict = "no";
	import_sshd.files = ".ssh/authorized_keys";
	import_sshd.elsewhere = import_sshd.account = NULL;
	import_sshd.status = 0;
	import_sshd.same = false;
	sandbox_folder(&import_world->box, "home");
	for (size_t i = 0; i < sizeof import_names / sizeof *import_names; i++) {
		snprintf(folder, sizeof folder, "home/%s", import_names[i]);
		sandbox_folder(&import_world->box, folder);
		snprintf(folder, sizeof folder, "home/%s/.ssh", import_names[i]);
		sandbox_folder(&import_world->box, folder);
	}
	return 0;
}

/* Replaces a '$' and a digit in a text by that key of `keys`. */
static inline void import_text(const char *text, const char *const *keys, char out[IMPORT_TEXT_MAX])
{
	size_t len = 0;
	for (; *text; text++)
		if (*text == '$')
			len += (size_t)snprintf(out + len, IMPORT_TEXT_MAX - len, "%s",
				world_key(keys[*++text - '0']));
		else
			out[len++] = *text;
	out[len] = '\0';
}

/* Writes an account's own file; a '$' and a digit in it is that key of `keys`. */
static inline void import_own(
	struct world *world, const char *account, const char *text, const char *const *keys)
{
	char name[64], out[IMPORT_TEXT_MAX];
	import_text(text, keys, out);
	snprintf(name, sizeof name, "home/%s/.ssh/authorized_keys", account);
	sandbox_write(&world->box, name, out);
}

#define import_test(name) cmocka_unit_test_setup_teardown(name, import_begin, world_end)

#endif
