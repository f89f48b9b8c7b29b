/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/origins.h"

#include "admin/verb.h"
#include "common/cleanup.h"
#include "keys/address_list.h"
#include "keys/ascii.h"

#include <errno.h>

/* Puts a comma between. An empty one would be no limit at all. */
int origins_add(char list[ORIGINS_MAX], const char *more, struct note *note)
{
	size_t len = strlen(list);
	if (!more[0])
		return note_set(note, -EINVAL, "--from: \"\" is no address");
	int added = snprintf(list + len, ORIGINS_MAX - len, "%s%s", len > 0 ? "," : "", more);
	return added >= 0 && (size_t)added < ORIGINS_MAX - len
		       ? 0
		       : note_set(note, -EINVAL, "--from: the list is too long");
}

/* Asks the reader of from=. */
int origins_check(const char *list, struct note *note)
{
	if (options_from_valid(view_of(list)))
		return 0;
	return note_set(note, -EINVAL,
		"--from: \"%s\" is no list of addresses like 10.0.0.0/8,192.168.1.7", list);
}

/* Whether a pattern can't be one of addresses: no address has such letters, or such without a colon,
 * which a star may stand for. */
static bool is_name(struct view pattern)
{
	bool letters = false, dots = false, colons = false, stars = false;
	for (size_t i = 0; i < pattern.len; i++) {
		char c = pattern.data[i];
		if (strchr("-_", c) || (ascii_alnum(c) && !strchr("0123456789abcdefABCDEF", c)))
			return true;
		letters = letters || (ascii_alnum(c) && !strchr("0123456789", c));
		dots = dots || c == '.';
		colons = colons || c == ':';
		stars = stars || c == '*';
	}
	return letters && !colons && (dots || !stars);
}

/* Looks at the patterns of the list. */
void origins_warn(struct view list)
{
	struct note ignored;
	CLEANUP(free) struct address_list *addresses = malloc(sizeof *addresses);
	if (!addresses || address_list_parse(list, addresses, &ignored) != 0)
		return;
	for (size_t i = 0; i < addresses->count; i++) {
		const struct address *item = &addresses->item[i];
		if (item->family == ADDRESS_PATTERN && is_name(item->text))
			admin_warn("%.*s is a name: sshd compares names only where its UseDNS is "
				   "yes, which it is not by default; without that no login comes "
				   "from there: write addresses",
				(int)item->text.len, item->text.data);
	}
}
