#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account brian
given_key good
given_known brian good

# opens_nothing: the key is refused, and offers.jsonl says whose it is and why; another key of brian's still works.
opens_nothing() {
	login_as brian "$2"
	refuses "a key that is $1 opens nothing"
	records_offer "and the reason is recorded: $3" '
		.event == "offer" and .account == "brian" and .uid == '"$(on_secondary id -u brian)"' and .person == "brian" and .reason == "'"$3"'" and
		.key == "'"$(fingerprint "$2")"'" and (.detail | length) > 0 and .monitor > 1'
}

given_key revoked
given_known brian revoked
printf '# lost\n%s laptop stolen\n' "$(fingerprint revoked)" | put /etc/keyhole/revoked_keys
opens_nothing revoked revoked key-revoked

given_key expired
given_known brian expired 'expiry-time="20200101Z"'
opens_nothing expired expired key-expired

openssl genrsa -traditional -out short 1024 2>/dev/null && chmod 600 short
ssh-keygen -y -f short >short.pub
given_known brian short
opens_nothing 'too short' short key-short

given_settings 'key_types = ( "ssh-ed25519" );'
given_key wrong -t ecdsa
given_known brian wrong
opens_nothing 'of a wrong type' wrong key-type

given_key conflict
given_known brian conflict 'no-such-option'
opens_nothing 'on a bad line' conflict bad-line

login_as brian good
lets_in 'a good key in the same file still works'

given_own_key brian expired
login_as brian expired
lets_in 'a key that has expired in the store, but lies in ~/.ssh/authorized_keys too, is let in by sshd'
records 'and the login says why keyhole would have refused it' '
	.event == "login" and .key == "'"$(fingerprint expired)"'" and .person == "brian" and .reason == "key-expired"'

on_secondary 'mv /etc/keyhole/revoked_keys /tmp'
login_as brian good
refuses 'while the list of revoked keys is lost, nobody is let in by the store'
on_secondary 'mv /tmp/revoked_keys /etc/keyhole'
login_as brian good
lets_in 'and with it all is as before'

finish
