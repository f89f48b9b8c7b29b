#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account brian
given_account carol
given_key id
given_known brian id

# unsafe: what the command does to brian's home is refused under enforce, with a word for the reason, and let in under warn.
unsafe() {
	on_secondary "$3"
	given_settings 'home_check = "enforce";'
	login_as brian id
	refuses "$1: refused under enforce"
	has "$1: the client's screen says so" "$err" "[$2]"
	records "$1: the refusal is recorded" '.event == "refused" and .account == "brian" and .reason == "'"$2"'"'
	given_settings 'home_check = "warn";'
	login_as brian id
	lets_in "$1: let in under warn"
	records "$1: the warning is recorded" '.event == "warned" and .account == "brian" and .reason == "'"$2"'"'
	on_secondary "$4"
}

unsafe 'a home that others can write' home-writable 'chmod o+w ~brian' 'chmod o-w ~brian'
unsafe 'a home that someone else owns' home-owner 'chown carol ~brian' 'chown brian ~brian'
unsafe '/home that everybody can write' parent-writable 'chmod 777 /home' 'chmod 755 /home'
unsafe '/home that someone else owns' parent-owner 'chown carol /home' 'chown root /home'
unsafe 'a list of keys that others can write' keys-writable \
	'mkdir -m 700 ~brian/.ssh; touch ~brian/.ssh/authorized_keys; chmod 666 ~brian/.ssh/authorized_keys; chown -R brian: ~brian/.ssh' \
	'rm -r ~brian/.ssh'
unsafe 'a list of keys that someone else put in' keys-owner \
	'mkdir -m 700 ~brian/.ssh; touch ~brian/.ssh/authorized_keys; chown brian: ~brian/.ssh; chown carol: ~brian/.ssh/authorized_keys' \
	'rm -r ~brian/.ssh'
records_none 'no command would make it her key that works' '.reason == "keys-owner" and (.detail | contains("mend it with"))'
unsafe 'a .ssh that is a link into an unsafe folder' ssh-symlink \
	'mkdir -m 777 ~brian/open; mkdir -m 700 ~brian/open/ssh; chown -R brian: ~brian/open; ln -s open/ssh ~brian/.ssh' \
	'rm -r ~brian/.ssh ~brian/open'

given_settings 'home_check = "off";'
on_secondary 'chmod 777 ~brian; : >/var/log/keyhole/logins.jsonl'
login_as brian id
lets_in 'with off nobody looks'
records_none 'and nothing is warned of' '.event == "warned"'
given_settings 'home_check = "enforce";'
login_as brian id
refuses 'back under enforce the home is refused'
given_grants brian 'home_check = "warn";'
login_as brian id
lets_in "the account's own file overrules the settings"

finish
