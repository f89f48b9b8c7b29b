/* SPDX-License-Identifier: Apache-2.0 */
/*
 * promise.h – what a person's keys open now, and the command that gets there
 *
 * Shape:  says which accounts are open to the person by grants, then, of the account that is called
 *         like the person, the first of these that holds: keyhole-keys can't read a file; the
 *         account's rules can't be read; keys open no account of their own; there is no such account; its uid is
 *         below uid_min; sshd takes no keys; sshd does not ask keyhole; and otherwise the ssh
 *         command for each of the machine's own addresses. It MUST NOT say that a login works where
 *         that is not known.
 * Units:  none.
 * Memory: none is kept.
 * Errors: what can't be learnt is said.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_STORE_PROMISE_H
#define KEYHOLE_ADMIN_STORE_PROMISE_H

#include "admin/sshd.h"
#include "common/settings.h"

/** Prints the commands by which others get to this machine's sshd, behind a text and two blanks. */
void promise_commands(const struct sshd *sshd, const char *lead, const char *account);

/** Prints on standard output what a person can do now. */
void promise_print(const struct settings *settings, const char *person);

#endif
