/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/access/census.h"

#include "admin/progress.h"
#include "admin/sshd.h"
#include "admin/verb.h"
#include "admin/why/scrutiny.h"
#include "common/cleanup.h"

#include <time.h>

/* Begins with nothing read. */
void census_open(struct census *census, const struct settings *settings)
{
	*census = (struct census){.settings = settings,
		.now = (uint64_t)time(NULL),
		.files = geteuid() == 0,
		.whose = {.keys_dir = settings->keys_dir, .first = true}};
	server_open(&census->server);
}

/* Whether the command that sshd asks is keyhole's, wherever it lies. */
static enum cause command_cause(const struct effective *effective, struct note *note)
{
	char program[256];
	const char *command = effective_value(effective, "authorizedkeyscommand");
	if (!effective_is_set(effective, "authorizedkeyscommand")) {
		note_set(note, 0, "sshd asks no AuthorizedKeysCommand");
		return CAUSE_COMMAND_NONE;
	}
	effective_word(&command, program, sizeof program);
	const char *slash = strrchr(program, '/');
	if (slash && strcmp(slash + 1, SSHD_COMMAND) == 0)
		return CAUSE_NONE;
	note_set(note, 0, "sshd asks %s and not keyhole", program);
	return CAUSE_COMMAND_OTHER;
}

/* Whether root is kept out, or let in with a command alone. */
static bool shuts_root_out(const struct effective *effective, const struct options *options)
{
	return effective_is(effective, "permitrootlogin", "no") ||
	       (effective_is(effective, "permitrootlogin", "forced-commands-only") &&
		       !options->has_command);
}

/* In the order in which sshd asks. */
enum cause census_cause(const struct entrant *account, const struct effective *effective,
	const struct blob *key, const struct options *options, bool own_file, struct note *note)
{
	if (!effective)
		return CAUSE_NONE;
	if (!effective_is(effective, "pubkeyauthentication", "yes")) {
		note_set(note, 0, "PubkeyAuthentication is no");
		return CAUSE_PUBKEY_OFF;
	}
	if (account->uid == 0 && shuts_root_out(effective, options)) {
		note_set(note, 0, "PermitRootLogin is %s",
			effective_value(effective, "permitrootlogin"));
		return CAUSE_ROOT_LOGIN;
	}
	enum cause cause = key ? scrutiny_key(effective, key, note) : CAUSE_NONE;
	return cause != CAUSE_NONE || own_file ? cause : command_cause(effective, note);
}

/* Compares with the last. */
void census_warn(struct census *census, const struct entrant *account, const struct note *note)
{
	if (strcmp(census->warned.text, note->text) == 0)
		return;
	census->warned = *note;
	admin_warn("%s: %s", account->name, note->text);
}

/* Warns of the CAs that sshd goes by: no file has a key that could be shown for their certificates. */
static void warn_authorities(struct census *census, const struct effective *effective)
{
	struct note note;
	if (!effective || !effective_is_set(effective, "trustedusercakeys"))
		return;
	note_set(&note, 0,
		"TrustedUserCAKeys %s: certificates of these CAs open accounts too, and are not "
		"shown",
		effective_value(effective, "trustedusercakeys"));
	if (strcmp(census->authorities.text, note.text) == 0)
		return;
	census->authorities = note;
	admin_warn("%s", note.text);
}

/* Takes one account. */
static int take(struct census *census, const struct entrant *account, struct note *note)
{
	const struct effective *effective =
		census->files ? server_ask(&census->server, account->name) : NULL;
	if (census->files && !effective) {
		census_warn(census, account, &census->server.note);
		census->unsure = true;
	}
	warn_authorities(census, effective);
	int r = census_take_store(census, account, effective, note);
	return r == 0 && effective ? census_take_files(census, account, effective, note) : r;
}

/* Goes through the accounts. */
int census_take(struct census *census, const struct entrant_list *accounts, struct note *note)
{
	struct progress progress = progress_begin("asking sshd for each account");
	int r = 0;
	for (size_t i = 0; r == 0 && i < accounts->count; i++) {
		if (census->server.varies)
			progress_show(&progress, i, accounts->count);
		r = take(census, &accounts->item[i], note);
	}
	progress_hide(&progress);
	opening_list_sort(&census->openings);
	return r;
}

/* Frees what was read and found. */
void census_close(struct census *census)
{
	server_close(&census->server);
	whose_free(&census->whose);
	opening_list_free(&census->openings);
	path_text_free(&census->revoked);
}
