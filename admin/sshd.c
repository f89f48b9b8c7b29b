/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/sshd.h"

#include "common/cleanup.h"

#include <errno.h>
#include <string.h>

/* Reads "[::]:22" or "0.0.0.0:22". */
static void read_listen(const char *value, struct sshd *sshd)
{
	const char *colon = strrchr(value, ':');
	size_t bracket = value[0] == '[';
	if (!colon || sshd->listen_count == SSHD_LISTEN_MAX ||
		(size_t)(colon - value) < 2 * bracket + 1)
		return;
	size_t len = (size_t)(colon - value) - 2 * bracket;
	struct sshd_listen *listen = &sshd->listen[sshd->listen_count];
	unsigned long port = strtoul(colon + 1, NULL, 10);
	if (len >= sizeof listen->address || port == 0 || port > 65535)
		return;
	memcpy(listen->address, value + bracket, len);
	listen->address[len] = '\0';
	listen->port = (unsigned)port;
	sshd->listen_count++;
}

/* Whether a command line's program is keyhole-keys, wherever it lies. */
static bool is_keyhole(const char *command)
{
	size_t len = strcspn(command, " \t"), name = sizeof SSHD_COMMAND - 1;
	return len > name && command[len - name - 1] == '/' &&
	       strncmp(command + len - name, SSHD_COMMAND, name) == 0;
}

/* Reads one line, a keyword in lower case and its value. */
static void read_line(char *line, struct sshd *sshd)
{
	char *value = strchr(line, ' ');
	if (!value)
		return;
	*value++ = '\0';
	if (strcmp(line, "listenaddress") == 0)
		read_listen(value, sshd);
	else if (strcmp(line, "pubkeyauthentication") == 0)
		sshd->takes_keys = strcmp(value, "yes") == 0;
	else if (strcmp(line, "authorizedkeyscommand") == 0)
		snprintf(sshd->command, sizeof sshd->command, "%s", value);
	else if (strcmp(line, "authorizedkeysfile") == 0 && strcmp(value, "none") != 0)
		snprintf(sshd->own_files, sizeof sshd->own_files, "%s", value);
	else if (strcmp(line, "revokedkeys") == 0 && strcmp(value, "none") != 0)
		snprintf(sshd->revoked_keys, sizeof sshd->revoked_keys, "%s", value);
}

/* Reads line by line; the answer counts if it has what every sshd says. */
void sshd_read(char *text, struct sshd *sshd)
{
	char *rest = NULL;
	*sshd = (struct sshd){.known = false};
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		read_line(line, sshd);
	sshd->known = sshd->command[0] != '\0' && sshd->listen_count > 0;
	sshd->asks_keyhole = is_keyhole(sshd->command);
}

/* Runs sshd's own test for a connection. */
int sshd_test(const char *program, const char *connection, struct child_said *said)
{
	CLEANUP(free) char *name = strdup(program);
	CLEANUP(free) char *asked = connection ? strdup(connection) : NULL;
	char test[] = "-T", of[] = "-C";
	if (!name || (connection && !asked))
		return -ENOMEM;
	char *argv[] = {name, test, asked ? of : NULL, asked, NULL};
	return child_run(argv, NULL, said);
}

/* What a script lacks that takes sshd's place is not said to be sshd. */
void sshd_say_fault(const char *program, int fault, struct note *note)
{
	if (fault == -ENOENT && access(program, F_OK) != 0)
		note_set(note, fault,
			"there is no %s: without it nobody gets in; mend it with: apt-get install "
			"openssh-server",
			program);
	else
		note_set(note, fault, "%s -T can't be run: %s", program, strerror(-fault));
}

/* Reads its answer. */
void sshd_ask(const char *program, const char *account, struct sshd *sshd)
{
	*sshd = (struct sshd){.known = false};
	CLEANUP(child) struct child_said said = {.output = NULL};
	char connection[256];
	snprintf(connection, sizeof connection, "user=%s,host=localhost,addr=127.0.0.1", account);
	if (sshd_test(program, connection, &said) == 0 && said.status == 0)
		sshd_read(said.output, sshd);
}

/* Looks for the address itself, or for all of its family. */
unsigned sshd_port(const struct sshd *sshd, const char *address)
{
	const char *all = strchr(address, ':') ? "::" : "0.0.0.0";
	for (size_t i = 0; i < sshd->listen_count; i++)
		if (strcmp(sshd->listen[i].address, address) == 0 ||
			strcmp(sshd->listen[i].address, all) == 0)
			return sshd->listen[i].port;
	return 0;
}
