/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=sshd_ask,--wrap=addresses_list,--wrap=getpwnam_r,--wrap=write */
#include "admin/sshd.h"
#include "admin/store/addresses.h"
#include "admin/verb.h"
#include "sandbox.h"

#include <errno.h>
#include <locale.h>
#include <pwd.h>
#include <sys/wait.h>

/* What sshd would say, and whether the disk is full. */
static struct sshd sshd;
static bool disk_full;
static int writes_refused;

void __wrap_sshd_ask(const char *program, const char *account, struct sshd *answer);
void __wrap_addresses_list(struct addresses *addresses);
int __wrap_getpwnam_r(
	const char *name, struct passwd *entry, char *buffer, size_t size, struct passwd **found);
ssize_t __real_write(int fd, const void *bytes, size_t len);
ssize_t __wrap_write(int fd, const void *bytes, size_t len);

/* Answers for sshd. */
void __wrap_sshd_ask(const char *program, const char *account, struct sshd *answer)
{
	(void)program, (void)account;
	*answer = sshd;
}

/* A machine with three addresses. */
void __wrap_addresses_list(struct addresses *addresses)
{
	*addresses = (struct addresses){3, {"192.168.64.3", "10.0.0.3", "2001:db8::3"}};
}

/* A machine with the accounts brian, daemon and root; looking up "broken" fails. */
int __wrap_getpwnam_r(
	const char *name, struct passwd *entry, char *buffer, size_t size, struct passwd **found)
{
	(void)buffer, (void)size;
	*found = NULL;
	*entry = (struct passwd){.pw_uid = 1001};
	if (strcmp(name, "broken") == 0)
		return EIO;
	entry->pw_uid = strcmp(name, "root") == 0 ? 0 : strcmp(name, "daemon") == 0 ? 1 : 1001;
	if (strcmp(name, "brian") == 0 || entry->pw_uid < 1000)
		*found = entry;
	return 0;
}

/* Writes, unless the disk is full. */
ssize_t __wrap_write(int fd, const void *bytes, size_t len)
{
	if (!disk_full || fd <= STDERR_FILENO)
		return __real_write(fd, bytes, len);
	writes_refused++;
	errno = ENOSPC;
	return -1;
}

/* A store of its own, settings that name it, and the paths. */
struct world {
	struct sandbox box;
	struct admin admin;
	char *path[6];
	size_t path_count;
	int status; /* of the last run */
};

/* Makes a folder of the store, and gives its path to the settings. */
static const char *make(struct world *world, const char *name)
{
	char *path = strdup(sandbox_path(&world->box, name));
	assert_non_null(path);
	sandbox_folder(&world->box, name);
	return world->path[world->path_count++] = path;
}

/* Begins each test with an empty store and an sshd that asks keyhole. */
static int begin(void **state)
{
	static struct world world;
	memset(&world, 0, sizeof world);
	sandbox_open(&world.box);
	struct settings *settings = &world.admin.settings;
	settings_init(settings);
	settings->keys_dir = make(&world, "keys.d");
	settings->accounts_dir = make(&world, "accounts.d");
	settings->groups_dir = make(&world, "groups.d");
	settings->log_dir = make(&world, "log");
	settings->state_dir = make(&world, "state");
	settings->revoked_keys = world.path[world.path_count++] =
		strdup(sandbox_path(&world.box, "revoked_keys"));
	sshd = (struct sshd){.known = true,
		.takes_keys = true,
		.asks_keyhole = true,
		.command = "/usr/libexec/keyhole-keys %u %U %f %t %k",
		.listen_count = 2,
		.listen = {{"0.0.0.0", 22}, {"::", 22}}};
	disk_full = false;
	writes_refused = 0;
	setenv("SUDO_USER", "alice", 1);
	*state = &world;
	return 0;
}

/* Ends each test. */
static int end(void **state)
{
	struct world *world = *state;
	while (world->path_count > 0)
		free(world->path[--world->path_count]);
	sandbox_close(&world->box);
	return 0;
}

/* Runs `keyhole add` with up to three arguments; "out" and "err" of the sandbox have what it said.
 */
static int add(struct world *world, const char *one, const char *two, const char *three)
{
	char words[4][4096];
	char *argv[5] = {words[0], NULL};
	const char *given[] = {"add", one, two, three};
	int argc = 0;
	for (; argc < 4 && given[argc]; argc++) {
		snprintf(words[argc], sizeof words[argc], "%s", given[argc]);
		argv[argc] = words[argc];
	}
	struct sandbox_voice voice = sandbox_listen(&world->box);
	optind = 0;
	world->status = verb_add.run(&world->admin, argc, argv);
	sandbox_hush(voice);
	return world->status;
}

#define KEY(name) TEST_DATA "/keys/" name ".pub"

/* The text of a key of tests/data/keys; it lasts until the next call but three. */
static const char *key(const char *name)
{
	static char lines[4][16384];
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

/* Hands a text in as a file, for brian. */
static int add_text(struct world *world, const char *text)
{
	sandbox_write(&world->box, "input", text);
	char path[256];
	snprintf(path, sizeof path, "%s", sandbox_path(&world->box, "input"));
	return add(world, "brian", path, NULL);
}

/* Two texts, one after the other; it lasts until the next call. */
static const char *joined(const char *one, const char *two)
{
	static char text[32768];
	snprintf(text, sizeof text, "%s%s", one, two);
	return text;
}

/* Expects that nothing was added, with this exit status and these words. */
static void expect_refused(struct world *world, int status, const char *words)
{
	sandbox_expect_part(&world->box, "err", words);
	assert_int_equal(world->status, status);
	sandbox_expect(&world->box, "keys.d/brian.keys", NULL);
	sandbox_expect(&world->box, "keys.d/.brian.keys.new", NULL);
	sandbox_expect(&world->box, "log/logins.jsonl", NULL);
}

static void adds_a_key_and_says_how_to_log_in(void **state)
{
	struct world *world = *state;
	assert_int_equal(add(world, "brian", KEY("ed25519"), NULL), EXIT_YES);
	sandbox_expect(&world->box, "keys.d/brian.keys", joined(key("ed25519"), "\n"));
	sandbox_expect_part(&world->box, "out", "added ED25519 SHA256:");
	sandbox_expect_part(&world->box, "out", "keys.d/brian.keys:1\n");
	sandbox_expect_part(&world->box, "out",
		"brian can try it now:  ssh brian@192.168.64.3\n"
		"                       ssh brian@10.0.0.3\n"
		"                       ssh brian@2001:db8::3\n"
		"if that is refused:  keyhole why brian\n");
	sandbox_expect(&world->box, "err", "");
}

static void records_who_added_what_and_where(void **state)
{
	struct world *world = *state;
	assert_int_equal(add(world, "brian", KEY("rsa3072"), NULL), EXIT_YES);
	static const char *const parts[] = {"\"event\":\"added\"", "\"person\":\"brian\"",
		"\"key\":\"SHA256:", "\"key_type\":\"ssh-rsa\"", "\"key_bits\":3072",
		"/keys.d/brian.keys:1\"", "\"by\":\"alice\""};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		sandbox_expect_part(&world->box, "log/logins.jsonl", parts[i]);
}

static void keeps_what_was_there_byte_for_byte(void **state)
{
	struct world *world = *state;
	const char *old = "# brian's\n\n  not a key \xFF\n\t# end, without a newline";
	sandbox_write(&world->box, "keys.d/brian.keys", old);
	assert_int_equal(add(world, "brian", KEY("ed25519"), NULL), EXIT_YES);
	char expected[4096];
	snprintf(expected, sizeof expected, "%s\n%s\n", old, key("ed25519"));
	sandbox_expect(&world->box, "keys.d/brian.keys", expected);
	sandbox_expect_part(&world->box, "out", "brian.keys:5\n");
}

static void reads_standard_input_where_no_file_is_named(void **state)
{
	struct world *world = *state;
	int before = dup(STDIN_FILENO), file = open(KEY("ecdsa256"), O_RDONLY);
	dup2(file, STDIN_FILENO);
	add(world, "brian", NULL, NULL);
	dup2(before, STDIN_FILENO);
	close(before);
	close(file);
	assert_int_equal(world->status, EXIT_YES);
	sandbox_expect(&world->box, "keys.d/brian.keys", joined(key("ecdsa256"), "\n"));
}

static void adds_several_keys_at_once_with_their_options(void **state)
{
	struct world *world = *state;
	char text[8192];
	snprintf(text, sizeof text, "# two keys\r\nfrom=\"10.0.0.0/8\",no-pty %s\r\n\n%s",
		key("rsa2048"), key("ed25519"));
	assert_int_equal(add_text(world, text), EXIT_YES);
	snprintf(text, sizeof text, "from=\"10.0.0.0/8\",no-pty %s\n%s\n", key("rsa2048"),
		key("ed25519"));
	sandbox_expect(&world->box, "keys.d/brian.keys", text);
	sandbox_expect_part(&world->box, "out", "with from=\"10.0.0.0/8\",no-pty\n");
	sandbox_expect_part(&world->box, "out", "brian.keys:2\n");
}

static void adds_none_of_several_keys_if_one_is_no_good(void **state)
{
	struct world *world = *state;
	char text[8192];
	snprintf(text, sizeof text, "%s\n%s\n", key("ed25519"), key("rsa1024"));
	add_text(world, text);
	expect_refused(world, EXIT_NO, "input:2: ");
}

static void changes_nothing_when_the_person_has_the_key(void **state)
{
	struct world *world = *state;
	const char *old = joined("# one\n", key("ed25519"));
	struct stat before, after;
	sandbox_write(&world->box, "keys.d/brian.keys", old);
	stat(sandbox_path(&world->box, "keys.d/brian.keys"), &before);
	assert_int_equal(add(world, "brian", KEY("ed25519"), NULL), EXIT_YES);
	sandbox_expect_part(&world->box, "out", "brian has this key already (");
	sandbox_expect_part(&world->box, "out", "brian.keys:2)\n");
	stat(sandbox_path(&world->box, "keys.d/brian.keys"), &after);
	assert_int_equal(before.st_ino, after.st_ino);
	sandbox_expect(&world->box, "log/logins.jsonl", NULL);
}

static void does_not_take_other_options_for_the_same(void **state)
{
	struct world *world = *state;
	sandbox_write(
		&world->box, "keys.d/brian.keys", joined("no-pty,no-user-rc ", key("ed25519")));
	assert_int_equal(add(world, "brian", KEY("ed25519"), NULL), EXIT_NO);
	sandbox_expect_part(&world->box, "err", "with other options");
	assert_int_equal(add_text(world, joined("no-user-rc,no-pty ", key("ed25519"))), EXIT_YES);
	sandbox_expect_part(&world->box, "out", "has this key already");
}

static void adds_a_key_that_comes_twice_once(void **state)
{
	struct world *world = *state;
	char text[8192];
	snprintf(text, sizeof text, "%s one\n%s two\n", key("ed25519"), key("ed25519"));
	assert_int_equal(add_text(world, text), EXIT_YES);
	snprintf(text, sizeof text, "%s one\n", key("ed25519"));
	sandbox_expect(&world->box, "keys.d/brian.keys", text);
	snprintf(text, sizeof text, "%s\nno-pty %s\n", key("rsa2048"), key("rsa2048"));
	assert_int_equal(add_text(world, text), EXIT_NO);
	sandbox_expect_part(&world->box, "err", "with other options (");
	sandbox_expect_part(&world->box, "err", "input:1)");
}

static void warns_when_someone_else_has_the_key(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "keys.d/alice.keys", joined("# hers\nno-pty ", key("ed25519")));
	sandbox_write(&world->box, "keys.d/carol.keys", joined("# ", key("ed25519")));
	assert_int_equal(add(world, "brian", KEY("ed25519"), NULL), EXIT_YES);
	sandbox_expect_part(&world->box, "err", "warning: alice has the same key (");
	sandbox_expect_part(&world->box, "err", "alice.keys:2)");
	char *err = sandbox_read_path(sandbox_path(&world->box, "err"));
	assert_null(strstr(err, "carol"));
	free(err);
}

/* Expects a text to be refused with these words, and not to be quoted. */
static void expect_foreign(struct world *world, const char *text, const char *words)
{
	add_text(world, text);
	expect_refused(world, EXIT_NO, words);
	char *err = sandbox_read_path(sandbox_path(&world->box, "err"));
	assert_null(strstr(err, "c2VjcmV0"));
	free(err);
}

static void tells_a_private_key_from_a_public_one(void **state)
{
	static const char *const names[] = {"OPENSSH ", "RSA ", "EC ", "DSA ", "", "ENCRYPTED "};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char text[256];
		snprintf(text, sizeof text, "-----BEGIN %sPRIVATE KEY-----\nc2VjcmV0\n", names[i]);
		expect_foreign(*state, text, "this is a PRIVATE key");
	}
	expect_foreign(*state, "PuTTY-User-Key-File-3: ssh-ed25519\nc2VjcmV0\n", "PRIVATE key");
	sandbox_expect_part(&((struct world *)*state)->box, "err", "should be replaced");
}

static void names_the_command_that_converts_a_public_key(void **state)
{
	expect_foreign(*state, "---- BEGIN SSH2 PUBLIC KEY ----\nc2VjcmV0\n", "ssh-keygen -i -f /");
	expect_foreign(
		*state, "-----BEGIN PUBLIC KEY-----\nc2VjcmV0\n", "ssh-keygen -i -m PKCS8 -f");
	expect_foreign(
		*state, "-----BEGIN RSA PUBLIC KEY-----\nc2VjcmV0\n", "ssh-keygen -i -m PEM -f");
}

static void says_what_else_it_was_given(void **state)
{
	expect_foreign(*state, "<!DOCTYPE html><p>c2VjcmV0", "a web page");
	expect_foreign(*state, "-----BEGIN CERTIFICATE-----\nc2VjcmV0\n", "TLS");
	expect_foreign(*state, "\xEF\xBB\xBFssh-ed25519 c2VjcmV0", "byte order mark");
	expect_foreign(*state, "\xFF\xFEs", "UTF-16");
	expect_foreign(*state, "", "there is no key in it");
	expect_foreign(*state, "# c2VjcmV0\n\n", "there is no key in it");
	expect_foreign(*state, "\nhello c2VjcmV0\n", "input:2: ");
}

static void refuses_keys_that_policy_does_not_allow(void **state)
{
	struct world *world = *state;
	add(world, "brian", KEY("rsa1024"), NULL);
	expect_refused(world, EXIT_NO, "1024 bits");
	world->admin.settings.key_types.count = 1; /* ssh-ed25519 */
	add(world, "brian", KEY("ecdsa256"), NULL);
	expect_refused(world, EXIT_NO, "ecdsa-sha2-nistp256");
}

static void refuses_a_revoked_key(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "revoked_keys", joined(key("ed25519"), " lost in a train\n"));
	add(world, "brian", KEY("ed25519"), NULL);
	expect_refused(world, EXIT_NO, "revoked");
}

static void adds_nothing_when_the_list_of_revoked_keys_can_not_be_read(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "revoked_keys", "nonsense\n");
	add(world, "brian", KEY("ed25519"), NULL);
	expect_refused(world, EXIT_UNSURE, "revoked_keys");
	sandbox_write(&world->box, "revoked_keys", "");
	assert_int_equal(chmod(sandbox_path(&world->box, "revoked_keys"), 0666), 0);
	add(world, "brian", KEY("ed25519"), NULL);
	expect_refused(world, EXIT_NO, "0666");
}

static void refuses_a_key_that_is_not_sound(void **state)
{
	add_text(*state,
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		"AAAA zeros\n");
	expect_refused(*state, EXIT_NO, "small order");
}

static void refuses_lines_that_could_never_open_anything(void **state)
{
	struct world *world = *state;
	add_text(world, joined("expiry-time=\"20010101\" ", key("ed25519")));
	expect_refused(world, EXIT_NO, "expiry-time is past");
	add_text(world, joined("cert-authority ", key("ca")));
	expect_refused(world, EXIT_NO, "principals");
	add(world, "brian", KEY("user_ed25519-cert"), NULL);
	expect_refused(world, EXIT_NO, "certificate");
	assert_int_equal(
		add_text(world, joined("cert-authority,principals=\"brian\" ", key("ca"))), 0);
}

static void refuses_a_comment_with_a_control_character(void **state)
{
	add_text(*state, joined(key("ed25519"), " \x1b[31m\n"));
	expect_refused(*state, EXIT_NO, "0x1b");
}

static void shows_a_hostile_comment_escaped(void **state)
{
	struct world *world = *state;
	setlocale(LC_ALL, "C.UTF-8");
	assert_int_equal(add_text(world, joined(key("ed25519"), " \xE2\x80\xAE\xFF\n")), EXIT_YES);
	sandbox_expect_part(&world->box, "out", "\\u202e\\xff\n");
}

static void refuses_more_than_one_persons_keys_can_be(void **state)
{
	struct world *world = *state;
	char *text = malloc(300 * 1024);
	memset(text, '#', 300 * 1024);
	text[300 * 1024 - 1] = '\0';
	add_text(world, text);
	free(text);
	expect_refused(world, EXIT_UNSURE, "bytes or more");
}

static void does_not_touch_a_store_that_is_not_safe(void **state)
{
	struct world *world = *state;
	char file[256];
	snprintf(file, sizeof file, "%s", sandbox_path(&world->box, "keys.d/brian.keys"));
	assert_int_equal(symlink("/etc/passwd", file), 0);
	assert_int_equal(add(world, "brian", KEY("ed25519"), NULL), EXIT_NO);
	sandbox_expect_part(&world->box, "err", "symbolic link");
	unlink(file);
	assert_int_equal(mkfifo(file, 0644), 0);
	assert_int_equal(add(world, "brian", KEY("ed25519"), NULL), EXIT_NO);
	sandbox_expect_part(&world->box, "err", "not a regular file");
	unlink(file);
	sandbox_write(&world->box, "keys.d/brian.keys", "");
	assert_int_equal(chmod(file, 0666), 0);
	assert_int_equal(add(world, "brian", KEY("ed25519"), NULL), EXIT_NO);
	sandbox_expect_part(&world->box, "err", "0666");
	sandbox_expect(&world->box, "keys.d/brian.keys", "");
}

static void leaves_the_store_as_it_was_when_the_disk_is_full(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "keys.d/brian.keys", "# old\n");
	disk_full = true;
	add(world, "brian", KEY("ed25519"), NULL);
	disk_full = false;
	assert_true(writes_refused > 0);
	assert_int_equal(world->status, EXIT_UNSURE);
	sandbox_expect_part(&world->box, "err", "No space left");
	sandbox_expect(&world->box, "keys.d/brian.keys", "# old\n");
	sandbox_expect(&world->box, "keys.d/.brian.keys.new", NULL);
}

static void warns_when_the_log_can_not_be_written(void **state)
{
	struct world *world = *state;
	world->admin.settings.log_dir = "/nonexistent/log";
	assert_int_equal(add(world, "brian", KEY("ed25519"), NULL), EXIT_YES);
	sandbox_expect_part(&world->box, "err", "warning: it is done, but not recorded: /non");
	sandbox_expect(&world->box, "keys.d/brian.keys", joined(key("ed25519"), "\n"));
}

/* Adds a key for someone and expects these words on standard output, and no promise. */
static void expect_no_promise(struct world *world, const char *person, const char *words)
{
	assert_int_equal(add(world, person, KEY("ed25519"), NULL), EXIT_YES);
	sandbox_expect_part(&world->box, "out", words);
	char *out = sandbox_read_path(sandbox_path(&world->box, "out"));
	assert_null(strstr(out, "can try it now"));
	free(out);
}

static void promises_nothing_for_accounts_that_the_key_does_not_open(void **state)
{
	struct world *world = *state;
	expect_no_promise(world, "nadia", "no account nadia on this machine yet:  useradd");
	expect_no_promise(world, "daemon", "only by a grant, in /");
	expect_no_promise(world, "broken", "can't be told: Input/output error");
	sandbox_write(&world->box, "accounts.d/brian.conf", "own_account = false;\n");
	expect_no_promise(world, "brian", "own_account is false");
	sandbox_write(&world->box, "accounts.d/brian.conf", "nonsense = 1;\n");
	expect_no_promise(world, "brian", "");
	sandbox_expect_part(&world->box, "err", "opens to nobody: ");
}

static void promises_nothing_where_the_commands_user_can_not_read(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "revoked_keys", "# none\n");
	assert_int_equal(chmod(sandbox_path(&world->box, "revoked_keys"), 0600), 0);
	expect_no_promise(world, "brian", "");
	sandbox_expect_part(&world->box, "err", "revoked_keys can't be read by the user keyhole");
	sandbox_expect_part(&world->box, "err", "(mode 0600); mend it with: chmod a+r /");
	assert_int_equal(chmod(sandbox_path(&world->box, "revoked_keys"), 0644), 0);
	assert_int_equal(chmod(sandbox_path(&world->box, "keys.d"), 0700), 0);
	expect_no_promise(world, "brian", "");
	sandbox_expect_part(&world->box, "err", "(mode 0700); mend it with: chmod a+x /");
}

static void promises_nothing_for_an_sshd_that_does_not_ask(void **state)
{
	struct world *world = *state;
	sshd.asks_keyhole = false;
	strcpy(sshd.command, "/usr/bin/other \x1b[31m");
	expect_no_promise(world, "brian",
		"does not ask keyhole yet: AuthorizedKeysCommand is /usr/bin/other \\x1b[31m;");
	sandbox_expect_part(&world->box, "out", "after that:  ssh brian@192.168.64.3\n");
	sshd.takes_keys = false;
	expect_no_promise(world, "brian", "PubkeyAuthentication is no");
}

static void promises_no_more_than_it_knows_when_sshd_can_not_be_asked(void **state)
{
	struct world *world = *state;
	sshd = (struct sshd){.known = false};
	assert_int_equal(add(world, "brian", KEY("ed25519"), NULL), EXIT_YES);
	sandbox_expect_part(&world->box, "out", "could not be seen");
	sandbox_expect_part(&world->box, "out", "if it does, brian can try it now:  ssh brian@192");
}

static void names_the_port_and_only_addresses_that_sshd_listens_on(void **state)
{
	struct world *world = *state;
	sshd.listen_count = 1;
	sshd.listen[0] = (struct sshd_listen){"10.0.0.3", 2222};
	assert_int_equal(add(world, "brian", KEY("ed25519"), NULL), EXIT_YES);
	sandbox_expect_part(&world->box, "out", "try it now:  ssh -p 2222 brian@10.0.0.3\n");
	char *out = sandbox_read_path(sandbox_path(&world->box, "out"));
	assert_null(strstr(out, "192.168.64.3"));
	free(out);
}

static void loses_no_key_when_many_add_at_once(void **state)
{
	static const char *const names[] = {
		KEY("ed25519"), KEY("ecdsa256"), KEY("ecdsa384"), KEY("ecdsa521"), KEY("rsa2048")};
	enum { COUNT = sizeof names / sizeof *names };
	struct world *world = *state;
	pid_t child[COUNT];
	int status;
	for (int i = 0; i < COUNT; i++) {
		child[i] = fork();
		if (child[i] == 0)
			_exit(add(world, "brian", names[i], NULL));
	}
	for (int i = 0; i < COUNT; i++) {
		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_int_equal(status, 0);
	}
	for (int i = 0; i < COUNT; i++) {
		char *text = sandbox_read_path(names[i]);
		sandbox_expect_part(&world->box, "keys.d/brian.keys", text);
		free(text);
	}
}

static void refuses_names_that_can_not_be_a_persons(void **state)
{
	static const char *const names[] = {"..", "a/b", "", "a*", "a b", "\xFF", "\x1b[2J"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_int_equal(add(*state, names[i], KEY("ed25519"), NULL), EXIT_NO);
		sandbox_expect_part(&((struct world *)*state)->box, "err", "can't be a person");
	}
	assert_int_equal(add(*state, "-h", KEY("ed25519"), NULL), EXIT_WRONG_USAGE);
}

static void explains_a_wrong_call(void **state)
{
	struct world *world = *state;
	assert_int_equal(add(world, NULL, NULL, NULL), EXIT_WRONG_USAGE);
	sandbox_expect_part(&world->box, "err", "PERSON is missing");
	assert_int_equal(add(world, "brian", "one", "two"), EXIT_WRONG_USAGE);
	sandbox_expect_part(&world->box, "err", "nothing to do for \"two\"");
	assert_int_equal(add(world, "brian", "ssh-ed25519", "AAAA"), EXIT_WRONG_USAGE);
	sandbox_expect_part(&world->box, "err", "standard input");
	assert_int_equal(add(world, "brian", key("ed25519"), NULL), EXIT_WRONG_USAGE);
	sandbox_expect_part(&world->box, "err", "standard input");
	assert_int_equal(add(world, "--force", "brian", NULL), EXIT_WRONG_USAGE);
	sandbox_expect_part(&world->box, "err", "there is no option --force");
	add(world, "brian", "/nonexistent.pub", NULL);
	expect_refused(world, EXIT_UNSURE, "/nonexistent.pub: No such file");
}

/* Runs the tests. */
int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		CASE(adds_a_key_and_says_how_to_log_in),
		CASE(records_who_added_what_and_where),
		CASE(keeps_what_was_there_byte_for_byte),
		CASE(reads_standard_input_where_no_file_is_named),
		CASE(adds_several_keys_at_once_with_their_options),
		CASE(adds_none_of_several_keys_if_one_is_no_good),
		CASE(changes_nothing_when_the_person_has_the_key),
		CASE(does_not_take_other_options_for_the_same),
		CASE(adds_a_key_that_comes_twice_once),
		CASE(warns_when_someone_else_has_the_key),
		CASE(tells_a_private_key_from_a_public_one),
		CASE(names_the_command_that_converts_a_public_key),
		CASE(says_what_else_it_was_given),
		CASE(refuses_keys_that_policy_does_not_allow),
		CASE(refuses_a_revoked_key),
		CASE(adds_nothing_when_the_list_of_revoked_keys_can_not_be_read),
		CASE(refuses_a_key_that_is_not_sound),
		CASE(refuses_lines_that_could_never_open_anything),
		CASE(refuses_a_comment_with_a_control_character),
		CASE(shows_a_hostile_comment_escaped),
		CASE(refuses_more_than_one_persons_keys_can_be),
		CASE(does_not_touch_a_store_that_is_not_safe),
		CASE(leaves_the_store_as_it_was_when_the_disk_is_full),
		CASE(warns_when_the_log_can_not_be_written),
		CASE(promises_nothing_for_accounts_that_the_key_does_not_open),
		CASE(promises_nothing_where_the_commands_user_can_not_read),
		CASE(promises_nothing_for_an_sshd_that_does_not_ask),
		CASE(promises_no_more_than_it_knows_when_sshd_can_not_be_asked),
		CASE(names_the_port_and_only_addresses_that_sshd_listens_on),
		CASE(loses_no_key_when_many_add_at_once),
		CASE(refuses_names_that_can_not_be_a_persons),
		CASE(explains_a_wrong_call),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
