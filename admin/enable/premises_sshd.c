/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/premises.h"

#include "admin/why/mend.h"
#include "common/cleanup.h"
#include "server/directives.h"
#include "server/effective.h"
#include "server/placing.h"

#include <errno.h>
#include <fnmatch.h>
#include <strings.h>

#define PROGRAM "keyhole-keys"
#define FILE_MAX (1024 * 1024)

/* What was seen so far in sshd's configuration. */
struct scene {
	struct premises *premises;
	bool included;    /* the drop-in's folder is */
	bool listed;      /* a RevokedKeys for everybody was seen */
	bool pam, pubkey; /* the first value was seen, and it is the one that counts */
	char mend[2 * STORE_PATH_MAX];
};

/* The command that takes a line out of the way; NULL where the path can't stand in one. */
static const char *mend_line(struct scene *scene, const struct directive *directive)
{
	if (!mend_is_plain(directive->path))
		return NULL;
	snprintf(scene->mend, sizeof scene->mend, "sed -i '%us/^/#/' %s && sshd -t",
		directive->number, directive->path);
	return scene->mend;
}

/* Whether a file is the one that keyhole writes. */
static bool is_own_file(const struct scene *scene, const struct directive *directive)
{
	char path[STORE_PATH_MAX];
	return strcmp(directive->path, site_path(scene->premises->site, SITE_DROP_IN, path)) == 0;
}

/* Whether a command is keyhole's, wherever it lies. */
static bool is_keyhole(const char *command)
{
	size_t len = strcspn(command, " \t\""), name = sizeof PROGRAM - 1;
	return len > name && command[len - name - 1] == '/' &&
	       strncmp(command + len - name, PROGRAM, name) == 0;
}

/* Looks whether an Include has the drop-in in it. */
static void judge_include(struct scene *scene, const struct directive *directive)
{
	CLEANUP(free) char *patterns = strdup(directive->value);
	char *rest = NULL, path[STORE_PATH_MAX];
	for (char *pattern = patterns ? strtok_r(patterns, " \t\"'", &rest) : NULL; pattern;
		pattern = strtok_r(NULL, " \t\"'", &rest)) {
		snprintf(path, sizeof path, "%s%s", pattern[0] == '/' ? "" : "/etc/ssh/", pattern);
		if (fnmatch(path, SITE_DROP_IN, FNM_PATHNAME) != 0 || scene->included)
			continue;
		scene->included = true;
		if (directive->matched)
			premises_refuse(scene->premises, NULL,
				"%s:%u: the Include of sshd_config.d stands below a Match, and "
				"would hold for some connections only; move it to the top of the "
				"file",
				directive->path, directive->number);
	}
}

/* Looks at a command that is asked for keys. */
static void judge_command(struct scene *scene, const struct directive *directive)
{
	bool none = strcasecmp(directive->value, "none") == 0;
	if (none && directive->matched)
		premises_refuse(scene->premises, mend_line(scene, directive),
			"%s:%u: this Match undoes what keyhole sets: AuthorizedKeysCommand none",
			directive->path, directive->number);
	else if (!none && !is_keyhole(directive->value))
		premises_refuse(scene->premises, mend_line(scene, directive),
			"%s:%u: another AuthorizedKeysCommand: %s. sshd asks only one; import its "
			"keys, or do without keyhole",
			directive->path, directive->number, directive->value);
}

/* Whether a file is read after keyhole's: sshd_config itself goes on after what it includes. */
static bool is_behind(const struct scene *scene, const struct directive *directive)
{
	char own[STORE_PATH_MAX], main[STORE_PATH_MAX];
	site_path(scene->premises->site, SITE_DROP_IN, own);
	site_path(scene->premises->site, DIRECTIVES_FILE, main);
	return strcmp(directive->path, main) == 0 || strcmp(directive->path, own) > 0;
}

/* Looks at a list of revoked keys below a Match, which wins over all others there. */
static void judge_matched_list(struct scene *scene, const struct directive *directive, bool none)
{
	premises_refuse(scene->premises, none ? mend_line(scene, directive) : NULL,
		none ? "%s:%u: this Match takes RevokedKeys away (%s): keys that were revoked "
		       "would open again"
		     : "%s:%u: below this Match RevokedKeys is %s, and what keyhole revokes would "
		       "still open there; revoke its keys with keyhole revoke, then take the line "
		       "away",
		directive->path, directive->number, directive->value);
}

/* Looks at a list of revoked keys: the first is in force. What is not keyhole's is taken in if keyhole's
 * is read before it. */
static void judge_revoked(struct scene *scene, const struct directive *directive)
{
	char path[STORE_PATH_MAX];
	const char *value = directive->value;
	if (!effective_word(&value, path, sizeof path) ||
		strcmp(path, scene->premises->site->revoked) == 0)
		return;
	bool none = strcasecmp(path, "none") == 0, first = !scene->listed;
	if (directive->matched) {
		judge_matched_list(scene, directive, none);
		return;
	}
	scene->listed = true;
	if (none || !first)
		return;
	if (scene->included && is_behind(scene, directive) && path[0] == '/')
		snprintf(scene->premises->foreign, sizeof scene->premises->foreign, "%s", path);
	else
		premises_refuse(scene->premises, NULL,
			"%s:%u: RevokedKeys %s is a list of another's, and is read before "
			"keyhole's "
			"own file; move the line to where it is read later (in sshd_config before "
			"the first Match), then its keys are taken in",
			directive->path, directive->number, directive->value);
}

/* Looks at a switch that has to be on; the first line of it counts. */
static void judge_switch(struct scene *scene, const struct directive *directive, bool *seen)
{
	if (!*seen && !directive->matched && strcasecmp(directive->value, "yes") != 0)
		premises_refuse(scene->premises, NULL,
			"%s:%u: %s %s: without it keyhole is not asked; set it to yes",
			directive->path, directive->number, directive->keyword, directive->value);
	*seen = *seen || !directive->matched;
}

/* Looks at a line that is read before keyhole's file, where the first value of a keyword wins. */
static void judge_first(struct scene *scene, const struct directive *directive)
{
	bool ours = directive_is(directive, "AuthorizedKeysCommand") ||
		    directive_is(directive, "AuthorizedKeysCommandUser") ||
		    directive_is(directive, "RevokedKeys") ||
		    (scene->premises->exclusive && directive_is(directive, "AuthorizedKeysFile"));
	bool none = strcasecmp(directive->value, "none") == 0;
	bool right = directive_is(directive, "AuthorizedKeysFile") ? none
		     : directive_is(directive, "AuthorizedKeysCommandUser")
			     ? strcmp(directive->value, SITE_USER) == 0
			     : !none;
	if (!ours || right || directive->matched)
		return;
	if (scene->included && is_behind(scene, directive))
		return;
	premises_refuse(scene->premises, mend_line(scene, directive),
		"%s:%u: %s %s is read before keyhole's own file, and the first value wins",
		directive->path, directive->number, directive->keyword, directive->value);
}

/* Looks at what a Match sets. */
static void judge_matched(struct scene *scene, const struct directive *directive)
{
	bool user = directive_is(directive, "AuthorizedKeysCommandUser");
	bool file = scene->premises->exclusive && directive_is(directive, "AuthorizedKeysFile") &&
		    strcasecmp(directive->value, "none") != 0;
	if (directive->matched && (user || file))
		premises_refuse(scene->premises, mend_line(scene, directive),
			"%s:%u: this Match undoes what keyhole sets: %s %s", directive->path,
			directive->number, directive->keyword, directive->value);
}

/* Looks at what somebody has written into keyhole's own file: it stays there. */
static void judge_own(struct scene *scene, const struct directive *directive)
{
	char path[STORE_PATH_MAX], rest[2];
	const char *value = directive->value;
	if (!scene->premises->exclusive || !directive_is(directive, "AuthorizedKeysFile"))
		return;
	bool one = effective_word(&value, path, sizeof path) &&
		   !effective_word(&value, rest, sizeof rest);
	if (one && (strcasecmp(path, "none") == 0 ||
			   (directive->matched && strcmp(path, SITE_BREAK_GLASS) == 0)))
		return;
	premises_refuse(scene->premises, mend_line(scene, directive),
		"%s:%u: AuthorizedKeysFile %s, which keyhole did not write: with --exclusive no "
		"file of a user's own is to count",
		directive->path, directive->number, directive->value);
}

/* Looks at one line. */
static int visit(void *context, const struct directive *directive)
{
	struct scene *scene = context;
	bool own = is_own_file(scene, directive); /* others may have written into it */
	if (directive_is(directive, "Include"))
		judge_include(scene, directive);
	else if (directive_is(directive, "AuthorizedKeysCommand"))
		judge_command(scene, directive);
	else if (directive_is(directive, "RevokedKeys"))
		judge_revoked(scene, directive);
	else if (directive_is(directive, "UsePAM"))
		judge_switch(scene, directive, &scene->pam);
	else if (directive_is(directive, "PubkeyAuthentication"))
		judge_switch(scene, directive, &scene->pubkey);
	if (own) {
		judge_own(scene, directive);
		return 0;
	}
	judge_matched(scene, directive);
	judge_first(scene, directive);
	return 0;
}

/* Looks at the file that keyhole is to write, which may be there already. */
static void judge_drop_in(struct premises *premises)
{
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	char path[STORE_PATH_MAX];
	struct note note;
	int r = placing_read(site_path(premises->site, SITE_DROP_IN, path), &text, &note);
	if (r != 0)
		premises_refuse(premises,
			r == -ENOENT ? "mkdir -m 755 /etc/ssh/sshd_config.d" : NULL, "%s",
			note.text);
	else if (text.len > FILE_MAX)
		premises_refuse(premises, NULL,
			"%s has %zu bytes, more than the %d that a file of settings may have", path,
			text.len, FILE_MAX);
}

/* Reads all lines. */
void premises_judge_sshd(struct premises *premises)
{
	struct scene scene = {.premises = premises};
	struct note note;
	if (directives_read(premises->site->root, visit, &scene, &note) != 0) {
		premises_refuse(
			premises, "apt-get install --reinstall openssh-server", "%s", note.text);
		return;
	}
	if (!scene.included)
		premises_refuse(premises,
			"sed -i '1i Include /etc/ssh/sshd_config.d/*.conf' /etc/ssh/sshd_config",
			"%s%s does not include /etc/ssh/sshd_config.d/*.conf, where keyhole's "
			"lines "
			"go",
			premises->site->root, DIRECTIVES_FILE);
	if (!scene.pam)
		premises_refuse(premises, "sed -i '1i UsePAM yes' /etc/ssh/sshd_config",
			"%s%s does not say UsePAM yes, and sshd's own default is no",
			premises->site->root, DIRECTIVES_FILE);
	judge_drop_in(premises);
}
