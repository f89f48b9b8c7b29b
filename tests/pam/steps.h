/* SPDX-License-Identifier: Apache-2.0 */
/*
 * steps.h – what the lines of a case do
 *
 * Shape:  `given …` prepares the world, `phase …` calls PAM, `expect …` looks at what came of it.
 * The words of each are in the tables of given.c, phase.c and expect.c, and in README.md of this
 * folder. Units:  none. Memory: `rest` is the line behind its first word. Errors: false: the line
 * is not understood. What is not as expected fails the test. Source: none.
 */
#ifndef KEYHOLE_TESTS_PAM_STEPS_H
#define KEYHOLE_TESTS_PAM_STEPS_H

#include <stdbool.h>

/** Prepares something. */
bool step_given(const char *rest);

/** Runs a phase. */
bool step_phase(const char *rest);

/** Looks at something. */
bool step_expect(const char *rest);

#endif
