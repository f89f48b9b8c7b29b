/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=setpwent -Wl,--wrap=getpwent -Wl,--wrap=endpwent -Wl,--wrap=getpwnam */
/* link: -Wl,--wrap=getpwnam_r -Wl,--wrap=geteuid -Wl,--wrap=sshd_test -Wl,--wrap=guise_take */
/* link: -Wl,--wrap=guise_drop -Wl,--wrap=origin_varies -Wl,--wrap=getspnam_r */
/* keyhole access: who can open what, and what of that is asked for. */
#include "store_world.h"

#include "admin/sshd.h"
#include "admin/why/guise.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <shadow.h>
#include <signal.h>
#include <time.h>

int __wrap_getpwnam_r(
	const char *name, struct passwd *entry, char *texts, size_t size, struct passwd **found);
void __wrap_setpwent(void);
struct passwd *__wrap_getpwent(void);
void __wrap_endpwent(void);
struct passwd *__wrap_getpwnam(const char *name);
uid_t __wrap_geteuid(void);
int __wrap_sshd_test(const char *program, const char *connection, struct child_said *said);
int __wrap_guise_take(const struct passwd *account, struct rights *rights, struct note *note);
void __wrap_guise_drop(struct rights *rights);
bool __wrap_origin_varies(const char *folder);
int __wrap_getspnam_r(
	const char *name, struct spwd *entry, char *texts, size_t size, struct spwd **found);

/* The server: who asks, what sshd says, and how often it and whose rights were asked for. */
static struct {
	uid_t user;
	bool varies;
	const char *says, *says_of_deploy; /* besides the defaults; NULL: nothing at all */
	unsigned asked, taken;
	unsigned listed; /* accounts that were listed so far */
	char *password;  /* of every account; NULL: there is none in shadow */
	char home[5][128];
	struct passwd account[5];
} server;

#define ALICE "SHA256:N6nKIWiFmnbheTT/Ak3jNaaqPBu0u9ONkhsxBD+eEhQ" /* ed25519 */
#define DEFAULTS                                                                                   \
	"port 22\nusepam yes\npubkeyauthentication yes\npermitrootlogin without-password\n"        \
	"strictmodes yes\nauthorizedkeyscommand /usr/libexec/keyhole-keys %u\n"                    \
	"revokedkeys none\nauthorizedkeysfile .ssh/authorized_keys .ssh/more\n"                    \
	"requiredrsasize 1024\n"                                                                   \
	"pubkeyacceptedalgorithms ssh-ed25519,sk-ssh-ed25519@openssh.com,rsa-sha2-512,"            \
	"ecdsa-sha2-nistp256\n"

/* The account of a name, NULL where there is none. */
static struct passwd *account_of(const char *name)
{
	for (size_t i = 0; i < 5; i++)
		if (strcmp(server.account[i].pw_name, name) == 0)
			return &server.account[i];
	return NULL;
}

/* An account of the machine. */
int __wrap_getpwnam_r(
	const char *name, struct passwd *entry, char *texts, size_t size, struct passwd **found)
{
	(void)texts, (void)size;
	const struct passwd *account = account_of(name);
	*found = NULL;
	if (account) {
		*entry = *account;
		*found = entry;
	}
	return 0;
}

/* An account of the machine. */
struct passwd *__wrap_getpwnam(const char *name)
{
	errno = 0;
	return account_of(name);
}

/* The same entry for everybody. */
int __wrap_getspnam_r(
	const char *name, struct spwd *entry, char *texts, size_t size, struct spwd **found)
{
	(void)name, (void)texts, (void)size;
	*entry = (struct spwd){.sp_pwdp = server.password,
		.sp_lstchg = -1,
		.sp_min = -1,
		.sp_max = -1,
		.sp_inact = -1,
		.sp_expire = -1};
	*found = server.password ? entry : NULL;
	return 0;
}

/* Begins the list anew. */
void __wrap_setpwent(void)
{
	server.listed = 0;
}

/* The next account; the last one, hidden, is in no list. */
struct passwd *__wrap_getpwent(void)
{
	errno = 0;
	return server.listed < 4 ? &server.account[server.listed++] : NULL;
}

/* Ends the list. */
void __wrap_endpwent(void)
{
}

/* As the test has it. */
uid_t __wrap_geteuid(void)
{
	return server.user;
}

/* As the test has it. */
bool __wrap_origin_varies(const char *folder)
{
	(void)folder;
	return server.varies;
}

/* What the test lets sshd say comes first, so it counts. */
int __wrap_sshd_test(const char *program, const char *connection, struct child_said *said)
{
	(void)program;
	bool deploy = strncmp(connection, "user=deploy,", 12) == 0 && server.says_of_deploy;
	const char *says = deploy ? server.says_of_deploy : server.says;
	server.asked++;
	*said = (struct child_said){.status = says ? 0 : 255};
	if (!says)
		snprintf(said->errors, sizeof said->errors, "no hostkeys available\n");
	else if (asprintf(&said->output, "%s%s", says, DEFAULTS) < 0)
		return -ENOMEM;
	return 0;
}

/* Counts. */
int __wrap_guise_take(const struct passwd *account, struct rights *rights, struct note *note)
{
	(void)account, (void)rights, (void)note;
	server.taken++;
	return 0;
}

/* Nothing was taken. */
void __wrap_guise_drop(struct rights *rights)
{
	(void)rights;
}

/* Makes a server with the accounts alice, brian, deploy and root, and hidden in no list. */
static int setup(void **state)
{
	static char names[5][8] = {"alice", "brian", "deploy", "root", "hidden"};
	static char shell[] = "/bin/sh";
	world_begin(state);
	struct world *world = *state;
	memset(&server, 0, sizeof server);
	server.says = "";
	world->admin.settings.uid_min = 1;
	sandbox_folder(&world->box, "home");
	for (size_t i = 0; i < 5; i++) {
		snprintf(server.home[i], sizeof server.home[i], "%s/home/%s", world->box.folder,
			names[i]);
		assert_int_equal(mkdir(server.home[i], 0755), 0);
		server.account[i] = (struct passwd){.pw_name = names[i],
			.pw_dir = server.home[i],
			.pw_shell = shell,
			.pw_uid = i == 3         ? 0
				  : getuid() > 0 ? getuid()
						 : 1001,
			.pw_gid = getgid()};
	}
	return 0;
}

/* Gives a person lines of keys; each may have options and a key's name behind them. */
static void given(struct world *world, const char *path, const char *const *lines)
{
	char text[16384] = "";
	for (; *lines; lines++) {
		const char *blank = strrchr(*lines, ' ');
		size_t len = strlen(text);
		snprintf(text + len, sizeof text - len, "%.*s%s\n",
			(int)(blank ? blank + 1 - *lines : 0), *lines,
			world_key(blank ? blank + 1 : *lines));
	}
	sandbox_write(&world->box, path, text);
}

#define given_keys(path, ...) given(*state, path, (const char *const[]){__VA_ARGS__, NULL})

/* Gives an account a file of its own. */
static void given_own(struct world *world, const char *account, const char *file, const char *key)
{
	char path[128];
	snprintf(path, sizeof path, "home/%s/.ssh", account);
	(void)mkdir(sandbox_path(&world->box, path), 0700);
	snprintf(path, sizeof path, "home/%s/.ssh/%s", account, file);
	given(world, path, (const char *const[]){key, NULL});
	assert_int_equal(chmod(sandbox_path(&world->box, path), 0600), 0);
}

/* Runs it, and gives what it printed, blanks made one and the world's folder left out; it lasts
 * until the next call. */
static const char *run(void **state, const char *words, int status)
{
	static char *out;
	struct world *world = *state;
	char *to;
	free(out);
	world_run(world, &verb_access, words);
	out = to = sandbox_read_path(sandbox_path(&world->box, "out"));
	size_t folder = strlen(world->box.folder);
	for (const char *from = out; *from;) {
		bool here = strncmp(from, world->box.folder, folder) == 0;
		from += here ? folder : 0;
		if (*from && (*from != ' ' || from[1] != ' '))
			*to++ = *from;
		from += *from != '\0';
	}
	*to = '\0';
	if (world->status != status) {
		char *err = sandbox_read_path(sandbox_path(&world->box, "err"));
		fail_msg("%s: ended with %d: %s%s", words, world->status, out, err);
	}
	return out;
}

/* Expects lines behind the heading. */
static void expect(void **state, const char *words, const char *lines)
{
	const char *out = run(state, words, lines[0] ? EXIT_YES : EXIT_NO);
	const char *rest = strchr(out, '\n');
	if (strcmp(rest ? rest + 1 : "", lines) != 0)
		fail_msg("%s: %s", words, out);
}

/* How often a text has another. */
static int count_of(const char *text, const char *part)
{
	int count = 0;
	for (; (text = strstr(text, part)); text++)
		count++;
	return count;
}

/* Expects words on standard error. */
static void warns(void **state, const char *words)
{
	sandbox_expect_part(&((struct world *)*state)->box, "err", words);
}

#define ED "ED25519 " ALICE " ed25519@example"
#define EC "ECDSA 256 " WORLD_ECDSA256 " ecdsa256@example"
#define RSA "RSA 3072 " WORLD_RSA3072 " rsa3072@example"

static void a_person_opens_the_own_account_and_those_of_grants(void **state)
{
	struct world *world = *state;
	given_keys("keys.d/alice.keys", "ed25519");
	given_keys("keys.d/brian.keys", "from=\"10.1.2.0/24\",no-pty rsa3072");
	sandbox_write(&world->box, "groups.d/admins.conf", "people = (\"alice\", \"brian\");\n");
	sandbox_write(&world->box, "accounts.d/deploy.conf",
		"grants = ( { people = (\"@admins\"); from = (\"10.0.0.0/8\"); until = "
		"\"2099-12-31T18:00:00Z\"; options = \"command=\\\"/bin/x y\\\"\"; } );\n");
	expect(state, "",
		"alice alice " ED " /keys.d/alice.keys:1 - never -\n"
		"brian brian " RSA " /keys.d/brian.keys:1 - never from 10.1.2.0/24; no-pty\n"
		"deploy alice " ED " /keys.d/alice.keys:1 2099-12-31 18:00:00 never from "
		"10.0.0.0/8; runs /bin/x y\n"
		"deploy brian " RSA " /keys.d/brian.keys:1 2099-12-31 18:00:00 never from "
		"10.1.2.0/24; runs /bin/x y; no-pty\n");
	warns(state, "nothing is logged yet");
}

static void the_earlier_end_of_grant_and_key_counts(void **state)
{
	struct world *world = *state;
	given_keys("keys.d/alice.keys", "expiry-time=\"20980101Z\" ed25519");
	given_keys("keys.d/brian.keys", "ecdsa256");
	sandbox_write(&world->box, "accounts.d/deploy.conf",
		"grants = ( { people = (\"alice\"); until = \"2097-01-01T00:00:00Z\"; }, { people "
		"= (\"alice\"); } );\n");
	expect(state, "deploy",
		"deploy alice " ED " /keys.d/alice.keys:1 2097-01-01 00:00:00 never -\n"
		"deploy alice " ED " /keys.d/alice.keys:1 2098-01-01 00:00:00 never -\n");
	expect(state, "deploy --expiring 2097-06-01",
		"deploy alice " ED " /keys.d/alice.keys:1 2097-01-01 00:00:00 never -\n");
	expect(state, "--expiring 30d", "");
}

static void keys_of_a_person_without_an_account_are_shown_with_all(void **state)
{
	given_keys("keys.d/alice.keys", "ed25519", NULL, NULL, NULL);
	given_keys("keys.d/zoe.keys", "rsa3072", NULL, NULL, NULL);
	given_keys("keys.d/zed.keys", "rsa3072", NULL, NULL, NULL);
	expect(state, "", "alice alice " ED " /keys.d/alice.keys:1 - never -\n");
	warns(state, "not shown: 2 that open nothing; --all shows why");
	const char *out = run(state, "zoe --all", EXIT_YES);
	assert_non_null(strstr(out, "- zoe RSA 3072 "));
	assert_non_null(strstr(out, "zoe.keys:1 - ? no: not-granted: no account opens to zoe"));
	assert_null(strstr(out, "zed"));
	assert_non_null(strstr(run(state, "--duplicates", EXIT_YES), "zoe.keys:1"));
	assert_non_null(strstr(
		run(state, "zoe --all --json", EXIT_YES), "{\"account\":null,\"person\":\"zoe\""));
	given_own(*state, "brian", "authorized_keys", "rsa3072");
	out = run(state, "zed --all", EXIT_YES);
	assert_non_null(strstr(out, "zed.keys:1 - ? no: not-granted"));
}

static void a_store_without_keys_says_how_to_add_one(void **state)
{
	expect(state, "", "");
	warns(state, "there is no key that opens anything yet; to add one:  keyhole add");
	expect(state, "--weak", "");
	warns(state, "no key that opens anything is like that");
}

/* Expects that words are not on standard error. */
static void does_not_warn(void **state, const char *words)
{
	struct world *world = *state;
	char *err = sandbox_read_path(sandbox_path(&world->box, "err"));
	assert_null(strstr(err, words));
	free(err);
}

static void of_a_person_whose_keys_were_revoked_it_says_which(void **state)
{
	struct world *world = *state;
	sandbox_write(&world->box, "revoked_keys",
		"# some\n" ALICE "  brian: lost (2026-11-22T13:45:10Z by carol)\n" WORLD_RSA3072
		"  zoe (2026-11-22T13:45:10Z by carol)\n");
	expect(state, "brian", "");
	warns(state, "there is no key that opens anything of that name");
	warns(state, "keyhole: brian's key " ALICE "\n         was revoked (");
	warns(state, "/revoked_keys:2): lost (2026-11-22T13:45:10Z by carol)\n");
	expect(state, "zoe", "");
	warns(state, "neither an account nor a person zoe");
	warns(state, "keyhole: zoe's key " WORLD_RSA3072 "\n         was revoked (");
	expect(state, "alice", "");
	does_not_warn(state, "was revoked");
	expect(state, "brian --weak", "");
	does_not_warn(state, "was revoked");
	given_keys("keys.d/brian.keys", "ecdsa256");
	run(state, "brian", EXIT_YES);
	does_not_warn(state, "was revoked");
}

static void of_an_account_it_says_that_a_password_opens_it_too(void **state)
{
	static char password[] = "$y$j9T$x$y1234567890";
	server.password = password;
	server.user = 0;
	server.says = "passwordauthentication yes\n";
	given_keys("keys.d/brian.keys", "ecdsa256");
	run(state, "brian", EXIT_YES);
	warns(state, "keyhole: sshd would take a password of brian's too\n");
	run(state, "", EXIT_YES);
	does_not_warn(state, "password");
	server.says = "passwordauthentication no\n";
	run(state, "brian", EXIT_YES);
	does_not_warn(state, "password");
	server.says = "passwordauthentication yes\n";
	password[0] = '!';
	run(state, "brian", EXIT_YES);
	does_not_warn(state, "password");
}

static void what_opens_nothing_is_counted_and_shown_with_its_reason(void **state)
{
	struct world *world = *state;
	given_keys("keys.d/alice.keys", "ed25519", "expiry-time=\"20200101Z\" rsa3072", "rsa1024",
		"nonsense ecdsa256");
	expect(state, "", "alice alice " ED " /keys.d/alice.keys:1 - never -\n");
	warns(state, "not shown: 3 that open nothing; --all shows why");
	const char *out = run(state, "--all", EXIT_YES);
	assert_non_null(strstr(out, "alice.keys:2 2020-01-01 00:00:00 never no: key-expired: "));
	assert_non_null(strstr(out, "alice.keys:3 - never no: key-short: the RSA key has 1024"));
	assert_non_null(strstr(out, "alice alice - /keys.d/alice.keys:4 - ? no: bad-line: "));
	sandbox_write(&world->box, "revoked_keys", ALICE "  lost\n");
	expect(state, "", "");
	warns(state, "no key that opens anything is like that");
	assert_non_null(strstr(run(state, "--all", EXIT_YES), "no: key-revoked: "));
}

/* Writes a log in which alice's key opened her account, days ago. */
static void given_log(struct world *world, int days)
{
	char text[1024], then[64], first[64];
	time_t at = time(NULL) - days * 86400L, before = at - 86400;
	strftime(then, sizeof then, "%FT%T.000000Z", gmtime(&at));
	strftime(first, sizeof first, "%FT%T.000000Z", gmtime(&before));
	snprintf(text, sizeof text,
		"{\"v\":1,\"time\":\"%s\",\"event\":\"added\",\"person\":\"alice\"}\n"
		"{\"v\":1,\"time\":\"%s\",\"event\":\"login\",\"account\":\"alice\",\"person\":"
		"\"x\""
		",\"key\":\"" ALICE "\"}\n",
		first, then);
	sandbox_write(&world->box, "log/logins.jsonl", text);
}

static void unused_is_what_did_not_open_the_account_since_then(void **state)
{
	given_keys("keys.d/alice.keys", "ed25519", "ecdsa256");
	given_log(*state, 10);
	assert_null(strstr(run(state, "--unused 11d", EXIT_YES), ALICE));
	warns(state, "\"never\" means not since 20");
	const char *out = run(state, "--unused 9d", EXIT_YES);
	assert_non_null(strstr(out, ED " /keys.d/alice.keys:1 - 20"));
	assert_non_null(strstr(out, EC " /keys.d/alice.keys:2 - never -\n"));
	assert_null(strstr(run(state, "--unused 9d --weak --all", EXIT_NO), ALICE));
}

static void where_the_log_can_not_be_read_nobody_knows_what_is_unused(void **state)
{
	struct world *world = *state;
	given_keys("keys.d/alice.keys", "ed25519");
	sandbox_folder(&world->box, "log/logins.jsonl");
	expect(state, "", "alice alice " ED " /keys.d/alice.keys:1 - ? -\n");
	warns(state, "when a key was used last is not known: ");
	assert_string_equal(run(state, "--unused 9d", EXIT_UNSURE), "");
	assert_null(strstr(run(state, "--json", EXIT_YES), "last_used"));
	assert_int_equal(rmdir(sandbox_path(&world->box, "log/logins.jsonl")), 0);
	sandbox_write(&world->box, "log/logins.jsonl", "{\"event\":\"login\n");
	run(state, "", EXIT_YES);
	run(state, "--unused 9d", EXIT_UNSURE);
}

static void weak_keys_are_short_of_a_type_not_allowed_or_ask_for_no_touch(void **state)
{
	struct world *world = *state;
	given_keys("keys.d/alice.keys", "rsa2048", "rsa3072", "sk_ed25519",
		"no-touch-required sk_ed25519", "ed25519");
	const char *out = run(state, "--weak", EXIT_YES);
	assert_non_null(strstr(out, "alice.keys:1 - never weak: fewer than 3072 bits\n"));
	assert_non_null(
		strstr(out, "alice.keys:4 - never no-touch-required; weak: asks for no touch\n"));
	assert_null(strstr(out, "alice.keys:2"));
	assert_null(strstr(out, "alice.keys:3"));
	assert_null(strstr(out, "alice.keys:5"));
	static const struct view types[] = {VIEW("ssh-ed25519")};
	world->admin.settings.key_types = (struct settings_list){1, types};
	given_own(world, "brian", "authorized_keys", "ecdsa256");
	assert_non_null(strstr(run(state, "--weak brian", EXIT_YES),
		"authorized_keys:1 - never weak: type not allowed\n"));
	out = run(state, "--weak brian --json", EXIT_YES);
	assert_non_null(strstr(out, ",\"weak\":[\"type\"],\"opens\":true}"));
	world->admin.settings.rsa_min_bits = 4096;
	given_own(world, "brian", "authorized_keys", "rsa3072");
	out = run(state, "--weak brian --json", EXIT_YES);
	assert_non_null(strstr(out, ",\"weak\":[\"short\",\"type\"],"));
	assert_non_null(strstr(run(state, "--weak brian", EXIT_YES),
		"weak: fewer than 4096 bits; weak: type not allowed\n"));
}

static void duplicates_stand_in_two_files_and_all_places_are_named(void **state)
{
	given_keys("keys.d/alice.keys", "ed25519", "rsa3072", "rsa3072");
	given_keys("keys.d/brian.keys", "ecdsa256", "no-pty ed25519");
	given_keys("keys.d/carol.keys", "ecdsa256");
	expect(state, "--duplicates",
		"- carol " EC
		" - ? no: not-granted: no account opens to carol: keyhole grant ACCOUNT "
		"carol; /keys.d/carol.keys:1; /keys.d/brian.keys:1\n"
		"alice alice " ED " - never /keys.d/alice.keys:1; /keys.d/brian.keys:2\n"
		"brian brian " EC " - never /keys.d/brian.keys:1; /keys.d/carol.keys:1\n"
		"brian brian " ED " - never /keys.d/brian.keys:2; /keys.d/alice.keys:1\n");
	given_own(*state, "brian", "more", "ed25519");
	expect(state, "--duplicates alice",
		"alice alice " ED " - never /keys.d/alice.keys:1; /home/brian/.ssh/more:1; "
		"/keys.d/brian.keys:2\n"
		"brian (alice) " ED " - never /home/brian/.ssh/more:1; "
		"/keys.d/alice.keys:1; /keys.d/brian.keys:2\n");
	given_own(*state, "deploy", "more", "ed25519");
	assert_non_null(strstr(run(state, "--duplicates deploy", EXIT_YES),
		" /home/deploy/.ssh/more:1; /home/brian/.ssh/more:1; /keys.d/alice.keys:1;"));
	assert_int_equal(
		unlink(sandbox_path(&((struct world *)*state)->box, "home/deploy/.ssh/more")), 0);
	const char *out = run(state, "--duplicates --json carol", EXIT_YES);
	assert_non_null(strstr(out, "\"also_at\":[\"/keys.d/brian.keys:1\"],\"opens\":false"));
	out = run(state, "--duplicates --json alice", EXIT_YES);
	assert_non_null(
		strstr(out, ",\"also_at\":[\"/home/brian/.ssh/more:1\",\"/keys.d/brian.keys:2\"]"));
}

static void a_file_that_two_accounts_share_is_one_place(void **state)
{
	struct world *world = *state;
	char says[512];
	snprintf(says, sizeof says, "strictmodes no\nauthorizedkeysfile %s/shared\n",
		world->box.folder);
	server.says = says;
	given_keys("shared", "ed25519");
	assert_non_null(strstr(run(state, "", EXIT_YES), "brian - " ED " /shared:1"));
	run(state, "--duplicates", EXIT_NO);
	given_keys("keys.d/carol.keys", "ed25519");
	const char *out = run(state, "--duplicates brian", EXIT_YES);
	assert_non_null(
		strstr(out, "brian (carol) " ED " - never /shared:1; /keys.d/carol.keys:1\n"));
	given_keys("shared", "ed25519", "ed25519");
	out = run(state, "--duplicates --json brian", EXIT_YES);
	assert_non_null(strstr(out, ",\"also_at\":[\"/keys.d/carol.keys:1\",\"/shared:2\"]"));
}

static void a_name_is_an_accounts_or_a_persons_or_both(void **state)
{
	struct world *world = *state;
	given_keys("keys.d/alice.keys", "ed25519");
	given_keys("keys.d/carol.keys", "ecdsa256");
	sandbox_write(
		&world->box, "accounts.d/alice.conf", "grants = ( { people = (\"carol\"); } );\n");
	sandbox_write(&world->box, "accounts.d/deploy.conf",
		"grants = ( { people = (\"alice\", \"carol\"); } );\n");
#define A_A "alice alice " ED " /keys.d/alice.keys:1 - never -\n"
#define A_C "alice carol " EC " /keys.d/carol.keys:1 - never -\n"
#define D_A "deploy alice " ED " /keys.d/alice.keys:1 - never -\n"
#define D_C "deploy carol " EC " /keys.d/carol.keys:1 - never -\n"
	expect(state, "deploy", D_A D_C);
	expect(state, "carol", A_C D_C);
	expect(state, "alice", A_A A_C D_A);
	warns(state, "alice is an account and a person: both what opens the one");
	expect(state, "brian", "");
	run(state, "carl", EXIT_NO);
	warns(state, "there is neither an account nor a person carl; did you mean carol?");
	run(state, "rooot", EXIT_NO);
	warns(state, "did you mean root?");
	run(state, "zzzzzzz", EXIT_NO);
	warns(state, "there is neither an account nor a person zzzzzzz\n");
}

static void accounts_that_are_in_no_list_are_found_by_the_stores_names(void **state)
{
	struct world *world = *state;
	given_keys("keys.d/hidden.keys", "ed25519");
	expect(state, "", "hidden hidden " ED " /keys.d/hidden.keys:1 - never -\n");
	assert_int_equal(unlink(sandbox_path(&world->box, "keys.d/hidden.keys")), 0);
	given_keys("keys.d/carol.keys", "ed25519");
	sandbox_write(
		&world->box, "accounts.d/hidden.conf", "grants = ( { people = (\"carol\"); } );\n");
	sandbox_write(&world->box, "accounts.d/nobody-has-it.conf",
		"grants = ( { people = (\"carol\"); } );\n");
	expect(state, "", "hidden carol " ED " /keys.d/carol.keys:1 - never -\n");
}

static void a_key_in_an_accounts_own_file_has_no_person(void **state)
{
	given_keys("keys.d/alice.keys", "ed25519");
	given_own(*state, "brian", "authorized_keys", "from=\"10.0.0.1\" ed25519");
	given_own(*state, "brian", "more", "ecdsa256");
	expect(state, "brian",
		"brian - " EC " /home/brian/.ssh/more:1 - never -\n"
		"brian (alice) " ED " /home/brian/.ssh/authorized_keys:1 - never from 10.0.0.1\n");
	assert_int_equal(server.taken, 2);
	assert_int_equal(server.asked, 1);
	const char *out = run(state, "brian --json", EXIT_YES);
	assert_non_null(strstr(out, "{\"account\":\"brian\",\"key\":\"" WORLD_ECDSA256 "\""));
	assert_non_null(strstr(out, "{\"account\":\"brian\",\"holder\":\"alice\",\"key\":"));
	assert_non_null(strstr(run(state, "alice", EXIT_YES), "brian (alice) "));
	server.user = 1001;
	expect(state, "brian", "");
	warns(state, "only root sees the keys in the accounts' own files");
}

static void a_key_that_sshd_does_not_take_from_an_own_file_opens_nothing(void **state)
{
	struct world *world = *state;
	char says[512];
	given_own(world, "brian", "authorized_keys", "expiry-time=\"20200101Z\" ed25519");
	assert_non_null(strstr(run(state, "--all brian", EXIT_YES), "no: key-expired: "));
	given_own(world, "brian", "authorized_keys", "rsa3072");
	server.says = "requiredrsasize 4096\n";
	assert_non_null(strstr(run(state, "--all brian", EXIT_YES), "no: rsa-size: "));
	server.says = "pubkeyacceptedalgorithms ssh-ed25519\n";
	assert_non_null(strstr(run(state, "--all brian", EXIT_YES), "no: algorithm: "));
	sandbox_write(&world->box, "revoked_keys", WORLD_RSA3072 "  lost\n");
	server.says = "";
	run(state, "brian", EXIT_YES);
	snprintf(says, sizeof says, "revokedkeys %s/revoked.krl\n", world->box.folder);
	server.says = says;
	assert_non_null(strstr(run(state, "--all brian", EXIT_YES), "no: sshd-revoked: "));
	sandbox_write(&world->box, "revoked_keys", "# none\n");
	run(state, "brian", EXIT_YES);
	given_keys("refused", "rsa3072");
	snprintf(says, sizeof says, "revokedkeys %s/refused\n", world->box.folder);
	assert_non_null(strstr(run(state, "--all brian", EXIT_YES), "no: sshd-revoked: "));
	server.says = "";
	chmod(sandbox_path(&world->box, "home/brian/.ssh/authorized_keys"), 0666);
	assert_non_null(strstr(run(state, "--all brian", EXIT_YES), "no: strict-modes: "));
	server.says = "authorizedkeysfile none\n";
	expect(state, "brian", "");
	server.says = "trustedusercakeys /etc/ssh/ca.pub\n";
	run(state, "--all", EXIT_YES);
	warns(state, "TrustedUserCAKeys /etc/ssh/ca.pub: certificates of these CAs open accounts");
}

static void a_file_that_sshd_can_not_read_now_leaves_the_answer_open(void **state)
{
	struct world *world = *state;
	given_own(world, "brian", "authorized_keys", "ed25519");
	assert_int_equal(mkdir(sandbox_path(&world->box, "home/brian/.ssh/more"), 0700), 0);
	assert_non_null(strstr(run(state, "brian", EXIT_UNSURE), "authorized_keys:1"));
}

static void what_sshd_may_take_and_keyhole_can_not_read_perhaps_opens(void **state)
{
	struct world *world = *state;
	given_keys("keys.d/alice.keys", "ed25519");
	given_own(world, "brian", "authorized_keys", "command=\"a\x01\" ed25519");
	const char *out = run(state, "brian", EXIT_UNSURE);
	assert_non_null(strstr(out,
		"brian (alice) ED25519 " ALICE " /home/brian/.ssh/authorized_keys:1 - never "
		"perhaps: bad-line: keyhole can't read this line, and sshd may let in with it: "
		"option \"command\": its value has a control character; write the line anew, or "
		"delete it\n"));
	out = run(state, "brian --json", EXIT_UNSURE);
	assert_non_null(strstr(out, ",\"opens\":null,\"reason\":\"bad-line\",\"why\":\""));
	run(state, "alice --weak", EXIT_UNSURE);
	run(state, "brian --weak", EXIT_UNSURE);
	warns(state, "1 line of an account's own file can't be read");
	given_own(world, "brian", "authorized_keys", "nonsense ed25519");
	run(state, "brian", EXIT_NO);
	assert_non_null(strstr(run(state, "brian --all", EXIT_YES), "no: bad-line: option "));
	given_own(world, "brian", "authorized_keys", "command=\"a\x01\" ed25519");
	server.says = "pubkeyauthentication no\n";
	run(state, "brian", EXIT_NO);
	server.says = "";
	chmod(sandbox_path(&world->box, "home/brian/.ssh/authorized_keys"), 0666);
	assert_non_null(strstr(run(state, "--all brian", EXIT_YES), "no: strict-modes: "));
}

static void a_file_that_can_not_be_read_perhaps_opens(void **state)
{
	struct world *world = *state;
	given_own(world, "brian", "authorized_keys", "ed25519");
	static const char name[] = "home/brian/.ssh/authorized_keys";
	signal(SIGIO, SIG_IGN);
	int fd = open(sandbox_path(&world->box, name), O_RDWR | O_CLOEXEC);
	assert_int_equal(fcntl(fd, F_SETLEASE, F_WRLCK), 0);
	const char *out = run(state, "brian", EXIT_UNSURE);
	close(fd);
	assert_non_null(
		strstr(out, "brian - - /home/brian/.ssh/authorized_keys - ? perhaps: keys-file: "));
	assert_non_null(strstr(out, "a program holds a lease on it"));
	assert_int_equal(unlink(sandbox_path(&world->box, name)), 0);
	sandbox_folder(&world->box, name);
	out = run(state, "brian --json", EXIT_UNSURE);
	assert_non_null(strstr(
		out, "authorized_keys\",\"opens\":null,\"reason\":\"keys-file\",\"why\":\""));
	server.says = "pubkeyauthentication no\n";
	assert_non_null(strstr(run(state, "brian --all", EXIT_YES), "no: pubkey-off: "));
}

static void of_many_lines_that_can_not_be_read_the_number_is_told(void **state)
{
	struct world *world = *state;
	static char text[400 * 128];
	size_t len = 0;
	given_own(world, "brian", "authorized_keys", "ed25519");
	for (int i = 0; i < 150; i++)
		len += (size_t)snprintf(text + len, sizeof text - len, "x\ncommand=\"\x01\" %s\n",
			world_key("ed25519"));
	sandbox_write(&world->box, "home/brian/.ssh/authorized_keys", text);
	assert_int_equal(
		chmod(sandbox_path(&world->box, "home/brian/.ssh/authorized_keys"), 0600), 0);
	const char *out = run(state, "brian", EXIT_UNSURE);
	assert_int_equal(count_of(out, "perhaps: bad-line"), 101);
	assert_non_null(strstr(out, "authorized_keys:202 - never perhaps: bad-line: "));
	assert_int_equal(count_of(out, "; and 49 more lines like this\n"), 1);
	warns(state, "not shown: 150 that open nothing");
	out = run(state, "brian --all --json", EXIT_UNSURE);
	assert_int_equal(count_of(out, "\"opens\":false"), 101);
	assert_int_equal(count_of(out, ",\"more\":49}"), 2);
}

static void a_long_command_hides_nothing(void **state)
{
	struct world *world = *state;
	static char text[64 * 1024];
	given_keys("keys.d/alice.keys", "ed25519");
	given_own(world, "brian", "authorized_keys", "ed25519");
	int len = snprintf(text, sizeof text, "command=\"%060000d\" ", 0);
	snprintf(text + len, sizeof text - (size_t)len, "%s\n", world_key("ed25519"));
	sandbox_write(&world->box, "home/brian/.ssh/authorized_keys", text);
	const char *out = run(state, "", EXIT_YES);
	assert_non_null(strstr(out, "alice alice " ED));
	assert_non_null(strstr(out, "authorized_keys:1 - never runs 000000"));
}

static void of_many_places_of_a_key_the_number_is_told(void **state)
{
	struct world *world = *state;
	static char text[200 * 128];
	size_t len = 0;
	for (int i = 0; i < 150; i++)
		len += (size_t)snprintf(
			text + len, sizeof text - len, "%s\n", world_key("ed25519"));
	given_keys("keys.d/alice.keys", "ed25519");
	given_own(world, "brian", "authorized_keys", "ed25519");
	sandbox_write(&world->box, "home/brian/.ssh/authorized_keys", text);
	const char *out = run(state, "--duplicates alice --json", EXIT_YES);
	assert_int_equal(count_of(out, ":100\""), 151);
	assert_int_equal(count_of(out, ":101\""), 1 + 100); /* its own, and of those before it */
	assert_int_equal(count_of(out, ",\"also_at_more\":50,"), 151);
	assert_int_equal(
		count_of(run(state, "--duplicates alice", EXIT_YES), "and at 50 more"), 151);
}

static void what_sshd_does_not_ask_keyhole_opens_nothing(void **state)
{
	static const struct {
		const char *says, *reason;
	} rows[] = {{"authorizedkeyscommand none\n", "command-none"},
		{"authorizedkeyscommand /usr/bin/other %u\n", "command-other"},
		{"pubkeyauthentication no\n", "pubkey-off"},
		{"pubkeyacceptedalgorithms rsa-sha2-512\n", "algorithm"}};
	given_keys("keys.d/alice.keys", "ed25519");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		server.says = rows[i].says;
		expect(state, "", "");
		assert_non_null(strstr(run(state, "--all", EXIT_YES), rows[i].reason));
	}
	given_own(*state, "brian", "more", "ed25519");
	server.says = rows[0].says;
	expect(state, "", "brian (alice) " ED " /home/brian/.ssh/more:1 - never -\n");
}

static void root_is_let_in_as_sshd_has_it(void **state)
{
	given_own(*state, "root", "authorized_keys", "ed25519");
	given_own(*state, "root", "more", "command=\"x\" rsa3072");
	server.account[3].pw_uid = getuid();
	run(state, "root", EXIT_YES);
	server.account[3].pw_uid = 0;
	if (getuid() != 0)
		return; /* only root's files are believed to be root's */
	server.says = "permitrootlogin forced-commands-only\n";
	const char *out = run(state, "root", EXIT_YES);
	assert_null(strstr(out, ALICE));
	assert_non_null(strstr(out, "runs x"));
	server.says = "permitrootlogin no\n";
	run(state, "root", EXIT_NO);
}

static void sshd_is_asked_for_each_account_where_they_may_differ(void **state)
{
	struct world *world = *state;
	sandbox_folder(&world->box, "elsewhere");
	given_keys("elsewhere/deploy", "ed25519");
	given_own(world, "deploy", "authorized_keys", "rsa3072");
	given_own(world, "brian", "authorized_keys", "ecdsa256");
	char says[512];
	snprintf(says, sizeof says, "strictmodes no\nauthorizedkeysfile %s/elsewhere/%%u\n",
		world->box.folder);
	server.says_of_deploy = says;
	server.varies = true;
	expect(state, "",
		"brian - " EC " /home/brian/.ssh/authorized_keys:1 - never -\n"
		"deploy - " ED " /elsewhere/deploy:1 - never -\n");
	assert_int_equal(server.asked, 4);
	warns(state, "sshd was asked about each account");
}

static void where_sshd_does_not_answer_its_own_files_are_not_known(void **state)
{
	given_keys("keys.d/alice.keys", "ed25519");
	server.says = NULL;
	const char *out = run(state, "", EXIT_UNSURE);
	assert_non_null(strstr(out, "alice alice " ED));
	warns(state, "no hostkeys available");
	server.user = 1001;
	run(state, "", EXIT_YES);
}

static void a_file_that_can_not_be_read_is_warned_of_and_unsure(void **state)
{
	struct world *world = *state;
	given_keys("keys.d/alice.keys", "ed25519");
	sandbox_write(&world->box, "accounts.d/deploy.conf", "nonsense\n");
	assert_non_null(strstr(run(state, "", EXIT_UNSURE), "alice alice " ED));
	warns(state, "deploy: ");
	expect(state, "brian", "");
}

static void json_has_all_that_is_known_of_an_opening(void **state)
{
	struct world *world = *state;
	given_keys("keys.d/alice.keys", "no-pty ed25519");
	sandbox_write(&world->box, "accounts.d/deploy.conf",
		"grants = ( { people = (\"alice\"); from = (\"10.0.0.0/8\"); until = "
		"\"2099-12-31T18:00:00Z\"; } );\n");
	const char *out = run(state, "deploy --json", EXIT_YES);
	assert_string_equal(out,
		"{\"account\":\"deploy\",\"person\":\"alice\",\"key\":\"" ALICE
		"\",\"key_type\":\"ssh-ed25519\",\"key_bits\":256,\"key_comment\":"
		"\"ed25519@example\",\"known_at\":\"/keys.d/alice.keys:1\",\"grant\":1,\"options\":"
		"\"no-pty,from=\\\"10.0.0.0/8\\\",expiry-time=\\\"20991231180000Z\\\"\",\"until\":"
		"\"2099-12-31T18:00:00.000000Z\",\"last_used\":null,\"opens\":true}\n");
	sandbox_write(&world->box, "revoked_keys", ALICE "  lost\n");
	out = run(state, "deploy --json --all", EXIT_YES);
	assert_non_null(strstr(out, ",\"opens\":false,\"reason\":\"key-revoked\",\"why\":\""));
	assert_non_null(strstr(out, ",\"until\":\"2099-12-31T18:00:00.000000Z\""));
}

static void a_group_is_who_is_in_it_and_what_its_grants_open(void **state)
{
	struct world *world = *state;
	given_keys("keys.d/alice.keys", "ed25519");
	given_keys("keys.d/brian.keys", "ecdsa256");
	given_keys("keys.d/carol.keys", "rsa3072");
	sandbox_write(&world->box, "groups.d/ops.conf", "people = (\"alice\", \"brian\");\n");
	sandbox_write(&world->box, "groups.d/none.conf", "people = ( );\n");
	sandbox_write(&world->box, "accounts.d/deploy.conf",
		"grants = ( { people = (\"@ops\", \"carol\"); } );\n");
	sandbox_write(
		&world->box, "accounts.d/alice.conf", "grants = ( { people = (\"carol\"); } );\n");
	expect(state, "@ops",
		"deploy alice " ED " /keys.d/alice.keys:1 - never -\n"
		"deploy brian " EC " /keys.d/brian.keys:1 - never -\n");
	warns(state, "keyhole: in the group ops: alice brian\n");
	expect(state, "@none", "");
	warns(state, "keyhole: in the group none: nobody\n");
	warns(state, "no grant to the group opens anything");
	run(state, "@opss", EXIT_NO);
	warns(state, "there is no group opss; did you mean ops?");
	run(state, "@alice", EXIT_NO);
	warns(state, "there is no group alice; did you mean the person alice?");
}

static void wrong_words_are_wrong_usage(void **state)
{
	static const struct {
		const char *words, *said;
	} rows[] = {{"a b", "it takes one name, an account's or a person's: \"b\""},
		{"--unused", "--unused needs a value"},
		{"--unused 2099-01-01", "\"2099-01-01\" is no time that is past"},
		{"--unused soon", "--unused: "}, {"--expiring 2001-01-01", "is past already"},
		{"--duplicate=x", "takes no value"}, {"--wek", "did you mean --weak?"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		world_expect(*state, &verb_access, rows[i].words, EXIT_WRONG_USAGE, rows[i].said);
}

#define access_test(name) cmocka_unit_test_setup_teardown(name, setup, world_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		access_test(a_person_opens_the_own_account_and_those_of_grants),
		access_test(the_earlier_end_of_grant_and_key_counts),
		access_test(keys_of_a_person_without_an_account_are_shown_with_all),
		access_test(a_store_without_keys_says_how_to_add_one),
		access_test(of_a_person_whose_keys_were_revoked_it_says_which),
		access_test(of_an_account_it_says_that_a_password_opens_it_too),
		access_test(what_opens_nothing_is_counted_and_shown_with_its_reason),
		access_test(unused_is_what_did_not_open_the_account_since_then),
		access_test(where_the_log_can_not_be_read_nobody_knows_what_is_unused),
		access_test(weak_keys_are_short_of_a_type_not_allowed_or_ask_for_no_touch),
		access_test(duplicates_stand_in_two_files_and_all_places_are_named),
		access_test(a_file_that_two_accounts_share_is_one_place),
		access_test(a_name_is_an_accounts_or_a_persons_or_both),
		access_test(accounts_that_are_in_no_list_are_found_by_the_stores_names),
		access_test(a_key_in_an_accounts_own_file_has_no_person),
		access_test(a_key_that_sshd_does_not_take_from_an_own_file_opens_nothing),
		access_test(a_file_that_sshd_can_not_read_now_leaves_the_answer_open),
		access_test(what_sshd_may_take_and_keyhole_can_not_read_perhaps_opens),
		access_test(a_file_that_can_not_be_read_perhaps_opens),
		access_test(of_many_lines_that_can_not_be_read_the_number_is_told),
		access_test(a_long_command_hides_nothing),
		access_test(of_many_places_of_a_key_the_number_is_told),
		access_test(what_sshd_does_not_ask_keyhole_opens_nothing),
		access_test(root_is_let_in_as_sshd_has_it),
		access_test(sshd_is_asked_for_each_account_where_they_may_differ),
		access_test(where_sshd_does_not_answer_its_own_files_are_not_known),
		access_test(a_file_that_can_not_be_read_is_warned_of_and_unsure),
		access_test(json_has_all_that_is_known_of_an_opening),
		access_test(a_group_is_who_is_in_it_and_what_its_grants_open),
		access_test(wrong_words_are_wrong_usage),
	};
	setlocale(LC_ALL, "C");
	setenv("TZ", "UTC0", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
