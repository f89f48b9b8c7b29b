/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event.h – one record of the log: its fields, and its line of JSON
 *
 * Shape:  one JSON object on one line, the fields in the order of `struct event` below, those that
 *         are unknown left out. Texts are UTF-8: bytes that are not are written as U+FFFD; control
 *         characters, quotes, backslashes, DEL, C1 controls, line separators and what changes the
 *         direction of writing (utf8.h) MUST be escaped as \uXXXX. A text over its limit (table in
 *         event.c, counted as written) is cut at a character and ends in "...". A line MUST NOT be
 *         longer than EVENT_LINE_MAX, its newline included. Encoding what was decoded gives the
 *         same line. A record has `v`, `time` and `event`; a kind that is not known is EVENT_NONE.
 *         Numbers are whole, from 0 to 2^53 - 1; others are unknown.
 * Units:  time in microseconds since 1970, written as RFC 3339 in UTC; seconds; bits; port.
 * Memory: an event is views. Those of a decoded one look at the line, which MUST outlive it, and
 *         where a text is not plain ASCII without escapes, at `store`: so a decoded event MUST NOT
 *         be copied by assignment.
 * Errors: encode: 0 or -ENOSPC (only if the buffer is shorter than EVENT_LINE_MAX).
 *         decode: 0, or -EBADMSG with the note saying at which byte and why. Unknown fields are
 *         passed over, so that a line of a newer version can be read; a field twice is -EBADMSG.
 * Source: RFC 8259, RFC 3339. The writer is this project's own: a fixed field order, no
 *         allocation and no failure in the middle of a login are what no library offers.
 */
#ifndef KEYHOLE_AUDIT_EVENT_H
#define KEYHOLE_AUDIT_EVENT_H

#include "common/note.h"
#include "common/view.h"

#include <stdint.h>

#define EVENT_VERSION 1
#define EVENT_LINE_MAX 8192
#define EVENT_UNKNOWN (-1)

enum event_kind {
	EVENT_NONE,
	EVENT_LOGIN,
	EVENT_LOGOUT,
	EVENT_ADMITTED,
	EVENT_REFUSED,
	EVENT_WARNED,
	EVENT_OFFER,
	EVENT_CLOCK,
	EVENT_ADDED,
	EVENT_REMOVED,
	EVENT_REVOKED,
	EVENT_GRANTED,
	EVENT_UNGRANTED,
	EVENT_CHANGED,
	EVENT_ENABLED,
	EVENT_DISABLED,
	EVENT_SEALED,
	EVENT_KIND_COUNT
};

/* The fields, in the order in which they are written. Numbers are EVENT_UNKNOWN, texts empty,
 * where nothing is known. */
struct event {
	int64_t version;      /* "v" */
	int64_t epoch;        /* of the seal */
	int64_t seq;          /* 1, 2, 3 … over all files of the log */
	int64_t time;         /* microseconds since 1970 */
	int64_t clock;        /* what the clock said, where it had been set back behind the time */
	enum event_kind kind; /* "event" */
	struct view session;  /* of the connection: monitor.h */
	struct view account;  /* whom it was about */
	int64_t uid;
	struct view person;   /* whose key it is, by keyhole's store */
	struct view from;     /* the client's address */
	int64_t port;         /* the client's */
	struct view method;   /* "publickey", "publickey,password" */
	struct view key;      /* fingerprint */
	struct view key_type; /* "ssh-rsa" */
	int64_t key_bits;
	struct view key_comment;
	struct view known_at;  /* "/etc/keyhole/keys.d/brian.keys:1": where keyhole knows the key */
	struct view more_keys; /* further keys of one login: fingerprints with spaces between */
	struct view cert_id;
	struct view cert_serial; /* decimal: may be more than a JSON number holds */
	struct view cert_ca;     /* fingerprint */
	struct view reason;      /* token of reason.h */
	struct view detail;      /* words */
	int64_t seconds;         /* how long a session lasted, by CLOCK_BOOTTIME */
	struct view by;          /* which administrator, for changes */
	struct view boot;        /* the boot's id */
	int64_t monitor;         /* process id of sshd's monitor */
	int64_t monitor_start;   /* its start time in clock ticks since boot */
	int64_t audit_session;   /* the kernel's */
	struct view after;       /* in a file's first record: the seal of the record before it */
	struct view seal;        /* hex; last, so that it can cover the line before it */
	char store[EVENT_LINE_MAX];
};

/** Makes an event in which nothing is known. */
void event_init(struct event *event, enum event_kind kind);

/** Writes the line, with its newline; `*len` bytes, no NUL. */
int event_encode(const struct event *event, char *out, size_t cap, size_t *len, struct note *note);

/** Reads a line, without its newline. */
int event_decode(struct view line, struct event *event, struct note *note);

/** The name of a kind: "login". */
const char *event_kind_name(enum event_kind kind);

/** The kind that has this name, or EVENT_NONE. */
enum event_kind event_kind_by_name(struct view name);

/** Writes a time as RFC 3339 with microseconds, in UTC: 28 bytes with the NUL. */
void event_time_text(int64_t time, char out[28]);

#endif
