/* SPDX-License-Identifier: Apache-2.0 */
/*
 * package.h – how keyhole came to be on this machine
 *
 * Shape:  as a Debian package where its copyright file is there, else from its source. The command works
 *         in the folder of that: no repository is known that has the package.
 * Units:  none.
 * Memory: constant texts.
 * Errors: none.
 * Source: Debian Policy 12.5: each package has that file.
 */
#ifndef KEYHOLE_ADMIN_PACKAGE_H
#define KEYHOLE_ADMIN_PACKAGE_H

#define PACKAGE_MARK "/usr/share/doc/keyhole/copyright"

/** The command that installs it anew. */
const char *package_mend(void);

#endif
