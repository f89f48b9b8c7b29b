/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/naming.h"

#include "admin/import/known.h"
#include "admin/store/roster.h"
#include "admin/verb.h"
#include "common/cleanup.h"

#include <stdio.h>

/* Judges both names. */
int naming_add(struct naming *naming, const char *given)
{
	const char *equals = strchr(given, '=');
	if (!equals || equals == given || equals[1] == '\0')
		return admin_usage(&verb_import,
			"--as: \"%s\" is not ACCOUNT=PERSON, as in root=alice", given);
	if (naming->count == NAMING_MAX)
		return admin_usage(&verb_import, "--as: more than %d of them", NAMING_MAX);
	naming->given[naming->count++] = given;
	return roster_sound(equals + 1, "a person");
}

/* Names the person of an account. */
static void name(struct source *source, const char *person)
{
	snprintf(source->person, sizeof source->person, "%.*s", ACCOUNT_NAME_MAX, person);
	source->named = strcmp(person, source->account) != 0;
}

/* The person that was given for an account, NULL where none was. */
static const char *find(const struct naming *naming, const char *account)
{
	size_t len = strlen(account);
	for (size_t i = 0; i < naming->count; i++)
		if (strncmp(naming->given[i], account, len) == 0 && naming->given[i][len] == '=')
			return naming->given[i] + len + 1;
	return NULL;
}

/* Whether an account of the command line has a source. */
static bool is_known(const struct source_list *sources, const char *given)
{
	size_t len = strcspn(given, "=");
	for (size_t i = 0; i < sources->count; i++)
		if (strlen(sources->item[i].account) == len &&
			strncmp(sources->item[i].account, given, len) == 0)
			return true;
	return false;
}

/* Asks until there is a sound answer; false where no more is to be asked. */
static bool ask(struct source *source)
{
	CLEANUP(free) char *answer = NULL;
	size_t room = 0;
	for (;;) {
		fprintf(stderr, "whose keys open the account %s? (. to ask no more) [%s] ",
			source->account, source->person);
		fflush(stderr);
		if (getline(&answer, &room, stdin) < 0 || strcmp(answer, ".\n") == 0)
			return false;
		answer[strcspn(answer, "\n")] = '\0';
		if (!answer[0])
			return true;
		if (roster_sound(answer, "a person") != EXIT_YES)
			continue;
		name(source, answer);
		return true;
	}
}

/* First what was given, then what is known or asked. */
int naming_apply(const struct naming *naming, struct source_list *sources, bool asks)
{
	for (size_t i = 0; i < naming->count; i++)
		if (!is_known(sources, naming->given[i]))
			return admin_usage(&verb_import,
				"--as %s: sshd reads no file of that account, or it is not among "
				"those to be imported",
				naming->given[i]);
	for (size_t i = 0; i < sources->count; i++) {
		struct source *source = &sources->item[i];
		const char *given = find(naming, source->account);
		const char *known = given ? given : known_person(source);
		if (known)
			name(source, known);
		if (!given && asks && source_taken(source) > 0)
			asks = ask(source);
	}
	return EXIT_YES;
}
