/* SPDX-License-Identifier: Apache-2.0 */
#include "common/account.h"

#include "common/reason.h"

/* Whether a byte is an ASCII letter or digit, whatever the locale. */
static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Whether a name is sound, byte by byte. */
int account_name_check(struct view name, struct note *note)
{
	if (name.len == 0)
		return note_set(note, REASON_BAD_NAME, "the name is empty");
	if (name.len > ACCOUNT_NAME_MAX)
		return note_set(note, REASON_BAD_NAME,
			"the name has %zu bytes, keyhole takes at most %d", name.len,
			ACCOUNT_NAME_MAX);
	for (size_t i = 0; i < name.len; i++) {
		char c = name.data[i];
		if (is_alnum(c) || c == '_' || (i > 0 && c != '\0' && strchr(".-@+$", c)))
			continue;
		return note_set(note, REASON_BAD_NAME,
			"byte %zu of the name is not allowed there: a name has letters, digits and "
			"_ . - @ + $, and begins with a letter, a digit or _",
			i + 1);
	}
	return 0;
}
