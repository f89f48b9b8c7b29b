#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

# lines: how many lines of auth.log have this text.
lines() {
	on_secondary cat /var/log/auth.log | grep -cF -- "$1"
}

# said: does auth.log have so many lines with this text?
said() {
	[ "$(lines "$2")" -eq "$1" ]
}

given_settings 'home_check = "enforce";'
given_account brian
given_key id
given_known brian id
login_as brian id
lets_in 'brian is let in'
expect_visits 'a login and a logout' 1
on_secondary 'install -d -m 777 -o brian ~brian/.ssh'
login_as brian id
refuses 'and then not'
ssh-keygen -q -t ed25519 -N '' -C carol@primary -f carol
ssh "$door" 'keyhole add carol -' <carol.pub >/dev/null

key=$(fingerprint id)
port=$(logins '.event == "login"' | jq .port)
for line in "login of brian by brian's key $key from $(hostname -i) port $port" "logout of brian by brian's key $key after 0 s from" \
	'brian is refused [ssh-writable]: /home/brian/.ssh can be written by everybody (mode 0777)' "added carol's key $(fingerprint carol) at"; do
	eventually said 1 "$line" && pass "one line begins: $line" || fail "one line begins: $line" "$(on_secondary cat /var/log/auth.log)"
done
is 'and keyhole says nothing else' "$(lines keyhole)" "$(logins true | wc -l)"

finish
