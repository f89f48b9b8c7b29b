#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. ./words.sh

given_account brian
given_key id
given_key spare
given_known brian id
given_known brian spare

login_as brian id
lets_in 'brian'
login_as brian id
lets_in 'brian again'
expect_visits 'two visits' 2
from=$(logins '.event == "login"' | jq -r .from | head -n 1)

# counted_as: person, account, fingerprint, address and number of logins, a line each.
counted_as() {
	on_secondary keyhole log --summary "$*" | tail -n +2 | awk '{ print $1, $2, $4, $6, $7 }'
}

is 'the two are counted together, the other key comes after them' "$(counted_as)" "brian brian $(fingerprint id) $from 2
brian - $(fingerprint spare) - 0"
has 'it was never used' "$(on_secondary keyhole log --summary | tail -n 1)" never
is 'by its address only what was used' "$(counted_as --from "$from")" "brian brian $(fingerprint id) $from 2"

finish
