#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account brian
given_key id
given_known brian id
given_key own
given_own_key root own
given_own_key brian own

# closes: with these settings the command prints nothing and fails, and the syslog names file and line; root's own key still works.
closes() {
	on_secondary "${3:-true}; : >/var/log/syslog"
	printed=$(on_secondary "setpriv --reuid keyhole --regid keyhole --clear-groups /usr/libexec/keyhole-keys brian $(on_secondary id -u brian); echo \"status \$?\"")
	lacks "$1: the command prints no key" "$printed" ssh-
	lacks "$1: the command says that it failed" "$printed" 'status 0'
	login_as brian id
	refuses "$1: nobody is let in by the store"
	login_as brian own
	refuses "$1: nor by a key of brian's own"
	login_as root own
	lets_in "$1: root still is, with a key of root's own"
	shouts "$1: the syslog names the file" "keyhole.*$2"
}

given_settings 'home_check = "enforce"' 'rsa_min_bits = = 1;'
closes 'a syntax error' 'keyhole\.conf:2'
given_settings 'home_chek = "enforce";'
closes 'an unknown setting' 'keyhole\.conf:1.*home_check'
given_settings 'rsa_min_bits = "many";'
closes 'a wrong type' 'keyhole\.conf:1'
given_settings 'home_check = "maybe";'
closes 'an impossible value' 'keyhole\.conf:1'
given_settings '@include "/etc"'
closes 'an @include' 'keyhole\.conf:1'
given_settings 'home_check = "warn"; /* the other' '   settings: */ @include "/etc"'
closes 'an @include behind a comment' 'keyhole\.conf:2'
given_settings 'home_check = "warn";'
closes 'an empty file' 'keyhole\.conf' ': >/etc/keyhole/keyhole.conf'
closes 'a missing file' 'keyhole\.conf' 'rm /etc/keyhole/keyhole.conf'
given_settings 'home_check = "warn";'
closes 'a file that others can write' 'keyhole\.conf' 'chmod 666 /etc/keyhole/keyhole.conf'
given_settings 'home_check = "warn";'
closes 'a folder that others can write' '/etc/keyhole' 'chmod 777 /etc/keyhole'
on_secondary 'chmod 755 /etc/keyhole'
login_as brian id
lets_in 'once mended, all is as before'

finish
