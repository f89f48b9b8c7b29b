/* SPDX-License-Identifier: Apache-2.0 */
/*
 * version.h – which version a module is, for whoever reads its file
 *
 * Shape:  the file has VERSION_MARK once, the version behind it, and a NUL: it can be read without
 *         loading the module, which may be another one than the program that asks.
 * Units:  none.
 * Memory: none.
 * Errors: none.
 * Source: the Makefile's VERSION.
 */
#ifndef KEYHOLE_COMMON_VERSION_H
#define KEYHOLE_COMMON_VERSION_H

/* In two parts, so that a program that looks for it does not have it itself. */
#define VERSION_MARK_BEGIN "pam_keyhole.so,"
#define VERSION_MARK_END " version "

#endif
