/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/check/leftover.h"
#include "admin/check/place.h"

#include "audit/append.h"
#include "common/settings.h"

#include <limits.h>
#include <pwd.h>
#include <stdio.h>

#define COMMAND_USER "keyhole"
#define MAKE "systemd-tmpfiles --create keyhole.conf"

/* Names a file of the log. */
static const char *in_log(const struct settings *settings, const char *name, char path[PATH_MAX])
{
	(void)snprintf(path, PATH_MAX, "%s/%s", settings->log_dir, name);
	return path;
}

/* Judges the log of logins: whoever can write it can change what happened. */
static void judge_logins(struct inspection *inspection, const struct settings *settings)
{
	char path[PATH_MAX];
	const struct place_rule rule = {.path = in_log(settings, APPEND_LOGINS, path),
		.owner_name = "root",
		.without = 022,
		.advised = 04,
		.reason = REASON_AUDIT_FAILED,
		.missing = SHEET_WEIGHTS};
	(void)place_judge(inspection, &rule);
}

/* Judges the log of offers, which keyhole-keys writes as a user of its own. */
static void judge_offers(struct inspection *inspection, const struct settings *settings)
{
	char path[PATH_MAX];
	const struct passwd *user = getpwnam(COMMAND_USER);
	struct place_rule rule = {.path = in_log(settings, APPEND_OFFERS, path),
		.owner_name = COMMAND_USER,
		.without = 022,
		.advised = 04,
		.reason = REASON_AUDIT_FAILED,
		.missing = SHEET_ADVICE,
		.make = MAKE};
	if (!user) {
		const struct sheet_entry entry = {.weight = SHEET_ADVICE,
			.reason = REASON_AUDIT_FAILED,
			.path = path,
			.what = "there is no user " COMMAND_USER
				", as which sshd is to ask, and which writes the offers",
			.mend = "systemd-sysusers keyhole.conf"};
		inspection_find(inspection, &entry, NULL);
		return;
	}
	rule.owner = user->pw_uid;
	(void)place_judge(inspection, &rule);
}

/* The folders first: without the log's there is nothing else to look at. */
void place_inspect_log(struct inspection *inspection, void *context)
{
	const struct settings *settings = inspection->settings;
	(void)context;
	const struct place_rule folders[] = {
		{settings->log_dir, true, 0, "root", 022, 0, 01, REASON_AUDIT_FAILED, SHEET_GRAVE,
			MAKE},
		{settings->state_dir, true, 0, "root", 077, 0, 0, REASON_AUDIT_FAILED, SHEET_GRAVE,
			MAKE},
		{settings->run_dir, true, 0, "root", 077, 0, 0, REASON_AUDIT_FAILED, SHEET_ADVICE,
			MAKE},
		{settings->cache_dir, true, 0, "root", 022, 0, 0, REASON_UNSAFE_PATH, SHEET_WEIGHTS,
			NULL},
	};
	for (size_t n = 0; n < sizeof folders / sizeof folders[0]; n++) {
		bool safe = place_judge(inspection, &folders[n]);
		if (n == 0 && safe) {
			judge_logins(inspection, settings);
			judge_offers(inspection, settings);
		}
	}
	leftover_inspect_drafts(inspection, settings->state_dir);
}
