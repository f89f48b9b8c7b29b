/* SPDX-License-Identifier: Apache-2.0 */
/*
 * options.h – the options in front of a key: read, joined, and printed in one form
 *
 * Shape:  as sshd reads them: names without regard to case, separated by commas without spaces,
 *         values in double quotes in which only \" is an escape; a later flag undoes an earlier one
 *         (`restrict,pty`). What sshd refuses MUST be refused: an unknown option, a second
 *         `command`, `from` or `principals`, a malformed time or place, `principals` without
 *         `cert-authority`. Refused too MUST be what sshd lets pass: a control character or a NUL
 *         (it would let one value become a second line), more than OPTIONS_LIST_MAX places or
 *         variables, and what would let nobody in or be read by accident only: an empty
 *         `principals`, and what address.h, address_list.h, place.h and moment.h name. An empty
 *         option between commas, or after the last, counts for nothing, as in sshd.
 *         Printed: one canonical form; parsing it gives the same options and prints the same.
 * Units:  times in seconds since 1970, 0 where there is none. A local expiry-time (without Z) is
 *         read in the server's time zone as sshd does; it is printed in UTC with a Z. What is past
 *         the year 9999 becomes its last second.
 * Memory: values are views of the raw text between the quotes (escapes kept), into the text parsed
 *         or into `store`; a joined set's views may look into either of its sources, which MUST
 *         outlive it. MUST NOT be copied by assignment (views into `store`).
 * Errors: parse: 0 or REASON_BAD_LINE, the note names the option, and where sshd has none that is
 *         called so, the nearest one; `*fault_at` its column.
 *         join: 0, REASON_OPTIONS_CONFLICT or REASON_ADDRESS.
 *         print: 0 or -ENOSPC.
 * Source: sshd(8) AUTHORIZED_KEYS FILE FORMAT; auth-options.c:sshauthopt_parse,
 *         sshauthopt_merge; addrmatch.c; misc.c:parse_absolute_time.
 */
#ifndef KEYHOLE_KEYS_OPTIONS_H
#define KEYHOLE_KEYS_OPTIONS_H

#include "common/note.h"
#include "common/view.h"

#include <stdint.h>

#define OPTIONS_LIST_MAX 32
#define OPTIONS_STORE_MAX 4096

struct options_list {
	size_t count;
	struct view item[OPTIONS_LIST_MAX];
};

struct options {
	bool restricted; /* `restrict` was there: what it may forbid in future is forbidden too */
	bool agent_forwarding, port_forwarding, pty, user_rc, x11_forwarding; /* permitted */
	bool cert_authority;
	bool touch_optional; /* no-touch-required; joined only if both say so, as in sshd */
	bool verify_required;
	bool has_command, has_from, has_principals, has_tunnel;
	struct view command, from, principals, tunnel;
	struct options_list environment, permitopen, permitlisten;
	uint64_t expires; /* the earliest expiry-time, 0: never */
	size_t stored;
	char store[OPTIONS_STORE_MAX];
};

/** What a line without options has: everything permitted. */
void options_init(struct options *options);

/** Reads a list of options; an empty one gives options_init's. */
int options_parse(struct view text, struct options *options, size_t *fault_at, struct note *note);

/** Whether sshd knows every option of a list by its name, and each value is in quotes where one
 *  belongs: what the values say is not looked at. What is not so sshd refuses. */
bool options_outlined(struct view text);

/** Joins a line's options and a grant's: what either forbids is forbidden, `from` are intersected,
 *  the earlier expiry counts, lists of places are intersected, environments are united. Two
 *  different commands, tunnels or values of one variable, or lists with nothing in common, are a
 *  conflict. `cert-authority` and `principals` are the line's alone: in a grant a conflict. */
int options_join(const struct options *line, const struct options *grant, struct options *joined,
	struct note *note);

/** Prints in canonical form, NUL-terminated; without any option an empty text. */
int options_print(const struct options *options, char *out, size_t cap, struct note *note);

/** Reads sshd's times: YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, with or without Z. */
bool options_time(struct view text, uint64_t *seconds);

/** Whether a text can be a from= list: what sshd can match, and what needs no quoting. */
bool options_from_valid(struct view list);

/** Whether sshd would let this numeric address in under this from= list; false too for an address
 *  that is none. A host name in the list matches nothing here (UseDNS is off by default). */
bool options_from_matches(struct view list, const char *address);

#endif
