/* SPDX-License-Identifier: Apache-2.0 */
#include "server/sshd_line.h"
#include "server/wiring.h"
#include "server/wiring_text.h"

#include <errno.h>

/* Goes up to the first Match: what stands below one is not for everybody. */
bool wiring_is_exclusive(struct view text)
{
	for (struct view line; sshd_line_next(&text, &line) && !sshd_line_is(line, "Match");)
		if (sshd_line_sets(line, "AuthorizedKeysFile", "none"))
			return true;
	return false;
}

/* Shuts users' own files, and opens that of the break-glass accounts. */
static void put_exclusive(FILE *stream, const struct wiring_choice *choice)
{
	fputs("# Keys are keyhole's alone: no file of a user's own counts.\n"
	      "AuthorizedKeysFile none\n"
	      "# But for these accounts, also while keyhole gives no answer. This is the end of "
	      "the "
	      "file: a Match lasts so far.\n"
	      "Match User ",
		stream);
	for (size_t i = 0; i < choice->break_glass->count; i++)
		fprintf(stream, "%s%s", i > 0 ? "," : "", choice->break_glass->item[i].data);
	fprintf(stream, "\n    AuthorizedKeysFile %s\n", choice->break_glass_keys);
}

/* Where the first Match of a text begins, or its end. */
static size_t match_begin(struct view text)
{
	struct view rest = text;
	for (struct view line; sshd_line_next(&rest, &line);)
		if (sshd_line_is(line, "Match"))
			return (size_t)(line.data - text.data);
	return text.len;
}

/* Adds to the installed text what is chosen. Lines of others come behind it, for the first value of a
 * keyword wins; what holds below a Match of theirs goes to the end. */
int wiring_sshd(const struct wiring_choice *choice, struct path_text *out, struct note *note)
{
	FILE *stream = wiring_text_begin(out, note);
	if (!stream)
		return -ENOMEM;
	wiring_text_put(stream, choice->base, true);
	if (!sshd_line_exists(choice->base, "RevokedKeys"))
		fprintf(stream,
			"# Keys that sshd itself refuses, in users' own files too. While this file "
			"is "
			"missing, it refuses every key.\nRevokedKeys %s\n",
			choice->revoked);
	size_t global = match_begin(choice->kept);
	wiring_text_put(stream, (struct view){choice->kept.data, global}, true);
	if (choice->exclusive)
		put_exclusive(stream, choice);
	wiring_text_put(stream, view_skip(choice->kept, global), true);
	return wiring_text_finish(stream, out, note);
}
