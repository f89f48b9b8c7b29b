/* SPDX-License-Identifier: Apache-2.0 */
/* On a file of its own, so that tests can link another answer (places.h). */
#include "pam_module/places.h"

/* The usual path. */
const char *places_config(void)
{
	return SETTINGS_PATH;
}

/* The settings of an empty file. */
void places_defaults(struct settings *settings)
{
	settings_init(settings);
}
