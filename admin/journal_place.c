/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/journal.h"

#include <stddef.h>

/* The one path, whoever's PATH it is: root runs it. */
const char *journal_program(void)
{
	return "/usr/bin/journalctl";
}

/* Where systemd-journald(8) says. */
const char *const *journal_folders(void)
{
	static const char *const folders[] = {"/var/log/journal", "/run/log/journal", NULL};
	return folders;
}
