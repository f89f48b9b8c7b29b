/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keyhole-keys – sshd asks: which keys open this account, and whom may a certificate name for it?
 *
 * sshd runs it once for each key that a client offers and again when that key signs; it must be
 * cheap, write nothing to standard error (which can end on the client's terminal), and exit with
 * another status than 0 only where nothing could be decided: that voids every key it has printed.
 */
#include "access/access.h"
#include "access/principal.h"
#include "common/cleanup.h"
#include "keys_command/offer.h"
#include "keys_command/refusal.h"
#include "keys_command/sandbox.h"

#include <errno.h>
#include <stdio.h>
#include <sys/time.h>
#include <sysexits.h>
#include <time.h>

#define DEADLINE_SECONDS 2

static const char help[] =
	"usage: keyhole-keys [--config FILE] [--principals] ACCOUNT [UID [FINGERPRINT TYPE KEY]]\n"
	"\n"
	"Prints the lines of authorized_keys that open ACCOUNT; with a KEY (base64) only those "
	"that\n"
	"have it. sshd runs it as\n"
	"  AuthorizedKeysCommand /usr/libexec/keyhole-keys %u %U %f %t %k\n"
	"With --principals it prints the people who may use ACCOUNT, for certificates:\n"
	"  AuthorizedPrincipalsCommand /usr/libexec/keyhole-keys --principals %u %U %f %t %k\n"
	"Without UID, the account's own person is left out. It prints nothing where "
	"nobody\n"
	"gets in, and says why in offers.jsonl, not here; `keyhole log` shows it.\n"
	"Exit status: 0 decided; 64 wrong usage; 70 not decided.\n";

/* What candidates are gathered for. */
struct gathering {
	struct refusal refusal;
	struct note *note;
	int fault;
};

/* How many bytes a candidate's options take at the most: what line and grant say, what joining them
 * stores, and the words of the canonical form. */
static size_t options_room(const struct access_candidate *candidate)
{
	return (candidate->line ? candidate->line->options_text.len : 0) +
	       (candidate->grant ? strlen(candidate->grant->text) : 0) + OPTIONS_STORE_MAX +
	       NOTE_MAX;
}

/* Prints a candidate that passed: its options, then the key's type by the key itself and the key,
 * or the person. */
static int print(const struct access_candidate *candidate, struct note *note)
{
	size_t room = options_room(candidate);
	CLEANUP(free) char *options = malloc(room);
	if (!options)
		return note_errno(note, -ENOMEM, "the options of a key");
	int r = options_print(candidate->options, options, room, note);
	if (r != 0)
		return r;
	const struct line *line = candidate->line;
	printf("%s%s", options, options[0] ? " " : "");
	if (line)
		printf("%s %.*s\n", line->key.kind->name, (int)line->base64.len, line->base64.data);
	else
		printf("%s\n", candidate->person);
	return 0;
}

/* Takes a candidate, as access.h passes it. */
static void gather(void *context, const struct access_candidate *candidate)
{
	struct gathering *gathering = context;
	if (candidate->verdict != 0)
		refusal_consider(&gathering->refusal, candidate);
	else if (gathering->fault == 0)
		gathering->fault = print(candidate, gathering->note);
}

/* Decides and prints. */
static int decide(const struct settings *settings, const struct offer *offer,
	struct refusal *refusal, struct note *note)
{
	struct note unprinted;
	struct gathering gathering = {{.verdict = 0}, &unprinted, 0};
	struct access_request request = {offer->account, offer->uid,
		offer->has_key ? &offer->key : NULL, (uint64_t)time(NULL)};
	int r = offer->for_principals
			? principal_decide(settings, &request, gather, &gathering, note)
			: access_decide(settings, &request, gather, &gathering, note);
	*refusal = gathering.refusal;
	if (r >= 0 && gathering.fault != 0) {
		*note = unprinted;
		r = gathering.fault;
	}
	if (r == 0 && (fflush(stdout) != 0 || ferror(stdout)))
		r = note_errno(note, -EIO, "standard output");
	return r;
}

/* Answers one question of sshd's. */
static int answer(const char *config, int argc, char **argv)
{
	struct note note;
	struct offer offer;
	struct settings settings;
	struct refusal refusal = {.verdict = 0};
	int r = offer_read(argc, argv, &offer, &note);
	if (r == -EINVAL)
		return EX_USAGE;
	int loaded = settings_load(config, &settings, &note);
	sandbox_enter(&settings);
	if (loaded != 0)
		r = loaded > 0 ? -EPERM : loaded;
	else if (r == 0)
		r = decide(&settings, &offer, &refusal, &note);
	if (r != 0 && offer.type)
		refusal_record(&settings, &offer, &refusal, r, &note);
	offer_free(&offer);
	settings_free(&settings);
	return r < 0 ? EX_SOFTWARE : 0;
}

/* Reads the options, then answers. A deadline of its own ends a run that hangs: sshd sets none. */
int main(int argc, char **argv)
{
	const char *config = SETTINGS_PATH;
	struct itimerval deadline = {{0, 0}, {DEADLINE_SECONDS, 0}};
	setitimer(ITIMER_REAL, &deadline, NULL);
	argc--;
	argv++;
	if (argc == 1 && strcmp(argv[0], "--help") == 0)
		return fputs(help, stdout) < 0 ? EX_SOFTWARE : 0;
	if (argc == 1 && strcmp(argv[0], "--version") == 0)
		return puts("keyhole-keys " KEYHOLE_VERSION) < 0 ? EX_SOFTWARE : 0;
	if (argc > 2 && strcmp(argv[0], "--config") == 0) {
		config = argv[1];
		argc -= 2;
		argv += 2;
	}
	if (argc < 1)
		return EX_USAGE;
	return answer(config, argc, argv);
}
