#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_settings 'home_check = "enforce";'
given_key alice
given_key own
given_known root alice
login_as root alice
refuses 'a file root.keys alone does not open root: that needs a grant'

given_known alice alice
given_grants root 'grants = ( { people = ( "alice" ); } );'
login_as root alice
lets_in 'by a grant alice is let in as root'
expect_visits 'it is one login and one logout' 1
records 'and the log says that it was alice' '.event == "login" and .account == "root" and .uid == 0 and .person == "alice"'

given_own_key root own
client ssh -o IdentitiesOnly=yes -i own root@secondary tail -n 1 /var/log/keyhole/logins.jsonl
is 'the login is in the log before its first command runs' "$(printf '%s\n' "$out" | jq -r '"\(.event) \(.key)"')" "login $(fingerprint own)"
on_secondary chmod 777 /root
given_sshd 'StrictModes no'
login_as root own
lets_in 'root is a break-glass account: no home is so bad that it locks root out'
expect_visits 'each is one login and logout more' 3
on_secondary chmod 700 /root

finish
