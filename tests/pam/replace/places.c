/* SPDX-License-Identifier: Apache-2.0 */
/* Linked into the tests' module in place of pam_module/places.c: everything is in the test's
 * folder. */
#include "pam_module/places.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/* A path in the test's folder, one buffer for each name. */
static const char *in_folder(char path[PATH_MAX], const char *name)
{
	const char *folder = getenv("KEYHOLE_TEST_DIR");
	snprintf(path, PATH_MAX, "%s/%s", folder ? folder : "/nonexistent", name);
	return path;
}

/* The test's configuration. */
const char *places_config(void)
{
	static char path[PATH_MAX];
	return in_folder(path, "keyhole.conf");
}

/* The usual settings, but log and state in the test's folder. */
void places_defaults(struct settings *settings)
{
	static char log[PATH_MAX], state[PATH_MAX];
	settings_init(settings);
	settings->log_dir = in_folder(log, "log");
	settings->state_dir = in_folder(state, "state");
}
