/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole check --fix while the user whose home it is swaps folders, links and hard links: nothing
 * changes that is not the user's. */
#include "tests/unit/root.h"
#include "tests/unit/sandbox.h"

#include "admin/check/homes.h"

#include <grp.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sys/xattr.h>

#define RUNS 10000
#define SWAPS_MIN 2000
#define USER 54321     /* who attacks */
#define VICTIM 54323   /* someone else */
#define STRANGER 54325 /* whom lists name */
#define LIST_MAX 256

/* What must stay as it is: root's and someone else's. The files are open to everybody, so that the
 * kernel lets the attacker give them a second name; the folders, to which a link in the place of .ssh
 * can lead, to a group, so that whatever changes in them was not the attacker's own doing. */
static const struct canary {
	const char *name;
	bool folder;
	uid_t owner;
} canaries[] = {
	{"canary", true, 0},
	{"canary/.ssh", true, 0},
	{"canary/.ssh/authorized_keys", false, 0},
	{"canary/.ssh/id_rsa", false, 0},
	{"canary/file", false, 0},
	{"victim", true, VICTIM},
	{"victim/.ssh", true, VICTIM},
	{"victim/.ssh/authorized_keys", false, VICTIM},
	{"victim/.ssh/id_rsa", false, VICTIM},
	{"victim/file", false, VICTIM},
};
#define CANARIES (sizeof canaries / sizeof canaries[0])

/* All that a change could change. */
struct state {
	mode_t mode;
	uid_t uid;
	gid_t gid;
	ssize_t list_len, heirs_len;
	char list[LIST_MAX], heirs[LIST_MAX];
};

static struct sandbox box;
static struct state before[CANARIES];
static atomic_uint *swaps; /* shared with who attacks */

/* Gives a file a list by which its group, someone by name, and others as told may do everything. */
static void open_wide(const char *path, const char *attribute, unsigned char others)
{
	const struct {
		unsigned char tag, permission;
		uint32_t id;
	} entries[] = {{ACL_USER_OBJ, 7, (uint32_t)ACL_UNDEFINED_ID}, {ACL_USER, 7, STRANGER},
		{ACL_GROUP_OBJ, 7, (uint32_t)ACL_UNDEFINED_ID},
		{ACL_MASK, 7, (uint32_t)ACL_UNDEFINED_ID},
		{ACL_OTHER, others, (uint32_t)ACL_UNDEFINED_ID}};
	unsigned char bytes[4 + 5 * 8] = {POSIX_ACL_XATTR_VERSION};
	for (unsigned n = 0; n < 5; n++) {
		bytes[4 + 8 * n] = entries[n].tag;
		bytes[4 + 8 * n + 2] = entries[n].permission;
		for (unsigned b = 0; b < 4; b++)
			bytes[4 + 8 * n + 4 + b] = (unsigned char)(entries[n].id >> (8 * b));
	}
	(void)setxattr(path, attribute, bytes, sizeof bytes, 0);
}

/* Makes a folder or a file that is open to everybody. */
static void make(const char *name, bool folder, uid_t owner)
{
	const char *path = sandbox_path(&box, name);
	if (folder)
		assert_int_equal(mkdir(path, 0700), 0);
	else
		sandbox_write(&box, name, "");
	assert_int_equal(chmod(path, 0777), 0);
	open_wide(path, "system.posix_acl_access", folder && owner != USER ? 5 : 7);
	if (folder)
		open_wide(path, "system.posix_acl_default", 7);
	assert_int_equal(chown(path, owner, owner), 0);
}

/* Looks at a canary. */
static struct state look(const struct canary *canary)
{
	struct state state = {0};
	struct stat st;
	const char *path = sandbox_path(&box, canary->name);
	assert_int_equal(lstat(path, &st), 0);
	state.mode = st.st_mode;
	state.uid = st.st_uid;
	state.gid = st.st_gid;
	state.list_len = getxattr(path, "system.posix_acl_access", state.list, LIST_MAX);
	state.heirs_len = getxattr(path, "system.posix_acl_default", state.heirs, LIST_MAX);
	return state;
}

/* Expects every canary as it was. */
static void expect_untouched(void)
{
	for (size_t n = 0; n < CANARIES; n++) {
		struct state now = look(&canaries[n]);
		if (memcmp(&now, &before[n], sizeof now) != 0)
			fail_msg("%s has changed: mode %04o, uid %u", canaries[n].name,
				(unsigned)now.mode & 07777, (unsigned)now.uid);
	}
}

/* Makes the home, what is swapped with its parts, and the canaries. */
static void make_all(void)
{
	for (size_t n = 0; n < CANARIES; n++)
		make(canaries[n].name, canaries[n].folder, canaries[n].owner);
	make("home", true, 0);
	make("home/mallory", true, USER);
	make("home/mallory/.ssh", true, USER);
	make("home/mallory/.ssh/authorized_keys", false, USER);
	make("home/mallory/.ssh/id_rsa", false, USER);
	make("home/mallory/other", true, USER);
	make("home/mallory/other/authorized_keys", false, USER);
	for (size_t n = 0; n < CANARIES; n++)
		before[n] = look(&canaries[n]);
}

/* The path of a name, in one of a few places. */
static const char *at(const char *name)
{
	static char paths[4][128];
	static unsigned turn;
	char *path = paths[turn++ % 4];
	(void)snprintf(path, sizeof paths[0], "%s/%s", box.folder, name);
	return path;
}

/* Swaps two names in one step. */
static void swap(const char *one, const char *other)
{
	if (renameat2(AT_FDCWD, at(one), AT_FDCWD, at(other), RENAME_EXCHANGE) == 0)
		atomic_fetch_add(swaps, 1);
}

/* Opens what is the attacker's own again, so that there is always something to mend. */
static void spoil(void)
{
	static const char *const own[] = {"home/mallory", "home/mallory/.ssh",
		"home/mallory/.ssh/authorized_keys", "home/mallory/.ssh/id_rsa",
		"home/mallory/other", "home/mallory/other/authorized_keys"};
	for (size_t n = 0; n < sizeof own / sizeof own[0]; n++) {
		open_wide(at(own[n]), "system.posix_acl_access", 7);
		open_wide(at(own[n]), "system.posix_acl_default", 7);
	}
}

/* Makes links, soft and hard, to what is not the attacker's; the kernel lets a file that one may
 * write have a second name. */
static void prepare(void)
{
	static const char *const names[][2] = {
		{"canary/.ssh", "home/mallory/to_canary"},
		{"victim/.ssh", "home/mallory/to_victim"},
		{"canary/.ssh/authorized_keys", "home/mallory/to_keys"},
		{"victim", "home/mallory_away"},
	};
	for (size_t n = 0; n < sizeof names / sizeof names[0]; n++)
		(void)!symlink(at(names[n][0]), at(names[n][1]));
	(void)!link(at("canary/file"), at("home/mallory/hard_canary"));
	(void)!link(at("victim/.ssh/id_rsa"), at("home/mallory/hard_victim"));
}

/* Attacks until it is killed. */
static void attack(void)
{
	static const char *const pairs[][2] = {
		{"home/mallory/.ssh", "home/mallory/to_canary"},
		{"home/mallory/.ssh", "home/mallory/other"},
		{"home/mallory/.ssh", "home/mallory/to_victim"},
		{"home/mallory/.ssh/authorized_keys", "home/mallory/to_keys"},
		{"home/mallory/.ssh/authorized_keys", "home/mallory/hard_canary"},
		{"home/mallory/.ssh/id_rsa", "home/mallory/hard_victim"},
		{"home/mallory", "home/mallory_away"},
	};
	for (unsigned n = 0;; n++) {
		const char *const *pair = pairs[n % (sizeof pairs / sizeof pairs[0])];
		if (n % 16 == 0)
			spoil();
		if (n % 1024 == 0)
			prepare();
		swap(pair[0], pair[1]);
		sched_yield();
	}
}

/* Begins the attack, in a process of the user's. */
static pid_t start_attack(void)
{
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (setgroups(0, NULL) == 0 && setresgid(USER, USER, USER) == 0 &&
		setresuid(USER, USER, USER) == 0)
		attack();
	_exit(1);
}

/* Mends the home once; says how many changes were made. */
static size_t mend(void)
{
	static struct inspection inspection;
	static struct entrant mallory;
	struct settings settings;
	struct note note;
	char home[128], name[] = "mallory";
	struct entrant_list list = {.count = 1, .item = &mallory};
	settings_init(&settings);
	(void)snprintf(home, sizeof home, "%s/home/mallory", box.folder);
	mallory = (struct entrant){.name = name, .home = home, .uid = USER, .gid = USER};
	memset(&inspection, 0, sizeof inspection);
	inspection.settings = &settings;
	inspection.fixes = true;
	assert_int_equal(rights_start(&inspection.rights, &note), 0);
	homes_inspect(&inspection, &list);
	assert_false(inspection.broken);
	return inspection.sheet.changes;
}

/* Mends over and over while the attack goes on. */
static size_t mend_under_attack(void)
{
	size_t changes = 0;
	for (unsigned n = 0; n < RUNS || atomic_load(swaps) < SWAPS_MIN; n++) {
		/* The folder above the home is mended by root, each time anew. */
		if (n % 64 == 0)
			assert_int_equal(chmod(at("home"), 0777), 0);
		changes += mend();
		if (n % 256 == 0)
			expect_untouched();
	}
	return changes;
}

static void nothing_that_is_not_the_users_changes(void **state)
{
	(void)state;
	if (without_root(__func__))
		return;
	sandbox_open(&box);
	make_all();
	pid_t pid = start_attack();
	struct sandbox_voice voice = sandbox_listen(&box);
	size_t changes = mend_under_attack();
	sandbox_hush(voice);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	expect_untouched();
	print_message("# %u swaps, %zu changes in %u runs\n", atomic_load(swaps), changes, RUNS);
	assert_true(changes > RUNS / 10);
	assert_int_equal(geteuid(), 0);
	sandbox_close(&box);
}

/* Makes the count that both processes have. */
static int setup(void **state)
{
	(void)state;
	swaps = mmap(
		NULL, sizeof *swaps, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return swaps == MAP_FAILED;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_that_is_not_the_users_changes),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
