/* SPDX-License-Identifier: Apache-2.0 */
#include "keys_command/sandbox.h"

#include "access/store.h"
#include "audit/append.h"
#include "common/cleanup.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

/* The header of Debian 12 knows the first ABI only; these are of the fourth (Linux 6.7). */
struct ruleset {
	uint64_t files, tcp;
};
#define ABI_WITH_TCP 4
#define TCP_BIND_AND_CONNECT 3

/* Everything that the first ABI can forbid: reading, writing, making, removing, executing. */
#define FILES_ALL ((1ULL << 13) - 1)
#define FILES_READ LANDLOCK_ACCESS_FS_READ_FILE
#define FILES_APPEND (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE)

/* Allows something below a folder, or to a file; one that is not there needs no rule. */
static void allow(int ruleset, const char *path, uint64_t rights)
{
	CLEANUP(fd) int fd = open(path, O_PATH | O_CLOEXEC);
	struct landlock_path_beneath_attr rule = {rights, fd};
	if (fd >= 0)
		syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

/* Restricts the process to the files that a decision and its record need. */
static void restrict_files(const struct settings *settings)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 1)
		return;
	struct ruleset attr = {FILES_ALL, TCP_BIND_AND_CONNECT};
	size_t size = abi >= ABI_WITH_TCP ? sizeof attr : sizeof attr.files;
	CLEANUP(fd) int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, size, 0);
	if (ruleset < 0)
		return;
	allow(ruleset, settings->keys_dir, FILES_READ);
	allow(ruleset, settings->accounts_dir, FILES_READ);
	allow(ruleset, settings->groups_dir, FILES_READ);
	allow(ruleset, settings->revoked_keys, FILES_READ);
	allow(ruleset, "/proc", FILES_READ);
	allow(ruleset, "/etc/localtime", FILES_READ);
	allow(ruleset, "/usr/share/zoneinfo", FILES_READ);
	char offers[STORE_PATH_MAX];
	snprintf(offers, sizeof offers, "%s/" APPEND_OFFERS, settings->log_dir);
	allow(ruleset, offers, FILES_APPEND);
	syscall(SYS_landlock_restrict_self, ruleset, 0);
}

/* Enters the sandbox. */
void sandbox_enter(const struct settings *settings)
{
	const struct rlimit none = {0, 0};
	setrlimit(RLIMIT_NPROC, &none);
	setrlimit(RLIMIT_CORE, &none);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		restrict_files(settings);
}
