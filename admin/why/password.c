/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/password.h"

#include "server/shadow.h"

#include <string.h>
#include <time.h>

#define DAY_SECONDS 86400
/* The shortest that crypt(3) makes. */
#define HASH_MIN 13
#define INTERACTIVE "keyboard-interactive"

/* Whether each of the methods of a list with commas is asked for a password. */
static bool is_typed(const char *list)
{
	for (size_t len; *list; list += len + (list[len] == ',')) {
		len = strcspn(list, ",");
		size_t name = strcspn(list, ",:");
		if (!(name == strlen("password") && strncmp(list, "password", name) == 0) &&
			!(name == strlen(INTERACTIVE) && strncmp(list, INTERACTIVE, name) == 0))
			return false;
	}
	return true;
}

/* Whether passwords are enough, by AuthenticationMethods. */
static bool suffices(const struct effective *effective)
{
	char list[256];
	const char *methods = effective_value(effective, "authenticationmethods");
	bool any = !methods;
	while (!any && effective_word(&methods, list, sizeof list))
		any = strcmp(list, "any") == 0 || is_typed(list);
	return any;
}

/* Whether there is something that could be typed. */
static bool is_usable(const struct effective *effective, const struct spwd *entry)
{
	const char *hash = entry->sp_pwdp;
	if (!hash || hash[0] == '!' || hash[0] == '*')
		return false;
	return strlen(hash) >= HASH_MIN ||
	       (hash[0] == '\0' && effective_is(effective, "permitemptypasswords", "yes"));
}

/* Whether the account's dates let nobody in. */
static bool has_expired(bool pam, const struct spwd *entry)
{
	long today = (long)(time(NULL) / DAY_SECONDS);
	enum cause cause = pam ? shadow_pam(entry, today) : shadow_sshd(entry, today);
	return cause != CAUSE_NONE && cause != CAUSE_PASSWORD_CHANGE;
}

/* What sshd offers first. */
bool password_is_taken(const struct effective *effective, uid_t uid, const struct spwd *entry)
{
	bool pam = effective_is(effective, "usepam", "yes");
	bool offered =
		effective_is(effective, "passwordauthentication", "yes") ||
		(pam && (effective_is(effective, "kbdinteractiveauthentication", "yes") ||
				effective_is(effective, "challengeresponseauthentication", "yes")));
	return offered && suffices(effective) &&
	       (uid != 0 || effective_is(effective, "permitrootlogin", "yes")) &&
	       is_usable(effective, entry) && !has_expired(pam, entry);
}
