/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guest.h – what a guest in sshd has to leave as it found it
 *
 * Shape:  open descriptors and what they lead to, environment, umask, working folder, signal
 *         handlers, signal mask, timers, threads, identity with the file-system ids and groups,
 *         resource limits, locale; and of PAM's handle the user, service and environment.
 * Units:  one text of lines "what: value".
 * Memory: held by value.
 * Errors: what differs fails the test, both lines shown.
 * Source: none.
 */
#ifndef KEYHOLE_TESTS_PAM_GUEST_H
#define KEYHOLE_TESTS_PAM_GUEST_H

#include "tests/pam/world.h"

/** Notes how everything is. */
void guest_arrives(struct world_text *before);

/** Compares it with how it is now. */
void guest_leaves(const struct world_text *before);

#endif
