/* SPDX-License-Identifier: Apache-2.0 */
#include "server/cause.h"

struct row {
	const char *token;
	const char *sentence;
};

static const struct row table[CAUSE_COUNT] = {
	[CAUSE_NONE] = {"none", "nothing is wrong"},
	[CAUSE_NO_ACCOUNT] = {"no-account", "there is no such account"},
	[CAUSE_SSHD_UNKNOWN] = {"sshd-unknown", "sshd could not be asked for its settings"},
	[CAUSE_SSHD_CONFIG] = {"sshd-config", "sshd can't read its own configuration"},
	[CAUSE_SSHD_STALE] = {"sshd-stale", "sshd runs with an older configuration"},
	[CAUSE_REFUSE_CONNECTION] = {"refuse-connection", "RefuseConnection ends the connection"},
	[CAUSE_ACCOUNT_LOCKED] = {"account-locked",
		"the account is locked, and sshd goes by that where PAM is off"},
	[CAUSE_SHELL_MISSING] = {"shell-missing", "the account's shell can't be run"},
	[CAUSE_DENY_USERS] = {"deny-users", "DenyUsers has the account"},
	[CAUSE_ALLOW_USERS] = {"allow-users", "AllowUsers does not have the account"},
	[CAUSE_DENY_GROUPS] = {"deny-groups", "DenyGroups has a group of the account"},
	[CAUSE_ALLOW_GROUPS] = {"allow-groups", "AllowGroups has no group of the account"},
	[CAUSE_ROOT_LOGIN] = {"root-login", "PermitRootLogin keeps root out"},
	[CAUSE_PUBKEY_OFF] = {"pubkey-off", "PubkeyAuthentication is off"},
	[CAUSE_METHODS] = {"methods", "AuthenticationMethods asks for more than a key"},
	[CAUSE_ALGORITHM] = {"algorithm", "PubkeyAcceptedAlgorithms has not the key's type"},
	[CAUSE_RSA_SIZE] = {"rsa-size", "RequiredRSASize asks for a longer key"},
	[CAUSE_REVOKED_KEYS] = {"revoked-keys",
		"sshd can't read its list of RevokedKeys, and refuses every key"},
	[CAUSE_SSHD_REVOKED] = {"sshd-revoked", "the key is in sshd's list of RevokedKeys"},
	[CAUSE_STRICT_MODES] = {"strict-modes",
		"others could change the file of keys, so sshd does not read it"},
	[CAUSE_KEYS_FILE] = {"keys-file", "sshd can't read a file of keys"},
	[CAUSE_FROM] = {"from", "from= of the key or the grant has not the address"},
	[CAUSE_STRIPPED] = {"stripped", "sshd finds the key in the account's own file first, "
					"without what keyhole asks for"},
	[CAUSE_CERTIFICATES] = {"certificates",
		"sshd alone judges a certificate; TrustedUserCAKeys opens accounts besides"},
	[CAUSE_COMMAND_NONE] = {"command-none", "sshd asks no AuthorizedKeysCommand"},
	[CAUSE_COMMAND_OTHER] = {"command-other", "sshd asks another program than keyhole-keys"},
	[CAUSE_COMMAND_USER] = {"command-user", "the AuthorizedKeysCommandUser can't be used"},
	[CAUSE_COMMAND_PATH] = {"command-path", "sshd won't run the command where it lies"},
	[CAUSE_COMMAND_TOKEN] = {"command-token",
		"the command has a token that this sshd does not know, which ends every login"},
	[CAUSE_COMMAND_ARGUMENTS] = {"command-arguments", "the command is not given what it needs"},
	[CAUSE_COMMAND_FAILS] = {"command-fails", "the command does not answer sshd"},
	[CAUSE_UNREADABLE] = {"unreadable", "the command's user can't read what it needs"},
	[CAUSE_PAM_OFF] = {"pam-off", "UsePAM is off"},
	[CAUSE_PAM_LINE] = {"pam-line", "PAM does not ask keyhole"},
	[CAUSE_PAM_ORDER] = {"pam-order", "PAM's lines are in an order that leaves keyhole out"},
	[CAUSE_PAM_MODULE] = {"pam-module", "a module of PAM's is not there"},
	[CAUSE_PAM_DENIES] = {"pam-denies", "a line of PAM's lets nobody in"},
	[CAUSE_PAM_ASKS] = {"pam-asks", "PAM asks another module too"},
	[CAUSE_NOLOGIN] = {"nologin", "a nologin file keeps all but root out"},
	[CAUSE_ACCOUNT_EXPIRED] = {"account-expired", "the account has expired"},
	[CAUSE_PASSWORD_EXPIRED] = {"password-expired",
		"the password expired so long ago that the account is closed"},
	[CAUSE_PASSWORD_CHANGE] = {"password-change", "the password has to be changed first"},
	[CAUSE_PASSWORD_LOCKED] = {"password-locked",
		"the password is locked, which keeps no key out"},
	[CAUSE_HOME_UNCHECKED] = {"home-unchecked", "nobody looks whether the home is safe"},
	[CAUSE_CHROOT] = {"chroot", "ChrootDirectory can't be used"},
	[CAUSE_FORCED_COMMAND] = {"forced-command", "ForceCommand names what can't be run"},
	[CAUSE_SHELL_NOLOGIN] = {"shell-nologin", "the account's shell turns everybody away"},
	[CAUSE_USER_ENVIRONMENT] = {"user-environment",
		"PermitUserEnvironment lets a user's file set LD_PRELOAD"},
};

/* The row of a cause. */
static const struct row *row_of(enum cause cause)
{
	return &table[cause < CAUSE_COUNT ? cause : CAUSE_NONE];
}

/* Looks a token up by its number. */
const char *cause_token(enum cause cause)
{
	return row_of(cause)->token;
}

/* Looks a sentence up by its number. */
const char *cause_sentence(enum cause cause)
{
	return row_of(cause)->sentence;
}
