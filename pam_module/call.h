/* SPDX-License-Identifier: Apache-2.0 */
/*
 * call.h – one call of a phase: whom it is about, and by which settings
 *
 * Shape:  the service MUST be one of the settings', or the call is not keyhole's. When the
 *         configuration can't be read, `fault` is not 0 and the settings are the defaults
 *         (places.h), with the last list of break-glass accounts that could be read (last_good.h):
 *         whether a login would have been refused is not known then.
 * Units:  PAM's return values.
 * Memory: the settings are the call's, given back by call_end. MUST NOT be copied by assignment.
 * Errors: call_begin: PAM_SUCCESS: go on; PAM_IGNORE: another service; PAM_SYSTEM_ERR: PAM could
 *         not say for which service it is.
 * Source: pam_get_item(3).
 */
#ifndef KEYHOLE_PAM_MODULE_CALL_H
#define KEYHOLE_PAM_MODULE_CALL_H

#include "pam_module/last_good.h"

#include <security/pam_modules.h>

struct call {
	pam_handle_t *pamh;
	bool silent;         /* the application wants no messages */
	const char *config;  /* the configuration's path */
	const char *account; /* NULL: PAM does not know */
	struct settings settings;
	struct last_good last_good;
	int fault; /* of the configuration: 0, > 0 a reason, < 0 -errno */
	struct note note;
};

/** Reads the settings and PAM's items. */
int call_begin(struct call *call, pam_handle_t *pamh, int flags, int argc, const char **argv);

/** Gives back what it allocated. */
void call_end(struct call *call);

/** For CLEANUP(call), on a call that is zero or was begun. */
static inline void cleanup_call(struct call *call)
{
	call_end(call);
}

/** Whether the account is one that nothing of keyhole's may lock out. */
bool call_is_break_glass(const struct call *call);

#endif
