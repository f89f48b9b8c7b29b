/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/hearing.h"

#include <errno.h>

/* Brings all lines of the block that have an end; what is left is in `rest`. */
static int bring_lines(struct hearing *hearing, struct view *rest, struct note *note)
{
	const char *newline;
	int r = 0;
	while (r == 0 && rest->len > 0 && (newline = memchr(rest->data, '\n', rest->len))) {
		struct view line = {rest->data, (size_t)(newline - rest->data)};
		if (hearing->inside || line.len >= EVENT_LINE_MAX)
			r = judge_piece(hearing->judge, (struct view){line.data, line.len + 1},
				!hearing->inside, note);
		else
			r = judge_line(hearing->judge, line, true, note);
		hearing->inside = false;
		*rest = view_skip(*rest, line.len + 1);
	}
	return r;
}

/* Brings what has no end in the block: as a piece if it is too long, or as the file's last line. */
static int bring_rest(
	struct hearing *hearing, const struct raw_block *block, struct view rest, struct note *note)
{
	int r = 0;
	if (rest.len > 0 && (hearing->inside || rest.len >= EVENT_LINE_MAX)) {
		r = judge_piece(hearing->judge, rest, !hearing->inside, note);
		hearing->inside = true;
	} else if (block->ends && rest.len > 0) {
		r = judge_line(hearing->judge, rest, false, note);
	} else if (!block->ends) {
		raw_keep(hearing->raw, rest.len);
	}
	if (block->ends)
		hearing->inside = false;
	return r;
}

/* Brings a block. */
static int bring(struct hearing *hearing, struct raw_block *block, struct note *note)
{
	struct view rest = block->bytes;
	if (block->begins)
		judge_file(hearing->judge, block->name);
	int r = bring_lines(hearing, &rest, note);
	if (r == 0 && block->fault == 0)
		r = bring_rest(hearing, block, rest, note);
	if (block->fault != 0) {
		if (block->fault == -EBADMSG)
			judge_damaged(hearing->judge);
		else
			judge_unread(hearing->judge);
		hearing->inside = false;
		hearing->unread = block->note;
	}
	return r;
}

/* Brings one block, or ends. */
int hearing_step(struct hearing *hearing, struct note *note)
{
	struct raw_block block;
	hearing->unread.text[0] = '\0';
	if (!raw_next(hearing->raw, &block))
		return judge_end(hearing->judge, note);
	int r = bring(hearing, &block, note);
	return r < 0 ? r : 1;
}
