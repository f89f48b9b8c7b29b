#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account deploy
given_key alice
given_known alice alice
network=$(hostname -i | sed 's/[0-9]*$/0/')

given_grants deploy 'grants = ( { people = ( "alice" ); from = ( "'"$network"'/24", "2001:db8::/32" ); } );'
login_as deploy alice
lets_in 'from an address inside it lets in'
given_grants deploy 'grants = ( { people = ( "alice" ); from = ( "203.0.113.0/24", "2001:db8::/32" ); } );'
login_as deploy alice
refuses 'from an address outside it does not'
given_grants deploy 'grants = ( { people = ( "alice" ); from = ( "203.0.113.0/24" ); }, { people = ( "alice" ); from = ( "'"$network"'/24" ); } );'
login_as deploy alice
lets_in 'of two grants one is enough'

given_grants deploy 'grants = ( { people = ( "alice" ); until = "2099-12-31T18:00:00Z"; } );'
login_as deploy alice
lets_in 'before its end it lets in'
given_grants deploy 'grants = ( { people = ( "alice" ); until = "2020-12-31T18:00:00+01:00"; } );'
login_as deploy alice
refuses 'after its end it does not'
records_offer 'and the reason is recorded' '.account == "deploy" and .person == "alice" and .reason == "grant-expired"'

given_grants deploy 'grants = ( { people = ( "alice" ); options = "no-pty,command=\"echo only this\""; } );'
login_as deploy alice
is 'its options hold' "$out" 'only this'

finish
