/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shout.h – telling the administrator by syslog
 *
 * Shape:  one line of at most SHOUT_MAX bytes in the authpriv facility, behind PAM's own
 *         "pam_keyhole(sshd:account):", its bytes made harmless (plain.h). The priority is
 *         LOG_ERR for what has to be mended, LOG_NOTICE for a refusal, LOG_WARNING for the rest.
 * Units:  bytes; more than that, and syslog loses the whole record in silence.
 * Memory: none is kept.
 * Errors: cannot fail.
 * Source: pam_syslog(3).
 */
#ifndef KEYHOLE_PAM_MODULE_SHOUT_H
#define KEYHOLE_PAM_MODULE_SHOUT_H

#include <security/pam_modules.h>

#define SHOUT_MAX 1024

/** Writes a line to syslog. */
__attribute__((format(printf, 3, 4))) void shout(
	const pam_handle_t *pamh, int priority, const char *format, ...);

#endif
