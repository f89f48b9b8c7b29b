/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trial.h – the steps of a login, each played through by itself
 *
 * Shape:  each adds to the inquiry's steps what it finds, at least one line; none changes anything
 *         outside the inquiry. They are called in the order in which they stand here, which is
 *         sshd's; a later one may look at what an earlier one has learnt.
 * Units:  none.
 * Memory: as inquiry.h.
 * Errors: what can't be told is a step that says so.
 * Source: OpenSSH auth.c, auth2.c, auth2-pubkey.c, session.c; Linux-PAM.
 */
#ifndef KEYHOLE_ADMIN_WHY_TRIAL_H
#define KEYHOLE_ADMIN_WHY_TRIAL_H

#include "admin/why/inquiry.h"

/** Is there such an account? */
void trial_account(struct inquiry *inquiry);

/** Can sshd be asked, and has the one that runs read the same configuration? */
void trial_sshd(struct inquiry *inquiry);

/** Without PAM: is the account locked or expired? */
void trial_lock(struct inquiry *inquiry);

/** Can its shell be run? */
void trial_shell(struct inquiry *inquiry);

/** DenyUsers, AllowUsers, DenyGroups, AllowGroups. */
void trial_users(struct inquiry *inquiry);

/** PermitRootLogin. */
void trial_root(struct inquiry *inquiry);

/** PubkeyAuthentication and AuthenticationMethods. */
void trial_methods(struct inquiry *inquiry);

/** RevokedKeys: can sshd read it? */
void trial_revoked(struct inquiry *inquiry);

/** AuthorizedKeysFile: which keys sshd finds there, before it asks keyhole. */
void trial_files(struct inquiry *inquiry);

/** AuthorizedKeysCommand: is it keyhole's, and would sshd run it? */
void trial_command(struct inquiry *inquiry);

/** Does PAM ask the module, in both phases? */
void trial_module(struct inquiry *inquiry);

/** keyhole's own configuration. */
void trial_settings(struct inquiry *inquiry);

/** Who may use the account, and by which grant. */
void trial_people(struct inquiry *inquiry);

/** Does the command answer? */
void trial_probe(struct inquiry *inquiry);

/** The keys of those people. */
void trial_keys(struct inquiry *inquiry);

/** The home and .ssh. */
void trial_home(struct inquiry *inquiry);

/** PAM's account phase. */
void trial_pam(struct inquiry *inquiry);

/** PAM's session phase, and what sshd does then. */
void trial_session(struct inquiry *inquiry);

/** Where a key does not get in: would a password? */
void trial_password(struct inquiry *inquiry);

#endif
