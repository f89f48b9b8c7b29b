/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/unsealed.h"

#include "audit/append.h"
#include "audit/files.h"
#include "audit/last.h"
#include "common/cleanup.h"

#include <errno.h>

/* By the epoch of the last record that can be read. */
int unsealed_newest(const char *log_dir)
{
	CLEANUP(files) struct files files = {NULL, 0};
	struct last last;
	struct note unread;
	if (files_open(log_dir, APPEND_LOGINS, &files, &unread) != 0)
		return -ENOENT;
	for (size_t i = files.count; i-- > 0;) {
		const struct files_one *file = &files.list[i];
		if (file->fault == 0 && !file->compressed &&
			last_find(file->fd, (off_t)file->size, &last) == 0 && last.seq > 0)
			return last.epoch != EVENT_UNKNOWN;
	}
	return -ENOENT;
}

/* Asks the terminal first, then the log. */
void unsealed_tell(const char *log_dir)
{
	if (isatty(STDERR_FILENO) != 1 || unsealed_newest(log_dir) != 0)
		return;
	fflush(stdout);
	fputs("keyhole: the log is not sealed: whoever becomes root can change it unseen;\n"
	      "to seal it: keyhole seal\n",
		stderr);
}
