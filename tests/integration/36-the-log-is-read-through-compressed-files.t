#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. ./words.sh

given_account brian
given_key id
given_known brian id

# rotate: as the timer of logrotate does, with the file that was installed.
rotate() {
	on_secondary 'logrotate --force /etc/logrotate.d/keyhole'
}

# told: the numbers of the logins that keyhole log tells of, in its order.
told() {
	on_secondary keyhole log --json 2>/dev/null | jq -r 'select(.event == "login").seq' | xargs
}

for visit in 1 2 3 4; do
	login_as brian id
	lets_in "visit $visit"
	expect_visits 'comes and goes' 1
	[ "$visit" -eq 4 ] || rotate
done
compressed=$(on_secondary 'cd /var/log/keyhole && ls logins.jsonl*.gz | head -n 1')
has 'logrotate has compressed older files' "$compressed" .gz
is 'every login is told, the oldest first' "$(told)" '1 3 5 7'
is 'and in the table a line each' "$(on_secondary keyhole log | grep -c 'logged in')" 4
on_secondary "truncate -s 30 /var/log/keyhole/$compressed"
has 'a compressed file that is damaged is named' "$(on_secondary 'keyhole log 2>&1')" "/$compressed: the compressed file is damaged"
is 'and the others are told' "$(told | wc -w)" 3

finish
