/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inquiry.h – what is asked about a login, and all that is known of it
 *
 * Shape:  the facts are learnt once, before the steps: the account with its groups and its shadow
 *         entry, sshd's settings for it, keyhole's settings. What could not be learnt says so.
 *         Of nobody in particular (no name) there are the settings alone: sshd's without a Match.
 * Units:  days and seconds since 1970.
 * Memory: inquiry_close gives all back. MUST NOT be copied by assignment.
 * Errors: open: 0 or -errno, without memory.
 * Source: sshd(8) -T, -C; getpwnam_r(3), getspnam_r(3).
 */
#ifndef KEYHOLE_ADMIN_WHY_INQUIRY_H
#define KEYHOLE_ADMIN_WHY_INQUIRY_H

#include "admin/sshd.h"
#include "admin/store/given.h"
#include "admin/why/step.h"
#include "common/path.h"
#include "common/settings.h"
#include "server/effective.h"

#include <pwd.h>
#include <shadow.h>
#include <stdint.h>

#define INQUIRY_GROUPS_MAX 1024
#define INQUIRY_OWN_MAX 4096

/* A key in a file of the account's own that sshd would take. */
struct inquiry_own {
	char *place; /* "/home/brian/.ssh/authorized_keys:1" */
	char *path;
	unsigned line;
	struct view key;
	unsigned char *bytes;
	char *options; /* in canonical form */
};

/* Of very many ways in not each has a step (crowd.h). */
struct inquiry_crowd {
	size_t count[STEP_VERDICT_COUNT];
	int furthest;                 /* the weight of a way that is closed */
	size_t open, closed, remarks; /* without a step */
};

/* keyhole's own list of revoked keys, where it stands for sshd's (own_list.h). */
struct inquiry_list {
	size_t count; /* keys that sshd's was to be asked about */
	bool learnt, serves;
	struct path_text text;
};

struct inquiry {
	const char *name; /* of the account, as it was asked for; NULL: nobody in particular */
	const char *from; /* the client's address; NULL: not said */
	struct given key;
	const char *config_path; /* of keyhole.conf */
	const struct settings *settings;
	int settings_fault; /* as settings_load gave it */
	struct note settings_note;

	int account_fault; /* 0 there is one, -ENOENT there is none, else NSS could not say */
	struct passwd account;
	size_t group_count;
	char *group[INQUIRY_GROUPS_MAX]; /* names */
	bool has_shadow;
	struct spwd shadow;
	char *texts;

	bool sshd_known;
	int sshd_fault; /* why it could not be run */
	struct child_said sshd_said;
	struct effective effective;
	struct note sshd_note;
	unsigned sshd_major, sshd_minor; /* 0: not known */

	long today;
	uint64_t now;

	struct step_list steps;
	bool break_glass;  /* the PAM module lets it in whatever else */
	bool module_asked; /* PAM asks the module, and heeds it */
	int home; /* what the home check means for PAM: 0, or a reason for which it refuses */
	bool store_closed; /* sshd gets no answer of keyhole's */
	enum home_check home_check;
	char *printed; /* what the command prints for the account; NULL: it was not run */
	size_t own_count;
	struct inquiry_own own[INQUIRY_OWN_MAX];
	size_t open_count; /* keys that open the account */
	char *open_first; /* the first of them in words, of those for any address if there is one */
	char *open_from;  /* the from= on which that hangs, as the address was not said; or NULL */
	char *home_warning; /* what the home check warns of and, as it is set, does not refuse; or NULL */
	bool for_others; /* those it is granted to use it, and its own person has no key or no say */
	struct inquiry_crowd crowd;
	struct inquiry_list list;
};

/** Learns the facts about what was asked. */
int inquiry_open(struct inquiry *inquiry, struct note *note);

/** Gives all back. */
void inquiry_close(struct inquiry *inquiry);

/** The address that stands for the client's where it was not said. */
const char *inquiry_address(const struct inquiry *inquiry);

/** Adds a step for which sshd gets no answer of keyhole's, so that no key of the store counts. */
struct step *inquiry_close_store(struct inquiry *inquiry, struct step *step);

/** Takes note of a key that opens the account; `from` is what that hangs on, empty: nothing. */
__attribute__((format(printf, 3, 4))) void inquiry_opens(
	struct inquiry *inquiry, struct view from, const char *format, ...);

/** Whether PAM is asked: UsePAM. */
bool inquiry_uses_pam(const struct inquiry *inquiry);

#endif
