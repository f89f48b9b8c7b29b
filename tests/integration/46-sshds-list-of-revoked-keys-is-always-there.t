#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account brian
given_key good
given_key lost
given_known brian good
given_own_key brian lost

login_as brian lost
lets_in 'a key in his own file'
on_secondary 'rm /etc/keyhole/revoked.krl'
login_as brian good
refuses 'without the list sshd refuses every key'
succeeds 'the next change of the store makes it again' on_secondary keyhole group add admins brian
login_as brian good
lets_in 'and all is as before'

on_secondary 'echo broken >/etc/keyhole/revoked.krl'
login_as brian good
refuses 'with a list that is no list, too'
succeeds 'and it can be made by itself' on_secondary keyhole revoke --rebuild
login_as brian good
lets_in 'which mends that'

on_secondary "echo '$(cut -d ' ' -f 1,2 lost.pub) by hand' >>/etc/keyhole/revoked_keys"
login_as brian lost
lets_in 'a key that was revoked by hand opens where it stands in his own file'
succeeds 'until the list is made anew' on_secondary keyhole revoke --rebuild
login_as brian lost
refuses 'and not after it'

on_secondary 'echo nonsense >>/etc/keyhole/revoked_keys'
fails 'from a list with a mistake none is made' on_secondary keyhole revoke --rebuild
has 'and the line is named' "$_said" 'revoked_keys:'
is 'the old one stays' "$(on_secondary 'ssh-keygen -Q -f /etc/keyhole/revoked.krl /etc/ssh/ssh_host_ed25519_key.pub >/dev/null; echo $?')" 0
on_secondary 'sed -i /nonsense/d /etc/keyhole/revoked_keys'

login_as brian good
lets_in 'what is not revoked works'
succeeds 'a key is revoked in an editor' on_secondary "EDITOR=\"sed -i \\\$a$(fingerprint good)\" keyhole edit revoked_keys"
login_as brian good
refuses 'and closed'
succeeds 'and taken off the list again' on_secondary "EDITOR='sed -i /$(fingerprint good | cut -c 8-20 | sed 's|/|.|g')/d' keyhole edit revoked_keys"
login_as brian good
lets_in 'and works again'
records 'an edit is recorded' '.event == "revoked" and .key == "'"$(fingerprint good)"'"'
expect_records 'each of them' 2 logins '.event == "changed" and .known_at == "/etc/keyhole/revoked_keys"'
fails 'an edit with a mistake counts for nothing' on_secondary "EDITOR='sed -i s/^#.*/nonsense/' keyhole edit revoked_keys </dev/null"
login_as brian good
lets_in 'so that the door stays as it was'

finish
