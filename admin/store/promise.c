/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/promise.h"

#include "access/grant.h"
#include "admin/readable.h"
#include "admin/say.h"
#include "admin/sshd.h"
#include "admin/store/addresses.h"
#include "admin/store/reach.h"
#include "admin/store/roster.h"
#include "admin/verb.h"
#include "common/account.h"
#include "common/cleanup.h"

#include <errno.h>

/* Says which accounts grants open; whether there are any. */
static bool print_granted(const struct settings *settings, const char *person)
{
	struct note note;
	struct store store;
	CLEANUP(names) struct names accounts = {0, 0, NULL};
	store_init(&store, settings);
	if (reach_now(&store, person, &accounts, &note) != 0)
		admin_warn("%s", note.text);
	store_close(&store);
	if (accounts.count == 0)
		return false;
	printf("by grants %s opens:", person);
	for (size_t i = 0; i < accounts.count; i++)
		printf(" %s", accounts.name[i]);
	putchar('\n');
	return true;
}

/* Whether the account of that name opens to the person's keys; says so if not. */
static bool account_opens(const struct settings *settings, const char *person, bool granted)
{
	uid_t uid = 0;
	int r = roster_uid(person, &uid);
	if (r == -ENOENT && granted)
		printf("there is no account %s on this machine\n", person);
	else if (r == -ENOENT)
		printf("there is no account %s on this machine yet:  useradd -m -s /bin/bash %s\n",
			person, person);
	else if (r != 0)
		printf("whether there is an account %s can't be told: %s\n", person, strerror(-r));
	else if (uid < settings->uid_min)
		printf("the account %s has uid %u, below uid_min = %u: %s's keys open it\n"
		       "only by a grant, in %s/%s.conf\n",
			person, (unsigned)uid, settings->uid_min, person, settings->accounts_dir,
			person);
	return r == 0 && uid >= settings->uid_min;
}

/* Whether keys open the accounts named like their people at all; says so if not. */
static bool rules_open(const struct settings *settings, const char *person)
{
	struct note note;
	struct store store;
	struct grant_rules rules = {0};
	store_init(&store, settings);
	int r = grant_rules_load(&store, person, &rules, &note);
	bool own = rules.own_account;
	grant_rules_free(&rules);
	store_close(&store);
	if (r != 0)
		admin_warn("the account %s opens to nobody: %s", person, note.text);
	else if (!own)
		printf("%s's keys open only what is granted to %s: own_account is false\n", person,
			person);
	return r == 0 && own;
}

/* One for each address on which sshd listens. */
void promise_commands(const struct sshd *sshd, const char *lead, const char *account)
{
	struct addresses addresses;
	addresses_list(&addresses);
	int width = printf("%s  ", lead), printed = 0;
	for (size_t i = 0; i < addresses.count; i++) {
		const char *address = addresses.text[i];
		unsigned port = sshd->known ? sshd_port(sshd, address) : SSHD_PORT;
		if (port == 0)
			continue;
		printf("%*sssh ", printed++ ? width : 0, "");
		if (port != SSHD_PORT)
			printf("-p %u ", port);
		printf("%s@%s\n", account, address);
	}
	if (printed == 0)
		puts("(this machine has no address on which others reach its sshd)");
}

/* Says what of sshd stands in the way, and how to get in otherwise. */
static void print_way(const struct sshd *sshd, const char *person)
{
	char lead[ACCOUNT_NAME_MAX + 64], command[SAY_ESCAPED_MAX(sizeof sshd->command)];
	if (!sshd->known) {
		puts("whether sshd asks keyhole could not be seen (sshd -T gives no answer)");
		snprintf(lead, sizeof lead, "if it does, %s can try it now:", person);
	} else if (!sshd->takes_keys) {
		puts("sshd takes no keys: PubkeyAuthentication is no, see sshd_config(5)");
		snprintf(lead, sizeof lead, "after that is changed:");
	} else if (!sshd->asks_keyhole) {
		say_escape(view_of(sshd->command), command, sizeof command);
		printf("sshd does not ask keyhole yet: AuthorizedKeysCommand is %s;\n"
		       "to have it ask:  keyhole enable\n",
			command);
		snprintf(lead, sizeof lead, "after that:");
	} else {
		snprintf(lead, sizeof lead, "%s can try it now:", person);
	}
	promise_commands(sshd, lead, person);
	printf("if that is refused:  keyhole why %s\n", person);
}

/* Whether keyhole-keys can read a file of a folder of the store, if it is there. */
static bool can_read(const char *folder, const char *name, const char *ending)
{
	char path[STORE_PATH_MAX];
	snprintf(path, sizeof path, "%s/%s%s", folder, name, ending);
	return readable_check(path);
}

/* Whether keyhole-keys can read all that it needs; says of each file if not. */
static bool store_open(const struct settings *settings, const char *person)
{
	bool open = !settings->path || readable_check(settings->path);
	open = readable_check(settings->revoked_keys) && open;
	open = can_read(settings->accounts_dir, person, ".conf") && open;
	return can_read(settings->keys_dir, person, ".keys") && open;
}

/* Says the first thing that stands in the way, or the way. */
void promise_print(const struct settings *settings, const char *person)
{
	struct sshd sshd;
	bool granted = print_granted(settings, person);
	if (!store_open(settings, person) || !rules_open(settings, person) ||
		!account_opens(settings, person, granted))
		return;
	sshd_ask(SSHD_PROGRAM, person, &sshd);
	print_way(&sshd, person);
}
