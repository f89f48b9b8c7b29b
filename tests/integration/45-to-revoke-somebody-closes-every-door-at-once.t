#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_account alice
given_account brian
given_account deploy
given_key hers
given_key his
given_known alice hers
given_known brian his
given_own_key brian hers
on_secondary 'keyhole group add admins alice brian && keyhole grant deploy @admins && keyhole grant deploy alice' >/dev/null

for account in alice brian deploy; do
	login_as "$account" hers
	lets_in "before, her key opens $account"
done
eventually counted 3 logins '.event == "logout"'
ssh -i hers brian@secondary sleep 601 >/dev/null 2>&1 </dev/null &
ssh -i his brian@secondary sleep 600 >/dev/null 2>&1 </dev/null &
stays=$!
eventually counted 5 logins '.event == "login"'

printed=$(on_secondary "keyhole revoke alice --close --reason 'left the company'; echo status \$?" 2>&1)
has 'it is done' "$printed" 'status 0'
lacks 'without a warning' "$printed" 'warning'
has 'it names the key' "$printed" "$(fingerprint hers)"
has 'and what she could open' "$printed" 'alice could open: alice deploy'
has 'and that her account itself stays' "$printed" 'usermod -L -e 1 alice'
is 'and the session that it ended' "$(echo "$printed" | grep -c '^ended the session of brian')" 1
is 'with what it ran' "$(on_secondary 'pgrep -x -f "sleep 60[01]" -a' | cut -d ' ' -f 2-)" 'sleep 600'
is 'which has its logout' "$(eventually counted 4 logins '.event == "logout"' && echo yes)" yes
is 'while his goes on' "$(on_secondary keyhole who | tail -n +2 | wc -l)" 1
kill "$stays"

for account in alice brian deploy; do
	login_as "$account" hers
	refuses "after it, her key does not open $account"
done
for account in alice brian deploy; do
	why=$(on_secondary "keyhole why $account --json --key $(fingerprint hers)") || true
	is "and keyhole why names that for $account, with no command" "$(printf '%s' "$why" | jq -r '"\(.let_in) \(.token) \(.mend)"')" 'false key-revoked null'
	has 'with the reason' "$why" 'left the company'
done
has 'the log goes on naming her' "$(on_secondary keyhole log --account brian)" '(alice)'
shouts 'sshd itself refuses the key that stands in a user'"'"'s own file' 'revoked by file /etc/keyhole/revoked.krl'
for account in brian deploy; do
	login_as "$account" his
	lets_in "his key opens $account as before"
done

is 'her keys are gone' "$(on_secondary ls /etc/keyhole/keys.d)" brian.keys
is 'and her grants and groups' "$(on_secondary 'grep -r alice /etc/keyhole/accounts.d /etc/keyhole/groups.d')" ''
has 'the list has the reason, the time and who' "$(on_secondary cat /etc/keyhole/revoked_keys)" "$(fingerprint hers)  alice: left the company (20"
records 'the key is recorded' '.event == "revoked" and .person == "alice" and .key == "'"$(fingerprint hers)"'" and .detail == "left the company" and (.by | length) > 0'
records 'the grant that was hers too' '.event == "ungranted" and .account == "deploy" and .person == "alice"'
expect_records 'and what she had been given' 2 logins '.event == "granted" and .person == "alice"'
fails 'there is nobody of that name any more' on_secondary keyhole revoke alice
has 'which is said' "$_said" 'there is no person alice'

finish
