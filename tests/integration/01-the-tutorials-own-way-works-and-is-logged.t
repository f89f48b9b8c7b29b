#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_brian
given_key id -t rsa
given_own_key brian id

login_as brian id
lets_in 'a key in ~/.ssh/authorized_keys, 700 and 600, opens the account'
is 'and the shell is his' "$out" brian
expect_visits 'it is one login and one logout' 1
records 'the login says which key, and names no person: keyhole does not know the key' '
	.event == "login" and .account == "brian" and .method == "publickey" and .key_type == "ssh-rsa" and .key_bits == 3072 and
	.key == "'"$(fingerprint id)"'" and .from == "'"$(hostname -i)"'" and (has("person") or has("known_at") | not)'

finish
