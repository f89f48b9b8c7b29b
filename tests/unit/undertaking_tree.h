/* SPDX-License-Identifier: Apache-2.0 */
/*
 * undertaking_tree.h – a system of its own for tests of undertakings, and snapshots of it
 *
 * Shape:  ROOT has etc/pam.d/sshd, etc/ssh/sshd_config.d, etc/keyhole/keyhole.conf and state/. A
 *         snapshot is a text of every file below etc with its mode and bytes.
 * Units:  none.
 * Memory: snapshots are malloc'ed.
 * Errors: what can't be made fails the test.
 * Source: none.
 */
#ifndef KEYHOLE_TESTS_UNDERTAKING_TREE_H
#define KEYHOLE_TESTS_UNDERTAKING_TREE_H

#include "common/cleanup.h"
#include "sandbox.h"
#include "server/undertaking.h"

#define PAM "/etc/pam.d/sshd"
#define DROP_IN "/etc/ssh/sshd_config.d/10-keyhole.conf"
#define SETTINGS "/etc/keyhole/keyhole.conf"
#define LIST "/etc/keyhole/revoked.krl"

#define PAM_BEFORE "account required pam_nologin.so\n@include common-account\n"
#define PAM_AFTER                                                                                  \
	"account required pam_nologin.so\n" WIRING_ACCOUNT                                         \
	"\n@include common-account\n" WIRING_SESSION "\n"

static struct sandbox box;
static char undertaking_state[128];

/* Makes the files as they are without keyhole. */
static inline void undertaking_fill(void)
{
	static const char *const gone[] = {DROP_IN, LIST, ("/state/" UNDERTAKING_NAME)};
	for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
		unlink(sandbox_path(&box, gone[i] + 1));
	sandbox_write(&box, &PAM[1], PAM_BEFORE);
	assert_int_equal(chmod(sandbox_path(&box, &PAM[1]), 0640), 0);
	sandbox_write(&box, &SETTINGS[1], "// ours\n");
	sandbox_write(&box, "etc/ssh/sshd_config", "Include /etc/ssh/sshd_config.d/*.conf\n");
}

/* Makes the system. */
static inline int undertaking_setup(void **state)
{
	static const char *const folders[] = {
		"etc", "etc/pam.d", "etc/ssh", "etc/ssh/sshd_config.d", "etc/keyhole", "state"};
	(void)state;
	sandbox_open(&box);
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		sandbox_folder(&box, folders[i]);
	snprintf(undertaking_state, sizeof undertaking_state, "%s/state", box.folder);
	undertaking_fill();
	return 0;
}

/* Removes it. */
static inline int undertaking_teardown(void **state)
{
	(void)state;
	sandbox_close(&box);
	return 0;
}

/* Adds one file to a snapshot. */
static inline void undertaking_see(FILE *shot, const char *path)
{
	struct stat st;
	assert_int_equal(lstat(path, &st), 0);
	if (!S_ISREG(st.st_mode))
		return;
	char *text = sandbox_read_path(path);
	fprintf(shot, "%s %o\n%s\n", path, (unsigned)st.st_mode, text ? text : "");
	free(text);
}

/* What is below etc, folder by folder in the order of their names. */
static inline char *undertaking_snapshot(void)
{
	static const char *const folders[] = {
		"etc/pam.d", "etc/ssh", "etc/ssh/sshd_config.d", "etc/keyhole"};
	char *text = NULL;
	size_t len;
	FILE *shot = open_memstream(&text, &len);
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		struct dirent **names;
		int count = scandir(sandbox_path(&box, folders[i]), &names, NULL, alphasort);
		assert_true(count >= 0);
		for (int n = 0; n < count; n++) {
			char path[512];
			snprintf(path, sizeof path, "%s/%s/%s", box.folder, folders[i],
				names[n]->d_name);
			undertaking_see(shot, path);
			free(names[n]);
		}
		free(names);
	}
	fclose(shot);
	return text;
}

/* Adds what `enable` would, in its order. */
static inline int undertaking_fill_in(
	struct undertaking *undertaking, const char *drop_in, struct note *note)
{
	int r = undertaking_add(undertaking, WIRING_LIST, LIST, view_of("list"), note);
	if (r == 0)
		r = undertaking_add(undertaking, WIRING_SETTINGS, SETTINGS,
			view_of("// ours\nhome_check = \"enforce\";\n"), note);
	if (r == 0)
		r = undertaking_add(undertaking, WIRING_PAM, PAM, view_of(PAM_AFTER), note);
	if (r == 0)
		r = undertaking_add(undertaking, WIRING_SSHD, DROP_IN, view_of(drop_in), note);
	return r;
}

/* Opens it, which has to work. */
static inline void undertaking_enter(struct undertaking *undertaking)
{
	struct note note = {""};
	if (undertaking_open(box.folder, undertaking_state, undertaking, &note) != 0)
		fail_msg("%s", note.text);
}

#define undertaking_case(name)                                                                     \
	cmocka_unit_test_setup_teardown(name, undertaking_setup, undertaking_teardown)

#endif
