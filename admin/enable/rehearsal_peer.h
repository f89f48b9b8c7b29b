/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rehearsal_peer.h – whose the other end of a connection over loopback is
 *
 * Shape:  a connection that was accepted over IPv4 from this very machine. The kernel lists both of
 *         its ends with the user who made each.
 * Units:  none.
 * Memory: none is kept.
 * Errors: none: what can't be told is nobody's.
 * Source: proc(5) /proc/net/tcp.
 */
#ifndef KEYHOLE_ADMIN_ENABLE_REHEARSAL_PEER_H
#define KEYHOLE_ADMIN_ENABLE_REHEARSAL_PEER_H

#include <stdbool.h>
#include <sys/types.h>

/** Whether this user made it, and it is still open. */
bool rehearsal_peer_is(int connection, uid_t user);

#endif
