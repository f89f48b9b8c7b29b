#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
server=booted
. ./words.sh

# journal: what journalctl finds.
journal() {
	on_secondary "journalctl --sync && journalctl -q $*"
}

# told: how many lines of a file of rsyslog have this text.
told() {
	on_secondary "grep -cF '$2' /var/log/$1"
}

# told_all: has rsyslog written every event's line yet?
told_all() {
	[ "$(told auth.log 'keyhole[')" -ge "$1" ]
}

is 'systemd is the first process' "$(on_secondary cat /proc/1/comm)" systemd
given_settings 'home_check = "enforce";'
given_account deploy
given_account brian
given_key alice
given_key brian
given_known alice alice
given_known brian brian
given_grants deploy 'grants = ( { people = ( "alice", "brian" ); } );'

login_as deploy alice
lets_in 'alice is let in to the shared account'
login_as deploy brian
lets_in 'and so is brian'
expect_visits 'two logins, two logouts' 2
on_secondary 'install -d -m 777 -o brian ~brian/.ssh'
login_as brian brian
refuses 'brian is not, to an account whose .ssh everybody can write'
ssh-keygen -q -t ed25519 -N '' -C carol@primary -f carol
ssh "$door" 'keyhole add carol -' <carol.pub >/dev/null

is 'by the person her login and logout are found' \
	"$(journal KEYHOLE_PERSON=alice -o cat --output-fields=KEYHOLE_EVENT | xargs)" 'login logout'
is 'by the account all four' "$(journal KEYHOLE_ACCOUNT=deploy -o cat --output-fields=KEYHOLE_PERSON | sort | xargs)" \
	'alice alice brian brian'
is 'by the key the same as by the person' "$(journal "KEYHOLE_KEY=$(fingerprint alice)" -o cat --output-fields=KEYHOLE_SEQ)" \
	"$(journal KEYHOLE_PERSON=alice -o cat --output-fields=KEYHOLE_SEQ)"
has 'by the reason the refusal' "$(journal KEYHOLE_REASON=ssh-writable -o cat)" 'brian is refused [ssh-writable]: /home/brian/.ssh '
has 'by the event what the administrator added' "$(journal KEYHOLE_EVENT=added -o cat)" "added carol's key $(fingerprint carol) "

# One entry an event, each with the fields of its record, by root itself and nobody else.
journal -t keyhole _UID=0 -o json >entries
logins true >records
is 'each record has one entry' "$(wc -l <entries)" "$(wc -l <records)"
is 'in the same order with the same fields' "$(jq -c 'with_entries(select(.key | startswith("KEYHOLE_")))' entries | jq -cS .)" \
	"$(jq -c 'del(.v) | with_entries({key: ("KEYHOLE_" + (.key | ascii_upcase)), value: (.value | tostring)})' records | jq -cS .)"
is 'they came by the journal itself, as authpriv' \
	"$(jq -r '._TRANSPORT + " " + .SYSLOG_FACILITY + " " + .MESSAGE_ID' entries | sort -u)" \
	'journal 10 6a4a0e7673cf49a79b8ce5dced598a52'
is 'no other line of the journal tells an event again' \
	"$(journal -o cat | grep -cE '^(login|logout) of deploy|brian is refused \[|added carol')" "$(wc -l <records)"
lacks 'the module has said nothing else' "$(journal -o cat)" 'pam_keyhole('

# The head of the chain is at the end of each line.
is 'each line ends in the head of the chain as it was then' "$(jq -r .MESSAGE entries | sed 's/.* \[/[/')" \
	"$(jq -r '"[head \(.seq) \(.seal)]"' records)"

# journald hands every line on to rsyslog, once.
eventually told_all "$(wc -l <records)"
is 'auth.log has each of them once' "$(told auth.log 'keyhole[')" "$(wc -l <records)"
is 'with the same words' "$(on_secondary cat /var/log/auth.log | sed -n 's/.* keyhole\[[0-9]*\]: //p')" "$(jq -r .MESSAGE entries)"

# A journal that is stopped delays nobody, and has the line later.
on_secondary 'kill -STOP "$(systemctl show -P MainPID systemd-journald)"'
login_as deploy alice
lets_in 'while the journal is stopped alice is let in'
on_secondary 'kill -CONT "$(systemctl show -P MainPID systemd-journald)"'
expect_visits 'that is a third login' 3
is 'and its line is there once it runs again' "$(journal KEYHOLE_PERSON=alice KEYHOLE_EVENT=login -o cat | wc -l)" 2

# Anybody may write such fields; the journal says who did.
on_secondary 'printf "MESSAGE=login of root by nobody\nKEYHOLE_PERSON=alice\nKEYHOLE_EVENT=login\n" >forged
	chmod 644 forged; runuser -u deploy -- logger --journald <forged; rm forged'
is 'what an account forges is not told as root'"'s" "$(journal KEYHOLE_PERSON=alice KEYHOLE_EVENT=login _UID=0 -o cat | wc -l)" 2
is 'though it is there' "$(journal KEYHOLE_PERSON=alice KEYHOLE_EVENT=login -o cat | wc -l)" 3

finish
