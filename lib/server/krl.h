/* SPDX-License-Identifier: Apache-2.0 */
/*
 * krl.h – the list of revoked keys in the form that sshd's RevokedKeys reads
 *
 * Shape:  made of entries by `ssh-keygen -k` and MUST be proven by `ssh-keygen -Q` before it is
 *         handed on: it can be read, it has every entry and no other, and each key of which the
 *         whole is known is refused. sshd refuses EVERY key when the file is missing or can't be
 *         read: what is handed on is put in the old one's place by a rename, and nothing ever
 *         takes it away.
 * Units:  none.
 * Memory: texts are the caller's; the bytes of a list too (path_text_free).
 * Errors: 0 or -errno: -EIO where ssh-keygen says no or the proof fails, with its words; as
 *         keygen.h. Work files in the folder, which MUST be safe (path.h) and root's alone, are
 *         taken away again.
 * Source: ssh-keygen(1) KEY REVOCATION LISTS; sshd_config(5) RevokedKeys; OpenSSH krl.c.
 */
#ifndef KEYHOLE_SERVER_KRL_H
#define KEYHOLE_SERVER_KRL_H

#include "common/path.h"

#define KRL_NAME "revoked.krl"
#define KRL_HEX_MAX 65

/* A key that opens nothing. */
struct krl_entry {
	const char *fingerprint; /* "SHA256:…" */
	const char *key;         /* "ssh-ed25519 AAAA…", NULL: only the fingerprint is known */
	char hex[KRL_HEX_MAX];   /* the fingerprint's bytes, as some versions list them */
};

struct krl_entries {
	size_t count;
	struct krl_entry *item;
};

/** Makes a list; `folder` is for its work files. The caller MUST hold the lock of the store. */
int krl_make(const char *folder, const struct krl_entries *entries, struct path_text *krl,
	struct note *note);

/* What a list that is in force has in common with what it should be made from. */
struct krl_state {
	bool missing;    /* there is no file, or it can't be read: sshd refuses every key */
	size_t lacking;  /* entries that it does not have */
	size_t too_many; /* what it has and no entry says */
};

/** Compares the list at a path with the entries. A list that is missing or can't be read is no
 *  fault: the state has it, and the note says why. */
int krl_compare(const char *path, const struct krl_entries *entries, struct krl_state *state,
	struct note *note);

#endif
