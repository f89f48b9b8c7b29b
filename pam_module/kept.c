/* SPDX-License-Identifier: Apache-2.0 */
#include "pam_module/kept.h"

#include <stdlib.h>

static const char name[] = "keyhole_account";

/* Frees it when the handle ends. */
static void release(pam_handle_t *pamh, void *kept, int status)
{
	(void)pamh, (void)status;
	free(kept);
}

/* Asks the handle. */
struct kept *kept_find(pam_handle_t *pamh)
{
	/* pam_get_data gives what pam_set_data took, but as const. */
	union {
		const void *given;
		struct kept *kept;
	} data = {NULL};
	return pam_get_data(pamh, name, &data.given) == PAM_SUCCESS ? data.kept : NULL;
}

/* Asks the handle, and gives it an empty one if it has none. */
struct kept *kept_get(pam_handle_t *pamh)
{
	struct kept *kept = kept_find(pamh);
	if (kept)
		return kept;
	kept = calloc(1, sizeof *kept);
	if (!kept)
		return NULL;
	kept->uid = EVENT_UNKNOWN;
	if (pam_set_data(pamh, name, kept, release) == PAM_SUCCESS)
		return kept;
	free(kept);
	return NULL;
}
