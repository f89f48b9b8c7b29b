/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sandbox.h – what the command may touch once it has read its settings
 *
 * Shape:  reading files below the store's folders, /proc and the time zone; appending to
 * offers.jsonl; nothing else: no other file, no TCP, no new privileges, no new process. By
 * landlock, as far as the kernel knows it; without it the rest still holds. Units:  none. Memory:
 * the whole process. Errors: none: what can't be had is gone without, since refusing all keys would
 * be worse. Source: landlock(7). By system call: there is no library for it in Debian.
 */
#ifndef KEYHOLE_KEYS_COMMAND_SANDBOX_H
#define KEYHOLE_KEYS_COMMAND_SANDBOX_H

#include "common/settings.h"

/** Enters the sandbox; there is no way back. */
void sandbox_enter(const struct settings *settings);

#endif
