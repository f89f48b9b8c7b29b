/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/interruption.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

/* A write to a terminal or a pipe that is gone fails, which is enough. */
static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGPIPE};

#define SIGNALS (sizeof signals / sizeof *signals)

static volatile sig_atomic_t came;
static struct sigaction before[SIGNALS]; /* as they were when it began */
static bool known;

/* Takes note. */
static void take_note(int number)
{
	if (number != SIGPIPE && number != SIGTSTP)
		came = number;
}

/* Learns how they were. */
static void learn(void)
{
	for (size_t i = 0; !known && i < SIGNALS; i++)
		sigaction(signals[i], NULL, &before[i]);
	known = true;
}

/* Sets all of them but those that are ignored already (nohup); calls go on where one came. */
static void set(void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
	sigemptyset(&action.sa_mask);
	learn();
	for (size_t i = 0; i < SIGNALS; i++)
		if (before[i].sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
}

/* By a function, which no program that is started inherits. */
void interruption_catch(void)
{
	came = 0;
	set(take_note);
}

/* By none, which it does. */
void interruption_ignore(void)
{
	set(SIG_IGN);
}

/* Gives them back. */
void interruption_leave(void)
{
	learn();
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &before[i], NULL);
}

/* Says which. */
int interruption_check(struct note *note)
{
	if (came == 0)
		return 0;
	return note_set(note, -EINTR, "%s",
		came == SIGHUP   ? "the terminal was closed"
		: came == SIGINT ? "it was interrupted"
				 : "it was told to end");
}
