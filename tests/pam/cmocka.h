/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmocka.h – cmocka's header, with those that it needs before it
 *
 * Shape:  include this instead of <cmocka.h>.
 * Units:  none.
 * Memory: none.
 * Errors: none.
 * Source: cmocka's own documentation, "Using CMocka".
 */
#ifndef KEYHOLE_TESTS_PAM_CMOCKA_H
#define KEYHOLE_TESTS_PAM_CMOCKA_H

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#endif
