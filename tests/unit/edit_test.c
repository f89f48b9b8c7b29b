/* SPDX-License-Identifier: Apache-2.0 */
#include "store_world.h"

#include <fcntl.h>

/* Makes a script the editor; what it is given is "$1", the sandbox "$BOX". */
static void given_editor(struct world *world, const char *script)
{
	char text[2048];
	snprintf(text, sizeof text, "#!/bin/sh\nBOX=%s\n%s\n", world->box.folder, script);
	sandbox_write(&world->box, "editor", text);
	assert_int_equal(chmod(sandbox_path(&world->box, "editor"), 0755), 0);
	unsetenv("SUDO_EDITOR");
	unsetenv("VISUAL");
	setenv("EDITOR", world->box.path, 1);
}

/* Edits a file, with answers on standard input. */
static void edit(
	struct world *world, const char *file, const char *answers, int status, const char *part)
{
	sandbox_write(&world->box, "answers", answers);
	int before = dup(STDIN_FILENO), input = open(world->box.path, O_RDONLY);
	dup2(input, STDIN_FILENO);
	close(input);
	clearerr(stdin);
	world_expect(world, &verb_edit, file, status, part);
	dup2(before, STDIN_FILENO);
	close(before);
}

/* Expects that no copy is left. */
static void expect_no_copy(struct world *world)
{
	unlink(sandbox_path(&world->box, "state/lock"));
	unlink(sandbox_path(&world->box, "state/store.lock"));
	assert_int_equal(rmdir(world->admin.settings.state_dir), 0);
}

static void puts_a_text_without_a_mistake_in_the_place_of_the_file(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "accounts.d/deploy.conf", "own_account = true;\n");
	given_editor(world, "sed -i s/true/false/ \"$1\"; stat -c %a \"$(dirname \"$1\")\" "
			    ">$BOX/mode; basename \"$1\" >$BOX/name; echo x >\"$1~\"");
	edit(world, "accounts.d/deploy.conf", "", EXIT_YES, "deploy.conf is changed");
	sandbox_expect(&world->box, "accounts.d/deploy.conf", "own_account = false;\n");
	sandbox_expect(&world->box, "mode", "700\n");
	sandbox_expect(&world->box, "name", "deploy.conf\n");
	sandbox_expect_part(
		&world->box, "log/logins.jsonl", "\"event\":\"changed\",\"account\":\"deploy\"");
	expect_no_copy(world);
}

static void leaves_a_file_that_was_not_changed(void **state)
{
	struct world *world = *state;
	struct stat before, after;
	sandbox_write(&world->box, "groups.d/admins.conf", "people = ( );\n");
	stat(world->box.path, &before);
	given_editor(world, ":");
	edit(world, "groups.d/admins.conf", "", EXIT_YES, "is as it was");
	stat(sandbox_path(&world->box, "groups.d/admins.conf"), &after);
	assert_int_equal(before.st_ino, after.st_ino);
	sandbox_expect(&world->box, "log/logins.jsonl", NULL);
	expect_no_copy(world);
}

static void a_file_that_is_not_there_is_not_made_of_nothing(void **state)
{
	struct world *world = *state;
	world_person(world, "alice", "ed25519", NULL);
	given_editor(world, ":");
	edit(world, "alcie.keys", "", EXIT_YES,
		"as it was: it is not there; did you mean alice?\n");
	sandbox_expect(&world->box, "keys.d/alcie.keys", NULL);
	edit(world, "groups.d/admins.conf", "", EXIT_YES, "as it was: it is not there\n");
	sandbox_expect(&world->box, "groups.d/admins.conf", NULL);
	sandbox_expect(&world->box, "log/logins.jsonl", NULL);
}

static void a_mistake_can_be_given_up(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "accounts.d/deploy.conf", "own_account = true;\n");
	given_editor(world, "echo 'own_acount = false;' >\"$1\"");
	edit(world, "accounts.d/deploy.conf", "?\nq\n", EXIT_NO, "did you mean own_account?");
	sandbox_expect_part(&world->box, "err", "accounts.d/deploy.conf:1: ");
	sandbox_expect_part(&world->box, "err", "(e)dit again");
	sandbox_expect(&world->box, "accounts.d/deploy.conf", "own_account = true;\n");
	edit(world, "accounts.d/deploy.conf", "", EXIT_NO, "given up");
	expect_no_copy(world);
}

static void a_mistake_can_be_edited_again(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "accounts.d/deploy.conf", "own_account = true;\n");
	given_editor(world, "if [ -e $BOX/again ]; then sed -i s/acount/account/ \"$1\"; else "
			    "echo 'own_acount = false;' >\"$1\"; touch $BOX/again; fi");
	edit(world, "accounts.d/deploy.conf", "e\n", EXIT_YES, "is changed");
	sandbox_expect(&world->box, "accounts.d/deploy.conf", "own_account = false;\n");
}

static void an_editor_that_ends_badly_changes_nothing(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "accounts.d/deploy.conf", "own_account = true;\n");
	given_editor(world, "echo 'own_account = false;' >\"$1\"; exit 1");
	edit(world, "accounts.d/deploy.conf", "", EXIT_NO, "did not end well");
	given_editor(world, "echo 'own_account = false;' >\"$1\"; kill -9 $$");
	edit(world, "accounts.d/deploy.conf", "", EXIT_NO, "did not end well");
	setenv("EDITOR", "/nonexistent/editor -x", 1);
	edit(world, "accounts.d/deploy.conf", "", EXIT_UNSURE, "set EDITOR");
	sandbox_expect(&world->box, "accounts.d/deploy.conf", "own_account = true;\n");
	expect_no_copy(world);
}

static void the_editor_gets_its_own_words_and_the_first_that_is_set_counts(void **state)
{
	struct world *world = *state;
	char line[512];
	given_editor(world, "echo \"$1 $2\" | cut -d ' ' -f 1 >$BOX/word; echo 'people = ( \"a\" "
			    ");' >\"$2\"");
	snprintf(line, sizeof line, "%s  --wait", sandbox_path(&world->box, "editor"));
	setenv("SUDO_EDITOR", line, 1);
	setenv("EDITOR", "/bin/false", 1);
	edit(world, "groups.d/admins.conf", "", EXIT_YES, "is changed");
	sandbox_expect(&world->box, "word", "--wait\n");
	sandbox_expect(&world->box, "groups.d/admins.conf", "people = ( \"a\" );\n");
	sandbox_expect_part(&world->box, "log/logins.jsonl", "\"detail\":\"@admins\"");
}

static void what_somebody_else_changed_meanwhile_is_not_overwritten(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "accounts.d/deploy.conf", "own_account = true;\n");
	given_editor(world, "echo 'home_check = \"off\";' >$BOX/accounts.d/deploy.conf; echo "
			    "'own_account = false;' >\"$1\"");
	edit(world, "accounts.d/deploy.conf", "", EXIT_NO, "changed by somebody else");
	sandbox_expect(&world->box, "accounts.d/deploy.conf", "home_check = \"off\";\n");
	sandbox_expect_part(&world->box, "err", "your text is kept in");
	given_editor(world, "rm $BOX/accounts.d/deploy.conf; echo 'own_account = false;' >\"$1\"");
	edit(world, "accounts.d/deploy.conf", "", EXIT_NO, "changed by somebody else");
	sandbox_expect(&world->box, "accounts.d/deploy.conf", NULL);
}

static void a_file_that_was_cut_off_does_not_count(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "accounts.d/deploy.conf", "own_account = true;\n");
	world_person(world, "brian", "ed25519", NULL);
	given_editor(world, ": >\"$1\"");
	static const char *const files[] = {
		"accounts.d/deploy.conf", "groups.d/x.conf", "revoked_keys", "brian.keys"};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		edit(world, files[i], "", EXIT_NO, "is empty");
	sandbox_expect(&world->box, "accounts.d/deploy.conf", "own_account = true;\n");
	sandbox_expect(&world->box, "revoked_keys", "# none yet\n");
	given_editor(world, "printf 'people = ( \"a\", \"b' >\"$1\"");
	edit(world, "groups.d/x.conf", "", EXIT_NO, "groups.d/x.conf:1: ");
	sandbox_expect(&world->box, "groups.d/x.conf", NULL);
}

static void keys_that_come_and_go_are_recorded(void **state)
{
	struct world *world = *state;
	char script[1024];
	world_person(world, "brian", "ed25519", NULL);
	snprintf(script, sizeof script, "echo '%s' >\"$1\"", world_key("ecdsa256"));
	given_editor(world, script);
	edit(world, "brian.keys", "", EXIT_YES, "added ECDSA 256 " WORLD_ECDSA256);
	sandbox_expect_part(&world->box, "out", "removed ED25519 " WORLD_ED25519);
	sandbox_expect_part(&world->box, "log/logins.jsonl",
		"\"event\":\"removed\",\"person\":\"brian\",\"key\":\"" WORLD_ED25519);
	sandbox_expect_part(&world->box, "log/logins.jsonl",
		"\"event\":\"added\",\"person\":\"brian\",\"key\":\"" WORLD_ECDSA256);
}

static void a_line_of_keys_that_could_open_nothing_is_a_mistake(void **state)
{
	struct world *world = *state;
	static const char *const bad[] = {"ssh-ed25519 AAAA", "no-such-option ssh-ed25519 AAAA",
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
	char script[1024];
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		snprintf(script, sizeof script, "echo '%s' >\"$1\"", bad[i]);
		given_editor(world, script);
		edit(world, "keys.d/brian.keys", "", EXIT_NO, "brian.keys:1: ");
	}
	snprintf(script, sizeof script, "echo 'cert-authority %s' >\"$1\"", world_key("ca"));
	given_editor(world, script);
	edit(world, "brian.keys", "", EXIT_NO, "needs principals");
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
}

static void editing_the_revoked_keys_changes_sshds_list_too(void **state)
{
	struct world *world = *state;
	given_editor(world, "echo '" WORLD_ED25519 " lost' >>\"$1\"");
	edit(world, "revoked_keys", "", EXIT_YES, "revoked " WORLD_ED25519);
	char *list = sandbox_read_path(sandbox_path(&world->box, "revoked.krl"));
	assert_non_null(list);
	free(list);
	sandbox_expect_part(
		&world->box, "log/logins.jsonl", "\"event\":\"revoked\",\"key\":\"" WORLD_ED25519);
	given_editor(world, "echo nonsense >>\"$1\"");
	edit(world, "revoked_keys", "", EXIT_NO, "revoked_keys:3: ");
	sandbox_expect(&world->box, "revoked_keys", "# none yet\n" WORLD_ED25519 " lost\n");
	given_editor(world, "sed -i '/lost/d' \"$1\"");
	edit(world, "revoked_keys", "", EXIT_YES, "no longer revoked " WORLD_ED25519);
	sandbox_expect_part(
		&world->box, "log/logins.jsonl", "\"event\":\"changed\",\"key\":\"" WORLD_ED25519);
	sandbox_expect_part(&world->box, "log/logins.jsonl", "\"detail\":\"no longer revoked\"");
}

static void the_settings_are_read_as_they_will_be(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "keyhole.conf", "uid_min = 1000;\n");
	given_editor(world, "echo 'uid_min = 0;' >\"$1\"");
	edit(world, "keyhole.conf", "", EXIT_NO, "keyhole.conf:1: uid_min is 0");
	given_editor(world, "echo 'uid_min = 2000;' >\"$1\"");
	edit(world, world->admin.config_path, "", EXIT_YES, "is changed");
	sandbox_expect(&world->box, "keyhole.conf", "uid_min = 2000;\n");
}

static void edits_no_file_that_is_not_of_the_store(void **state)
{
	struct world *world = *state;
	static const char *const bad[] = {"/etc/passwd", "keys.d/../keyhole.conf", "deploy.conf",
		"accounts.d/a/b.conf", "accounts.d/.conf", "keys.d/brian", "log/logins.jsonl"};
	given_editor(world, "touch $BOX/edited");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		edit(world, bad[i], "", EXIT_NO, "is no file of keyhole's");
	edit(world, "", "", EXIT_WRONG_USAGE, "one FILE is needed");
	sandbox_expect(&world->box, "edited", NULL);
}

static void nothing_of_the_copy_is_left_whatever_the_editor_made_of_it(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "accounts.d/deploy.conf", "own_account = true;\n");
	given_editor(world, "rm \"$1\"; mkdir -p \"$1/a/b\"; echo x >\"$1/a/b/c\"; "
			    "ln -s $BOX/accounts.d \"$1/link\"");
	edit(world, "accounts.d/deploy.conf", "q\n", EXIT_NO, "given up");
	sandbox_expect(&world->box, "accounts.d/deploy.conf", "own_account = true;\n");
	expect_no_copy(world);
}

/* Edits the settings so that keys_dir is another folder. */
static void edit_keys_dir(
	struct world *world, const char *name, const char *answers, int status, const char *part)
{
	char script[512], path[256];
	snprintf(path, sizeof path, "%s", sandbox_path(&world->box, name));
	sandbox_write(&world->box, "keyhole.conf", "uid_min = 1000;\n");
	snprintf(script, sizeof script, "echo 'keys_dir = \"%s\";' >\"$1\"", path);
	given_editor(world, script);
	edit(world, "keyhole.conf", answers, status, part);
}

static void settings_that_name_an_unsafe_place_are_warned_of_and_asked_about(void **state)
{
	struct world *world = *state;
	sandbox_folder(&world->box, "open");
	assert_int_equal(chmod(sandbox_path(&world->box, "open"), 0777), 0);
	edit_keys_dir(world, "open", "q\n", EXIT_NO, "given up");
	sandbox_expect_part(&world->box, "err", "warning: keys_dir: ");
	sandbox_expect_part(&world->box, "err", "(s)ave it all the same");
	sandbox_expect(&world->box, "keyhole.conf", "uid_min = 1000;\n");
	edit_keys_dir(world, "open", "s\n", EXIT_YES, "is changed");
	edit_keys_dir(world, "none", "", EXIT_NO, "given up");
	sandbox_expect_part(&world->box, "err", "/none: ");
	sandbox_folder(&world->box, "closed");
	assert_int_equal(chmod(sandbox_path(&world->box, "closed"), 0700), 0);
	edit_keys_dir(world, "closed", "q\n", EXIT_NO, "by the user keyhole");
	assert_int_equal(chmod(sandbox_path(&world->box, "closed"), 0755), 0);
	edit_keys_dir(world, "closed", "", EXIT_YES, "is changed");
}

static void a_mistake_can_not_be_saved(void **state)
{
	struct world *world = *state;
	given_editor(world, "echo 'own_acount = false;' >\"$1\"");
	edit(world, "accounts.d/deploy.conf", "s\nq\n", EXIT_NO, "given up");
	sandbox_expect(&world->box, "accounts.d/deploy.conf", NULL);
}

static void a_file_is_found_without_its_folder_if_it_is_the_only_one(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "accounts.d/www.conf", "own_account = true;\n");
	given_editor(world, ":");
	edit(world, "www.conf", "", EXIT_YES, "/accounts.d/www.conf is as it was\n");
	edit(world, "www", "", EXIT_YES, "/accounts.d/www.conf is as it was\n");
	edit(world, "wwx.conf", "", EXIT_NO, "did you mean accounts.d/www.conf?");
	edit(world, "acounts.d/www.conf", "", EXIT_NO, "did you mean accounts.d/www.conf?");
	edit(world, "revoked-keys", "", EXIT_NO, "did you mean revoked_keys?");
	sandbox_write(&world->box, "groups.d/www.conf", "people = ( );\n");
	edit(world, "www.conf", "", EXIT_NO,
		"\"www.conf\" may be accounts.d/www.conf or groups.d/www.conf: write which");
	world_person(world, "alice", "ed25519", NULL);
	edit(world, "alice", "", EXIT_YES, "/keys.d/alice.keys is as it was\n");
	edit(world, "alcie", "", EXIT_NO, "did you mean alice.keys?");
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		world_test(puts_a_text_without_a_mistake_in_the_place_of_the_file),
		world_test(leaves_a_file_that_was_not_changed),
		world_test(a_file_that_is_not_there_is_not_made_of_nothing),
		world_test(a_mistake_can_be_given_up),
		world_test(a_mistake_can_be_edited_again),
		world_test(an_editor_that_ends_badly_changes_nothing),
		world_test(the_editor_gets_its_own_words_and_the_first_that_is_set_counts),
		world_test(what_somebody_else_changed_meanwhile_is_not_overwritten),
		world_test(a_file_that_was_cut_off_does_not_count),
		world_test(keys_that_come_and_go_are_recorded),
		world_test(a_line_of_keys_that_could_open_nothing_is_a_mistake),
		world_test(editing_the_revoked_keys_changes_sshds_list_too),
		world_test(the_settings_are_read_as_they_will_be),
		world_test(nothing_of_the_copy_is_left_whatever_the_editor_made_of_it),
		world_test(settings_that_name_an_unsafe_place_are_warned_of_and_asked_about),
		world_test(a_mistake_can_not_be_saved),
		world_test(a_file_is_found_without_its_folder_if_it_is_the_only_one),
		world_test(edits_no_file_that_is_not_of_the_store),
	};
	setvbuf(stdin, NULL, _IONBF, 0); /* nothing may stay of the answers of the test before */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
