/* SPDX-License-Identifier: Apache-2.0 */
/*
 * premises.h – what has to be so before anything is changed
 *
 * Shape:  each look that finds something in the way says so at once on standard error, with file
 *         and line, and the command that mends it where there is one; all are gone through, so
 *         that everything in the way is said at once. Nothing is changed.
 *         Of files: sshd_config includes the drop-in's folder, not below a Match; no other
 *         AuthorizedKeysCommand; no Match and no RevokedKeys that undo keyhole's, but one that
 *         is read after it is kept in mind, to be taken in; UsePAM and
 *         PubkeyAuthentication; PAM's service can be read, and heeds keyhole where its line is to
 *         stand. Of the machine itself: who asks is root, sshd is known, runs, goes by these files,
 *         and believes the command; the module is there; the administrator has a way in. Under
 *         --exclusive: break-glass accounts have keys, no guest agent of a cloud writes keys
 *         into homes, and import is complete.
 * Units:  none.
 * Memory: none is kept.
 * Errors: `refusals` counts what is in the way.
 * Source: sshd_config(5), pam.conf(5).
 */
#ifndef KEYHOLE_ADMIN_ENABLE_PREMISES_H
#define KEYHOLE_ADMIN_ENABLE_PREMISES_H

#include "admin/enable/site.h"
#include "admin/status/started.h"
#include "admin/why/inquiry.h"

/* The oldest sshd that it is written for. */
#define PREMISES_MAJOR 8
#define PREMISES_MINOR 9

struct premises {
	const struct site *site;
	const struct admin *admin;
	const char *account; /* the administrator's, NULL where the site is not live */
	bool exclusive;
	bool shuts;    /* it is exclusive, and was not before: users' own files count today */
	bool consents; /* --yes: another way in is known */
	unsigned refusals;
	bool keyless;                 /* found: no key is known that lets the administrator in */
	char foreign[STORE_PATH_MAX]; /* found: another's list of revoked keys that is in force */
};

/** Says that something is in the way, and the command that mends it (NULL: none does). */
__attribute__((format(printf, 3, 4))) void premises_refuse(
	struct premises *premises, const char *mend, const char *format, ...);

/** Looks at the files of sshd's configuration. */
void premises_judge_sshd(struct premises *premises);

/** Looks at PAM's service, as it is now. */
void premises_judge_pam(struct premises *premises);

/** Looks whether PAM would heed keyhole with a text in the place of its service. */
void premises_judge_wired(struct premises *premises, struct view text);

/** Looks at the keys of the break-glass accounts, and for guest agents. */
void premises_judge_exclusive(struct premises *premises);

/** Looks whether every key by which somebody comes in today out of a file of the account's own opens
 *  the account by the store, too: under --exclusive it is only there that it counts. */
void premises_judge_import(struct premises *premises);

/** Looks at what sshd says of itself and of the administrator's account. */
void premises_judge_inquiry(struct premises *premises, struct inquiry *inquiry);

/** Looks at what the sshd that runs was started with; `pid` is 0 where none runs. */
void premises_judge_started(struct premises *premises, long pid, const struct started *started);

/** Looks at the command as sshd would run it, and at its user. */
void premises_judge_command(struct premises *premises, const char *path, const char *user);

/** Looks at the machine: all three, and the module. */
void premises_judge_machine(struct premises *premises);

/** Says that nobody could confirm, if no key was found, and goes on only with --yes; where nothing is
 *  to be changed nobody has to. */
void premises_judge_keyless(struct premises *premises);

/** Goes through all but premises_judge_wired and premises_judge_keyless. */
void premises_judge(struct premises *premises);

#endif
