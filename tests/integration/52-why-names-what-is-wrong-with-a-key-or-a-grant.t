#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./matrix.sh

given_key other
given_key rsa -t rsa -b 2048
given_key ecdsa -t ecdsa
openssl genrsa -traditional -out short 1024 2>/dev/null && chmod 600 short
ssh-keygen -y -f short >short.pub
print=$(fingerprint id)

# TOKEN, whether a command mends it, what sshd says of it, the cause, and what makes it so
refusal fault no - 'keyhole.conf has a syntax error' 'settings "home_check = ;"'
refusal fault no - 'keyhole.conf has an unknown setting' 'settings "home_chek = \"warn\";"'
refusal fault yes - 'keyhole.conf is missing' 'rm /etc/keyhole/keyhole.conf'
refusal unsafe-path yes - 'others can write to keyhole.conf' 'chmod 666 /etc/keyhole/keyhole.conf'
refusal unsafe-path yes - 'others can write to /etc/keyhole' 'chmod 777 /etc/keyhole'
refusal unsafe-path yes - '/etc/keyhole belongs to brian' 'chown brian /etc/keyhole'
refusal unreadable yes - 'keyhole.conf can not be read by the command' 'chmod 600 /etc/keyhole/keyhole.conf'
refusal unreadable yes - '/etc/keyhole can not be passed by the command' 'chmod 700 /etc/keyhole'
refusal fault yes - 'the list of revoked keys is missing' 'rm /etc/keyhole/revoked_keys'
refusal fault yes - 'the list of revoked keys is empty' ': >/etc/keyhole/revoked_keys'
refusal fault no - 'the list of revoked keys has a bad line' 'echo garbage >>/etc/keyhole/revoked_keys'
refusal unreadable yes - 'the list of revoked keys can not be read by the command' 'chmod 600 /etc/keyhole/revoked_keys'
refusal unsafe-path yes - 'others can write to the list of revoked keys' 'chmod 666 /etc/keyhole/revoked_keys'
refusal fault no - "brian's file of rules has a syntax error" 'rules "grants = (;"'
refusal fault no - "a grant has an end that can't be read" \
	'rules "grants = ( { people = ( \"alice\" ); until = \"soon\"; } );"'
refusal unsafe-path yes - "others can write to brian's file of rules" 'rules "own_account = true;"; chmod 666 /etc/keyhole/accounts.d/brian.conf'
refusal unreadable yes - "brian's file of rules can not be read by the command" \
	'rules "own_account = true;"; chmod 600 /etc/keyhole/accounts.d/brian.conf'

refusal fault no - 'the folder of keys is missing' 'rm -r /etc/keyhole/keys.d'
refusal unreadable yes - "brian's keys can not be read by the command" 'chmod 600 /etc/keyhole/keys.d/brian.keys'
refusal unsafe-path yes - "brian's keys belong to brian" 'chown brian /etc/keyhole/keys.d/brian.keys'
refusal unsafe-path yes - "others can write to brian's keys" 'chmod 666 /etc/keyhole/keys.d/brian.keys'
refusal unsafe-path no - "brian's keys are a link" 'mv /etc/keyhole/keys.d/brian.keys /etc/keyhole/b; ln -s ../b /etc/keyhole/keys.d/brian.keys'
refusal not-granted yes - 'own_account is false' 'settings "own_account = false;"'
refusal not-granted yes - 'own_account is false for brian' 'rules "own_account = false;"'
refusal not-granted yes - 'the uid is below uid_min' 'settings "uid_min = 60000;"'
refusal no-such-key yes - 'brian has no key' 'rm /etc/keyhole/keys.d/brian.keys'
refusal no-such-key yes - 'brian has another key' "store brian '$(cat other.pub)'"
refusal no-such-key yes - "the key is alice's, who has no grant" 'mv /etc/keyhole/keys.d/brian.keys /etc/keyhole/keys.d/alice.keys'
asked="--key $print" refusal no-such-key yes - 'the same, asked by its fingerprint' 'mv /etc/keyhole/keys.d/brian.keys /etc/keyhole/keys.d/alice.keys'
asked=' ' refusal no-such-key no - 'nobody has any key, and no key is asked for' ': >/etc/keyhole/keys.d/brian.keys'
refusal grant-expired no - 'the grant has ended' 'rules "grants = ( { people = ( \"brian\" ); until = \"2020-01-01T00:00:00Z\"; } );"'
refusal fault no - 'the group of the grant is missing' 'rules "own_account = false; grants = ( { people = ( \"@admins\" ); } );"'
refusal fault no - 'the group of the grant has a syntax error' \
	'echo "people = (" >/etc/keyhole/groups.d/admins.conf; rules "own_account = false; grants = ( { people = ( \"@admins\" ); } );"'
refusal no-such-key yes - 'the group of the grant has others' \
	'echo "people = ( \"alice\" );" >/etc/keyhole/groups.d/admins.conf; rules "own_account = false; grants = ( { people = ( \"@admins\" ); } );"'

refusal bad-line no - 'the line has an option that does not exist' 'store brian "no-ptyy $key"'
refusal bad-line no - 'the line has a blank between its options' 'store brian "no-pty, no-user-rc $key"'
refusal bad-line no - 'a quote is not closed' 'store brian "from=\"10.0.0.0/8 $key"'
asked=' ' refusal bad-line no - 'the key was cut off' 'store brian "$(echo "$key" | cut -c 1-60)"'
asked=' ' refusal bad-line no - 'the word before the key is another type' 'store brian "$(echo "$key" | sed s/ssh-ed25519/ssh-rsa/)"'
refusal bad-line no - 'cert-authority stands before a plain key' 'store brian "cert-authority $key"'
key=ecdsa refusal key-type no - 'the type is not among key_types' 'settings "key_types = ( \"ssh-ed25519\" );"'
key=short refusal key-short no - 'the RSA key is too short' 'true'
key=rsa refusal key-short no - 'rsa_min_bits asks for more' 'settings "rsa_min_bits = 3072;"'
refusal key-revoked no - 'the key is revoked' "echo '$print lost' >>/etc/keyhole/revoked_keys"
refusal key-expired yes - 'the key has expired' 'store brian "expiry-time=\"20200101\" $key"'
refusal options-conflict no - 'grant and key have different commands' \
	'store brian "command=\"a\" $key"; rules "grants = ( { people = ( \"brian\" ); options = \"command=\\\"b\\\"\"; } );"'
refusal address no - 'grant and key have no address in common' \
	'store brian "from=\"10.0.0.0/8\" $key"; rules "grants = ( { people = ( \"brian\" ); from = ( \"192.168.0.0/16\" ); } );"'
refusal from no 'not from a permitted host|not permitted' 'from= of the key has not this address' 'store brian "from=\"10.9.9.9\" $key"'
refusal from no 'not from a permitted host|not permitted' 'the grant has not this address' 'rules "grants = ( { people = ( \"brian\" ); from = ( \"10.9.9.9\" ); } );"'

summary
