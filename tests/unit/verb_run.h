/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verb_run.h – a verb of keyhole run on the log of a sandbox
 *
 * Shape:  its words stand behind one another with one space between; what it says is in the files
 *         "out" and "err" of the sandbox, which is the folder of the log; the keys are in "keys", those that
 *         are revoked in "revoked_keys".
 * Units:  none.
 * Memory: none is kept.
 * Errors: gives the exit status.
 * Source: none.
 */
#ifndef KEYHOLE_TESTS_VERB_RUN_H
#define KEYHOLE_TESTS_VERB_RUN_H

#include "admin/verb.h"
#include "sandbox.h"

/** Runs a verb with these words behind its name. */
static inline int verb_run(struct sandbox *box, const struct verb *verb, const char *words)
{
	char line[512], keys_dir[128], revoked_keys[128], *argv[32], *rest = line;
	int argc = 0;
	struct admin admin = {.config_path = "conf"};
	snprintf(line, sizeof line, "%s %s", verb->name, words);
	snprintf(keys_dir, sizeof keys_dir, "%s/keys", box->folder);
	snprintf(revoked_keys, sizeof revoked_keys, "%s/revoked_keys", box->folder);
	while (rest && argc < 31)
		argv[argc++] = strsep(&rest, " ");
	if (!*argv[argc - 1])
		argc--;
	argv[argc] = NULL;
	settings_init(&admin.settings);
	admin.settings.log_dir = box->folder;
	admin.settings.keys_dir = keys_dir;
	admin.settings.revoked_keys = revoked_keys;
	optind = 0;
	opterr = 0;
	struct sandbox_voice voice = sandbox_listen(box);
	int status = verb->run(&admin, argc, argv);
	sandbox_hush(voice);
	settings_free(&admin.settings);
	return status;
}

#endif
