/* SPDX-License-Identifier: Apache-2.0 */
#include "pam_module/arguments.h"

#include "pam_module/places.h"
#include "pam_module/shout.h"

#include <string.h>
#include <syslog.h>

/* Walks the arguments; the last config= counts. */
const char *arguments_config(pam_handle_t *pamh, int argc, const char **argv)
{
	static const char config[] = "config=";
	const char *path = places_config();
	for (int i = 0; i < argc; i++) {
		if (strncmp(argv[i], config, sizeof config - 1) == 0)
			path = argv[i] + sizeof config - 1;
		else
			shout(pamh, LOG_WARNING,
				"the argument \"%s\" is not known and does nothing; there is only "
				"config=PATH, settings belong in the configuration",
				argv[i]);
	}
	return path;
}
