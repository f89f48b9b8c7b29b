#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. ./words.sh

given_account brian

# works: a key of this type logs in, and the log knows type and bits.
works() {
	given_key "$1$2" -t "$1" -b "$2"
	given_known brian "$1$2"
	login_as brian "$1$2"
	lets_in "$1 $2 opens the account"
	records "$1 $2 is recorded as $3, $2 bits" '
		.event == "login" and .key == "'"$(fingerprint "$1$2")"'" and .key_type == "'"$3"'" and .key_bits == '"$2"' and .person == "brian"'
}

works rsa 2048 ssh-rsa
works rsa 3072 ssh-rsa
works rsa 4096 ssh-rsa
works ecdsa 256 ecdsa-sha2-nistp256
works ecdsa 384 ecdsa-sha2-nistp384
works ecdsa 521 ecdsa-sha2-nistp521
works ed25519 256 ssh-ed25519

finish
