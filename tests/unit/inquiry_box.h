/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inquiry_box.h – a question about a login, with its facts made up
 *
 * Shape:  the account brian, uid 1001, with a home in the tree and a store there; sshd says what
 *         the text of box_sshd says besides Debian's defaults. A step is known by its token.
 * Units:  none.
 * Memory: one at a time; box_close gives it back.
 * Errors: a failing call fails the test.
 * Source: none.
 */
#ifndef KEYHOLE_TESTS_INQUIRY_BOX_H
#define KEYHOLE_TESTS_INQUIRY_BOX_H

#include "admin/why/trial.h"
#include "tree.h"

#include <time.h>

struct inquiry_box {
	struct inquiry inquiry;
	struct settings settings;
	char texts[16][512];
	size_t text_count;
	char sshd[4096];
};

/* Keeps a path of the tree. */
static inline char *box_path(struct inquiry_box *box, struct tree *tree, const char *name)
{
	char *text = box->texts[box->text_count++];
	snprintf(text, sizeof box->texts[0], "%s", tree_path(tree, name));
	return text;
}

/* Has sshd say this besides its defaults; what is said first counts. */
static inline void box_sshd(struct inquiry_box *box, const char *text)
{
	struct note note;
	snprintf(box->sshd, sizeof box->sshd,
		"%sport 22\nusepam yes\npubkeyauthentication yes\npermitrootlogin "
		"without-password\n"
		"authenticationmethods any\nrevokedkeys none\nstrictmodes yes\n"
		"authorizedkeyscommand /usr/libexec/keyhole-keys %%u %%U %%f %%t %%k\n"
		"authorizedkeyscommanduser root\nauthorizedkeysfile .ssh/authorized_keys\n"
		"chrootdirectory none\nforcecommand none\nrequiredrsasize 1024\n"
		"pubkeyacceptedalgorithms ssh-ed25519,rsa-sha2-512,ecdsa-sha2-nistp256\n",
		text);
	assert_int_equal(effective_read(box->sshd, &box->inquiry.effective, &note), 0);
	box->inquiry.sshd_known = true;
}

/* Makes brian, with an empty store. */
static inline struct inquiry_box *box_open(struct tree *tree)
{
	static char name[] = "brian", shell[] = "/bin/sh", password[] = "*";
	struct inquiry_box *box = calloc(1, sizeof *box);
	struct inquiry *inquiry = &box->inquiry;
	assert_non_null(box);
	settings_init(&box->settings);
	tree_folder(tree, "home", 0755);
	box->settings.keys_dir = box_path(box, tree, "keys.d");
	tree_folder(tree, "keys.d", 0755);
	box->settings.accounts_dir = box_path(box, tree, "accounts.d");
	tree_folder(tree, "accounts.d", 0755);
	box->settings.groups_dir = box_path(box, tree, "groups.d");
	tree_folder(tree, "groups.d", 0755);
	box->settings.revoked_keys = box_path(box, tree, "revoked_keys");
	tree_text(tree, "revoked_keys", "# none\n");
	inquiry->config_path = box_path(box, tree, "keyhole.conf");
	tree_text(tree, "keyhole.conf", "// nothing\n");
	inquiry->settings = &box->settings;
	inquiry->name = name;
	inquiry->account = (struct passwd){.pw_name = name,
		.pw_shell = shell,
		.pw_dir = box_path(box, tree, "home"),
		.pw_uid = 1001,
		.pw_gid = 1001};
	inquiry->group[inquiry->group_count++] = strdup("brian");
	inquiry->group[inquiry->group_count++] = strdup("users");
	inquiry->has_shadow = true;
	inquiry->shadow = (struct spwd){.sp_pwdp = password,
		.sp_lstchg = 19000,
		.sp_min = -1,
		.sp_max = -1,
		.sp_inact = -1,
		.sp_expire = -1};
	inquiry->today = 20000;
	inquiry->now = (uint64_t)time(NULL);
	inquiry->sshd_major = 9;
	inquiry->sshd_minor = 2;
	box_sshd(box, "");
	return box;
}

/* Frees it. */
static inline void box_close(struct inquiry_box *box)
{
	inquiry_close(&box->inquiry);
	settings_free(&box->settings);
	free(box);
}

/* The last step of a token, NULL where there is none. */
static inline const struct step *box_step(const struct inquiry_box *box, const char *token)
{
	const struct step *found = NULL;
	for (size_t i = 0; i < box->inquiry.steps.count; i++) {
		const struct step *step = &box->inquiry.steps.step[i];
		if (step->token && strcmp(step->token, token) == 0)
			found = step;
	}
	return found;
}

/* Plays one step through again; gives the last of its tokens, "" where all is well. */
static inline const char *box_play(struct inquiry_box *box, void (*trial)(struct inquiry *))
{
	const char *token = "";
	step_list_free(&box->inquiry.steps);
	box->inquiry.store_closed = false;
	box->inquiry.open_count = 0;
	free(box->inquiry.open_first);
	free(box->inquiry.open_from);
	box->inquiry.open_first = box->inquiry.open_from = NULL;
	trial(&box->inquiry);
	for (size_t i = 0; i < box->inquiry.steps.count; i++)
		if (box->inquiry.steps.step[i].token)
			token = box->inquiry.steps.step[i].token;
	return token;
}

#endif
