/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stacked.h – what PAM's modules would answer for an account
 *
 * Shape:  those that every Debian has are known: pam_unix by the account's dates, pam_nologin by its
 *         file, pam_deny, pam_permit, and keyhole's own by the home check. A module that is not
 *         there answers so. Of any other it is taken that it agrees, and `asked` names the first
 *         of them that could keep out.
 * Units:  PAM's own numbers.
 * Memory: views of the stack's lines.
 * Errors: none.
 * Source: Linux-PAM's modules.
 */
#ifndef KEYHOLE_ADMIN_WHY_STACKED_H
#define KEYHOLE_ADMIN_WHY_STACKED_H

#include "admin/why/inquiry.h"
#include "server/dispatch.h"

#define STACKED_MODULE "pam_keyhole.so"

struct stacked {
	const struct inquiry *inquiry;
	const struct stack_line *asked; /* whose answer is not known */
};

/** What the module of a line answers in the account phase; `context` is a struct stacked. */
int stacked_account(void *context, const struct stack_line *line);

/** The same in the session phase. */
int stacked_session(void *context, const struct stack_line *line);

/** The nologin file that keeps an account out by a line of pam_nologin, NULL where none does. */
const char *stacked_nologin(
	const struct inquiry *inquiry, const struct stack_line *line, char path[STACK_WORD_MAX]);

/** The name of sshd's service. */
const char *stacked_service(const struct inquiry *inquiry);

#endif
