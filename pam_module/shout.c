/* SPDX-License-Identifier: Apache-2.0 */
#include "pam_module/shout.h"

#include "audit/plain.h"

#include <security/pam_ext.h>
#include <stdarg.h>
#include <stdio.h>

/* Formats the line, makes it harmless and hands it to PAM. */
void shout(const pam_handle_t *pamh, int priority, const char *format, ...)
{
	char raw[2 * SHOUT_MAX], line[SHOUT_MAX];
	va_list args;
	va_start(args, format);
	vsnprintf(raw, sizeof raw, format, args);
	va_end(args);
	plain_copy(view_of(raw), line, sizeof line);
	pam_syslog(pamh, priority, "%s", line);
}
