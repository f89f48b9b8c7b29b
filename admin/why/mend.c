/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/mend.h"

#include "admin/store/barrier.h"
#include "server/origin.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DROP_IN ORIGIN_FOLDER "/sshd_config.d/00-keyhole.conf"
#define DROP_IN_PLACE ORIGIN_FOLDER "/sshd_config.d/10-keyhole.conf"
#define DROP_IN_SOURCE "/usr/share/keyhole/sshd_config.d/10-keyhole.conf"
#define TEST "sshd -t"

/* By systemd where it runs, else by the signal that it would send. */
void mend_reload(const struct inquiry *inquiry, char out[MEND_RELOAD_MAX])
{
	const char *file =
		inquiry->sshd_known ? effective_value(&inquiry->effective, "pidfile") : NULL;
	if (access("/run/systemd/system", F_OK) == 0 || !file)
		snprintf(out, MEND_RELOAD_MAX, "systemctl reload ssh");
	else
		snprintf(out, MEND_RELOAD_MAX, "kill -HUP \"$(cat %s)\"", file);
}

/* Letters, digits, and what names and patterns are made of besides. */
bool mend_is_plain(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "_-.@:/%+";
	return word[0] != '\0' && word[0] != '-' && word[strspn(word, plain)] == '\0';
}

/* Finishes a command that changed a file. */
static void finish(struct step *step, const struct inquiry *inquiry, const char *change)
{
	char reload[MEND_RELOAD_MAX];
	mend_reload(inquiry, reload);
	step_mend(step, "%s && " TEST " && %s", change, reload);
}

/* sshd refuses every key while the list that it is told of is missing. */
static const char *list_first(const struct inquiry *inquiry)
{
	char list[STORE_PATH_MAX];
	barrier_path(inquiry->settings, list);
	return access(list, F_OK) == 0 ? "" : "keyhole revoke --rebuild && ";
}

/* Replaces the line, or writes one that is read before all others. */
void mend_set(struct step *step, const struct inquiry *inquiry, const char *keyword,
	const char *old, const char *value)
{
	struct origin origin;
	char change[MEND_RELOAD_MAX + 1024];
	const char *first = strcmp(keyword, "RevokedKeys") == 0 ? list_first(inquiry) : "";
	if (origin_find(ORIGIN_FOLDER, keyword, old, &origin))
		snprintf(change, sizeof change, "%ssed -i '%us|.*|%s %s|' %s", first, origin.number,
			keyword, value, origin.path);
	else
		snprintf(change, sizeof change, "%secho '%s %s' >>" DROP_IN, first, keyword, value);
	finish(step, inquiry, change);
}

/* Whether a keyword is first read behind the file of the installation, were that in its place. */
static bool comes_behind(const char *keyword)
{
	struct origin origin;
	return !origin_find(ORIGIN_FOLDER, keyword, NULL, &origin) ||
	       strcmp(origin.path, ORIGIN_FOLDER "/sshd_config") == 0 ||
	       strcmp(origin.path, DROP_IN_PLACE) > 0;
}

/* Both settings at once: sshd does not begin with one of them alone. */
bool mend_drop_in(struct step *step, const struct inquiry *inquiry)
{
	char change[256];
	if (access(DROP_IN_SOURCE, R_OK) != 0 || access(DROP_IN_PLACE, F_OK) == 0 ||
		!comes_behind("AuthorizedKeysCommand") ||
		!comes_behind("AuthorizedKeysCommandUser"))
		return false;
	snprintf(change, sizeof change, "%scp " DROP_IN_SOURCE " " DROP_IN_PLACE,
		list_first(inquiry));
	finish(step, inquiry, change);
	return true;
}

/* Removes the line where it has nothing else. */
void mend_unlist(
	struct step *step, const struct inquiry *inquiry, const char *keyword, const char *word)
{
	struct origin origin;
	char change[MEND_RELOAD_MAX + 1024];
	if (!mend_is_plain(word) || !origin_find(ORIGIN_FOLDER, keyword, word, &origin))
		return;
	if (origin.values == 1)
		snprintf(change, sizeof change, "sed -i %ud %s", origin.number, origin.path);
	else
		snprintf(change, sizeof change, "sed -i '%us|[[:blank:]]%s\\>||' %s", origin.number,
			word, origin.path);
	finish(step, inquiry, change);
}

/* Appends it. */
void mend_enlist(
	struct step *step, const struct inquiry *inquiry, const char *keyword, const char *word)
{
	struct origin origin;
	char change[MEND_RELOAD_MAX + 1024];
	if (!mend_is_plain(word) || !origin_find(ORIGIN_FOLDER, keyword, NULL, &origin))
		return;
	snprintf(change, sizeof change, "sed -i '%us|$| %s|' %s", origin.number, word, origin.path);
	finish(step, inquiry, change);
}

/* By the verb, which keeps what is there. */
void mend_grant(struct step *step, const struct inquiry *inquiry, const char *person)
{
	if (mend_is_plain(inquiry->name) && mend_is_plain(person))
		step_mend(step, "keyhole grant %s %s", inquiry->name, person);
}
