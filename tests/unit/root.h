/* SPDX-License-Identifier: Apache-2.0 */
/*
 * root.h – tests that can only be played by root
 *
 * Shape:  `if (without_root(__func__)) return;` – the rest of the test is left out, and standard error
 *         says so: cmocka's own skip() counts as a failure under prove.
 */
#ifndef KEYHOLE_TESTS_UNIT_ROOT_H
#define KEYHOLE_TESTS_UNIT_ROOT_H

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

/* Whether this is not root; then the test is named as skipped. */
static inline bool without_root(const char *test)
{
	if (geteuid() == 0)
		return false;
	fprintf(stderr, "SKIPPED, since it needs root: %s\n", test);
	return true;
}

#endif
