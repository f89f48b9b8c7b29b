/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fault.h – functions of PAM and of the C library that fail when a case says so
 *
 * Shape:  the program's own definitions stand before the libraries'; they pass every call on, but
 *         one that the module itself makes while its fault is armed. syslog is written to
 *         world.syslog instead of the server's log, and the
 *         module's time since boot stands still but for fault_wait.
 * Units:  calls.
 * Memory: static.
 * Errors: a fault that was asked for and not hit fails the test.
 * Source: dlsym(3) RTLD_NEXT.
 */
#ifndef KEYHOLE_TESTS_PAM_FAULT_H
#define KEYHOLE_TESTS_PAM_FAULT_H

/** Lets calls of a function by the module fail from the next phase on. */
void fault_arm(const char *function);

/** Lets so many seconds pass for the module. */
void fault_wait(long seconds);

/** Ends all faults, and fails the test if one was never hit. */
void fault_disarm(void);

#endif
