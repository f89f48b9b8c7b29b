/* SPDX-License-Identifier: Apache-2.0 */
/*
 * role.h – what a folder or file on the way is there for
 *
 * Shape:  one row a role: the reasons for what can be wrong with it, and how grave that is. Files
 *         in `.ssh` that sshd or ssh acts upon have a role of their own; with any other file it is
 *         advice.
 * Units:  none.
 * Memory: the table is constant.
 * Errors: none.
 * Source: sshd(8), FILES.
 */
#ifndef KEYHOLE_HOME_ROLE_H
#define KEYHOLE_HOME_ROLE_H

#include "common/reason.h"

#include <stdbool.h>

enum role {
	ROLE_PARENT, /* a folder above the home */
	ROLE_HOME,
	ROLE_WAY,    /* a folder to which a link in the home leads */
	ROLE_SSH,    /* the .ssh folder */
	ROLE_KEYS,   /* a list of keys */
	ROLE_RUN,    /* a file in .ssh by which programs run as the account */
	ROLE_SECRET, /* a private key */
	ROLE_OTHER,  /* whatever else is in .ssh */
	ROLE_COUNT
};

enum role_kind { ROLE_KIND_FOLDER, ROLE_KIND_FILE, ROLE_KIND_ANY };

struct role_traits {
	enum role_kind kind;
	bool inside; /* in the home, or where links in the home lead */
	bool grave;  /* whoever can write it decides who enters */
	bool sticky; /* a sticky bit makes it safe */
	enum reason owner, writable, link;
	enum reason readable; /* REASON_NONE: others may read it */
	bool inherited;       /* a list for new files counts */
	bool one_name;        /* a second name counts */
};

/** The row of a role. */
const struct role_traits *role_traits(enum role role);

/** The role of a file in .ssh by its name. */
enum role role_of_entry(const char *name);

/** The n-th name in .ssh that sshd or ssh acts upon, NULL behind the last. */
const char *role_entry(unsigned n);

#endif
