#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

is 'folders, files and programs have their owners and modes' "$(on_secondary 'cd /; stat -c "%n %U:%G %a" etc/keyhole etc/keyhole/* usr/libexec/keyhole-keys usr/sbin/keyhole \
	usr/lib/*/security/pam_keyhole.so var/log/keyhole var/log/keyhole/* var/lib/keyhole var/cache/keyhole run/keyhole' | sed 's|lib/[^/]*/security|lib/MULTIARCH/security|')" \
	'etc/keyhole root:root 755
etc/keyhole/accounts.d root:root 755
etc/keyhole/groups.d root:root 755
etc/keyhole/keyhole.conf root:root 644
etc/keyhole/keys.d root:root 755
etc/keyhole/revoked.krl root:root 644
etc/keyhole/revoked_keys root:root 644
usr/libexec/keyhole-keys root:root 755
usr/sbin/keyhole root:root 755
usr/lib/MULTIARCH/security/pam_keyhole.so root:root 644
var/log/keyhole root:adm 751
var/log/keyhole/offers.jsonl keyhole:adm 640
var/lib/keyhole root:root 700
var/cache/keyhole root:root 755
run/keyhole root:root 700'
is 'the user of the command can not log in' "$(on_secondary 'getent passwd keyhole | cut -d : -f 6,7')" /nonexistent:/usr/sbin/nologin
is 'sshd asks the command' "$(on_secondary sshd -T | grep '^authorizedkeyscommand')" 'authorizedkeyscommand /usr/libexec/keyhole-keys %u %U %f %t %k
authorizedkeyscommanduser keyhole'
is 'and refuses what keyhole has revoked' "$(on_secondary sshd -T | grep '^revokedkeys')" 'revokedkeys /etc/keyhole/revoked.krl'
is 'PAM asks the module, before common-account and last' "$(on_secondary "grep -nE 'keyhole|@include common-account|^session' /etc/pam.d/sshd" |
	sed -n 's/^[0-9]*://; 1,2p; $p')" \
	'account [success=ok new_authtok_reqd=ok ignore=ignore module_unknown=ignore default=bad] pam_keyhole.so
@include common-account
session optional pam_keyhole.so'
lacks 'the command needs no library' "$(on_secondary 'ldd /usr/libexec/keyhole-keys 2>&1')" '=>'

given_account brian
given_key id
given_known brian id
login_as brian id
lets_in 'a first login'
is 'makes the log, for the administrators alone' "$(on_secondary 'stat -c "%U:%G %a" /var/log/keyhole/logins.jsonl')" 'root:adm 640'
is 'everybody can read the manual and the settings' "$(on_secondary 'find /etc/keyhole /usr/share/keyhole -type f ! -perm -o=r')" ''

finish
