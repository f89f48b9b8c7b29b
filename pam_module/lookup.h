/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lookup.h – the server's accounts and groups
 *
 * Shape:  through NSS, by name only: nothing is enumerated. Tests link a file of their own in place
 *         of lookup.c, which reads them from their folder.
 * Units:  none.
 * Memory: what is found belongs to the PAM handle and lasts as long as that.
 * Errors: NULL: no such account, or NSS could not say; either way there is nobody to let in.
 * Source: pam_modutil_getpwnam(3).
 */
#ifndef KEYHOLE_PAM_MODULE_LOOKUP_H
#define KEYHOLE_PAM_MODULE_LOOKUP_H

#include "home/home.h"

#include <pwd.h>
#include <security/pam_modules.h>

/** The account of this name, NULL where there is none. */
const struct passwd *lookup_account(pam_handle_t *pamh, const char *name);

/** Says how the home check finds groups and their members. */
void lookup_groups(struct home_request *request);

#endif
