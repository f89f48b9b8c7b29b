/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/ban.h"

#include "access/revocation.h"
#include "admin/store/barrier.h"
#include "admin/verb.h"
#include "common/cleanup.h"

#include <errno.h>
#include <time.h>

#define REASON_TEXT_MAX 1024

/* Adds to the list. */
int ban_add(struct ban *ban, const char *fingerprint, struct note *note)
{
	for (size_t i = 0; i < ban->count; i++)
		if (strcmp(ban->fingerprint[i], fingerprint) == 0)
			return 0;
	if (ban->count == ban->room) {
		size_t room = ban->room ? 2 * ban->room : 8;
		void *grown = reallocarray(ban->fingerprint, room, sizeof *ban->fingerprint);
		if (!grown)
			return note_errno(note, -ENOMEM, fingerprint);
		ban->fingerprint = grown;
		ban->room = room;
	}
	ban->fingerprint[ban->count++] = fingerprint;
	return 0;
}

/* Writes what stands behind the fingerprints: "alice: lost laptop (2026-11-22T13:45:10Z by carol)".
 */
static int write_reason(
	const struct ban *ban, const char *by, char out[REASON_TEXT_MAX], struct note *note)
{
	char when[32];
	struct tm tm;
	time_t now = time(NULL);
	const char *reason = ban->reason;
	/* No name has an apostrophe: a reason of one word is not to be taken for a person (revoked.h). */
	const char *whose = ban->whose ? ban->whose : reason ? "nobody's" : "";
	gmtime_r(&now, &tm);
	strftime(when, sizeof when, "%FT%TZ", &tm);
	int len = snprintf(out, REASON_TEXT_MAX, "%s%s%s%s(%s by %s)", whose,
		whose[0] && reason ? ": " : "", reason ? reason : "", whose[0] || reason ? " " : "",
		when, by);
	return len < REASON_TEXT_MAX ? 0 : note_set(note, -EINVAL, "the reason is too long");
}

/* Puts the new text of the list in its place, and sshd's after it. */
static int put(struct ban *ban, const struct change *change, struct view text, struct note *note)
{
	ban->sshd_too = true;
	int r = barrier_put(change, text, &ban->sshd_too, note);
	if (r == 0 && !ban->sshd_too)
		admin_warn("sshd's own list of revoked keys could not be made: %s", note->text);
	return r;
}

/* Reads the list, adds to it, replaces it. */
int ban_put(struct ban *ban, const struct change *change, struct note *note)
{
	CLEANUP(path_text) struct path_text old = {NULL, 0}, new = {NULL, 0};
	char reason[REASON_TEXT_MAX];
	const char *path = change->settings->revoked_keys;
	ban->sshd_too = true;
	if (ban->count == 0)
		return 0;
	int r = write_reason(ban, change->by, reason, note);
	if (r == 0)
		r = store_read_revoked(&change->store, &old, note);
	if (r == 0)
		r = revocation_append((struct view){old.bytes, old.len}, path, ban->fingerprint,
			ban->count, reason, &new, note);
	return r == 0 ? put(ban, change, (struct view){new.bytes, new.len}, note) : r;
}

/* Frees the list. */
void ban_free(struct ban *ban)
{
	free(ban->fingerprint);
	ban->fingerprint = NULL;
	ban->count = ban->room = 0;
}
