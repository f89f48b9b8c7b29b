/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reload.h – having the sshd that runs read its configuration anew, and seeing that it did
 *
 * Shape:  by systemd where ssh.service or sshd.service is active there; else by SIGHUP to the process
 *         of sshd's pid file, which MUST be an sshd by its program. It is reloaded, not restarted:
 *         with a configuration that it can't read it goes on with the old one. It has done it when
 *         its pid file was written anew, it answers with its banner, and sshd -T says what is
 *         expected. Where systemd listens for it (ssh.socket), one that runs is restarted instead, which
 *         its sessions outlive, and one that does not is started; where one is started for each
 *         connection there is nothing to reload. Every wait has an end.
 * Units:  milliseconds.
 * Memory: none is kept.
 * Errors: 0; -ESRCH no sshd runs; -errno.
 * Source: sshd(8) SIGHUP; systemctl(1) reload.
 */
#ifndef KEYHOLE_ADMIN_ENABLE_RELOAD_H
#define KEYHOLE_ADMIN_ENABLE_RELOAD_H

#include "common/note.h"

#include <stdbool.h>
#include <sys/types.h>

#define RELOAD_WAIT_MS 15000
#define RELOAD_PID "/run/sshd.pid" /* where no PidFile says otherwise */
#define RELOAD_SYSTEMD "/run/systemd/system"

/** Has it read its configuration: after 0 every new connection goes by what is there now. From a unit
 *  that systemd starts sshd after (`starts`) it is told without systemd, which would wait for that
 *  unit to end first. */
int reload_tell(bool starts, struct note *note);

/** Whether systemd listens for it, so that one comes with the next connection. */
bool reload_is_awaited(void);

/** The process of the sshd that takes connections, 0 where systemd alone does. */
pid_t reload_listener(void);

/** Looks whether it answers, and whether it asks keyhole as it is to (`ours`). */
int reload_judge(bool ours, struct note *note);

/** Does both; `ours` tells whether it is to ask keyhole after it. */
int reload_sshd(bool ours, struct note *note);

#endif
