/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/unwiring.h"

#include "common/cleanup.h"
#include "server/directives.h"
#include "server/effective.h"
#include "server/placing.h"
#include "server/sshd_line.h"
#include "server/wiring_undo.h"

#include <strings.h>

#define FILE_MODE 0644
#define PROGRAM "/keyhole-keys"
#define STORE "/etc/keyhole/"
#define WRAPPER_MAX 4096

/* Takes the module's lines out of PAM's service. */
static int unwire_pam(const struct site *site, bool *changed, struct note *note)
{
	CLEANUP(path_text) struct path_text now = {NULL, 0}, rest = {NULL, 0};
	char path[STORE_PATH_MAX];
	int r = placing_read(site_path(site, SITE_PAM, path), &now, note);
	if (r == 0)
		r = wiring_pam_without(path_text_view(&now), view_of(""), &rest, note);
	if (r != 0 || view_equal(path_text_view(&now), path_text_view(&rest)))
		return r;
	*changed = true;
	return placing_put(path, path_text_view(&rest), FILE_MODE, note);
}

/* Takes the drop-in away, or what of it is ours: by what would be installed now. */
static int unwire_sshd(const struct site *site, bool *changed, struct note *note)
{
	CLEANUP(path_text)
	struct path_text now = {NULL, 0}, base = {NULL, 0}, ours = {NULL, 0}, rest = {NULL, 0};
	char path[STORE_PATH_MAX];
	struct note ignored;
	if (placing_read(site_path(site, SITE_SHARE "/sshd_config.d/10-keyhole.conf", path), &base,
		    &ignored) != 0)
		base.bytes = NULL;
	int r = placing_read(site_path(site, SITE_DROP_IN, path), &now, note);
	if (r != 0 || !now.bytes)
		return r;
	/* Without the command what shuts users' own files is somebody else's. */
	bool asks = sshd_line_exists(path_text_view(&now), "AuthorizedKeysCommand");
	const struct wiring_choice choice = {path_text_view(&base), site->revoked, asks,
		SITE_BREAK_GLASS, &site->settings.break_glass, {NULL, 0}};
	r = wiring_sshd(&choice, &ours, note);
	const struct wiring_times times = {
		path_text_view(&now), path_text_view(&ours), (struct view){NULL, 0}};
	if (r == 0)
		r = wiring_undo(WIRING_SSHD, &times, &rest, note);
	if (r != 0 || wiring_same(times.now, path_text_view(&rest)))
		return r;
	*changed = true;
	return rest.bytes ? placing_put(path, path_text_view(&rest), FILE_MODE, note)
			  : placing_remove(path, note);
}

/* sshd first: PAM's lines are harmless alone. */
int unwiring_run(const struct site *site, bool *changed, struct note *note)
{
	*changed = false;
	int r = unwire_sshd(site, changed, note);
	return r == 0 ? unwire_pam(site, changed, note) : r;
}

/* What of keyhole's was seen. */
struct seen {
	const struct site *site;
	bool filed; /* a line of AuthorizedKeysFile that is for everybody: the first counts */
	struct unwiring_rest rest;
};

/* Whether a program is one that runs keyhole-keys in its turn, by its beginning. */
static bool names_program(const struct site *site, const char *program)
{
	char path[STORE_PATH_MAX], text[WRAPPER_MAX];
	CLEANUP(file) FILE *file = fopen(site_path(site, program, path), "re");
	size_t len = file ? fread(text, 1, sizeof text, file) : 0;
	return memmem(text, len, PROGRAM, sizeof PROGRAM - 1) != NULL;
}

/* Whether AuthorizedKeysCommand asks keyhole, itself or by a program of the administrator's. */
static bool asks_keyhole(const struct site *site, const char *value)
{
	char program[STORE_PATH_MAX];
	return strstr(value, PROGRAM) ||
	       (effective_word(&value, program, sizeof program) && names_program(site, program));
}

/* Whether AuthorizedKeysFile names a file that is neither nobody's nor keyhole's. */
static bool opens(const char *value)
{
	char word[STORE_PATH_MAX];
	while (effective_word(&value, word, sizeof word) && word[0] != '#')
		if (strcasecmp(word, "none") != 0 && strcmp(word, "/dev/null") != 0 &&
			strncmp(word, STORE, sizeof STORE - 1) != 0)
			return true;
	return false;
}

/* Looks whether a line shuts users' own files, and for whom. */
static void look_at_files(struct seen *seen, const struct directive *directive)
{
	bool shuts = !opens(directive->value);
	struct unwiring_rest *rest = &seen->rest;
	if (shuts)
		snprintf(
			rest->shut, sizeof rest->shut, "%s:%u", directive->path, directive->number);
	rest->shuts_all = rest->shuts_all || (shuts && !seen->filed && !directive->matched);
	seen->filed = seen->filed || !directive->matched;
}

/* Names one line. */
static int name_line(void *context, const struct directive *directive)
{
	struct seen *seen = context;
	bool command = directive_is(directive, "AuthorizedKeysCommand");
	bool asks = command && asks_keyhole(seen->site, directive->value);
	bool lists = directive_is(directive, "RevokedKeys") &&
		     strstr(directive->value, seen->site->revoked);
	seen->rest.commands += asks;
	seen->rest.lists += lists;
	seen->rest.others += command && !asks && strcasecmp(directive->value, "none") != 0;
	if (directive_is(directive, "AuthorizedKeysFile"))
		look_at_files(seen, directive);
	if (!asks && !lists)
		return 0;
	admin_warn(asks ? "%s:%u has sshd still ask keyhole; keyhole did not write that line, take "
			  "it away by hand"
			: "%s:%u has sshd still go by keyhole's list of revoked keys; where that "
			  "is taken away it refuses every key: take the line away first",
		directive->path, directive->number);
	return 0;
}

/* Reads all lines. */
struct unwiring_rest unwiring_name_rest(const struct site *site)
{
	struct note note;
	struct seen seen = {.site = site};
	if (directives_read(site->root, name_line, &seen, &note) != 0)
		admin_warn("%s", note.text);
	return seen.rest;
}
