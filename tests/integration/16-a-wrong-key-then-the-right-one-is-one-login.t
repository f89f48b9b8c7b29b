#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account brian
for key in 1 2 3 4 5; do
	given_key "key$key"
done
given_known brian key3

client ssh -o IdentitiesOnly=yes -i key1 -i key3 brian@secondary id -un
lets_in 'a wrong key, then the right one'
expect_visits 'is one login and one logout' 1
records_offer 'the wrong one is an offer, once' '.account == "brian" and .reason == "no-such-key" and .key == "'"$(fingerprint key1)"'"'
on_secondary 'rm -f /var/log/keyhole/logins.jsonl; : >/var/log/keyhole/offers.jsonl'

client ssh -o IdentitiesOnly=yes -i key1 -i key2 -i key3 -i key4 -i key5 brian@secondary id -un
lets_in 'of five keys the third is right'
expect_visits 'that is one login and one logout' 1
is 'the two before it are offers, the two after it were never shown' "$(offers true | jq -r .key | xargs)" "$(fingerprint key1) $(fingerprint key2)"
records 'the login has the right one' '.event == "login" and .key == "'"$(fingerprint key3)"'" and .person == "brian"'

finish
