/* SPDX-License-Identifier: Apache-2.0 */
/*
 * enable_box.h – a tree of files as Debian installs them, for the verbs with --root
 *
 * Shape:  enable_setup and enable_teardown are cmocka's fixtures. A verb is run with `--root TREE`
 *         behind its words; what it says is in "out" and "err" of the tree.
 * Units:  none.
 * Memory: one tree at a time.
 * Errors: what can't be made fails the test.
 * Source: none.
 */
#ifndef KEYHOLE_TESTS_ENABLE_BOX_H
#define KEYHOLE_TESTS_ENABLE_BOX_H

#include "admin/verb.h"
#include "undertaking_tree.h"

#define SSHD_CONFIG "etc/ssh/sshd_config"
#define BASE                                                                                       \
	"# keyhole\nAuthorizedKeysCommand /usr/libexec/keyhole-keys %u %U %f %t %k\n"              \
	"AuthorizedKeysCommandUser keyhole\n"
#define CONFIG "Include /etc/ssh/sshd_config.d/*.conf\nUsePAM yes\nX11Forwarding yes\n"
#define DEBIAN_PAM                                                                                 \
	"@include common-auth\naccount    required     pam_nologin.so\n@include "                  \
	"common-account\nsession    required     pam_loginuid.so\n@include common-session\n"       \
	"@include common-password\n"
#define DEBIAN_PAM_WIRED                                                                           \
	"@include common-auth\naccount    required     pam_nologin.so\n" WIRING_ACCOUNT            \
	"\n@include "                                                                              \
	"common-account\nsession    required     pam_loginuid.so\n@include common-session\n"       \
	"@include common-password\n" WIRING_SESSION "\n"

/* Makes the tree. */
static inline int enable_setup(void **state)
{
	static const char *const folders[] = {"etc/keyhole/keys.d", "etc/keyhole/accounts.d",
		"etc/keyhole/groups.d", "usr", "usr/share", "usr/share/keyhole",
		"usr/share/keyhole/sshd_config.d", "var", "var/lib", "var/lib/keyhole", "usr/bin"};
	undertaking_setup(state);
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		sandbox_folder(&box, folders[i]);
	snprintf(undertaking_state, sizeof undertaking_state, "%s/var/lib/keyhole", box.folder);
	sandbox_write(&box, "usr/share/keyhole/sshd_config.d/10-keyhole.conf", BASE);
	sandbox_write(&box, SSHD_CONFIG, CONFIG);
	sandbox_write(&box, &PAM[1], DEBIAN_PAM);
	sandbox_write(&box, "etc/keyhole/revoked_keys", "# none\n");
	sandbox_write(&box, "etc/pam.d/common-auth", "auth required pam_unix.so\n");
	sandbox_write(&box, "etc/pam.d/common-account",
		"account [success=1 new_authtok_reqd=done default=ignore] pam_unix.so\n"
		"account requisite pam_deny.so\naccount required pam_permit.so\n");
	sandbox_write(&box, "etc/pam.d/common-session", "session required pam_unix.so\n");
	sandbox_write(&box, "etc/pam.d/common-password", "password required pam_unix.so\n");
	return 0;
}

/* Runs a verb on the tree. */
static inline int enable_run(const struct verb *verb, const char *words)
{
	char line[512], *argv[16], *rest = line;
	int argc = 0;
	struct admin admin = {.config_path = SETTINGS_PATH};
	snprintf(line, sizeof line, "%s --root %s %s", verb->name, box.folder, words);
	for (char *word; argc < 15 && (word = strsep(&rest, " "));)
		if (*word)
			argv[argc++] = word;
	argv[argc] = NULL;
	settings_init(&admin.settings);
	optind = 0;
	opterr = 0;
	struct sandbox_voice voice = sandbox_listen(&box);
	int status = verb->run(&admin, argc, argv);
	sandbox_hush(voice);
	settings_free(&admin.settings);
	return status;
}

/* Runs a verb, and expects how it ends and a part of what it says. */
static inline void enable_expect(
	const struct verb *verb, const char *words, int status, const char *part)
{
	int ended = enable_run(verb, words);
	CLEANUP(free) char *out = sandbox_read_path(sandbox_path(&box, "out"));
	CLEANUP(free) char *err = sandbox_read_path(sandbox_path(&box, "err"));
	if (ended != status || (!strstr(out, part) && !strstr(err, part)))
		fail_msg("%s %s ended with %d, wanted: %d and \"%s\"; it said: %s%s", verb->name,
			words, ended, status, part, out, err);
}

#define enable_case(name) cmocka_unit_test_setup_teardown(name, enable_setup, undertaking_teardown)

#endif
