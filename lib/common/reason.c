/* SPDX-License-Identifier: Apache-2.0 */
#include "common/reason.h"

struct row {
	const char *token;
	const char *sentence;
};

static const struct row table[REASON_COUNT] = {
	[REASON_NONE] = {"none", "nothing is wrong"},
	[REASON_BAD_NAME] = {"bad-name", "the account's name is not one that keyhole looks up"},
	[REASON_NOT_GRANTED] = {"not-granted", "nobody's keys are granted to this account"},
	[REASON_NO_SUCH_KEY] = {"no-such-key", "nobody who may use this account has this key"},
	[REASON_FAULT] = {"fault", "keyhole could not read what it needs"},
	[REASON_UNSAFE_PATH] = {"unsafe-path",
		"a file or folder could have been changed by someone other than root"},
	[REASON_GRANT_EXPIRED] = {"grant-expired", "the grant has ended"},
	[REASON_BAD_LINE] = {"bad-line", "the line that holds the key can't be used"},
	[REASON_KEY_TYPE] = {"key-type", "keys of this type are not allowed"},
	[REASON_KEY_SHORT] = {"key-short", "the RSA key is shorter than allowed"},
	[REASON_KEY_REVOKED] = {"key-revoked", "the key is revoked"},
	[REASON_KEY_EXPIRED] = {"key-expired", "the key has expired"},
	[REASON_ADDRESS] = {"address",
		"the addresses of the grant and of the key have none in common"},
	[REASON_OPTIONS_CONFLICT] = {"options-conflict",
		"the options of the grant and of the key exclude each other"},
	[REASON_HOME_MISSING] = {"home-missing", "the home folder does not exist"},
	[REASON_HOME_UNREADABLE] = {"home-unreadable", "a folder on the way can't be looked into"},
	[REASON_PRIVATE_KEY_READABLE] = {"private-key-readable", "others can read a private key"},
	[REASON_KEYS_READABLE] = {"keys-readable", "others can read the list of keys"},
	[REASON_SSH_READABLE] = {"ssh-readable", "others can look into the .ssh folder"},
	[REASON_HARD_LINK] = {"hard-link", "a file has a second name somewhere else"},
	[REASON_SSH_SYMLINK] = {"ssh-symlink",
		"the .ssh folder or a file in it is a symbolic link"},
	[REASON_PARENT_OWNER] = {"parent-owner", "someone else owns a folder above the home"},
	[REASON_PARENT_WRITABLE] = {"parent-writable",
		"others can write to a folder above the home"},
	[REASON_PARENT_SYMLINK] = {"parent-symlink",
		"someone else owns a link on the way to the home"},
	[REASON_HOME_OWNER] = {"home-owner", "someone else owns the home folder"},
	[REASON_HOME_WRITABLE] = {"home-writable", "others can write to the home folder"},
	[REASON_HOME_ACL] = {"home-acl", "an access control list lets others write"},
	[REASON_SSH_OWNER] = {"ssh-owner", "someone else owns the .ssh folder"},
	[REASON_SSH_WRITABLE] = {"ssh-writable", "others can write to the .ssh folder"},
	[REASON_KEYS_OWNER] = {"keys-owner", "someone else owns a file in the .ssh folder"},
	[REASON_KEYS_WRITABLE] = {"keys-writable", "others can write to a file in the .ssh folder"},
	[REASON_NOT_A_FILE] = {"not-a-file",
		"something is not the kind of file that belongs there"},
	[REASON_AUDIT_FAILED] = {"audit-failed", "the login could not be written to the log"},
};

/* The row of a reason; that of a fault for a number that is none. */
static const struct row *row_of(int reason)
{
	return &table[reason >= 0 && reason < REASON_COUNT ? reason : REASON_FAULT];
}

/* Looks a token up by its number. */
const char *reason_token(int reason)
{
	return row_of(reason)->token;
}

/* Looks a sentence up by its number. */
const char *reason_sentence(int reason)
{
	return row_of(reason)->sentence;
}

/* Walks the table for a token. */
enum reason reason_by_token(struct view token)
{
	for (int reason = 1; reason < REASON_COUNT; reason++)
		if (view_is(token, table[reason].token))
			return (enum reason)reason;
	return REASON_NONE;
}
