#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account brian
given_key id
given_key unknown
given_known brian id

# rotate: as the timer of logrotate does, with the file that was installed.
rotate() {
	on_secondary 'logrotate --force /etc/logrotate.d/keyhole'
}

login_as brian unknown
login_as brian id
lets_in 'before it'
expect_visits 'one login and one logout' 1
succeeds 'logrotate is content' rotate
login_as brian unknown
login_as brian id
lets_in 'after it'
expect_visits 'one login and one logout in the new file' 1
is 'the numbers go on' "$(on_secondary 'cat /var/log/keyhole/logins.jsonl.1 /var/log/keyhole/logins.jsonl' | jq -r .seq | xargs)" '1 2 3 4'
is 'the offers go on' "$(offers '.reason == "no-such-key"' | wc -l)" 1
is 'the new files are for the administrators alone' "$(on_secondary 'cd /var/log/keyhole; stat -c "%n %U:%G %a" logins.jsonl offers.jsonl')" \
	'logins.jsonl root:adm 640
offers.jsonl keyhole:adm 640'
is 'keyhole log reads both' "$(on_secondary keyhole log --json | jq -r 'select(.event == "login").seq' | xargs)" '1 3'

finish
