#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_brian
given_key id -t rsa
printed=$(ssh control 'cat >id_rsa.pub; keyhole add brian id_rsa.pub; echo "status $?"; rm id_rsa.pub' 2>&1 <id.pub)
has 'it says that it is done' "$printed" 'status 0'
has 'it ends with the command that now works' "$printed" "ssh brian@$(getent hosts secondary | cut -d ' ' -f 1)"
login_as brian id
lets_in 'and it does work'
is 'the file is root'"'"'s and 644' "$(on_secondary stat -c %U:%a /etc/keyhole/keys.d/brian.keys)" root:644
records 'the change is recorded' '.event == "added" and .person == "brian" and .key == "'"$(fingerprint id)"'"'

given_key second
succeeds 'a second key is added from standard input' ssh control keyhole add brian - <second.pub
login_as brian second
lets_in 'the second key works'
login_as brian id
lets_in 'and the first still does'

# refused_to_add: it says no with status 1, names the cause, and leaves the store alone.
refused_to_add() {
	printed=$(ssh control "keyhole add '$2' - 2>&1; echo \"status \$?\"")
	has "$1: status 1" "$printed" 'status 1'
	has "$1: the cause is named" "$printed" "$3"
	is "$1: nothing is written" "$(on_secondary 'wc -l </etc/keyhole/keys.d/brian.keys; ls /etc/keyhole/keys.d')" "2
brian.keys"
}

openssl genrsa -traditional -out short 1024 2>/dev/null && chmod 600 short
ssh-keygen -y -f short >short.pub
refused_to_add 'an RSA key of 1024 bits' brian 1024 <short.pub
echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA zero' >weak.pub
refused_to_add 'a point of small order' brian 'order' <weak.pub
refused_to_add 'a private key' brian 'private' <id
echo 'no key at all' >none.pub
refused_to_add 'a line that is no key' brian '1' <none.pub
refused_to_add 'a name with a slash' a/b 'a/b' <second.pub
refused_to_add 'a name of two dots' .. '..' <second.pub

finish
