/* SPDX-License-Identifier: Apache-2.0 */
/*
 * talk.h – telling the user why the login is refused
 *
 * Shape:  one message of a few short lines through PAM's conversation, which sshd shows as a
 *         banner: the reason, then for each finding what is wrong, whether somebody has to look at
 *         what others may have put in, and the command that mends it, which is run as the account.
 *         Bytes are made harmless (plain.h). A command that is too long for a line, or that would
 *         not be the same after that, MUST be left out rather than changed. Nothing is said where
 *         the application asked for silence.
 * Units:  TALK_LINE_MAX bytes a line.
 * Memory: none is kept.
 * Errors: cannot fail: a message that can't be delivered changes no decision.
 * Source: pam_error(3); sshd's auth-pam.c:sshpam_store_conv.
 */
#ifndef KEYHOLE_PAM_MODULE_TALK_H
#define KEYHOLE_PAM_MODULE_TALK_H

#include "pam_module/call.h"
#include "pam_module/verdict.h"

#define TALK_LINE_MAX 512

/** Says that the login is refused for something that only the administrator can mend. */
void talk_refused(const struct call *call, int reason, const char *sentence);

/** Says that the login is refused for the home, and what mends each finding. */
void talk_findings(const struct call *call, int reason, const struct verdict *verdict);

#endif
