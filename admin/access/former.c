/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/access/former.h"

#include "admin/revoked.h"
#include "admin/say.h"
#include "admin/table.h"
#include "admin/why/password.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>

#define ENTRY_MAX (64 * 1024)

/* A person while the list is read. */
struct asked {
	const char *person, *path;
	size_t count;
};

/* Says of a key that it is on the list. */
static void visit(void *context, const struct revoked *revoked)
{
	struct asked *asked = context;
	if (strcmp(revoked->person, asked->person) != 0 || asked->count++ >= FORMER_MAX)
		return;
	fprintf(stderr, "keyhole: %s's key %s\n         was revoked (", asked->person,
		revoked->fingerprint);
	say_text(stderr, view_of(asked->path));
	fprintf(stderr, ":%u): ", revoked->number);
	say_text(stderr, revoked->words);
	fputc('\n', stderr);
}

/* One line after the other. */
void former_keys(const struct settings *settings, const char *person)
{
	struct note ignored;
	struct asked asked = {person, settings->revoked_keys, 0};
	(void)revoked_scan(settings->revoked_keys, visit, &asked, &ignored);
	if (asked.count > FORMER_MAX)
		fprintf(stderr, "keyhole: and %zu more that were %s's\n", asked.count - FORMER_MAX,
			person);
}

/* Looks at the account's entries. */
void former_password(const struct effective *effective, const char *account)
{
	char texts[ENTRY_MAX], secrets[ENTRY_MAX];
	struct passwd entry, *found = NULL;
	struct spwd shadow, *has = NULL;
	if (!effective || getpwnam_r(account, &entry, texts, sizeof texts, &found) != 0 || !found ||
		getspnam_r(account, &shadow, secrets, sizeof secrets, &has) != 0 || !has ||
		!password_is_taken(effective, found->pw_uid, has))
		return;
	fprintf(table_aside(), "keyhole: " PASSWORD_TAKEN "\n", account);
}
