#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account deploy
given_key brian
given_key alice
given_known alice alice
given_grants deploy 'grants = ( { people = ( "brian", "alice" ); } );'
file=/etc/keyhole/keys.d/brian.keys
key=$(cat brian.pub)

# harmless: with the file as the command makes it brian's key opens nothing, says why, and alice's still works.
harmless() {
	on_secondary "rm -rf $file; : >/var/log/keyhole/offers.jsonl; $3"
	login_as deploy brian
	refuses "$1: brian is not let in"
	records_offer "$1: the offer names the file and the cause" '
		.account == "deploy" and (.reason | test("^('"$2"')$")) and (.detail | contains("brian.keys"))'
	login_as deploy alice
	lets_in "$1: alice still is"
}

harmless 'a FIFO' 'fault|unsafe-path' "mkfifo $file"
harmless 'a device' 'fault|unsafe-path' "mknod $file c 1 5"
harmless 'a folder' 'fault|unsafe-path' "mkdir $file"
harmless 'a symlink' 'fault|unsafe-path' "echo '$key' >/root/keys; ln -s /root/keys $file"
harmless 'a symlink to itself' 'fault|unsafe-path' "ln -s brian.keys $file"
harmless 'a file with a NUL' fault "printf '%s\\0\\n' '$key' >$file"
harmless 'a sparse file of 1 GiB' fault "truncate -s 1G $file"
harmless 'a file with a foreign owner' unsafe-path "echo '$key' >$file; chown deploy $file"
harmless 'a file that others can write' unsafe-path "echo '$key' >$file; chmod 666 $file"
harmless 'a file that its group can write' unsafe-path "echo '$key' >$file; chgrp deploy $file; chmod 664 $file"
on_secondary rm -rf $file

finish
