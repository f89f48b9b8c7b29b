/* SPDX-License-Identifier: Apache-2.0 */
/*
 * survey.h – what `keyhole status` looks at: is all of it in force?
 *
 * Shape:  each look adds at least one step, which is good, a note, could not be told, or is closed:
 *         not as it should be, with the command that mends it. None changes anything. They are
 *         called in the order in which they stand here; a later one goes by what an earlier one
 *         has found. What programs ask for is kept besides.
 * Units:  seconds since 1970, in the log microseconds; bytes.
 * Memory: the inquiry is about nobody in particular, and holds the steps; survey_close gives it
 *         and the rest back.
 * Errors: open: 0 or -errno, without memory. What can't be told is a step that says so.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_STATUS_SURVEY_H
#define KEYHOLE_ADMIN_STATUS_SURVEY_H

#include "admin/why/inquiry.h"
#include "common/account.h"

#include <limits.h>

#define SURVEY_VERSION_MAX 32
#define SURVEY_SOON_DAYS 30 /* what ends sooner is named */

enum survey_mode { SURVEY_MODE_UNKNOWN, SURVEY_BESIDE, SURVEY_EXCLUSIVE };
enum survey_seal { SURVEY_SEAL_UNKNOWN, SURVEY_UNSEALED, SURVEY_SEALED, SURVEY_SEAL_LOST };

/* The last login that the log has. */
struct survey_login {
	int64_t time; /* 0: there is none, or it can't be told */
	char account[ACCOUNT_NAME_MAX + 1], person[ACCOUNT_NAME_MAX + 1];
	char from[64];
};

/* What ends soon. */
struct survey_expiry {
	size_t keys, grants;
	uint64_t next; /* when the first of them ends, 0: none does */
};

struct survey {
	const struct settings *settings;
	struct inquiry *inquiry;
	struct step_list *steps; /* of the inquiry */
	bool root;
	char command[PATH_MAX]; /* the program that sshd asks, where it is keyhole's */
	char command_version[SURVEY_VERSION_MAX];
	char revoked_list[PATH_MAX]; /* sshd's, by keyhole */
	bool settings_bad;
	enum survey_mode mode;
	enum survey_seal seal;
	struct survey_login login;
	struct survey_expiry expiry;
	size_t people, keys, accounts; /* of the store; accounts that have rules */
	size_t restricting; /* grants that are not for everything, everywhere, for ever */
	bool room_known;
	uint64_t room; /* on the disk of the log */
};

/** Begins, by asking sshd. */
int survey_open(struct survey *survey, const char *config_path, const struct settings *settings,
	struct note *note);

/** Looks at everything. */
void survey_run(struct survey *survey);

/** Gives all back. */
void survey_close(struct survey *survey);

/** The number of steps from the n-th on that are not as they should be. */
size_t survey_count_bad(const struct survey *survey, size_t from);

/** Can sshd be asked; has the one that runs read its configuration, and was it told anything else? */
void survey_sshd(struct survey *survey);

/** Is the command keyhole's, and does it run? */
void survey_command(struct survey *survey);

/** Does sshd take keys, and know the revoked ones? */
void survey_revoked(struct survey *survey);

/** Does a Match block undo any of that for an account? */
void survey_accounts(struct survey *survey);

/** Does PAM ask the module, in both phases? */
void survey_module(struct survey *survey);

/** Are command, module and this program of one version? */
void survey_versions(struct survey *survey);

/** Does what keyhole enable changed wait to be confirmed? */
void survey_enable(struct survey *survey);

/** Settings, store, programs and log: owners, modes, and whether they can be read. */
void survey_files(struct survey *survey);

/** Can the log be written, is there room, and what was recorded last? */
void survey_log(struct survey *survey);

/** Is it sealed? */
void survey_seal(struct survey *survey);

/** Which keys and grants end soon? */
void survey_expiry(struct survey *survey);

/** Beside the accounts' own files or without them, and are homes watched? */
void survey_mode(struct survey *survey);

/** What is wrong with the revoked keys of an inquiry, added to its steps; false: nothing. */
bool survey_judge_revoked(struct inquiry *inquiry);

#endif
