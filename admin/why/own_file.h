/* SPDX-License-Identifier: Apache-2.0 */
/*
 * own_file.h – a file of AuthorizedKeysFile, as sshd reads it for an account
 *
 * Shape:  the tokens of an entry are replaced, one that does not begin with / lies below the home.
 *         The file is read with the account's rights, and under StrictModes it and every folder
 *         above it are judged (safe.h).
 * Units:  at most OWN_FILE_MAX bytes; `cut` tells that there are more.
 * Memory: the text is malloc'ed; own_file_free gives it back.
 * Errors: 0; REASON_UNSAFE_PATH: sshd does not read it, the text is there all the same, and `fault`
 *         has what is at fault; -errno, -ENOENT where there is none.
 * Source: auth.c:expand_authorized_keys, auth2-pubkeyfile.c:auth_openkeyfile.
 */
#ifndef KEYHOLE_ADMIN_WHY_OWN_FILE_H
#define KEYHOLE_ADMIN_WHY_OWN_FILE_H

#include "server/safe.h"

#include <pwd.h>

#define OWN_FILE_MAX (4UL * 1024 * 1024)

struct own_file {
	char path[PATH_MAX];
	char *text;
	size_t len;
	bool cut;
	struct safe_fault fault;
	struct note note;
};

/** Writes the path of an entry; whether it has room. */
bool own_file_name(const struct passwd *account, const char *entry, char path[PATH_MAX]);

/** Reads the file of that path; `strict` is StrictModes. */
int own_file_read(const struct passwd *account, bool strict, struct own_file *file);

/** Says of a line that keyhole can't read for its fault, but that may open the account, what that
 *  means, and what mends it. */
void own_file_doubt(const struct note *fault, struct note *words);

/** Gives the text back. */
void own_file_free(struct own_file *file);

#endif
