/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/unread.h"

#include "admin/verb.h"

/* Counts, and keeps the words of the first ones. */
void unread_add(struct unread *unread, const struct read_line *line)
{
	if (unread->count < UNREAD_NAMED)
		unread->named[unread->count] = line->note;
	unread->count++;
}

/* Names the first ones, and says how many more there are. */
void unread_end(const struct unread *unread)
{
	for (size_t i = 0; i < unread->count && i < UNREAD_NAMED; i++)
		admin_warn("%s", unread->named[i].text);
	if (unread->count > UNREAD_NAMED)
		admin_warn("%zu more lines of the log can't be read", unread->count - UNREAD_NAMED);
}
