#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account brian
given_key id
given_known brian id
for i in $(seq 50); do
	ssh -o IdentitiesOnly=yes -o ConnectTimeout=60 -i id brian@secondary echo in >"out$i" 2>&1 </dev/null &
done
wait
is 'all fifty were let in' "$(cat out* | sort | uniq -c | xargs)" '50 in'
eventually counted 50 logins '.event == "logout"'
expect_visits 'fifty logins, fifty logouts, fifty sessions' 50
is 'no line is torn' "$(on_secondary cat /var/log/keyhole/logins.jsonl | jq -c . | wc -l)" 100
is 'the numbers are without a gap' "$(logins true | jq -s 'map(.seq) == [range(.[0].seq; .[0].seq + 100)]')" true
is 'the times never go back' "$(logins true | jq -s 'map(.time) == (map(.time) | sort)')" true

finish
