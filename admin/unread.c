/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/unread.h"

#include "admin/verb.h"

/* Counts, and names the first ones. */
void unread_add(struct unread *unread, const struct read_line *line)
{
	if (unread->count++ < UNREAD_NAMED)
		admin_warn("%s", line->note.text);
}

/* Names no more, but says how many. */
void unread_end(const struct unread *unread)
{
	if (unread->count > UNREAD_NAMED)
		admin_warn("%zu more lines of the log can't be read", unread->count - UNREAD_NAMED);
}
