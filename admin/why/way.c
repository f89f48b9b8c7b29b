/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/way.h"

#include "admin/options_text.h"
#include "admin/say.h"
#include "admin/why/mend.h"
#include "admin/why/own_file.h"
#include "admin/why/scrutiny.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WHAT_MAX 512

/* Writes what a key is and where it stands. */
static void describe(const struct way *way, char out[WHAT_MAX])
{
	char words[SAY_KEY_MAX], fingerprint[FINGERPRINT_MAX];
	const struct line *line = way->line;
	say_key(view_of(line->key.kind->name), line->key.bits, words);
	fingerprint_of(&line->key, fingerprint);
	snprintf(out, WHAT_MAX, "%s %s%s%.*s (%s:%u)", words, fingerprint,
		line->comment.len > 0 ? " " : "",
		(int)(line->comment.len < 64 ? line->comment.len : 64),
		line->comment.len > 0 ? line->comment.data : "", way->path, way->number);
}

/* Names the command that sshd's own no to a key is mended with. */
static void mend_scrutiny(
	struct step *step, const struct inquiry *inquiry, enum cause cause, const struct blob *key)
{
	char value[128];
	if (cause == CAUSE_RSA_SIZE) {
		snprintf(value, sizeof value, "%u", key->bits);
		mend_set(step, inquiry, "RequiredRSASize", NULL, value);
	} else if (cause == CAUSE_ALGORITHM) {
		snprintf(value, sizeof value, "+%s",
			key->kind->family == KEY_RSA ? "rsa-sha2-512" : key->kind->name);
		mend_set(step, inquiry, "PubkeyAcceptedAlgorithms", NULL, value);
	}
}

/* How far a key came that sshd does not take. Where none was asked about, a revoked one in the
 * account's own file may be anybody's: what keeps the others out counts for more. */
static int revoked_weight(const struct inquiry *inquiry, enum cause cause)
{
	if (cause != CAUSE_SSHD_REVOKED)
		return 1;
	return inquiry->key.any ? (int)REASON_KEY_REVOKED : (int)REASON_NO_SUCH_KEY;
}

/* What sshd says of the key before it looks where it stands. */
static bool pass_scrutiny(struct inquiry *inquiry, const struct way *way, const char *what)
{
	struct note note;
	const struct blob *key = inquiry->key.known ? &inquiry->key.key : &way->line->key;
	enum cause cause = scrutiny_of(inquiry, key, &note);
	if (cause == CAUSE_NONE)
		return true;
	struct step *step = step_add(&inquiry->steps, "key",
		cause == CAUSE_SSHD_UNKNOWN ? STEP_UNKNOWN : STEP_CLOSED, cause_token(cause),
		"%s: %s", what, note.text);
	step->weight = revoked_weight(inquiry, cause);
	mend_scrutiny(step, inquiry, cause, key);
	return cause == CAUSE_SSHD_UNKNOWN;
}

/* Whether the client's address fits. */
static bool pass_from(struct inquiry *inquiry, const struct way *way, const char *what)
{
	if (!inquiry->from || !way->options->has_from ||
		options_from_matches(way->options->from, inquiry->from))
		return true;
	struct step *step = step_add(&inquiry->steps, "key", STEP_CLOSED, cause_token(CAUSE_FROM),
		"%s: %sfrom=\"%.*s\" does not have %s", what,
		way->granted_from ? "the grant's " : "", (int)way->options->from.len,
		way->options->from.data, inquiry->from);
	step->weight = REASON_ADDRESS;
	return false;
}

/* PermitRootLogin forced-commands-only lets root in with keys that have a command. */
static bool pass_root(struct inquiry *inquiry, const struct way *way, const char *what)
{
	if (inquiry->account.pw_uid != 0 || !inquiry->sshd_known || way->options->has_command ||
		!effective_is(&inquiry->effective, "permitrootlogin", "forced-commands-only"))
		return true;
	struct step *step = step_add(&inquiry->steps, "key", STEP_CLOSED,
		cause_token(CAUSE_ROOT_LOGIN),
		"%s: it has no command=, and PermitRootLogin is forced-commands-only", what);
	step->weight = 1;
	mend_set(step, inquiry, "PermitRootLogin", "forced-commands-only", "prohibit-password");
	return false;
}

/* What keeps a certificate out for certain, in words; NULL where nothing does. */
static const char *find_fault(const struct blob *certificate, uint64_t now)
{
	if (certificate->cert_role != 1)
		return "it is a host's certificate";
	if (now < certificate->cert_after)
		return "the certificate does not count yet";
	return now >= certificate->cert_before ? "the certificate has ended" : NULL;
}

/* The line of an authority: whether a certificate of it opens the account is not all told here. */
static bool pass_certificate(struct inquiry *inquiry, const char *what)
{
	const struct blob *key = &inquiry->key.key;
	if (!inquiry->key.known || !key->is_cert)
		return true;
	const char *fault = find_fault(key, inquiry->now);
	struct step *step = step_add(&inquiry->steps, "key", fault ? STEP_CLOSED : STEP_UNKNOWN,
		cause_token(CAUSE_CERTIFICATES), "%s: %s%s%s", what, fault ? fault : "it may open ",
		fault ? "" : inquiry->name,
		fault ? ""
		      : " to this certificate: its names, addresses and options are judged by "
			"sshd alone (ssh-keygen -L -f shows them)");
	step->weight = REASON_ADDRESS;
	step->perhaps = !fault;
	return false;
}

/* Says that a key opens the account, and under what. */
static void say_open(struct inquiry *inquiry, const struct way *way, const char *what)
{
	char *options = options_text(way->options);
	bool unheard = way->person && inquiry->store_closed;
	bool hangs = !inquiry->from && way->options->has_from;
	struct view from = hangs ? way->options->from : (struct view){NULL, 0};
	step_add(&inquiry->steps, "key", hangs ? STEP_NOTE : STEP_GOOD,
		hangs ? cause_token(CAUSE_FROM) : NULL, "%s%s%s %s %s%s%s%s", what,
		way->person ? " of " : "", way->person ? way->person : "",
		unheard ? "would open" : "opens", inquiry->name,
		options && options[0] ? " with " : "", options ? options : "",
		hangs ? ", if it comes from there: ask again with --from ADDRESS" : "");
	if (!unheard)
		inquiry_opens(inquiry, from, "%s%s%s", what, way->person ? " of " : "",
			way->person ? way->person : "");
	free(options);
}

/* Names the command that gives a key of the store another end. */
static void mend_expired(struct step *step, const struct way *way)
{
	char fingerprint[FINGERPRINT_MAX];
	if (!way->person || !mend_is_plain(way->person))
		return;
	fingerprint_of(&way->line->key, fingerprint);
	step_mend(step, "keyhole add %s %s --expires 90d", way->person, fingerprint);
}

/* Says that keyhole, or the line itself, has a reason against it. */
static void say_closed(struct inquiry *inquiry, const struct way *way, const char *what)
{
	int reason = way->verdict > 0 ? way->verdict : REASON_FAULT;
	struct step *step = step_add(&inquiry->steps, "key", STEP_CLOSED, reason_token(reason),
		"%s: %s", what, way->note->text);
	step->weight = reason;
	if (reason == REASON_KEY_EXPIRED)
		mend_expired(step, way);
}

/* A caret stands under the fault. */
void way_add_bad(struct inquiry *inquiry, const struct way *way, bool doubtful)
{
	struct note words = *way->note;
	if (doubtful)
		own_file_doubt(way->note, &words);
	struct step *step = step_add(&inquiry->steps, "key", doubtful ? STEP_UNKNOWN : STEP_CLOSED,
		reason_token(REASON_BAD_LINE), "%s:%u: %s%s", way->path, way->number, words.text,
		doubtful ? "" : "; edit that line");
	step->weight = REASON_BAD_LINE;
	step->perhaps = doubtful;
	if (way->line->fault_at > 0)
		step_excerpt(step, way->line->text, way->line->fault_at);
}

/* One question after the other. */
bool way_add(struct inquiry *inquiry, const struct way *way)
{
	char what[WHAT_MAX];
	/* What was read of the key of such a line is not to be used. */
	if (way->verdict == REASON_BAD_LINE) {
		way_add_bad(inquiry, way, false);
		return false;
	}
	describe(way, what);
	if (!pass_scrutiny(inquiry, way, what))
		return false;
	if (way->verdict != 0) {
		say_closed(inquiry, way, what);
		return false;
	}
	if (!pass_from(inquiry, way, what) || !pass_root(inquiry, way, what) ||
		!pass_certificate(inquiry, what))
		return false;
	say_open(inquiry, way, what);
	return true;
}
