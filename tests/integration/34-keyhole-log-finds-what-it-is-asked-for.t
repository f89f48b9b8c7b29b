#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account brian
given_account deploy
given_key id
given_key unknown
given_known brian id
given_grants deploy 'grants = ( { people = ( "brian" ); } );'

# log: what keyhole log says, without its head.
log() {
	on_secondary keyhole log "$*" | tail -n +2
}

login_as brian unknown
refuses 'a key that nobody has'
login_as brian id
lets_in 'the right one'
login_as deploy id
lets_in 'and on an account that it was granted'
expect_visits 'two logins' 2
key=$(fingerprint id)
from=$(logins '.event == "login"' | jq -r .from | head -n 1)
session=$(logins '.event == "login" and .account == "deploy"' | jq -r .session)

is 'by the key both logins are found' "$(log --key "$key" | grep -c 'logged in')" 2
is 'by its beginning too' "$(log --key "$(echo "$key" | cut -c 8-16)" | grep -c 'logged in')" 2
has 'by the other key the refusal' "$(log --key "$(fingerprint unknown)")" 'refused: no-such-key'
is 'from the address all three' "$(log --from "$from" --event login,offer | wc -l)" "$(log --event login,offer --from "$from/32" | wc -l)"
is 'from another network nothing' "$(log --from 203.0.113.0/24)" ''
is 'the refused are told' "$(log --refused | grep -c 'no-such-key')" 1
is 'and nobody else' "$(log --refused | wc -l)" 1
has 'with the key and what it means' "$(log --refused)" "$(fingerprint unknown)"
has 'in words' "$(log --refused)" 'nobody who may use brian has this key'
is 'their stored lines are offers' "$(on_secondary keyhole log --refused --json | jq -r '.event + " " + .reason')" 'offer no-such-key'
is 'a session is one row' "$(log --session "$session" | wc -l)" 1
has 'the last row is the last login' "$(log --limit 1)" deploy
is 'nothing began before yesterday' "$(log --until yesterday)" ''
fails 'a reason that is none is an error' on_secondary keyhole log --reason key-expird
has 'which names the nearest' "$_said" 'did you mean key-expired?'

finish
