#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. ./words.sh

given_account brian
given_key id
given_known brian id

# seen: has it shown so many logouts?
seen() {
	[ "$(grep -c 'logged out$' followed)" -eq "$1" ]
}

login_as brian id
expect_visits 'a visit before' 1
on_secondary timeout --signal INT 60 keyhole log --follow >followed 2>&1 &
follower=$!
eventually grep -q '^TIME' followed
ssh -i id brian@secondary sleep 600 >/dev/null 2>&1 </dev/null &
client=$!
succeeds 'a login is shown at once' eventually grep -q 'logged in$' followed
kill "$client"
succeeds 'its logout follows' eventually seen 1
on_secondary 'logrotate --force /etc/logrotate.d/keyhole'
login_as brian id
lets_in 'after the log was rotated'
succeeds 'it goes on' eventually seen 2
is 'what was before is not shown' "$(grep -c '^20' followed)" 4
on_secondary 'pkill -INT -x keyhole'
wait "$follower"
is 'an interruption ends it well' "$(grep -c '^keyhole:' followed)" 0

finish
