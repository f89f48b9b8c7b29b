#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account brian
given_key id
given_known brian id

# shouted: with the log as it is brian is let in, and the syslog says which file is at fault.
shouted() {
	on_secondary ': >/var/log/syslog'
	login_as brian id
	lets_in "$1: brian is let in"
	shouts "$1: the syslog says so" "keyhole.*$2"
}

# logins_in_full: the records of the folder that had no room.
logins_in_full() {
	on_secondary cat /srv/full/logins.jsonl | jq -cR "fromjson? | select($1)"
}

on_secondary 'rm -rf /var/log/keyhole'
shouted 'a missing folder' /var/log/keyhole
on_secondary 'mkdir -m 751 /var/log/keyhole && mkdir /var/log/keyhole/logins.jsonl'
shouted 'a folder in place of the file' 'logins\.jsonl'
on_secondary 'rmdir /var/log/keyhole/logins.jsonl && mkfifo /var/log/keyhole/logins.jsonl'
shouted 'a FIFO in place of the file' 'logins\.jsonl'
on_secondary 'rm /var/log/keyhole/logins.jsonl && ln -s /etc/shadow /var/log/keyhole/logins.jsonl'
before=$(on_secondary sha256sum /etc/shadow)
shouted 'a link to another file' 'logins\.jsonl'
is 'and that file is as before' "$(on_secondary sha256sum /etc/shadow)" "$before"
given_settings 'log_dir = "/srv/readonly";'
shouted 'a read-only folder' /srv/readonly
on_secondary 'head -c 1M /dev/zero >/srv/full/filler 2>/dev/null'
given_settings 'log_dir = "/srv/full";'
shouted 'a full disk' /srv/full

given_settings 'log_dir = "/srv/full"; audit_failure = "refuse";'
login_as brian id
refuses 'with audit_failure = "refuse" brian is not let in'
has 'and his screen says why' "$err" '[audit-failed]'
given_key own
given_own_key root own
login_as root own
lets_in 'root, a break-glass account, is'
on_secondary rm /srv/full/filler
login_as brian id
lets_in 'once there is room again, brian is'
expect_records 'and his login is recorded' 1 logins_in_full '.event == "login" and .account == "brian"'

finish
