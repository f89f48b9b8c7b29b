/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/trial.h"

#include "access/candidate.h"
#include "admin/options_text.h"
#include "admin/store/barrier.h"
#include "admin/why/crowd.h"
#include "admin/why/mend.h"
#include "admin/why/own_file.h"
#include "admin/why/scrutiny.h"
#include "admin/why/way.h"
#include "common/cleanup.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#define UNREAD_MAX 100

/* Lines that can't be read: those that open nothing, and those that may open something. */
struct unread {
	size_t count[2];
};

/* Says whether sshd can read its own list. */
void trial_revoked(struct inquiry *inquiry)
{
	struct note note;
	char own[STORE_PATH_MAX];
	if (!inquiry->sshd_known || !effective_is_set(&inquiry->effective, "revokedkeys"))
		return;
	const char *path = effective_value(&inquiry->effective, "revokedkeys");
	enum cause cause = scrutiny_list(path, &note);
	if (cause == CAUSE_NONE) {
		step_add(&inquiry->steps, "revoked", STEP_GOOD, NULL, "RevokedKeys %s can be read",
			path);
		return;
	}
	struct step *step = step_add(&inquiry->steps, "revoked",
		cause == CAUSE_REVOKED_KEYS ? STEP_REFUSED : STEP_UNKNOWN, cause_token(cause), "%s",
		note.text);
	/* A list that is nobody's to make anew only where there is none: what it says must not be lost. */
	barrier_path(inquiry->settings, own);
	if (strcmp(path, own) == 0 && access(inquiry->settings->revoked_keys, F_OK) == 0)
		step_mend(step, "keyhole revoke --rebuild");
	else if (access(path, F_OK) != 0 && mend_is_plain(path))
		step_mend(step, "ssh-keygen -k -f %s /dev/null", path);
}

/* Keeps a key that sshd finds before it asks keyhole. */
static void keep(
	struct inquiry *inquiry, const char *path, unsigned number, const struct line *line)
{
	if (inquiry->own_count == INQUIRY_OWN_MAX)
		return;
	struct inquiry_own *own = &inquiry->own[inquiry->own_count];
	*own = (struct inquiry_own){.line = number, .path = strdup(path)};
	own->bytes = malloc(line->key.bytes.len);
	own->options = options_text(&line->options);
	if (own->bytes)
		memcpy(own->bytes, line->key.bytes.data, line->key.bytes.len);
	own->key = (struct view){(const char *)own->bytes, line->key.bytes.len};
	if (asprintf(&own->place, "%s:%u", path, number) < 0)
		own->place = NULL;
	inquiry->own_count += own->place && own->path && own->bytes && own->options;
}

/* Whether a line has the fingerprint that is asked for. */
static bool has_fingerprint(const struct inquiry *inquiry, const struct line *line)
{
	char fingerprint[FINGERPRINT_MAX];
	fingerprint_of(&line->key, fingerprint);
	return strcmp(fingerprint, inquiry->key.fingerprint) == 0;
}

/* Whether a line has the key that is asked for. */
static bool is_asked(const struct inquiry *inquiry, const struct line *line)
{
	if (!inquiry->key.any)
		return true;
	return inquiry->key.known ? candidate_answers(line, &inquiry->key.key)
				  : has_fingerprint(inquiry, line);
}

/* Whether a line that can't be read may have the key that is asked for. */
static bool may_be_asked(const struct inquiry *inquiry, const struct line *line)
{
	if (!inquiry->key.any || !line->key.kind)
		return true;
	if (inquiry->key.known)
		return blob_answers(&line->key, &inquiry->key.key);
	return has_fingerprint(inquiry, line);
}

/* Judges one line that can't be read; of many the first ones have a step each. */
static void judge_unread(struct inquiry *inquiry, const struct way *way, struct view text,
	struct line *line, struct unread *unread)
{
	bool doubtful = line_doubtful(text, line);
	if (doubtful ? !may_be_asked(inquiry, line) : inquiry->key.any)
		return;
	if (unread->count[doubtful]++ < UNREAD_MAX)
		way_add_bad(inquiry, way, doubtful);
}

/* Says how many more lines there are that can't be read. */
static void say_unread(struct inquiry *inquiry, const char *path, const struct unread *unread)
{
	for (int doubtful = 0; doubtful < 2; doubtful++) {
		if (unread->count[doubtful] <= UNREAD_MAX)
			continue;
		struct step *step = step_add(&inquiry->steps, "key",
			doubtful ? STEP_UNKNOWN : STEP_CLOSED, reason_token(REASON_BAD_LINE),
			"%s: %zu more lines that keyhole can't read, %s", path,
			unread->count[doubtful] - UNREAD_MAX,
			doubtful ? "and with which sshd may let in" : "and that open nothing");
		step->perhaps = doubtful;
	}
}

/* Judges one line of a file that sshd reads. */
static void judge_line(struct inquiry *inquiry, const char *path, unsigned number, struct view text,
	struct line *line, struct unread *unread)
{
	struct note note;
	struct way way = {.path = path, .number = number, .line = line, .note = &note};
	way.verdict = line_parse(text, line, &note);
	if (way.verdict != 0) {
		judge_unread(inquiry, &way, text, line, unread);
		return;
	}
	if (!is_asked(inquiry, line))
		return;
	way.options = &line->options;
	if (line->options.expires != 0 && line->options.expires < inquiry->now)
		way.verdict =
			note_set(&note, REASON_KEY_EXPIRED, "the key's expiry-time has passed");
	size_t from = inquiry->steps.count;
	if (way_add(inquiry, &way))
		keep(inquiry, path, number, line);
	crowd_thin(inquiry, from);
}

/* Judges every line. */
static void judge_lines(struct inquiry *inquiry, const char *path, struct view text)
{
	struct line_cursor cursor = {.rest = text};
	struct view at;
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	struct unread unread = {{0, 0}};
	while (line && line_next(&cursor, &at))
		judge_line(inquiry, path, cursor.number, at, line, &unread);
	say_unread(inquiry, path, &unread);
}

/* Whether a text has a line with a key that is asked for. */
static bool has_asked(const struct inquiry *inquiry, struct view text)
{
	struct line_cursor cursor = {.rest = text};
	struct view at;
	struct note ignored;
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	while (line && line_next(&cursor, &at))
		if (line_parse(at, line, &ignored) == 0 && is_asked(inquiry, line))
			return true;
	return false;
}

/* Says that sshd does not read a file, since others could change it. */
static void say_unsafe(struct inquiry *inquiry, const struct own_file *look)
{
	const struct safe_fault *fault = &look->fault;
	struct step *step =
		step_add(&inquiry->steps, "files", STEP_CLOSED, cause_token(CAUSE_STRICT_MODES),
			"sshd (StrictModes) does not read %s: %s", look->path, look->note.text);
	step->weight =
		has_asked(inquiry, (struct view){look->text, look->len}) ? REASON_COUNT - 1 : 1;
	/* With the account's rights alone, which reach nothing that is not the account's. */
	if (!fault->owner && fault->stat.st_uid == inquiry->account.pw_uid &&
		mend_is_plain(fault->path) && mend_is_plain(inquiry->name))
		step_mend(step, "runuser -u %s -- chmod go-w %s", inquiry->name, fault->path);
}

/* Says what sshd makes of a file; whether there is one. */
static bool judge_look(struct inquiry *inquiry, struct own_file *look)
{
	bool strict = effective_is(&inquiry->effective, "strictmodes", "yes");
	int r = own_file_read(&inquiry->account, strict, look);
	if (r == -ENOENT)
		return false;
	if (r == REASON_UNSAFE_PATH) {
		say_unsafe(inquiry, look);
	} else if (r != 0) {
		step_add(&inquiry->steps, "files", STEP_CLOSED, cause_token(CAUSE_KEYS_FILE),
			"sshd can't read %s as %s: %s", look->path, inquiry->name, look->note.text)
			->weight = REASON_FAULT;
	} else {
		step_add(&inquiry->steps, "files", STEP_NOTE, cause_token(CAUSE_KEYS_FILE),
			"sshd reads %s before it asks keyhole", look->path);
		judge_lines(inquiry, look->path, (struct view){look->text, look->len});
		if (look->cut)
			step_add(&inquiry->steps, "files", STEP_UNKNOWN,
				cause_token(CAUSE_KEYS_FILE),
				"%s is very long: with what stands at its end sshd may let in",
				look->path)
				->perhaps = true;
	}
	return true;
}

/* Looks at one entry; whether there is such a file. */
static bool judge_file(struct inquiry *inquiry, const char *entry)
{
	CLEANUP(free) struct own_file *look = calloc(1, sizeof *look);
	if (!look || !own_file_name(&inquiry->account, entry, look->path))
		return false;
	bool there = judge_look(inquiry, look);
	own_file_free(look);
	return there;
}

/* One file after the other. */
void trial_files(struct inquiry *inquiry)
{
	char entry[PATH_MAX];
	bool any = false;
	if (!inquiry->sshd_known)
		return;
	const char *files = effective_value(&inquiry->effective, "authorizedkeysfile");
	if (!files || strcmp(files, "none") == 0) {
		step_add(&inquiry->steps, "files", STEP_GOOD, NULL,
			"AuthorizedKeysFile is none: only keys that keyhole knows count");
		return;
	}
	for (const char *at = files; effective_word(&at, entry, sizeof entry);)
		any = judge_file(inquiry, entry) || any;
	crowd_end(inquiry);
	if (!any)
		step_add(&inquiry->steps, "files", STEP_GOOD, NULL,
			"there is no file of AuthorizedKeysFile (%s)", files);
}
