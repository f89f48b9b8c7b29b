#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. ./words.sh

given_account deploy
given_account build
given_key alice
given_known alice alice
grants='grants = ( { people = ( "alice" ); } );'
given_grants build "$grants"
file=/etc/keyhole/accounts.d/deploy.conf

# closes: with these rules alice is not let in to deploy, the offer names file and line, and build is as open as before.
closes() {
	given_grants deploy "$3"
	on_secondary "${4:-true}; : >/var/log/keyhole/offers.jsonl"
	login_as deploy alice
	refuses "$1: deploy is closed"
	records_offer "$1: the offer names the file and the cause" '.account == "deploy" and (.detail | test("'"$2"'"))'
	login_as build alice
	lets_in "$1: build is open"
}

closes 'a syntax error' 'deploy.conf:1' 'grants == ( );'
closes 'an unknown setting' 'deploy.conf:1.*people' 'grants = ( { peple = ( "alice" ); } );'
closes 'a wrong type' 'deploy.conf:1' 'grants = "alice";'
closes 'an address that is none' 'deploy.conf:1' 'grants = ( { people = ( "alice" ); from = ( "10.0.0.0/99" ); } );'
closes 'a time that is none' 'deploy.conf:1' 'grants = ( { people = ( "alice" ); until = "2099-02-30T00:00:00Z"; } );'
closes 'an option that sshd does not know' 'deploy.conf:1' 'grants = ( { people = ( "alice" ); options = "no-such"; } );'
closes 'a file that others can write' 'deploy.conf' "$grants" "chmod 666 $file"
closes 'a file of someone else' 'deploy.conf' "$grants" "chown deploy $file"
closes 'a FIFO' 'deploy.conf' "$grants" "rm $file; mkfifo $file"

given_key brian
given_known brian brian
given_grants deploy 'grants = ( { people = ( "@broken", "alice" ); }, { people = ( "@whole" ); } );'
echo 'people = ( "brian" ); ( ' | put /etc/keyhole/groups.d/broken.conf
echo 'people = ( "brian" );' | put /etc/keyhole/groups.d/whole.conf
login_as deploy alice
lets_in 'a bad file of a group closes nobody out who is granted by name'
login_as deploy brian
lets_in 'nor who is in another group'

finish
