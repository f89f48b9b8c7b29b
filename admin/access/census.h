/* SPDX-License-Identifier: Apache-2.0 */
/*
 * census.h – everything that opens the accounts, and what opens them no more
 *
 * Shape:  for each account every candidate of keyhole's own decision (access.h), in which each line
 *         of everyone who may use the account is one; and for root every line of the files that
 *         sshd reads by itself, read with the account's rights (own_file.h). What sshd's settings
 *         say to that comes on top: whether it takes keys at all, lets root in, asks keyhole, and
 *         takes this type and size. Whether the account is locked, has expired or is in AllowUsers
 *         is not looked at. What can't be read is warned of.
 * Units:  seconds since 1970.
 * Memory: census_close gives all back.
 * Errors: 0 or -ENOMEM; `unsure` says that something could not be told.
 * Source: access.h; sshd's auth2-pubkey.c:user_key_allowed.
 */
#ifndef KEYHOLE_ADMIN_ACCESS_CENSUS_H
#define KEYHOLE_ADMIN_ACCESS_CENSUS_H

#include "admin/access/opening.h"
#include "admin/access/server.h"
#include "admin/check/entrant.h"
#include "admin/log/whose.h"
#include "common/path.h"
#include "server/cause.h"

struct access_candidate; /* access.h */

/* Of the lines of one file that can't be read and that open nothing, and of those that may open
 * something, so many have an opening; one more has the number of all others. */
#define CENSUS_UNREAD_MAX 100

struct census {
	const struct settings *settings;
	uint64_t now;
	bool files; /* what sshd reads by itself is looked at: only root can */
	bool unsure;
	const char *group; /* as "@admins": what it opens is marked; NULL: none is asked for */
	const struct settings_list *members;
	struct note warned;      /* of this last */
	struct note authorities; /* and of these CAs */
	struct server server;
	struct whose whose;
	struct opening_list openings;
	bool revoked_read; /* the list of revoked keys, for what keyhole is not asked about */
	struct path_text revoked;
};

/** Begins, for the time that it is. */
void census_open(struct census *census, const struct settings *settings);

/** Adds what opens these accounts. */
int census_take(struct census *census, const struct entrant_list *accounts, struct note *note);

/** Adds the keys of people who can open no account, all being taken: they belong to none. */
int census_take_people(struct census *census, struct note *note);

/** Adds what keyhole says of an account; `effective` are sshd's settings for it, NULL where they
 *  are not known. */
int census_take_store(struct census *census, const struct entrant *account,
	const struct effective *effective, struct note *note);

/** Adds what stands in the files that sshd reads for an account. */
int census_take_files(struct census *census, const struct entrant *account,
	const struct effective *effective, struct note *note);

/** Why sshd would not take a key with these options for an account, as far as its settings say;
 *  `own_file`: it would find it by itself; `key` is NULL where it is not known. */
enum cause census_cause(const struct entrant *account, const struct effective *effective,
	const struct blob *key, const struct options *options, bool own_file, struct note *note);

/** Warns of what hinders an account's part; not again where it hinders one after the other. */
void census_warn(struct census *census, const struct entrant *account, const struct note *note);

/** Gives all back. */
void census_close(struct census *census);

/** For CLEANUP(census). */
static inline void cleanup_census(struct census *census)
{
	census_close(census);
}

#endif
