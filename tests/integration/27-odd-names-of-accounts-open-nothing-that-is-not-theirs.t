#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. ./words.sh

given_account brian
given_key id -t ecdsa
given_known brian id
put /etc/keyhole/brian.keys <id.pub

# offer: logs in under any name: OpenSSH's own client refuses to send some of them.
offer() {
	client python3 /scenarios/offer.py secondary "$1" id
}

# odd: there is an account of that name that could log in, and even a file for it, but the key opens nothing, and the offer says why.
odd() {
	on_secondary "printf '%s:x:4242:4242::/home/odd:/bin/sh\n' '$1' >>/etc/passwd; printf '%s:*:::::::\n' '$1' >>/etc/shadow
		: >/var/log/keyhole/offers.jsonl"
	put "/etc/keyhole/keys.d/$1.keys" <id.pub 2>/dev/null
	offer "$1"
	refuses "$2 opens nothing"
	records_offer 'and the reason is recorded' '.reason == "bad-name" and .uid == 4242'
	on_secondary "sed -i '/:x:4242:/d' /etc/passwd; sed -i '/:\*:::::::$/d' /etc/shadow"
}

offer brian
lets_in 'brian is let in'
odd '..' 'an account called ..'
odd '.' 'an account called .'
odd 'br*n' 'an account with a star'
odd 'br?an' 'an account with a question mark'
odd 'two words' 'an account with a blank'
# shellcheck disable=SC2016 # a shell must not expand it, here or there
odd '$(id)' 'an account that a shell would run'
odd "$(head -c 300 /dev/zero | tr '\0' n)" 'an account of 300 characters'
odd "$(printf 'caf\351')" 'an account that is not UTF-8'

# The C library and sshd pass over such accounts; somebody else's configuration might name them, so the command itself is asked.
put /etc/keyhole/keys.d/a/b.keys <id.pub
put /etc/keyhole/keys.d/-h.keys <id.pub
for name in -h a/b ../brian; do
	is "the command has no key for $name" \
		"$(on_secondary "/usr/libexec/keyhole-keys $name 4242 $(fingerprint id) $(cut -d ' ' -f 1,2 id.pub)")" ''
done

on_secondary 'useradd -m --badname Brian.Smith@example.org 2>/dev/null'
given_known Brian.Smith@example.org id
offer Brian.Smith@example.org
lets_in 'a long name with dots, capitals and an @ is an account like any other'
records 'and is recorded under its name' '.event == "login" and .account == "Brian.Smith@example.org" and .person == .account'

finish
