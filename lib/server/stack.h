/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stack.h – the lines of one phase of a PAM service
 *
 * Shape:  PHASE CONTROL MODULE [ARGUMENT...], with `@include`, `include` and `substack` followed; a
 *         backslash at the end of a line goes on with the next, # begins a comment. A service that
 *         has no line of a phase has those of the service `other`. The lines of a substack stand
 *         one level deeper, behind a line that stands for it. A line that PAM can't use is
 *         `broken`: it fails whenever it is reached.
 * Units:  lines count from 1.
 * Memory: malloc'ed; stack_free gives it back.
 * Errors: 0 or -errno: -ENOENT where neither the service nor `other` is there; -EBADMSG where a file
 *         that an @include names can't be read: PAM then refuses everybody.
 * Source: pam.conf(5); Linux-PAM libpam/pam_handlers.c, and Debian's @include.
 */
#ifndef KEYHOLE_SERVER_STACK_H
#define KEYHOLE_SERVER_STACK_H

#include "common/note.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#define STACK_FOLDER "/etc/pam.d"
#define STACK_OTHER "other"
#define STACK_DEPTH_MAX 16
#define STACK_LINES_MAX 512
#define STACK_WORD_MAX 256

struct stack_line {
	char file[STACK_WORD_MAX]; /* in which it stands */
	unsigned number;
	unsigned level; /* of substacks around it */
	bool substack;  /* it only stands for the lines behind it */
	bool broken;
	char control[STACK_WORD_MAX];   /* "required", "[success=ok default=bad]" */
	char module[STACK_WORD_MAX];    /* "pam_unix.so", or a path */
	char arguments[STACK_WORD_MAX]; /* of the module */
};

struct stack {
	size_t count;
	struct stack_line *line;
};

/** Reads a phase ("account", "session") of a service from a folder. */
int stack_read(const char *folder, const char *service, const char *phase, struct stack *stack,
	struct note *note);

/** Gives it back. */
void stack_free(struct stack *stack);

/** For CLEANUP(stack). */
static inline void cleanup_stack(struct stack *stack)
{
	stack_free(stack);
}

/** Whether a line's module has this name: "pam_unix.so", wherever it lies. */
bool stack_is(const struct stack_line *line, const char *module);

/** The value of an argument NAME=VALUE, written into `value`; false where there is none. */
bool stack_argument(const struct stack_line *line, const char *name, char value[STACK_WORD_MAX]);

/** The path of a line's module, in the folders in which PAM looks; false where it is not there. */
bool stack_module_path(const struct stack_line *line, char path[PATH_MAX]);

/** Whether the file of a line's module is there. */
bool stack_module_exists(const struct stack_line *line);

#endif
