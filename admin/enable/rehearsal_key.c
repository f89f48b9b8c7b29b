/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/rehearsal_key.h"

#include "admin/sshd.h"
#include "admin/store/given.h"
#include "common/cleanup.h"
#include "server/placing.h"

#include <errno.h>
#include <time.h>

#define KEYGEN "/usr/bin/ssh-keygen"
#define ACCEPTED "pubkeyacceptedalgorithms"

/* What can be made without a device, the quickest first. */
static const struct {
	const char *name;
	unsigned bits;
	const char *type;          /* as key_types has it */
	const char *algorithms[3]; /* any of which will do */
} table[] = {{"ed25519", 256, "ssh-ed25519", {"ssh-ed25519"}},
	{"ecdsa", 256, "ecdsa-sha2-nistp256", {"ecdsa-sha2-nistp256"}},
	{"rsa", REHEARSAL_KEY_BITS, "ssh-rsa", {"rsa-sha2-512", "rsa-sha2-256"}}};

/* Whether sshd takes one of some algorithms; one that does not say which takes all. */
static bool accepts(const struct effective *effective, const char *const algorithms[3])
{
	const char *list = effective_value(effective, ACCEPTED);
	for (size_t i = 0; list && i < 3 && algorithms[i]; i++) {
		size_t len = strlen(algorithms[i]);
		for (const char *at = list; (at = strstr(at, algorithms[i])); at += len)
			if ((at == list || at[-1] == ',') && (at[len] == '\0' || at[len] == ','))
				return true;
	}
	return !list;
}

/* The greater of two numbers. */
static unsigned at_least(unsigned number, unsigned long other)
{
	return other > number ? (unsigned)other : number;
}

/* Goes through the table. */
int rehearsal_key_choose(const struct settings *settings, const struct effective *effective,
	struct rehearsal_key_type *type, struct note *note)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		if (!settings_list_has(&settings->key_types, view_of(table[i].type)) ||
			!accepts(effective, table[i].algorithms))
			continue;
		*type = (struct rehearsal_key_type){table[i].name, table[i].bits};
		if (strcmp(table[i].name, "rsa") == 0)
			type->bits = at_least(at_least(type->bits, settings->rsa_min_bits),
				effective_number(effective, "requiredrsasize"));
		return 0;
	}
	const char *list = effective_value(effective, ACCEPTED);
	return note_set(note, -ENOTSUP,
		"that you still get in can't be proven: no type of key that ssh-keygen makes "
		"without a device is in both key_types of keyhole.conf and sshd's "
		"PubkeyAcceptedAlgorithms (%s); allow ssh-ed25519 in both while you enable it",
		list ? list : "all");
}

/* Asks sshd what it takes for the account, then chooses. */
static int find_type(const struct settings *settings, const char *account, long long end,
	struct rehearsal_key_type *type, struct note *note)
{
	CLEANUP(child) struct child_said said = {.output = NULL};
	CLEANUP(free) struct effective *effective = malloc(sizeof *effective);
	char connection[600], program[] = SSHD_PROGRAM, test[] = "-T", of[] = "-C";
	char *argv[] = {program, test, of, connection, NULL};
	snprintf(connection, sizeof connection, "user=%s,host=localhost,addr=127.0.0.1", account);
	int r = effective ? child_run_for(argv, NULL, end - child_clock(), &said) : -ENOMEM;
	if (r != 0)
		return note_errno(note, r, SSHD_PROGRAM " -T");
	if (said.status != 0)
		return note_set(note, -EINVAL, "sshd -T refuses what is planned: %.*s",
			(int)strcspn(said.errors, "\r\n"), said.errors);
	r = effective_read(said.output, effective, note);
	return r == 0 ? rehearsal_key_choose(settings, effective, type, note) : r;
}

/* Reads the public half. */
static int learn(struct rehearsal_key *key, struct note *note)
{
	struct given given;
	char file[80];
	snprintf(file, sizeof file, "%s.pub", key->file);
	int r = given_read(file, &given, note);
	memcpy(key->fingerprint, given.fingerprint, sizeof key->fingerprint);
	given_free(&given);
	return r == 0 ? placing_read(file, &key->line, note) : r;
}

/* Runs ssh-keygen. */
static int make(const struct rehearsal_key_type *type, struct rehearsal_key *key, long long end,
	struct note *note)
{
	CLEANUP(child) struct child_said said = {.output = NULL};
	char program[] = KEYGEN, quiet[] = "-q", of[] = "-t", name[16], length[] = "-b", bits[16],
	     phrase[] = "-N", none[] = "", comment[] = "-C", file[] = "-f";
	char *argv[] = {program, quiet, of, name, length, bits, phrase, none, comment, key->person,
		file, key->file, NULL};
	snprintf(name, sizeof name, "%s", type->name);
	snprintf(bits, sizeof bits, "%u", type->bits);
	int r = child_run_for(argv, NULL, end - child_clock(), &said);
	if (r != 0)
		return note_errno(note, r, KEYGEN);
	return said.status == 0 ? 0
				: note_set(note, -EIO, KEYGEN " failed: %.*s",
					  (int)strcspn(said.errors, "\r\n"), said.errors);
}

/* Chooses, makes, reads. */
int rehearsal_key_make(const struct settings *settings, const char *account, const char *file,
	long long end, struct rehearsal_key *key, struct note *note)
{
	struct rehearsal_key_type type;
	struct timespec now;
	*key = (struct rehearsal_key){.line = {NULL, 0}};
	clock_gettime(CLOCK_REALTIME, &now);
	snprintf(key->file, sizeof key->file, "%s", file);
	snprintf(key->person, sizeof key->person, REHEARSAL_PERSON "-%06lx",
		(unsigned long)((now.tv_nsec / 1000 + now.tv_sec) & 0xffffff));
	int r = find_type(settings, account, end, &type, note);
	if (r == 0)
		r = make(&type, key, end, note);
	return r == 0 ? learn(key, note) : r;
}
