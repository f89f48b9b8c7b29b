/* SPDX-License-Identifier: Apache-2.0 */
/*
 * principal.h – the decision for certificates: whom one may name to open an account
 *
 * Shape:  the people of admission.h in its order, each with the options of the grant; sshd takes
 *         the first that the certificate names, and of that person's grants the first. By these
 *         steps: the grant's end (its expiry-time too), type and RSA bits of the certificate's
 *         key, that key or its CA revoked, options that a list of principals can have: one with a
 *         `#` MUST be refused, since sshd cuts the line there. With a certificate only those are
 *         candidates whom it names, by the whole name; without one everybody is. A plain key MUST
 *         be refused. Faults are as in access.h. A candidate has no line; its path and line number
 *         are the grant's in the account's file, 0 for the own account.
 * Units:  seconds since 1970.
 * Memory: a candidate lasts for the call of `visit`.
 * Errors: as access.h.
 * Source: sshd_config(5) AuthorizedPrincipalsCommand; auth2-pubkeyfile.c:auth_process_principals,
 *         auth_check_principals_line.
 */
#ifndef KEYHOLE_ACCESS_PRINCIPAL_H
#define KEYHOLE_ACCESS_PRINCIPAL_H

#include "access/access.h"

/** Decides; `request->offered` is the certificate, NULL where there is none. */
int principal_decide(const struct settings *settings, const struct access_request *request,
	access_visit visit, void *context, struct note *note);

#endif
