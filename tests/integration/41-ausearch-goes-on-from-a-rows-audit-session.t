#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

if ! on_secondary test -s /var/log/audit/audit.log; then
	echo '1..0 # SKIP ausearch: no audit daemon could be started here (docker/auditor), since the kernel or the engine does not let it, or the machine has one already'
	exit 0
fi

# audited: what the kernel's audit log has of a session.
audited() {
	on_secondary "ausearch -if /var/log/audit/audit.log --session '$1'" 2>/dev/null
}

# knows: has it a record of this kind?
knows() {
	audited "$1" | grep -q "type=$2"
}

given_account brian
given_account carol
for person in brian carol; do
	given_key "$person"
	given_known "$person" "$person"
	login_as "$person" "$person"
	lets_in "$person is let in"
done
expect_visits 'two logins, two logouts' 2

for person in brian carol; do
	session=$(on_secondary keyhole log --json --account "$person" | jq -r 'select(.event == "login").audit_session')
	uid=$(on_secondary id -u "$person")
	eventually knows "$session" USER_START && pass "by the number in $person's row ausearch finds the session" ||
		fail "by the number in $person's row ausearch finds the session" "session $session" "$(audited "$session")"
	has 'that began with the login' "$(audited "$session")" "old-auid=4294967295 auid=$uid tty=(none) old-ses=4294967295 ses=$session res=1"
	has 'of this account' "$(audited "$session")" "acct=\"$person\""
	is 'and of no other' "$(audited "$session" | grep -o 'acct="[^"]*"' | sort -u | wc -l)" 1
done

finish
