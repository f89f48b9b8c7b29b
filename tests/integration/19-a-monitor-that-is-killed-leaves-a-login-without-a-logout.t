#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account brian
given_key id
given_known brian id
ssh -i id brian@secondary sleep 600 >/dev/null 2>&1 </dev/null &
client=$!
eventually counted 1 logins '.event == "login"'
lacks 'while it lasts the log does not call it broken' "$(on_secondary keyhole log)" 'no logout'
monitor=$(logins '.event == "login"' | jq -r .monitor)
has 'the recorded monitor is the process of sshd' "$(on_secondary ps -o args= -p "$monitor")" 'brian [priv]'
on_secondary kill -KILL "$monitor"
has 'once it is gone the log says that what runs is not watched' "$(on_secondary keyhole log)" 'still on, unwatched'
records_none 'and no logout was made up' '.event == "logout"'
kill "$client"
on_secondary pkill -KILL -u brian
# ended: does the log call only one login, the first, one without a logout?
ended() {
	[ "$(on_secondary keyhole log | grep -c 'no logout')" -eq 1 ]
}
succeeds 'once that is gone too it is a login without a logout' eventually ended

login_as brian id
lets_in 'the next login is let in'
eventually counted 1 logins '.event == "logout"'
succeeds 'and only the first is without a logout' ended

finish
