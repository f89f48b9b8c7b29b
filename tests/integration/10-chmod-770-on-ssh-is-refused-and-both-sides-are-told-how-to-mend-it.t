#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_settings 'home_check = "enforce";'
given_brian
given_key id
given_own_key brian id
login_as brian id
lets_in 'with 700 brian is let in'

on_secondary chmod 770 ~brian/.ssh
login_as brian id
refuses 'with 770 he is not: the group ubuntu is shared'
has 'his screen names the folder' "$err" /home/brian/.ssh
has 'his screen has the mode' "$err" 770
has 'his screen has the command that mends it' "$err" 'chmod g-w /home/brian/.ssh'
has 'his screen says what to do before that' "$err" 'look first at what is in it'
has 'his screen has the word to ask for' "$err" '[ssh-writable]'
records 'the refusal is recorded' '
	.event == "refused" and .account == "brian" and .reason == "ssh-writable" and .from == "'"$(hostname -i)"'" and
	(.detail | endswith("; look first at what is in it, then mend it with: runuser -u brian -- chmod g-w /home/brian/.ssh"))'
is 'it is no login' "$(logins '.event == "login"' | wc -l)" 1
has 'the administrator sees it in the log' "$(on_secondary keyhole log)" ssh-writable

mend=$(printf '%s\n' "$err" | grep -o 'chmod g-w [^ ]*' | head -n 1)
on_secondary "$mend"
login_as brian id
lets_in 'the command from his screen mends it'

on_secondary chmod 770 ~brian/.ssh
login_as brian id
refuses 'with 770 again he is refused'
mend=$(on_secondary 'tail -n 1 /var/log/keyhole/logins.jsonl' | grep -o 'runuser -u brian [^"]*')
on_secondary 'mv ~brian/.ssh ~brian/x; mkdir -m 770 /srv/roots; ln -s /srv/roots ~brian/.ssh'
on_secondary "$mend" 2>/dev/null || :
is 'the command from the log does nothing to what a link leads to' "$(on_secondary stat -c %a /srv/roots)" 770
on_secondary 'rm ~brian/.ssh; mv ~brian/x ~brian/.ssh'
on_secondary "$mend"
login_as brian id
lets_in 'and mends what it was said about'

finish
