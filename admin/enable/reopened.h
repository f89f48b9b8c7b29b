/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reopened.h – who was revoked, and gets in again once sshd no longer goes by keyhole's list
 *
 * Shape:  a revoked key that stands in a file of an account's own is refused by keyhole's list
 *         alone. When sshd no longer reads that, whoever takes keyhole out MUST be told of each such
 *         line: it is what was there before, and it lets an intruder in. Looked at after sshd has
 *         read its configuration, since that says which files count.
 * Units:  none.
 * Memory: none is kept.
 * Errors: what can't be looked at is a warning, too.
 * Source: sshd_config(5) RevokedKeys, AuthorizedKeysFile.
 */
#ifndef KEYHOLE_ADMIN_ENABLE_REOPENED_H
#define KEYHOLE_ADMIN_ENABLE_REOPENED_H

#include "admin/enable/site.h"

/** Warns of each such line on the machine itself. */
void reopened_warn(const struct site *site);

#endif
