#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. ./matrix.sh

# TOKEN, whether a command mends it, what sshd says of it, the cause, and what makes it so
account=zorro refusal no-account yes 'Invalid user zorro' 'there is no such account' \
	'store zorro "$key"'
refusal shell-missing yes 'shell .* does not exist' 'the shell does not exist' 'usermod -s /bin/fish brian 2>/dev/null'
refusal shell-missing yes 'is not executable' 'the shell is not executable' \
	'install -m 644 /bin/bash /srv/other; usermod -s /srv/other brian'
refusal shell-missing yes 'is not executable' 'the shell is a folder' 'usermod -s /srv brian 2>/dev/null'
refusal shell-nologin yes - 'the shell is nologin' 'usermod -s /usr/sbin/nologin brian'
refusal shell-nologin yes - 'the shell is /bin/false' 'usermod -s /bin/false brian'
refusal account-locked yes 'account is locked' 'without PAM a locked password keeps out' 'sshd_has "UsePAM no"'
refusal account-expired yes '[Aa]ccount brian has expired' 'without PAM an expired account keeps out' \
	'usermod -p "*" brian; chage -E 2020-01-01 brian; sshd_has "UsePAM no"'
refusal nologin yes 'nologin' 'without PAM /etc/nologin keeps out' 'usermod -p "*" brian; echo closed >/etc/nologin; sshd_has "UsePAM no"'
refusal deny-users yes 'listed in DenyUsers' 'DenyUsers has brian' 'sshd_has "DenyUsers brian"'
refusal deny-users yes 'listed in DenyUsers' 'DenyUsers has brian and others' 'sshd_has "DenyUsers alice brian carol"'
refusal deny-users yes 'listed in DenyUsers' 'DenyUsers has brian at this address' "sshd_has 'DenyUsers brian@$from'"
refusal deny-users no 'listed in DenyUsers' 'DenyUsers has a pattern' 'sshd_has "DenyUsers b*"'
refusal allow-users yes 'not listed in AllowUsers' 'AllowUsers has others' 'sshd_has "AllowUsers alice carol"'
refusal allow-users yes 'not listed in AllowUsers' 'AllowUsers has brian at another address' 'sshd_has "AllowUsers brian@10.9.9.9"'
refusal deny-groups yes 'listed in DenyGroups' 'DenyGroups has a group of brian' \
	'groupadd -f kept; usermod -aG kept brian; sshd_has "DenyGroups kept"'
refusal deny-groups yes 'listed in DenyGroups' "DenyGroups has brian's primary group" 'sshd_has "DenyGroups alice brian"'
refusal allow-groups yes 'none of user.s groups are listed in AllowGroups' 'AllowGroups has others' \
	'groupadd -f guests; sshd_has "AllowGroups guests"'
account=root refusal root-login yes 'ROOT LOGIN REFUSED' 'PermitRootLogin is no' \
	'echo "grants = ( { people = ( \"brian\" ); } );" >/etc/keyhole/accounts.d/root.conf; sshd_has "PermitRootLogin no"'
account=root refusal root-login yes 'ROOT LOGIN REFUSED' 'PermitRootLogin is forced-commands-only' \
	'echo "grants = ( { people = ( \"brian\" ); } );" >/etc/keyhole/accounts.d/root.conf; sshd_has "PermitRootLogin forced-commands-only"'
refusal pubkey-off yes '[Pp]ubkey' 'PubkeyAuthentication is no' 'sshd_has "PubkeyAuthentication no"'
refusal pubkey-off yes '[Pp]ubkey' 'PubkeyAuthentication is no for brian' 'sshd_has "Match User brian" "PubkeyAuthentication no"'
refusal pubkey-off yes '[Pp]ubkey' 'PubkeyAuthentication is no from this address' \
	"sshd_has 'Match Address $from' 'PubkeyAuthentication no'"
refusal methods yes 'AuthenticationMethods' 'AuthenticationMethods asks for a password too' 'sshd_has "AuthenticationMethods publickey,password"'
refusal methods yes 'AuthenticationMethods' 'AuthenticationMethods asks for a password only' 'sshd_has "AuthenticationMethods password"'
refusal methods yes 'AuthenticationMethods' 'AuthenticationMethods asks for two keys' 'sshd_has "AuthenticationMethods publickey,publickey"'
refusal sshd-stale yes 'DenyUsers' 'what is mended in a file, and not read yet' \
	'sshd_has "DenyUsers brian"; echo >/etc/ssh/sshd_config.d/01-scenario.conf'

summary
