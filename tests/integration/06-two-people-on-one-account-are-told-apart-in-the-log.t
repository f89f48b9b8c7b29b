#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account deploy
given_key alice
given_key brian
given_key carol
for person in alice brian carol; do
	given_known "$person" "$person"
done
given_grants deploy 'grants = ( { people = ( "alice", "@admins" ); } );'
echo 'people = ( "brian" );' | put /etc/keyhole/groups.d/admins.conf

login_as deploy alice
lets_in 'alice is let in by name'
login_as deploy brian
lets_in 'brian is let in by his group'
login_as deploy carol
refuses 'carol is not, though the store knows her key'
expect_visits 'two logins, two logouts' 2
records 'one login is of alice' '.event == "login" and .account == "deploy" and .person == "alice" and .key == "'"$(fingerprint alice)"'"'
records 'one login is of brian' '.event == "login" and .account == "deploy" and .person == "brian" and .key == "'"$(fingerprint brian)"'"'
records_offer 'the refused offer is recorded' '.account == "deploy" and .reason == "no-such-key" and .key == "'"$(fingerprint carol)"'"'

table=$(on_secondary keyhole log --person alice)
has 'keyhole log --person shows hers' "$table" alice
lacks 'and not his' "$table" brian
is 'keyhole log --json prints the stored lines' "$(on_secondary keyhole log --json --account deploy | jq -r 'select(.event == "login").person' | sort | xargs)" \
	'alice brian'
is 'and none of an account that nobody used' "$(on_secondary keyhole log --json --account nobody)" ''
is 'nor before it was' "$(on_secondary keyhole log --json --since 2999-01-01)" ''

finish
