/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sshd_log_line.h – one entry of the journal, as journalctl writes it
 *
 * Shape:  an object of JSON with MESSAGE, _PID, _BOOT_ID and __REALTIME_TIMESTAMP, all texts;
 *         MESSAGE is an array of bytes where it is not UTF-8. What is no such entry says nothing.
 * Units:  microseconds since 1970.
 * Memory: texts are in the line.
 * Errors: whether the entry says something (sshd_says.h).
 * Source: systemd's Journal Export Formats, "Journal JSON Format".
 */
#ifndef KEYHOLE_ADMIN_LOG_SSHD_LOG_LINE_H
#define KEYHOLE_ADMIN_LOG_SSHD_LOG_LINE_H

#include "admin/log/sshd_log.h"

/** Reads an entry, which is shorter than SSHD_LOG_LINE_MAX. */
bool sshd_log_line_read(struct view text, struct sshd_log_line *line);

#endif
