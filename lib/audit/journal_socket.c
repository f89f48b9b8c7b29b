/* SPDX-License-Identifier: Apache-2.0 */
/* On a file of its own, so that tests can link another answer (journal.h). */
#include "audit/journal.h"

/* The usual path; in a unit with a journal namespace it leads to that one. */
const char *journal_socket(void)
{
	return "/run/systemd/journal/socket";
}
