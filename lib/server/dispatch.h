/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dispatch.h – what PAM makes of the answers of its modules
 *
 * Shape:  the lines are gone through in their order; each line's control says what an answer means:
 *         ok, done, bad, die, ignore, reset, or a number of lines to pass over. A line that is
 *         broken, and a control that can't be read, fail.
 * Units:  PAM's own numbers: PAM_SUCCESS, PAM_PERM_DENIED, PAM_MODULE_UNKNOWN …
 * Memory: none.
 * Errors: none: PAM_PERM_DENIED stands for what can't be used.
 * Source: pam.conf(5); Linux-PAM libpam/pam_dispatch.c:_pam_dispatch_aux.
 */
#ifndef KEYHOLE_SERVER_DISPATCH_H
#define KEYHOLE_SERVER_DISPATCH_H

#include "server/stack.h"

/** What the module of a line answers. */
typedef int (*dispatch_answer)(void *context, const struct stack_line *line);

struct dispatch {
	int status;                     /* what PAM answers in the end */
	const struct stack_line *blame; /* the line by which it is not PAM_SUCCESS, NULL: none */
};

/** Goes through a stack. */
struct dispatch dispatch_run(const struct stack *stack, dispatch_answer answer, void *context);

/** Whether an answer of a line's module would keep out, if all others agree. */
bool dispatch_denies(const struct stack_line *line, int answer);

#endif
