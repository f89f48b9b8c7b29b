/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/account_left.h"

#include "access/grant.h"
#include "admin/verb.h"
#include "common/cleanup.h"
#include "server/shadow.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ENTRY_MAX 16384
#define DAY_SECONDS (24L * 60 * 60)

/* Whether nobody gets in by an account any more, whatever they have. */
static bool is_shut(const char *name)
{
	char texts[ENTRY_MAX];
	struct spwd entry, *found = NULL;
	return getspnam_r(name, &entry, texts, sizeof texts, &found) == 0 && found &&
	       shadow_pam(found, time(NULL) / DAY_SECONDS) == CAUSE_ACCOUNT_EXPIRED;
}

/* Whether an account has a password that can be typed. */
static bool has_password(const char *name)
{
	char texts[ENTRY_MAX];
	struct spwd entry, *found = NULL;
	return getspnam_r(name, &entry, texts, sizeof texts, &found) != 0 || !found ||
	       !found->sp_pwdp || !strchr("!*", found->sp_pwdp[0]) || !found->sp_pwdp[0];
}

/* Whether a grant lets others use an account. */
static bool is_shared(struct store *store, const char *account)
{
	struct note ignored;
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	return grant_rules_load(store, account, &rules, &ignored) != 0 || rules.count > 0;
}

/* Looks the account up, then what is open of it. */
void account_left_remind(struct store *store, const char *person)
{
	char texts[ENTRY_MAX];
	struct passwd entry, *found = NULL;
	bool shared = is_shared(store, person);
	if (getpwnam_r(person, &entry, texts, sizeof texts, &found) != 0 || !found ||
		is_shut(person) || (shared && !has_password(person)))
		return;
	admin_remark("the account %s itself stays, with its password, cron jobs and sudo; to "
		     "%s:  usermod -L %s%s",
		person, shared ? "lock its password (others use it by grants)" : "end it too",
		shared ? "" : "-e 1 ", person);
}
