/* SPDX-License-Identifier: Apache-2.0 */
/* Linked into the tests in place of lib/audit/journal_socket.c: no test speaks to the journal or to
 * the syslog of the machine that it runs on. */
#include "audit/journal.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>

/* The test's own socket. */
const char *journal_socket(void)
{
	static char path[PATH_MAX];
	const char *folder = getenv("KEYHOLE_TEST_DIR");
	snprintf(path, PATH_MAX, "%s/journal", folder ? folder : "/nonexistent");
	return path;
}

/* What syslog(3) is without fortification, and keeps still; a test may have another one. */
__attribute__((weak, format(printf, 2, 3))) void(syslog)(int pri, const char *fmt, ...)
{
	(void)pri, (void)fmt;
}

__attribute__((format(printf, 3, 4))) void __syslog_chk(int pri, int flag, const char *fmt, ...);

/* What it is with it. */
__attribute__((weak)) void __syslog_chk(int pri, int flag, const char *fmt, ...)
{
	(void)pri, (void)flag, (void)fmt;
}
