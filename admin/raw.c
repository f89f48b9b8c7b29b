/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/raw.h"

#include "admin/verb.h"
#include "audit/append.h"
#include "audit/raw.h"
#include "common/cleanup.h"

#include <errno.h>

/* Prints block after block. */
int raw_print(const char *log_dir, struct note *note)
{
	CLEANUP(raw) struct raw *raw = NULL;
	struct raw_block block;
	int fault = 0, r = raw_open_log(log_dir, APPEND_LOGINS, &raw, note);
	while (r == 0 && raw_next(raw, &block)) {
		fwrite(block.bytes.data, 1, block.bytes.len, stdout);
		if (ferror(stdout))
			r = note_errno(note, -errno, "standard output");
		if (block.fault != 0)
			fault = note_set(note, -EIO, "%s", block.note.text);
	}
	return r == 0 ? fault : r;
}
