#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account brian
given_key id
given_known brian id
given_settings 'log_dir = "/srv/full";'

# whole: the log is, with its key.
whole() {
	said=$(on_secondary keyhole verify --key /root/log.key 2>&1) && judged=0 || judged=$?
	is "$1: the log is whole" "$judged" 0
}

# recorded: so many events of a kind.
recorded() {
	[ "$(on_secondary cat /srv/full/logins.jsonl | jq -cR "fromjson? | select(.event == \"$2\")" | wc -l)" -eq "$1" ]
}

on_secondary keyhole seal >log.key 2>explained
put /root/log.key 600 <log.key
login_as brian id
lets_in 'brian is let in'
eventually recorded 1 logout
whole 'with room'

# All but a few bytes are taken, so that a record is torn.
on_secondary 'head -c 1M /dev/zero >/srv/full/filler 2>/dev/null'
for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
	login_as brian id
	[ "$status" -eq 0 ] || break
done
lets_in 'while the disk is full brian is let in'
shouts 'and the syslog says why he is not in the log' 'pam_keyhole.*login of brian is not in the log: /srv/full'
before=$(on_secondary cat /srv/full/logins.jsonl | jq -cR 'fromjson? | select(.event == "logout")' | wc -l)
on_secondary rm /srv/full/filler
login_as brian id
lets_in 'once there is room again'
eventually recorded $((before + 1)) logout && pass 'the records go on' || fail 'the records go on' "$(on_secondary cat /srv/full/logins.jsonl)"
whole 'with a record that was torn'
has 'and the torn line is named' "$said" 'is no record: torn'
is 'no number is there twice, none is missing' \
	"$(on_secondary cat /srv/full/logins.jsonl | jq -rR 'fromjson? | .seq' | sort -n | uniq | wc -l)" \
	"$(on_secondary cat /srv/full/logins.jsonl | jq -rR 'fromjson? | .seq' | tail -n 1)"
on_secondary 'sed -i "2s/brian/carol/" /srv/full/logins.jsonl'
said=$(on_secondary keyhole verify --key /root/log.key 2>&1) && judged=0 || judged=$?
is 'a line that was changed is found all the same' "$judged" 1
has 'with its number' "$said" 'logins.jsonl:2'

finish
