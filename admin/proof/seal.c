/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole seal – seals the log from now on, and shows the key to prove it by. */
#include "admin/announce.h"
#include "admin/operator.h"
#include "admin/verb.h"
#include "audit/monitor.h"
#include "audit/sealing.h"
#include "common/cleanup.h"
#include "crypto/mac.h"
#include "recording/recording.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#define ROWS 4
#define ROW (VERIFICATION_KEY_TEXT / ROWS) /* its last byte a dash, that becomes a newline */

/* Writes all of a text to standard output, past the buffers that would keep it. */
static bool write_out(const char *text, size_t len)
{
	while (len > 0) {
		ssize_t done = write(STDOUT_FILENO, text, len);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		text += done;
		len -= (size_t)done;
	}
	return true;
}

/* Prints a key in rows, and forgets what was printed. */
static bool print_key(const struct verification_key *key)
{
	char text[VERIFICATION_KEY_TEXT];
	verification_key_print(key, text);
	for (size_t row = 1; row <= ROWS; row++)
		text[row * ROW - 1] = '\n';
	bool printed = fflush(stdout) == 0 && write_out(text, sizeof text);
	explicit_bzero(text, sizeof text);
	return printed;
}

/* Says what the key is, and where to keep it. */
static void explain(const struct sealing *sealing)
{
	bool seen = isatty(STDOUT_FILENO) == 1;
	fprintf(stderr,
		"%sThe log is sealed from record %" PRIu64 " on (epoch %u).\n"
		"%s proves that nothing in it is missing or changed: write it\n"
		"down, or keep it on another machine. It is given only now, and not kept here.\n"
		"There, prove the log with:\n"
		"  keyhole log --raw | ssh AUDITOR keyhole verify --key FILE -\n",
		seen ? "\n" : "", sealing->key.first_seq, (unsigned)sealing->key.epoch,
		seen ? "Above is the key that" : "The key went to standard output: it");
	if (sealing->old_epoch > 0)
		fprintf(stderr,
			"The key of epoch %" PRIu64 " is still needed for the records before.\n",
			sealing->old_epoch);
	if (sealing->old_epoch > 0 && !sealing->handed_over)
		fputs("That epoch's key was lost on this machine: who began the new one can't be\n"
		      "proven, nor what was recorded meanwhile.\n",
			stderr);
}

/* Says why nothing was done. */
static int refuse(const struct sealing *sealing)
{
	char since[28];
	event_time_text(sealing->since, since);
	if (sealing->outcome == SEALING_NEVER)
		return admin_fail_words(EXIT_NO, "the log is not sealed; begin with: keyhole seal");
	if (sealing->outcome == SEALING_LOST)
		return admin_fail_words(EXIT_NO,
			"the log was sealed, and its key is lost; begin anew with: keyhole seal "
			"--renew");
	return admin_fail_words(EXIT_NO,
		"the log is sealed since %s (epoch %" PRIu64
		"); for another key: keyhole seal --renew",
		since, sealing->old_epoch);
}

/* Shows the key of a seal that was begun. */
static int show(const struct sealing *sealing)
{
	announce_line(&sealing->event);
	if (!print_key(&sealing->key))
		return admin_fail_words(EXIT_UNSURE,
			"standard output: %s; the log is sealed, but by a key that nobody has "
			"seen: make another one with: keyhole seal --renew",
			strerror(errno));
	explain(sealing);
	return EXIT_YES;
}

/* Seals the log. */
static int seal(const struct settings *settings, struct sealing *sealing)
{
	struct note note;
	CLEANUP(mac) struct mac *mac = NULL;
	struct append_place place = recording_place(settings);
	int r = mac_open(&mac, &note);
	const struct hash hash = {mac, mac_make};
	place.hash = &hash;
	if (r == 0)
		r = sealing_begin(&place, sealing, &note);
	if ((r == -EACCES || r == -EPERM) && geteuid() != 0)
		return admin_fail_words(EXIT_UNSURE, "only root can seal the log (%s)", note.text);
	if (r != 0)
		return admin_fail(EXIT_UNSURE, &note);
	if (note.text[0])
		admin_warn("%s", note.text);
	return sealing->outcome == SEALING_DONE ? show(sealing) : refuse(sealing);
}

/* Reads the option, then seals. */
static int run(struct admin *admin, int argc, char **argv)
{
	static const struct option options[] = {{"renew", no_argument, NULL, 'r'}, {0}};
	char by[OPERATOR_MAX];
	bool renew = false;
	for (int c; (c = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (c != 'r')
			return admin_usage_option(&verb_seal, options, argv, c);
		renew = true;
	}
	if (optind < argc)
		return admin_usage(&verb_seal, "\"%s\" is not an option", argv[optind]);
	CLEANUP(free) struct sealing *sealing = calloc(1, sizeof *sealing);
	if (!sealing)
		return admin_fail_words(EXIT_UNSURE, "there is no memory left");
	operator_name(by);
	sealing->renew = renew;
	sealing->by = view_of(by);
	sealing->audit_session = monitor_audit_session();
	int status = seal(&admin->settings, sealing);
	explicit_bzero(&sealing->key, sizeof sealing->key);
	return status;
}

const struct verb verb_seal = {
	.name = "seal",
	.arguments = "[--renew]",
	.summary = "seals the log, and shows once the key to prove it by",
	.help = "  --renew  begin anew with another key: the old one was lost, or seen by others\n"
		"\n"
		"Whoever becomes root later can't change what is recorded before without being\n"
		"found out by keyhole verify. The key is printed on standard output, four lines\n"
		"to write down, and kept nowhere on this machine.\n"
		"\n"
		"examples:\n"
		"  keyhole seal\n"
		"  keyhole seal --renew | ssh auditor 'cat >> keys/host1'\n",
	.changes = true,
	.run = run,
};
