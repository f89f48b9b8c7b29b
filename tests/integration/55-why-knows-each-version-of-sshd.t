#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./matrix.sh

version=$(on_secondary 'sshd -V 2>&1 | sed -n "s/^OpenSSH_\([0-9]*\).*/\1/p"')
command='AuthorizedKeysCommand /usr/libexec/keyhole-keys'

# TOKEN, whether a command mends it, what sshd says of it, the cause, and what makes it so
if [ "$version" -lt 10 ]; then
	refusal command-token yes 'unknown key %C' 'the command has a token that this sshd does not know' \
		"sshd_has '$command %u %U %f %t %k %C' 'AuthorizedKeysCommandUser keyhole'"
else
	refusal refuse-connection yes 'RefuseConnection' 'RefuseConnection is yes for brian' 'sshd_has "Match User brian" "RefuseConnection yes"'
	refusal pam-denies yes 'pam_deny' 'PAMServiceName names a service that lets nobody in' \
		'cp /etc/pam.d/sshd /etc/pam.d/closed; sed -i "1i account required pam_deny.so" /etc/pam.d/closed; sshd_has "PAMServiceName closed"'
fi
refusal deny-users yes 'listed in DenyUsers' 'DenyUsers has brian' 'sshd_has "DenyUsers brian"'
refusal pubkey-off yes '[Pp]ubkey' 'PubkeyAuthentication is no for brian' 'sshd_has "Match User brian" "PubkeyAuthentication no"'
refusal allow-groups yes 'none of user.s groups are listed in AllowGroups' 'AllowGroups has others' \
	'groupadd -f guests; sshd_has "AllowGroups guests"'
refusal methods yes 'AuthenticationMethods' 'AuthenticationMethods asks for a password too' 'sshd_has "AuthenticationMethods publickey,password"'
refusal revoked-keys yes 'revoked keys file' 'the file of RevokedKeys is missing' 'sshd_has "RevokedKeys /etc/ssh/revoked"'
refusal account-locked yes 'account is locked' 'without PAM a locked password keeps out' 'sshd_has "UsePAM no"'
refusal strict-modes yes 'bad ownership or modes' 'the key is in the own file alone, in a home that others can write to' \
	'own "$key"; chmod 777 /home/brian'
refusal command-path yes 'Unsafe AuthorizedKeysCommand' 'others can write to the folder of the command' 'chmod 777 /usr/libexec'
refusal sshd-stale yes 'DenyUsers' 'what is mended in a file, and not read yet' \
	'sshd_has "DenyUsers brian"; echo >/etc/ssh/sshd_config.d/01-scenario.conf'

summary
