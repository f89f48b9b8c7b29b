/* SPDX-License-Identifier: Apache-2.0 */
/*
 * row.h – one line of `keyhole log`: what is known of a connection
 *
 * Shape:  a row tells of a connection what the record that weighs most tells, and texts that this
 *         one does not know as an earlier one has them; but nothing of a refused offer may get
 *         into the row of a login. Each key that was tried in vain, and each thing that sshd itself
 *         said, is a try: the same one again is none. At most ROW_TRIES_MAX are kept, the rest are
 *         counted.
 * Units:  microseconds since 1970, seconds.
 * Memory: rows and tries copy what they show; row_free gives all back.
 * Errors: 0 or -ENOMEM.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_LOG_ROW_H
#define KEYHOLE_ADMIN_LOG_ROW_H

#include "audit/event.h"

#include <stdbool.h>

#define ROW_TEXT_MAX 4096
#define ROW_TRIES_MAX 64

/* How much of a key is shown. */
enum row_detail {
	ROW_WHOLE,   /* RSA 3072 SHA256:kb0oAT… ubuntu@primary, the fingerprint whole */
	ROW_COMMENT, /* only the beginning of it */
	ROW_BRIEF,   /* and without the comment */
	ROW_SHORT,   /* RSA 3072 kb0o… */
	ROW_NAME,    /* ubuntu@prim…, without a comment kb0o… */
	ROW_DETAIL_COUNT
};

/* What was tried in vain. */
struct row_try {
	struct row_try *next; /* in the order of time */
	bool sshd;            /* sshd itself refused it */
	bool told;            /* it is what the row tells */
	int weight;           /* how far it came */
	int64_t key_bits;
	const char *person, *key, *key_type, *reason, *detail;
	char texts[];
};

struct row {
	enum event_kind kind;
	int64_t time, seconds;
	int64_t clock;     /* what the clock showed, where it had been set back behind the time */
	bool ended;        /* a logout was recorded */
	bool warned;       /* and `reason` is why */
	bool unwanted;     /* keyhole itself would have refused the key, and `reason` is why */
	bool marked;       /* one of its records is */
	bool tried_marked; /* one of its tries is */
	bool sshd;         /* what it tells is said by sshd, and of kind EVENT_OFFER */
	bool hidden;       /* sshd says that it got in, and keyhole knows nothing of it */
	bool over;         /* no logout is to come */
	uint64_t kinds;    /* of its records: bit 1 << kind */
	unsigned keys;     /* that were tried */
	int weight;        /* of what it tells, if that is a try */
	size_t order;      /* in which rows began */
	int64_t monitor, monitor_start, key_bits, audit_session;
	int64_t left; /* a process of a login whose monitor is gone; 0: none is known */
	char *texts;  /* what the following look at, each with a NUL behind it */
	const char *session, *boot, *account, *person, *from, *method, *key, *key_type;
	const char *key_comment, *more_keys, *cert_id, *reason, *known_at, *detail, *by;
	struct row_try *tries;
};

/** Makes a row tell what an event tells. */
int row_tell(struct row *row, const struct event *event, struct note *note);

/** Gives a row the texts of an event, and takes it for nothing else. */
int row_learn(struct row *row, const struct event *event, struct note *note);

/** Adds a try to a row, and makes it what the row tells if the row tells of tries and this one
 *  weighs more than those before. */
int row_add_try(
	struct row *row, const struct event *event, bool sshd, int weight, struct note *note);

/** Forgets what tries told, before something else is told. */
void row_forget(struct row *row);

/** Gives a row's memory back. */
void row_free(struct row *row);

/** Whether a connection never got in. */
static inline bool row_is_refused(const struct row *row)
{
	return row->kind == EVENT_REFUSED || row->kind == EVENT_OFFER;
}

/** Whether the connection of a login still lasts: no logout, and its monitor runs. */
bool row_is_open(const struct row *row);

/** Writes the key of a row, or the method where there is none; `cut` stands behind a fingerprint
 *  that is not whole. */
void row_key(
	const struct row *row, enum row_detail detail, const char *cut, char out[ROW_TEXT_MAX]);

/** Writes the key of a try. */
void row_try_key(const struct row_try *attempt, enum row_detail detail, const char *cut,
	char out[ROW_TEXT_MAX]);

/** Writes how it went; `alive` says whether the connection's monitor still runs, `count` whether it
 *  is said how many keys were tried. */
void row_result(const struct row *row, bool alive, bool count, char out[ROW_TEXT_MAX]);

/** Writes the words behind a reason, as people need them: `10.0.0.0/8` alone is none. */
void row_detail(bool sshd, const char *reason, const char *detail, char out[ROW_TEXT_MAX]);

/** Writes the limits of what was granted or taken away, or what became of a key's; else nothing. */
void row_limits(const struct row *row, char out[ROW_TEXT_MAX]);

/** Writes why a try opened nothing; with `whole` in words, too. */
void row_try_result(const struct row_try *attempt, bool whole, char out[ROW_TEXT_MAX]);

#endif
