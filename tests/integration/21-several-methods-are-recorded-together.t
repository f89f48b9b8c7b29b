#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. ./words.sh

given_account brian
on_secondary 'echo brian:secret | chpasswd'
given_key one
given_key two
given_known brian one
given_known brian two

given_sshd 'AuthenticationMethods publickey,publickey'
client ssh -o IdentitiesOnly=yes -i one -i two brian@secondary id -un
lets_in 'two keys, one after the other'
records 'one login has both keys' '
	.event == "login" and .method == "publickey,publickey" and .person == "brian" and
	([.key] + (.more_keys | split(" ")) | sort) == (["'"$(fingerprint one)"'", "'"$(fingerprint two)"'"] | sort)'
login_as brian one
refuses 'one key alone is not enough'

given_sshd 'AuthenticationMethods publickey,password' 'PasswordAuthentication yes'
client with_password secret ssh -o IdentitiesOnly=yes -o PreferredAuthentications=publickey,password -i one brian@secondary id -un
lets_in 'a key and a password'
records 'one login has key and method' '.event == "login" and .method == "publickey,password" and .key == "'"$(fingerprint one)"'" and .person == "brian"'
expect_visits 'two visits in all' 2

finish
