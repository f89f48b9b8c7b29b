/* SPDX-License-Identifier: Apache-2.0 */
/*
 * access.h – the decision: which keys open an account
 *
 * Shape:  every candidate (a person, a line, a grant) whose line has the offered key is judged in
 *         one order: own account first, then by person, line, grant; and by these steps: the
 *         grant's end, the line, type, RSA bits, revoked, expiry, joined options. The candidate
 *         that came furthest gives the answer's reason. Without an offered key every line is a
 *         candidate. A fault in a person's or a group's file MUST drop that file alone; it is
 *         passed to `visit` as a candidate without a line. A fault in the account's own file or in
 *         the list of revoked keys MUST fail the decision.
 * Units:  seconds since 1970.
 * Memory: a candidate lasts for the call of `visit`.
 * Errors: 0: at least one candidate passed; > 0: the reason of the one that came furthest, in words
 *         in the note; < 0: a fault, nothing was decided.
 * Source: DESIGN of the decision in keyhole(8).
 */
#ifndef KEYHOLE_ACCESS_ACCESS_H
#define KEYHOLE_ACCESS_ACCESS_H

#include "access/grant.h"
#include "keys/line.h"

#include "common/account.h"

#include <stdint.h>

#define ACCESS_PERSON_MAX (ACCOUNT_NAME_MAX + 1)

struct access_request {
	const char *account;
	int64_t uid;                /* -1: not known; then the own account is not considered */
	const struct blob *offered; /* NULL: every line */
	uint64_t now;
};

struct access_candidate {
	const char *person;
	const char *path;              /* of the person's file, or of the file that is at fault */
	unsigned line_number;          /* 0: a file that is at fault */
	const struct grant *grant;     /* NULL: the own account */
	const struct line *line;       /* NULL: a file that is at fault */
	const struct options *options; /* joined; NULL unless it passed */
	int verdict;                   /* 0: passed; > 0: the reason; < 0: a fault of the file */
	const struct note *note;       /* why not */
};

/** Takes note of a candidate. */
typedef void (*access_visit)(void *context, const struct access_candidate *candidate);

/** Decides. */
int access_decide(const struct settings *settings, const struct access_request *request,
	access_visit visit, void *context, struct note *note);

/** The account's own person, NULL where that does not count. */
const char *access_own(const struct settings *settings, const struct access_request *request,
	const struct grant_rules *rules);

/* Where keyhole knows a key for an account. */
struct access_owner {
	char person[ACCESS_PERSON_MAX];
	char known_at[STORE_PATH_MAX + 16]; /* "/etc/keyhole/keys.d/brian.keys:1" */
	char comment[256];
	int verdict; /* as candidate.verdict */
};

/** Finds whose key opened (or would have opened) an account: of the candidates that have the key
 *  the first that passed, else the one that came furthest. 0 found; REASON_NO_SUCH_KEY or
 *  REASON_NOT_GRANTED nobody's; < 0 a fault. A key of nobody's that is revoked has that as its
 *  verdict. */
int access_owner(const struct settings *settings, const struct access_request *request,
	struct access_owner *owner, struct note *note);

#endif
