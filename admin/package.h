/* SPDX-License-Identifier: Apache-2.0 */
/*
 * package.h – how keyhole came to be on this machine
 *
 * Shape:  as a Debian package where dpkg has a list of its files, else from its source. The command works
 *         in the folder of that: no repository is known that has the package.
 * Units:  none.
 * Memory: constant texts.
 * Errors: none.
 * Source: dpkg(1) FILES.
 */
#ifndef KEYHOLE_ADMIN_PACKAGE_H
#define KEYHOLE_ADMIN_PACKAGE_H

#define PACKAGE_LIST "/var/lib/dpkg/info/keyhole.list"

/** The command that installs it anew. */
const char *package_mend(void);

#endif
