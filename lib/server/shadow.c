/* SPDX-License-Identifier: Apache-2.0 */
#include "server/shadow.h"

#include <limits.h>
#include <stdio.h>
#include <time.h>

#define DAY_SECONDS 86400L
/* The last day of the year 9999. */
#define DAY_MAX 2932896L

/* What the age of a password means. */
static enum cause judge_age(const struct spwd *entry, long age)
{
	if (entry->sp_max < 0)
		return CAUSE_NONE;
	if (entry->sp_inact >= 0 && entry->sp_max < LONG_MAX - entry->sp_inact &&
		age >= entry->sp_max + entry->sp_inact)
		return CAUSE_PASSWORD_EXPIRED;
	return age >= entry->sp_max ? CAUSE_PASSWORD_CHANGE : CAUSE_NONE;
}

/* In the order in which pam_unix asks. */
enum cause shadow_pam(const struct spwd *entry, long today)
{
	if (entry->sp_expire >= 0 && today >= entry->sp_expire)
		return CAUSE_ACCOUNT_EXPIRED;
	if (entry->sp_lstchg == 0)
		return CAUSE_PASSWORD_CHANGE;
	if (entry->sp_lstchg < 0 || today < entry->sp_lstchg)
		return CAUSE_NONE;
	return judge_age(entry, today - entry->sp_lstchg);
}

/* The lock first. */
enum cause shadow_sshd(const struct spwd *entry, long today)
{
	if (shadow_locked(entry))
		return CAUSE_ACCOUNT_LOCKED;
	return entry->sp_expire >= 0 && entry->sp_expire < today ? CAUSE_ACCOUNT_EXPIRED
								 : CAUSE_NONE;
}

/* Looks at its first byte. */
bool shadow_locked(const struct spwd *entry)
{
	return entry->sp_pwdp && entry->sp_pwdp[0] == '!';
}

/* Writes it in UTC, as chage does. */
void shadow_day(long day, char out[16])
{
	time_t at = day < DAY_MAX ? (time_t)(day * DAY_SECONDS) : -1;
	struct tm date;
	if (at < 0 || !gmtime_r(&at, &date) || strftime(out, 16, "%Y-%m-%d", &date) == 0)
		snprintf(out, 16, "%s", "day unknown");
}
