/* SPDX-License-Identifier: Apache-2.0 */
/*
 * home.h – is a home folder safe to keep a list of keys in?
 *
 * Shape:  from / to the home, `.ssh`, and what lies in it, one folder descriptor at a time: what
 *         was judged is what is there. Every component and every link on the way counts: owner,
 *         mode, access control list. Owners may be root or the account everywhere.
 *         Grave: written by others or by a group that is not private, by mode or by list; owned by
 *         someone else; a link that someone else could replace; a way to what is missing where
 *         others could put it.
 *         Advice: readable where the tutorial says 700 and 600; a second hard link; a readable
 *         private key; a `.ssh` that is a link, if every part of the way is as safe as a folder
 *         would have to be; a home that is missing below a safe folder; a component that only root
 *         can look into; group write where the group is private; whatever is wrong with a file in
 *         `.ssh` that neither sshd nor ssh acts upon.
 *         A group is private if it has no member besides the account and root, and is root's, or
 *         the account's own: named like it, its primary group, and that of no other line of the
 *         local passwd file.
 *         A sticky folder above the home is safe if the next component is root's or the account's.
 *         A FIFO, device or socket MUST NOT block. Only the .ssh folder's own entries are looked
 *         at, at most HOME_ENTRIES_MAX of them besides those that sshd or ssh acts upon.
 * Units:  octal modes in words.
 * Memory: nothing is kept; findings are passed one by one and are gone after the call.
 * Errors: 0: nothing grave; > 0: the reason of the first grave finding, its words in the note,
 *         even if something behind it could not be judged, and the command as root may run it;
 *         < 0: the home could not be judged.
 * Source: SSHD's StrictModes (auth.c, misc.c:safe_path), of which this is a superset.
 *
 * The caller runs it with the account's file-system uid, gid and groups, so that a home that root
 * may not read can be judged too; it changes no identity itself.
 */
#ifndef KEYHOLE_HOME_HOME_H
#define KEYHOLE_HOME_HOME_H

#include "common/note.h"
#include "home/finding.h"

#include <sys/types.h>

#define HOME_ENTRIES_MAX 1024
#define HOME_PASSWD "/etc/passwd"

struct group_lines; /* group_lines.h */

struct home_group {
	char name[64]; /* empty: the number has no name */
	bool others;   /* someone but the account and root is a member by the group's own list */
};

struct home_request {
	const char *account;
	uid_t uid;
	gid_t gid; /* the primary group */
	const char *path;
	const char *passwd_path;         /* NULL: HOME_PASSWD */
	const struct group_lines *lines; /* what is in it, read before; NULL: it is read */
	/* How groups are looked up; NULL: getgrgid_r. Gives 0 or -errno. */
	int (*group)(gid_t gid, const char *account, struct home_group *group);
};

/** Takes note of a finding. */
typedef void (*home_visit)(void *context, const struct finding *finding);

/** Judges a home; every finding, grave or not, goes to `visit` in the order of the path. */
int home_check(
	const struct home_request *request, home_visit visit, void *context, struct note *note);

#endif
