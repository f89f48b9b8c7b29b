/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/check/place.h"

#include "common/cleanup.h"
#include "common/path.h"
#include "home/finding.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>

/* A place that is open. */
struct open_place {
	struct inspection *inspection;
	const struct place_rule *rule;
	struct thing thing;
	bool sound;
};

/* Shows a finding about a place; `command` has no path, which is added. */
static void tell(struct open_place *place, enum sheet_weight weight, const char *what,
	const char *command, const struct change *change)
{
	char word[PATH_MAX], mend[PATH_MAX + 128] = "";
	const struct place_rule *rule = place->rule;
	(void)finding_word(rule->path, word, sizeof word);
	if (command)
		(void)snprintf(mend, sizeof mend, "%s %s", command, word);
	char words[NOTE_MAX + PATH_MAX];
	(void)snprintf(words, sizeof words, "%s %s", word, what);
	struct sheet_entry entry = {.weight = weight,
		.reason = rule->reason,
		.path = rule->path,
		.what = words,
		.mend = mend};
	const struct change none = {.kind = CHANGE_NONE};
	struct inspection_thing thing = {.thing = &place->thing, .change = change ? change : &none};
	place->sound = place->sound && weight != SHEET_GRAVE;
	inspection_find(place->inspection, &entry, &thing);
}

/* Tells of a place that is not there. */
static void tell_missing(struct inspection *inspection, const struct place_rule *rule)
{
	char words[PATH_MAX + 64];
	struct sheet_entry entry = {.weight = rule->missing,
		.reason = rule->reason,
		.path = rule->path,
		.what = words,
		.mend = rule->make};
	if (rule->missing == SHEET_WEIGHTS)
		return;
	(void)snprintf(words, sizeof words, "%s is not there", rule->path);
	inspection_find(inspection, &entry, NULL);
}

/* Shows what path.h said of the way to a place. */
static void tell_way(struct inspection *inspection, const struct place_rule *rule, int fault,
	const struct note *note)
{
	struct sheet_entry entry = {.weight = fault > 0 ? SHEET_GRAVE : SHEET_UNSURE,
		.reason = fault > 0 ? REASON_UNSAFE_PATH : REASON_FAULT,
		.path = rule->path,
		.what = note->text};
	inspection_find(inspection, &entry, NULL);
}

/* Opens the folder above it, then the place itself. */
static int open_place(const struct place_rule *rule, int *fd, struct note *note)
{
	const char *slash = strrchr(rule->path, '/');
	char above[PATH_MAX] = "/";
	if (!slash || slash[1] == '\0' || strlen(rule->path) >= sizeof above)
		return note_set(note, -EINVAL, "%s: is not a path that can be judged", rule->path);
	if (slash != rule->path) {
		memcpy(above, rule->path, (size_t)(slash - rule->path));
		above[slash - rule->path] = '\0';
	}
	CLEANUP(fd) int folder = -1;
	int r = path_open_folder(above, &folder, note);
	if (r != 0)
		return r;
	*fd = openat(folder, slash + 1, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	return *fd >= 0 ? 0 : note_errno(note, -errno, rule->path);
}

/* Judges whose it is. */
static void judge_owner(struct open_place *place)
{
	const struct place_rule *rule = place->rule;
	uid_t owner = place->thing.stat.st_uid;
	if (rule->owner == 0 ? path_trusts(owner) : owner == rule->owner)
		return;
	char what[256], command[160];
	(void)snprintf(what, sizeof what, "belongs to uid %u, not to %s", (unsigned)owner,
		rule->owner_name);
	(void)snprintf(command, sizeof command, "chown -h %s", rule->owner_name);
	tell(place, SHEET_GRAVE, what, command, NULL);
}

/* Judges what of its mode is too much; where root is not the owner, no change is offered. */
static void judge_bits(
	struct open_place *place, mode_t without, enum sheet_weight weight, const char *who)
{
	char what[128], words[CHANGE_WORDS_MAX];
	mode_t mode = place->thing.stat.st_mode & 07777;
	const struct change change = {.kind = CHANGE_MODE, .take = without};
	if ((mode & without) == 0)
		return;
	(void)snprintf(what, sizeof what, "can be %s (mode %04o)", who, (unsigned)mode);
	change_words(&change, "", words);
	tell(place, weight, what, words, path_trusts(place->thing.stat.st_uid) ? &change : NULL);
}

/* Judges what of its mode is missing: whoever asks as another user needs it. */
static void judge_need(struct open_place *place)
{
	char what[160], command[32];
	mode_t mode = place->thing.stat.st_mode & 07777, with = place->rule->with;
	if ((mode & with) == with)
		return;
	(void)snprintf(what, sizeof what,
		"can't be %s by the user keyhole, as which sshd asks (mode %04o)",
		place->rule->folder ? "looked into" : "read", (unsigned)mode);
	(void)snprintf(
		command, sizeof command, "chmod a+%s%s", with & 4 ? "r" : "", with & 1 ? "x" : "");
	tell(place, SHEET_GRAVE, what, command, NULL);
}

/* Judges a place that is open. */
static void judge(struct open_place *place)
{
	const struct place_rule *rule = place->rule;
	mode_t mode = place->thing.stat.st_mode;
	if (rule->folder ? !S_ISDIR(mode) : !S_ISREG(mode)) {
		tell(place, SHEET_GRAVE, rule->folder ? "is not a folder" : "is not a regular file",
			NULL, NULL);
		return;
	}
	judge_owner(place);
	judge_bits(place, rule->without, SHEET_GRAVE,
		rule->without & 044 ? "read or written by others"
				    : "written by others than its owner");
	judge_bits(place, rule->advised, SHEET_ADVICE, "read by others");
	judge_need(place);
}

/* Opens it first. */
bool place_judge(struct inspection *inspection, const struct place_rule *rule)
{
	struct note note;
	struct open_place place = {.inspection = inspection, .rule = rule, .sound = true};
	CLEANUP(fd) int fd = -1;
	int r = open_place(rule, &fd, &note);
	if (r == 0 && fstat(fd, &place.thing.stat) != 0)
		r = note_errno(&note, -errno, rule->path);
	if (r == -ENOENT) {
		tell_missing(inspection, rule);
		return false;
	}
	if (r != 0) {
		tell_way(inspection, rule, r, &note);
		return false;
	}
	place.thing.fd = fd;
	place.thing.path = rule->path;
	judge(&place);
	return place.sound;
}
