/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)
#define PAUSE (SECOND / 10)

/* What the clock says that nobody sets. */
static int64_t now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * SECOND + time.tv_nsec;
}

/* Notes when the first second is over. */
struct progress progress_begin(const char *what)
{
	return (struct progress){
		.what = what, .terminal = isatty(STDERR_FILENO) == 1, .next = now() + SECOND};
}

/* Shows the part that is done. A log that grows meanwhile is never more than read. */
void progress_show(void *context, uint64_t done, uint64_t total)
{
	struct progress *progress = context;
	if (!progress->terminal || total == 0)
		return;
	int64_t time = now();
	if (time < progress->next)
		return;
	progress->next = time + PAUSE;
	double part = done < total ? (double)done / (double)total : 1;
	int width = fprintf(stderr, "\rkeyhole: %s: %d %%", progress->what, (int)(100 * part)) - 1;
	progress->shown = width > progress->shown ? width : progress->shown;
	fflush(stderr);
}

/* Writes spaces over it. */
void progress_hide(struct progress *progress)
{
	if (progress->shown > 0)
		fprintf(stderr, "\r%*s\r", progress->shown, "");
	progress->shown = 0;
}
