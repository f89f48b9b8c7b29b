#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. ./words.sh

given_account brian
given_key forced
given_known brian forced 'restrict,command="echo forced"'
login_as brian forced
is 'a forced command is run in place of the asked one' "$out" forced

given_key elsewhere
given_known brian elsewhere 'from="203.0.113.9"'
login_as brian elsewhere
refuses 'a key from another address is refused'
given_key here
given_known brian here "from=\"$(hostname -i)\""
login_as brian here
lets_in 'from its own address it is let in'

given_account deploy
given_grants deploy 'grants = ( { people = ( "brian" ); from = ( "203.0.113.0/24" ); } );'
login_as deploy here
refuses 'a key and a grant with no address in common open nothing'
records_offer 'and the reason is recorded' '.account == "deploy" and .person == "brian" and .reason == "address"'

finish
