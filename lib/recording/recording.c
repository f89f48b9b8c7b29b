/* SPDX-License-Identifier: Apache-2.0 */
#include "recording/recording.h"

#include "common/cleanup.h"
#include "crypto/mac.h"

/* Takes the folders, and whether to wait for the disk. */
struct append_place recording_place(const struct settings *settings)
{
	return (struct append_place){.log_dir = settings->log_dir,
		.state_dir = settings->state_dir,
		.run_dir = settings->run_dir,
		.sync = settings->audit_sync};
}

/* Hands the hash in. */
int recording_append(const struct append_place *place, struct event *event, struct note *note)
{
	CLEANUP(mac) struct mac *mac = NULL;
	struct append_place hashed = *place;
	int r = mac_open(&mac, note);
	if (r != 0)
		return r;
	const struct hash hash = {mac, mac_make};
	hashed.hash = &hash;
	return append_login(&hashed, event, note);
}
