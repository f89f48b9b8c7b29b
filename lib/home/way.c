/* SPDX-License-Identifier: Apache-2.0 */
#include "home/way.h"

#include "home/finding.h"

#include <errno.h>
#include <string.h>

/* Leaves an empty text. */
void way_clear(struct way *way)
{
	way->text[0] = '\0';
	way->next = way->text;
}

/* Moves what is left behind the new text and a slash. */
int way_put(struct way *way, const char *path, struct note *note)
{
	size_t len = strlen(path), left = strlen(way->next);
	if (len + 1 + left >= sizeof way->text)
		return finding_fault(note, -ENAMETOOLONG, path);
	memmove(way->text + len + 1, way->next, left + 1);
	memcpy(way->text, path, len);
	way->text[len] = '/';
	way->next = way->text;
	return 0;
}

/* Ends the name with a NUL where its slash was. */
const char *way_take(struct way *way)
{
	for (;;) {
		way->next += strspn(way->next, "/");
		char *name = way->next;
		way->next += strcspn(name, "/");
		if (way->next == name)
			return NULL;
		if (*way->next != '\0')
			*way->next++ = '\0';
		if (strcmp(name, ".") != 0)
			return name;
	}
}
