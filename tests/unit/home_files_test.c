/* SPDX-License-Identifier: Apache-2.0 */
/* What lies in the .ssh folder. */
#include "tests/unit/home_tree.h"

#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#define SSH "home/brian/.ssh/"

static void a_file_that_decides_who_enters_is_grave_if_others_write_it(void **state)
{
	struct tree *tree = *state;
	static const char *const names[] = {SSH "authorized_keys", SSH "authorized_keys2", SSH "rc",
		SSH "environment", SSH "config"};
	for (size_t n = 0; n < 5; n++) {
		tree_write(tree, names[n], "", 0602);
		assert_int_equal(tree_check(tree), REASON_KEYS_WRITABLE);
		tree_expect_mend(tree_expect(tree, REASON_KEYS_WRITABLE, true, names[n],
					 " can be written by everybody (mode 0602)"),
			"chmod o-w");
		tree_remove(tree, names[n]);
	}
}

static void any_other_file_that_others_write_is_advice(void **state)
{
	struct tree *tree = *state;
	static const char *const names[] = {
		SSH "known_hosts", SSH "id_rsa.pub", SSH "authorized_keys.old", SSH "a\nb"};
	for (size_t n = 0; n < 4; n++)
		tree_write(tree, names[n], "", 0646);
	tree_mkdir(tree, SSH "sockets", 0707);
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 5);
	for (size_t n = 0; n < 4; n++)
		tree_expect(tree, REASON_KEYS_WRITABLE, false, names[n], NULL);
	tree_expect(tree, REASON_KEYS_WRITABLE, false, SSH "sockets", NULL);
}

static void a_file_of_a_stranger_is_grave_only_where_it_decides(void **state)
{
	struct tree *tree = *state;
	static const char *const names[] = {SSH "config", SSH "known_hosts", SSH "id_rsa"};
	for (size_t n = 0; n < 3; n++) {
		tree_write(tree, names[n], "", 0600);
		tree_estrange(tree, names[n]);
	}
	assert_true(tree_check(tree) > 0);
	for (size_t n = 0; n < 3; n++)
		tree_expect(tree, REASON_KEYS_OWNER, n == 0, names[n], NULL);
}

static void a_readable_list_of_keys_is_advice(void **state)
{
	struct tree *tree = *state;
	tree_chmod(tree, SSH "authorized_keys", 0644);
	tree_write(tree, SSH "authorized_keys2", "", 0604);
	tree_write(tree, SSH "config", "", 0644);
	tree_write(tree, SSH "rc", "", 0755);
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 2);
	tree_expect_mend(tree_expect(tree, REASON_KEYS_READABLE, false, SSH "authorized_keys",
				 " can be read by everybody (mode 0644)"),
		"chmod go-rwx");
	tree_expect(tree, REASON_KEYS_READABLE, false, SSH "authorized_keys2", NULL);
}

static void a_readable_private_key_is_advice(void **state)
{
	struct tree *tree = *state;
	tree_write(tree, SSH "id_ed25519", "", 0604);
	tree_write(tree, SSH "id_work", "", 0640);
	tree_regroup(tree, SSH "id_work");
	tree_write(tree, SSH "id_rsa", "", 0600);
	tree_write(tree, SSH "id_rsa.pub", "", 0644);
	tree_write(tree, SSH "id_rsa-cert.pub", "", 0644);
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 1);
	tree_expect_mend(tree_expect(tree, REASON_PRIVATE_KEY_READABLE, false, SSH "id_ed25519",
				 " can be read by everybody (mode 0604)"),
		"chmod go-rwx");
	tree_answer = (struct home_group){.name = "ubuntu"};
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 2);
	tree_expect(tree, REASON_PRIVATE_KEY_READABLE, false, SSH "id_work", NULL);
}

static void a_second_name_of_a_file_is_advice(void **state)
{
	struct tree *tree = *state;
	tree_write(tree, SSH "known_hosts", "", 0600);
	tree_write(tree, SSH "id_rsa", "", 0600);
	static const char *const names[] = {SSH "authorized_keys", SSH "known_hosts", SSH "id_rsa"};
	static const char *const seconds[] = {"keys", "hosts", "rsa"};
	for (size_t n = 0; n < 3; n++)
		assert_int_equal(link(tree_path(tree, names[n]), tree_path(tree, seconds[n])), 0);
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 2);
	const struct tree_finding *found =
		tree_expect(tree, REASON_HARD_LINK, false, SSH "authorized_keys", NULL);
	assert_non_null(strstr(found->what, " has 2 names (mode 0600)"));
	tree_expect(tree, REASON_HARD_LINK, false, SSH "id_rsa", NULL);
}

static void no_command_makes_what_a_stranger_put_in_the_accounts(void **state)
{
	struct tree *tree = *state;
	static const char *const names[] = {SSH "authorized_keys", SSH "rc", SSH "environment",
		SSH "config", SSH "known_hosts"};
	for (size_t n = 0; n < 5; n++) {
		tree_write(tree, names[n], "", 0602);
		tree_estrange(tree, names[n]);
	}
	assert_true(tree_check(tree) > 0);
	for (size_t n = 0; n < 5; n++) {
		const struct tree_finding *found =
			tree_expect(tree, REASON_KEYS_OWNER, n < 4, names[n], NULL);
		tree_expect_mend(found, "");
		assert_non_null(
			strstr(found->what, " root; look at what is in it, then remove it"));
		found = tree_expect(tree, REASON_KEYS_WRITABLE, n < 4, names[n], NULL);
		tree_expect_mend(found, "");
	}
	/* Without root the words are of a folder above. */
	if (getuid() == 0)
		assert_null(strstr(tree->note.text, "mend it with"));
}

static void what_others_could_have_written_is_looked_at_first(void **state)
{
	struct tree *tree = *state;
	static const char *const names[] = {
		SSH "authorized_keys", SSH "authorized_keys2", SSH "rc", SSH "known_hosts"};
	for (size_t n = 0; n < 4; n++)
		tree_write(tree, names[n], "", 0602);
	assert_int_equal(tree_check(tree), REASON_KEYS_WRITABLE);
	for (size_t n = 0; n < 4; n++)
		assert_int_equal(
			tree_expect(tree, REASON_KEYS_WRITABLE, n < 3, names[n], NULL)->look,
			n < 3);
	tree_chmod(tree, SSH "rc", 0755);
	tree_chmod(tree, SSH "authorized_keys", 0644);
	assert_int_equal(tree_check(tree), REASON_KEYS_WRITABLE);
	assert_false(
		tree_expect(tree, REASON_KEYS_READABLE, false, SSH "authorized_keys", NULL)->look);
}

static void what_is_no_file_is_advice_and_not_waited_for(void **state)
{
	struct tree *tree = *state;
	tree_remove(tree, SSH "authorized_keys");
	assert_int_equal(mkfifo(tree_path(tree, SSH "authorized_keys"), 0666), 0);
	tree_chmod(tree, SSH "authorized_keys", 0666);
	tree_mkdir(tree, SSH "rc", 0777);
	assert_int_equal(mkfifo(tree_path(tree, SSH "pipe"), 0666), 0);
	assert_int_equal(mkfifo(tree_path(tree, SSH "id_pipe"), 0666), 0);
	tree_mkdir(tree, SSH "id_folder", 0700);
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 2);
	tree_expect(tree, REASON_NOT_A_FILE, false, SSH "authorized_keys",
		" is a named pipe, not a file");
	tree_expect(tree, REASON_NOT_A_FILE, false, SSH "rc", " is a folder, not a file");
}

static void a_socket_and_a_device_are_no_files(void **state)
{
	struct tree *tree = *state;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	(void)snprintf(address.sun_path, sizeof address.sun_path, "%s",
		tree_path(tree, SSH "authorized_keys2"));
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	close(fd);
	bool device = mknod(tree_path(tree, SSH "config"), S_IFCHR | 0666, makedev(1, 3)) == 0;
	assert_int_equal(tree_check(tree), 0);
	tree_expect(
		tree, REASON_NOT_A_FILE, false, SSH "authorized_keys2", " is a socket, not a file");
	if (device)
		tree_expect(
			tree, REASON_NOT_A_FILE, false, SSH "config", " is a device, not a file");
}

static void a_ssh_that_is_no_folder_is_advice_and_not_waited_for(void **state)
{
	struct tree *tree = *state;
	tree_remove(tree, SSH "authorized_keys");
	tree_remove(tree, "home/brian/.ssh");
	assert_int_equal(mkfifo(tree_path(tree, "home/brian/.ssh"), 0600), 0);
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 1);
	tree_expect(tree, REASON_NOT_A_FILE, false, "home/brian/.ssh",
		" is a named pipe, not a folder");
}

static void many_files_hide_none_that_decides(void **state)
{
	struct tree *tree = *state;
	char name[64];
	for (unsigned n = 0; n < HOME_ENTRIES_MAX + 100; n++) {
		(void)snprintf(name, sizeof name, SSH "f%04u", n);
		tree_write(tree, name, "", 0600);
	}
	tree_write(tree, SSH "rc", "", 0602);
	assert_int_equal(tree_check(tree), REASON_KEYS_WRITABLE);
	tree_expect(tree, REASON_KEYS_WRITABLE, true, SSH "rc", NULL);
}

/* Counts findings, of which there are more than a tree keeps. */
static void count_finding(void *context, const struct finding *finding)
{
	size_t *count = context;
	assert_int_equal(finding->reason, REASON_KEYS_WRITABLE);
	++*count;
}

static void no_more_files_are_looked_at_than_it_says(void **state)
{
	struct tree *tree = *state;
	char name[64];
	for (unsigned n = 0; n < HOME_ENTRIES_MAX + 100; n++) {
		(void)snprintf(name, sizeof name, SSH "f%04u", n);
		tree_write(tree, name, "", 0602);
	}
	size_t count = 0;
	assert_int_equal(home_check(&tree->request, count_finding, &count, &tree->note), 0);
	assert_in_range(count, HOME_ENTRIES_MAX - 10, HOME_ENTRIES_MAX);
}

static void what_lies_deeper_is_not_looked_at(void **state)
{
	struct tree *tree = *state;
	tree_mkdir(tree, SSH "old", 0700);
	tree_write(tree, SSH "old/authorized_keys", "", 0666);
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 0);
}

static void another_link_is_judged_by_its_owner_alone(void **state)
{
	struct tree *tree = *state;
	tree_write(tree, "open", "", 0666);
	tree_link(tree, "../../../open", SSH "known_hosts");
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 0);
	tree_estrange(tree, SSH "known_hosts");
	tree_check(tree);
	tree_expect_mend(tree_expect(tree, REASON_SSH_SYMLINK, false, SSH "known_hosts", NULL), "");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, tree_setup, tree_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_file_that_decides_who_enters_is_grave_if_others_write_it),
		TEST(any_other_file_that_others_write_is_advice),
		TEST(a_file_of_a_stranger_is_grave_only_where_it_decides),
		TEST(a_readable_list_of_keys_is_advice),
		TEST(a_readable_private_key_is_advice),
		TEST(a_second_name_of_a_file_is_advice),
		TEST(no_command_makes_what_a_stranger_put_in_the_accounts),
		TEST(what_others_could_have_written_is_looked_at_first),
		TEST(what_is_no_file_is_advice_and_not_waited_for),
		TEST(a_socket_and_a_device_are_no_files),
		TEST(a_ssh_that_is_no_folder_is_advice_and_not_waited_for),
		TEST(many_files_hide_none_that_decides),
		TEST(no_more_files_are_looked_at_than_it_says),
		TEST(what_lies_deeper_is_not_looked_at),
		TEST(another_link_is_judged_by_its_owner_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
