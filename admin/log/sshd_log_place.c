/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/sshd_log.h"

#include <stddef.h>

/* The one path, whoever's PATH it is: root runs it. */
const char *sshd_log_program(void)
{
	return "/usr/bin/journalctl";
}

/* Where systemd-journald(8) says. */
const char *const *sshd_log_folders(void)
{
	static const char *const folders[] = {"/var/log/journal", "/run/log/journal", NULL};
	return folders;
}
