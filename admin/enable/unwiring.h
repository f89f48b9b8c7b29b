/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unwiring.h – taking keyhole's lines out of files where no record says what was there before
 *
 * Shape:  of PAM's service every line that names the module goes; the drop-in goes if it has the
 *         installed text, with or without what enable adds, else it is named and stays. What asks
 *         keyhole elsewhere in sshd's configuration is named: keyhole did not write it.
 * Units:  none.
 * Memory: none is kept.
 * Errors: 0, REASON_UNSAFE_PATH or -errno.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_ENABLE_UNWIRING_H
#define KEYHOLE_ADMIN_ENABLE_UNWIRING_H

#include "admin/enable/site.h"

/** Takes the lines out; `*changed` is whether there were any. */
int unwiring_run(const struct site *site, bool *changed, struct note *note);

/* What is not keyhole's own, and goes on. */
struct unwiring_rest {
	unsigned commands; /* lines that have sshd ask keyhole */
	unsigned lists;    /* that have it go by keyhole's list of revoked keys */
	unsigned others;   /* that have it ask another program */
	char shut[STORE_PATH_MAX +
		  16];  /* the last AuthorizedKeysFile that opens no file of users'; "" */
	bool shuts_all; /* one does so for everybody */
};

/** Names the lines that still have sshd ask keyhole, or go by its list. */
struct unwiring_rest unwiring_name_rest(const struct site *site);

#endif
