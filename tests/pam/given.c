/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/pam/cmocka.h"
#include "tests/pam/fault.h"
#include "tests/pam/steps.h"
#include "tests/pam/words.h"
#include "tests/pam/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Takes a word off that has to be there. */
static void need(const char **rest, char word[WORDS_MAX])
{
	if (!words_next(rest, word))
		fail_msg("a word is missing at the end of the line");
}

/* Sets a text of the world, which has to fit. */
static void set(char *to, size_t cap, const char *from)
{
	size_t len = strlen(from) + 1;
	if (len > cap)
		fail_msg("too long: %s", from);
	memcpy(to, from, len);
}

/* Takes a mode off: "mode 0770". */
static mode_t need_mode(const char **rest)
{
	char word[WORDS_MAX];
	if (!words_skip(rest, "mode"))
		fail_msg("\"mode 0700\" is missing: %s", *rest);
	need(rest, word);
	return (mode_t)strtoul(word, NULL, 8);
}

/* The rest of a line as a line of a file. */
static void expand_line(const char *rest, char text[WORDS_MAX])
{
	words_expand(rest, text);
	size_t len = strlen(text);
	if (len + 2 > WORDS_MAX)
		fail_msg("the line is too long");
	memcpy(text + len, "\n", 2);
}

/* `conf LINE`: a line of keyhole.conf; `whole conf LINE`: with nothing else in it. */
static void given_conf(const char *rest)
{
	char text[WORDS_MAX];
	words_expand(rest, text);
	world_add(&world.conf, "%s\n", text);
}

/* `whole conf LINE`. */
static void given_whole_conf(const char *rest)
{
	world.whole_conf = true;
	world.conf.len = 0;
	given_conf(rest);
}

/* Adds a line to a file in etc. */
static void add_line(const char *folder, const char *name, const char *ending, const char *rest)
{
	char path[PATH_MAX], text[WORDS_MAX];
	snprintf(path, sizeof path, "etc/%.32s%.256s%s", folder, name, ending);
	expand_line(rest, text);
	world_file(path, 0644, text);
}

/* `keys PERSON LINE`: a line of keys.d/PERSON.keys. */
static void given_keys(const char *rest)
{
	char person[WORDS_MAX];
	need(&rest, person);
	add_line("keys.d/", person, ".keys", rest + strspn(rest, " "));
}

/* `rules ACCOUNT LINE`: a line of accounts.d/ACCOUNT.conf. */
static void given_rules(const char *rest)
{
	char account[WORDS_MAX];
	need(&rest, account);
	add_line("accounts.d/", account, ".conf", rest + strspn(rest, " "));
}

/* `revoked LINE`: a line of revoked_keys. */
static void given_revoked(const char *rest)
{
	add_line("", "revoked_keys", "", rest);
}

/* `account NAME`: who logs in. */
static void given_account(const char *rest)
{
	char name[WORDS_MAX];
	need(&rest, name);
	set(world.account, sizeof world.account, name);
}

/* `no account`: nobody of that name exists. */
static void given_no_account(const char *rest)
{
	(void)rest;
	world.no_account = true;
}

/* `shared group NAME`: the home's group has other members. */
static void given_shared_group(const char *rest)
{
	char name[WORDS_MAX];
	need(&rest, name);
	set(world.group, sizeof world.group, name);
}

/* The path of a name in the home. */
static const char *in_home(const char *name)
{
	static char path[PATH_MAX];
	snprintf(path, PATH_MAX, "home/%s%s%.1024s", world.home, name[0] ? "/" : "", name);
	return path;
}

/* `no home`: it is not there. */
static void given_no_home(const char *rest)
{
	(void)rest;
	world_remove(in_home(""));
}

/* `home mode 0755`. */
static void given_home(const char *rest)
{
	world_folder(in_home(""), need_mode(&rest));
}

/* `home named NAME`: another one, with mode 0700. */
static void given_home_named(const char *rest)
{
	char name[WORDS_MAX];
	need(&rest, name);
	set(world.home, sizeof world.home, name);
	world_folder(in_home(""), 0700);
}

/* `folder .ssh mode 0700`: in the home. */
static void given_folder(const char *rest)
{
	char name[WORDS_MAX];
	need(&rest, name);
	world_folder(in_home(name), need_mode(&rest));
}

/* `file .ssh/authorized_keys mode 0600 TEXT`: in the home. */
static void given_file(const char *rest)
{
	char name[WORDS_MAX], text[WORDS_MAX];
	need(&rest, name);
	mode_t mode = need_mode(&rest);
	expand_line(rest + strspn(rest, " "), text);
	world_file(in_home(name), mode, text);
}

/* `place NAME missing`, `place NAME mode 0777`, `place NAME folder`, `place NAME text "…"`:
 * anything in the test's folder. */
static void given_place(const char *rest)
{
	char name[WORDS_MAX], word[WORDS_MAX];
	need(&rest, name);
	if (strncmp(rest + strspn(rest, " "), "mode", 4) == 0) {
		if (chmod(world_path(name), need_mode(&rest)) != 0)
			fail_msg("%s: its mode can't be changed", name);
		return;
	}
	need(&rest, word);
	world_remove(name);
	if (strcmp(word, "folder") == 0)
		world_folder(name, 0755);
	else if (strcmp(word, "text") == 0 && words_next(&rest, word))
		world_file(name, 0644, word);
	else if (strcmp(word, "missing") != 0)
		fail_msg("a place is missing, a folder, or has a mode or a text");
}

/* `no journald`: nobody listens. */
static void given_no_journald(const char *rest)
{
	(void)rest;
	world_journald(false);
}

/* `arguments WORD…`: of the module. */
static void given_arguments(const char *rest)
{
	char text[WORDS_MAX];
	words_expand(rest, text);
	set(world.arguments, sizeof world.arguments, text);
}

/* `stack LINE`: a further line of the PAM file. */
static void given_stack(const char *rest)
{
	char text[WORDS_MAX];
	words_expand(rest, text);
	world_add(&world.stack, "%s\n", text);
}

/* `service NAME`: under which the application asks. */
static void given_service(const char *rest)
{
	char name[WORDS_MAX];
	need(&rest, name);
	set(world.service, sizeof world.service, name);
}

/* `environment NAME=VALUE`, or `environment NAME` for one that is not there. */
static void given_environment(const char *rest)
{
	char entry[WORDS_MAX];
	need(&rest, entry);
	if (world.env_count == WORLD_ENV_MAX)
		fail_msg("there are too many variables");
	world.env[world.env_count++] = strdup(entry);
}

/* Adds bytes to SSH_AUTH_INFO_0. */
static void add_auth_info(const char *bytes, size_t len)
{
	if (world.auth_info_len + len >= WORLD_AUTH_INFO_MAX)
		fail_msg("SSH_AUTH_INFO_0 is too long");
	memcpy(world.auth_info + world.auth_info_len, bytes, len);
	world.auth_info_len += len;
}

/* `auth_info METHOD [@key]`: a line of SSH_AUTH_INFO_0. */
static void given_auth_info(const char *rest)
{
	char word[WORDS_MAX];
	for (bool more = false; words_next(&rest, word); more = true) {
		add_auth_info(" ", more);
		add_auth_info(word, strlen(word));
	}
	add_auth_info("\n", 1);
}

/* `long auth_info COUNT WORDS…`: a line that ends in so many letters A. */
static void given_long_auth_info(const char *rest)
{
	char count[WORDS_MAX], text[WORDS_MAX];
	need(&rest, count);
	words_expand(rest + strspn(rest, " "), text);
	add_auth_info(text, strlen(text));
	for (unsigned long left = strtoul(count, NULL, 10); left > 0; left--)
		add_auth_info("A", 1);
	add_auth_info("\n", 1);
}

/* `fault FUNCTION`: the module's calls of it fail. */
static void given_fault(const char *rest)
{
	char name[WORDS_MAX];
	need(&rest, name);
	fault_arm(name);
}

/* `wait SECONDS`: so much time passes for the module. */
static void given_wait(const char *rest)
{
	char seconds[WORDS_MAX];
	need(&rest, seconds);
	fault_wait(strtol(seconds, NULL, 10));
}

static const struct {
	const char *words;
	void (*step)(const char *rest);
} table[] = {
	{"conf", given_conf},
	{"whole conf", given_whole_conf},
	{"keys", given_keys},
	{"rules", given_rules},
	{"revoked", given_revoked},
	{"account", given_account},
	{"no account", given_no_account},
	{"no journald", given_no_journald},
	{"shared group", given_shared_group},
	{"home named", given_home_named},
	{"home", given_home},
	{"no home", given_no_home},
	{"folder", given_folder},
	{"file", given_file},
	{"place", given_place},
	{"arguments", given_arguments},
	{"stack", given_stack},
	{"service", given_service},
	{"environment", given_environment},
	{"auth_info", given_auth_info},
	{"long auth_info", given_long_auth_info},
	{"fault", given_fault},
	{"wait", given_wait},
};

/* Looks the words up. */
bool step_given(const char *rest)
{
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (words_skip(&rest, table[i].words)) {
			table[i].step(rest);
			return true;
		}
	return false;
}
