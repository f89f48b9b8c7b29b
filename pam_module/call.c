/* SPDX-License-Identifier: Apache-2.0 */
#include "pam_module/call.h"

#include "pam_module/arguments.h"
#include "pam_module/places.h"
#include "pam_module/shout.h"

#include <syslog.h>

/* Reads the configuration, or takes what holds without one. */
static void read_settings(struct call *call)
{
	call->fault = settings_load(call->config, &call->settings, &call->note);
	if (call->fault == 0)
		return;
	shout(call->pamh, LOG_ERR, "the configuration can't be read: %s", call->note.text);
	places_defaults(&call->settings);
	struct note note;
	int r = last_good_read(call->settings.state_dir, call->config, &call->last_good, &note);
	if (r == 0)
		call->settings.break_glass = call->last_good.accounts;
	else
		shout(call->pamh, LOG_ERR,
			"only root is a break-glass account, since the last list that could be "
			"read is lost: %s",
			note.text);
}

/* Reads the settings, then asks PAM for the service and the account. */
int call_begin(struct call *call, pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	const void *service = NULL, *account = NULL;
	call->pamh = pamh;
	call->silent = ((unsigned)flags & PAM_SILENT) != 0;
	call->config = arguments_config(pamh, argc, argv);
	last_good_init(&call->last_good);
	if (pam_get_item(pamh, PAM_SERVICE, &service) != PAM_SUCCESS || !service) {
		shout(pamh, LOG_ERR, "PAM does not say for which service it asks");
		return PAM_SYSTEM_ERR;
	}
	read_settings(call);
	if (!settings_list_has(&call->settings.services, view_of(service)))
		return PAM_IGNORE;
	if (pam_get_item(pamh, PAM_USER, &account) == PAM_SUCCESS)
		call->account = account;
	if (call->account && call->account[0] == '\0')
		call->account = NULL;
	return PAM_SUCCESS;
}

/* Frees the settings and the list. */
void call_end(struct call *call)
{
	settings_free(&call->settings);
	last_good_free(&call->last_good);
}

/* Looks for the account in the settings' list. */
bool call_is_break_glass(const struct call *call)
{
	return call->account &&
	       settings_list_has(&call->settings.break_glass, view_of(call->account));
}
