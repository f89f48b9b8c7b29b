/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/raw.h"

#include "admin/verb.h"
#include "audit/append.h"
#include "audit/raw.h"
#include "common/cleanup.h"

#include <errno.h>

/* Prints a block. A file whose last record lacks its newline gets it here, or else the first line of the
 * next one would be the end of its own; what was torn is ended in there already. */
static void put(const struct raw_block *block, char *last)
{
	struct view bytes = block->bytes;
	if (bytes.len == 0)
		return;
	if (block->begins && *last != '\n' && bytes.data[0] != '\n')
		putchar('\n');
	fwrite(bytes.data, 1, bytes.len, stdout);
	*last = bytes.data[bytes.len - 1];
}

/* Prints block after block. */
int raw_print(const char *log_dir, struct note *note)
{
	CLEANUP(raw) struct raw *raw = NULL;
	struct raw_block block;
	char last = '\n';
	int fault = 0, r = raw_open_log(log_dir, APPEND_LOGINS, &raw, note);
	while (r == 0 && raw_next(raw, &block)) {
		put(&block, &last);
		if (ferror(stdout))
			r = note_errno(note, -errno, "standard output");
		if (block.fault != 0)
			fault = note_set(note, -EIO, "%s", block.note.text);
	}
	return r == 0 ? fault : r;
}
