#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. ./words.sh

given_account brian
given_key id
given_known brian id

# stay: a session that lasts until its client is killed.
stay() {
	ssh -i id brian@secondary sleep 600 >/dev/null 2>&1 </dev/null &
}

login_as brian id
lets_in 'one who comes and goes'
eventually counted 1 logins '.event == "logout"'
is 'is not among those who are here' "$(on_secondary keyhole who)" ''
stay
leaves=$!
eventually counted 2 logins '.event == "login"'
killed=$(logins '.event == "login"' | jq -r .monitor | tail -n 1)
stay
stays=$!
eventually counted 3 logins '.event == "login"'
monitor=$(logins '.event == "login"' | jq -r .monitor | tail -n 1)

is 'two who stay are' "$(on_secondary keyhole who | tail -n +2 | awk '{ print $1, $2, $NF }')" "brian brian $killed
brian brian $monitor"
on_secondary kill -KILL "$killed"
is 'one whose sshd was killed is still on' "$(on_secondary keyhole who | grep -c 'still on, without its monitor')" 1
is 'programs are told the same' "$(on_secondary keyhole who --all --json | jq -r '"\(.monitor) \(.open)"')" "$killed true
$monitor true"
kill "$leaves" "$stays"
eventually counted 2 logins '.event == "logout"'
on_secondary pkill -KILL -u brian
# nobody: is nobody here any more?
nobody() {
	[ -z "$(on_secondary keyhole who)" ]
}
succeeds 'in the end nobody is' eventually nobody
is 'and one among all has no logout' "$(on_secondary keyhole who --all | grep -c 'no logout$')" 1

finish
