/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arguments.h – what stands behind the module's name in the PAM file
 *
 * Shape:  `config=PATH` names another configuration; of two the last counts. Anything else is not
 *         known: it is named in syslog, and the module goes on without it. Settings belong in the
 *         configuration: some versions of PAM cut a long line in silence.
 * Units:  none.
 * Memory: views into the arguments, which libpam holds as long as the handle.
 * Errors: none: a mistake in a PAM file must not lock people out.
 * Source: pam.d(5).
 */
#ifndef KEYHOLE_PAM_MODULE_ARGUMENTS_H
#define KEYHOLE_PAM_MODULE_ARGUMENTS_H

#include <security/pam_modules.h>

/** The path of the configuration. */
const char *arguments_config(pam_handle_t *pamh, int argc, const char **argv);

#endif
