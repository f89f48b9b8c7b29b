/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/inquiry.h"

#include "common/cleanup.h"

#include <errno.h>
#include <grp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define ENTRY_MAX (64 * 1024)
#define DAY_SECONDS 86400
#define VERSION_WORD "OpenSSH_"
#define LOOPBACK "127.0.0.1"

/* Looks the account up. */
static void learn_account(struct inquiry *inquiry)
{
	struct passwd *found = NULL;
	int fault = getpwnam_r(inquiry->name, &inquiry->account, inquiry->texts, ENTRY_MAX, &found);
	bool absent = fault == 0 || fault == ENOENT || fault == ESRCH;
	inquiry->account_fault = found ? 0 : absent ? -ENOENT : -fault;
}

/* Looks its shadow entry up. */
static void learn_shadow(struct inquiry *inquiry)
{
	struct spwd *found = NULL;
	int r = getspnam_r(inquiry->account.pw_name, &inquiry->shadow, inquiry->texts + ENTRY_MAX,
		ENTRY_MAX, &found);
	inquiry->has_shadow = r == 0 && found;
}

/* Names its groups, the primary one first. */
static void learn_groups(struct inquiry *inquiry)
{
	gid_t gids[INQUIRY_GROUPS_MAX];
	int count = INQUIRY_GROUPS_MAX;
	if (getgrouplist(inquiry->account.pw_name, inquiry->account.pw_gid, gids, &count) < 0)
		count = INQUIRY_GROUPS_MAX;
	for (int i = 0; i < count; i++) {
		struct group group, *found = NULL;
		if (getgrgid_r(gids[i], &group, inquiry->texts + 2L * ENTRY_MAX, ENTRY_MAX,
			    &found) != 0 ||
			!found)
			continue;
		inquiry->group[inquiry->group_count] = strdup(group.gr_name);
		inquiry->group_count += inquiry->group[inquiry->group_count] != NULL;
	}
}

/* Reads which sshd it is. */
static void learn_version(struct inquiry *inquiry)
{
	CLEANUP(child) struct child_said said = {.output = NULL};
	char program[] = SSHD_PROGRAM, option[] = "-V";
	char *argv[] = {program, option, NULL};
	if (child_run(argv, NULL, &said) != 0)
		return;
	const char *at = strstr(said.errors, VERSION_WORD);
	char *dot = NULL;
	if (!at)
		return;
	inquiry->sshd_major = (unsigned)strtoul(at + sizeof VERSION_WORD - 1, &dot, 10);
	inquiry->sshd_minor = *dot == '.' ? (unsigned)strtoul(dot + 1, NULL, 10) : 0;
}

/* Asks sshd for its settings for this connection. */
static void learn_sshd(struct inquiry *inquiry)
{
	char connection[512];
	const char *address = inquiry_address(inquiry);
	snprintf(connection, sizeof connection,
		"user=%s,host=%s,addr=%s,laddr=" LOOPBACK ",lport=22",
		inquiry->name ? inquiry->name : "", inquiry->from ? inquiry->from : "localhost",
		address);
	inquiry->sshd_fault =
		sshd_test(SSHD_PROGRAM, inquiry->name ? connection : NULL, &inquiry->sshd_said);
	if (inquiry->sshd_fault == 0 && inquiry->sshd_said.status == 0)
		inquiry->sshd_known = effective_read(inquiry->sshd_said.output, &inquiry->effective,
					      &inquiry->sshd_note) == 0;
	if (inquiry->sshd_known && inquiry->sshd_major == 0)
		learn_version(inquiry);
}

/* Reads keyhole.conf once more, for what is wrong with it. */
static void learn_settings(struct inquiry *inquiry)
{
	struct settings settings;
	inquiry->settings_fault =
		settings_load(inquiry->config_path, &settings, &inquiry->settings_note);
	settings_free(&settings);
	inquiry->home_check = inquiry->settings->home_check;
	inquiry->break_glass = inquiry->name && settings_list_has(&inquiry->settings->break_glass,
							view_of(inquiry->name));
}

/* Learns one thing after the other; of an account that does not exist nothing more. */
int inquiry_open(struct inquiry *inquiry, struct note *note)
{
	time_t now = time(NULL);
	inquiry->now = (uint64_t)now;
	inquiry->today = now / DAY_SECONDS;
	inquiry->texts = malloc(3L * ENTRY_MAX);
	if (!inquiry->texts)
		return note_set(note, -ENOMEM, "no memory");
	if (inquiry->name)
		learn_account(inquiry);
	if (inquiry->account_fault != 0)
		return 0;
	if (inquiry->name) {
		learn_shadow(inquiry);
		learn_groups(inquiry);
	}
	learn_settings(inquiry);
	learn_sshd(inquiry);
	return 0;
}

/* Frees one after the other. */
void inquiry_close(struct inquiry *inquiry)
{
	for (size_t i = 0; i < inquiry->group_count; i++)
		free(inquiry->group[i]);
	for (size_t i = 0; i < inquiry->own_count; i++) {
		free(inquiry->own[i].place);
		free(inquiry->own[i].path);
		free(inquiry->own[i].bytes);
		free(inquiry->own[i].options);
	}
	child_free(&inquiry->sshd_said);
	given_free(&inquiry->key);
	step_list_free(&inquiry->steps);
	free(inquiry->open_first);
	free(inquiry->open_from);
	free(inquiry->home_warning);
	path_text_free(&inquiry->list.text);
	free(inquiry->printed);
	free(inquiry->texts);
}

/* The machine's own. */
const char *inquiry_address(const struct inquiry *inquiry)
{
	return inquiry->from ? inquiry->from : LOOPBACK;
}

/* It weighs more than whatever is said of a key. */
struct step *inquiry_close_store(struct inquiry *inquiry, struct step *step)
{
	inquiry->store_closed = true;
	step->weight = REASON_COUNT;
	return step;
}

/* Keeps the words of the first, unless a later one hangs on less. */
void inquiry_opens(struct inquiry *inquiry, struct view from, const char *format, ...)
{
	va_list args;
	if (inquiry->open_count++ > 0 && (!inquiry->open_from || from.len > 0))
		return;
	free(inquiry->open_first);
	free(inquiry->open_from);
	inquiry->open_from = from.len > 0 ? strndup(from.data, from.len) : NULL;
	va_start(args, format);
	if (vasprintf(&inquiry->open_first, format, args) < 0)
		inquiry->open_first = NULL;
	va_end(args);
}

/* Without an answer of sshd's it is taken for on, as Debian has it. */
bool inquiry_uses_pam(const struct inquiry *inquiry)
{
	return !inquiry->sshd_known || effective_is(&inquiry->effective, "usepam", "yes");
}
