#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_settings 'home_check = "enforce";'
given_brian
given_key id
given_own_key brian id
given_known brian id

# check: runs `keyhole check` there, and keeps its status and what it printed.
check() {
	out=$(on_secondary "keyhole check $*" 2>&1) && status=0 || status=$?
}

check
is 'without a fault the status says so' "$status" 0
has 'and the sum' "$out" ': nothing is wrong'

# mends: brian is kept out by what a command does, keyhole check names it, and mends it.
mends() {
	on_secondary "$3"
	login_as brian id
	refuses "$1: refused"
	check brian
	is "$1: keyhole check says no" "$status" 1
	has "$1: keyhole check names it" "$out" "$2"
	check brian --fix --yes
	is "$1: it is mended" "$status" 0
	has "$1: which is said" "$out" '    mended'
	login_as brian id
	lets_in "$1: brian is let in"
}

mends 'a .ssh that the shared group can write' '/home/brian/.ssh can be written by the group ubuntu (mode 0770)' \
	'chmod 770 ~brian/.ssh'
mends 'a home that everybody can write' '/home/brian can be written by everybody (mode 0777)' 'chmod 777 ~brian'
mends 'a list of keys that everybody can write' '/home/brian/.ssh/authorized_keys can be written by everybody (mode 0666)' \
	'chmod 666 ~brian/.ssh/authorized_keys'
mends 'a list that lets games write' '/home/brian/.ssh can be written by the user games, by an access control list' \
	'setfacl -m u:games:rwx ~brian/.ssh'
mends 'a default list that lets games write' 'lets the user games write what will be made in it' \
	'setfacl -d -m u:games:rwx ~brian/.ssh'
mends '/home that everybody can write' '/home can be written by everybody (mode 0777)' 'chmod 777 /home'

on_secondary 'chown games ~brian/.ssh/authorized_keys'
check brian --fix --yes
is 'what a stranger owns is not given away' "$status" 1
has 'which is said' "$out" '    not mended: '
is 'it is the stranger'"'"'s still' "$(on_secondary stat -c %U /home/brian/.ssh/authorized_keys)" games
on_secondary 'chown brian ~brian/.ssh/authorized_keys'

on_secondary 'mkdir -m 777 /srv/open; : >/srv/open/authorized_keys; chmod 666 /srv/open/authorized_keys
	mv ~brian/.ssh ~brian/x; ln -s /srv/open ~brian/.ssh'
check brian --fix --yes
is 'what a link leads to is not changed' "$status $(on_secondary 'stat -c %a /srv/open /srv/open/authorized_keys' | paste -sd ' ')" '1 777 666'
on_secondary 'rm -r ~brian/.ssh /srv/open; mv ~brian/x ~brian/.ssh'

check --fix
is 'without a terminal it does not mend unasked' "$status" 64
on_secondary 'printf "junk\n" >>/etc/keyhole/keys.d/brian.keys; chmod 666 /etc/keyhole/keyhole.conf; chmod 777 /var/log/keyhole'
check
is 'the store and the log are looked at, too' "$status" 1
has 'a bad line is named' "$out" '/etc/keyhole/keys.d/brian.keys:2: '
has 'a configuration that others can write is' "$out" '/etc/keyhole/keyhole.conf can be written by others'
has 'a log that others can write is' "$out" '/var/log/keyhole can be written by others'
on_secondary 'sed -i "/junk/d" /etc/keyhole/keys.d/brian.keys'
check --fix --yes
is 'they are mended' "$status $(on_secondary 'stat -c %a /etc/keyhole/keyhole.conf /var/log/keyhole' | paste -sd ' ')" '0 644 755'
check --json
is 'what is advice alone has an object each' "$(printf '%s\n' "$out" | jq -r .gravity | sort -u)" ''
on_secondary 'chmod 644 ~brian/.ssh/authorized_keys'
is 'and is the account'"'"'s, with its path' "$(on_secondary keyhole check --json | jq -r '[.account, .reason, .path, .mend] | join(" ")')" \
	'brian keys-readable /home/brian/.ssh/authorized_keys runuser -u brian -- chmod go-rwx /home/brian/.ssh/authorized_keys'

finish
