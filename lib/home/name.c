/* SPDX-License-Identifier: Apache-2.0 */
#include "home/name.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>

/* Enough for any line of a passwd file that people wrote. */
#define BUFFER_SIZE 8192

/* Whether a name means the same in a command line, and can't be taken for an option. */
static bool is_plain(const char *text)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	return text[0] != '-' && text[strspn(text, letters)] == '\0';
}

/* Writes name and number where each belongs. */
void name_set(struct name *name, const char *text, unsigned long number)
{
	(void)snprintf(name->word, sizeof name->word, "%lu", number);
	memcpy(name->text, name->word, sizeof name->text);
	size_t len = strlen(text);
	name->known = len > 0 && len < sizeof name->text;
	if (!name->known)
		return;
	memcpy(name->text, text, len + 1);
	if (is_plain(text))
		memcpy(name->word, text, len + 1);
}

/* Asks the name service once, with a bounded buffer. */
void name_of_user(uid_t uid, struct name *name)
{
	char buffer[BUFFER_SIZE];
	struct passwd entry, *found = NULL;
	bool known = getpwuid_r(uid, &entry, buffer, sizeof buffer, &found) == 0 && found;
	name_set(name, known ? found->pw_name : "", uid);
}
