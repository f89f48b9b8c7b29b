#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
server=booted
. ./words.sh

# refused: what keyhole log says of the refused, without its head, once the journal has everything.
refused() {
	on_secondary "journalctl --sync && keyhole log --refused $*" | tail -n +2
}

# row: the row of the refused that has an account and a reason.
row() {
	refused | grep -E "^[^ ]+ [^ ]+  $1 .*$2"
}

given_account brian
given_account noshell -s /nowhere/sh
for key in good wrong worse elsewhere revoked; do
	given_key "$key"
done
given_known brian good
given_known brian elsewhere 'from="203.0.113.9"'
given_known carol wrong
given_known brian revoked
ssh-keygen -q -k -f revoked.krl revoked.pub
put /etc/ssh/revoked.krl <revoked.krl
given_sshd 'RevokedKeys /etc/ssh/revoked.krl'

client ssh -o IdentitiesOnly=yes -i wrong -i worse "brian@$server" id -un
refuses 'two keys that open nothing'
login_as brian elsewhere
refuses 'one that is right, but not from here'
login_as brian revoked
refuses 'one that sshd knows as revoked'
login_as noshell good
refuses 'an account without a shell'
login_as nobodyhere good
refuses 'an account that there is not'
login_as 'root from 203.0.113.7 port 22' good
refuses 'one that is called like an address'
client ssh -o IdentitiesOnly=yes -i wrong -i good "brian@$server" id -un
lets_in 'a wrong key before the right one'
expect_visits 'is one login' 1
from=$(logins '.event == "login"' | jq -r .from)

two=$(row brian no-such-key)
has 'what the first tried is one row with its address' "$two" "  $from  "
has 'and whose the key is that opens nothing here' "$two" '  (carol)  '
has 'with both keys' "$two" "$(fingerprint wrong)"
has 'the second behind it' "$two" "; also ED25519 $(fingerprint worse)"
has 'the right key from elsewhere is named with where it may come from' "$(row brian 'sshd: address')" '203.0.113.9'
has 'the revoked one with its fingerprint' "$(row brian 'sshd: revoked')" "$(fingerprint revoked)"
is 'and whose it is' "$(row brian 'sshd: revoked' | awk '{ print $3, $4 }')" 'brian (brian)'
has 'the account without a shell is there' "$(row noshell 'sshd: not-allowed')" '/nowhere/sh'
has 'the unknown one too' "$(row nobodyhere 'sshd: unknown-account')" "  $from  "
has 'and an address in a name is none' "$(row 'root from 203.0.113.7 port 22' 'sshd: unknown-account')" "  $from  "
is 'nothing is from there' "$(refused --from 203.0.113.7)" ''
is 'that is all' "$(refused | wc -l)" 6
lacks 'without --refused sshd is not asked' "$(on_secondary keyhole log)" 'sshd:'
session=$(logins '.event == "login"' | jq -r .session)
has 'the session of the login shows the wrong key' "$(on_secondary "keyhole log --session $session")" "; also ED25519 $(fingerprint wrong) of (carol): no-such-key"

# Who is no root can write what looks like sshd's.
on_secondary 'runuser -u brian -- logger -t sshd "Invalid user forged from 203.0.113.5 port 7"; runuser -u brian -- logger -t sshd-session "Invalid user forged from 203.0.113.5 port 7"'
lacks 'what an account forges is not believed' "$(refused)" forged
on_secondary 'usermod -aG adm brian; chgrp adm /var/log/keyhole/*.jsonl; useradd -M outsider
	cp -r /var/log/keyhole /srv/copy; chmod -R a+rX /srv/copy; umask 022; echo "log_dir = \"/srv/copy\";" >/srv/copy.conf'
has 'who may read the journal sees the same' "$(on_secondary 'runuser -u brian -- keyhole log --refused')" nobodyhere
others=$(on_secondary 'runuser -u outsider -- keyhole --config /srv/copy.conf log --refused 2>&1; rm -rf /srv/copy /srv/copy.conf; userdel outsider')
lacks 'who may not does not' "$others" nobodyhere
has 'and is told so' "$others" 'keyhole: not seen: unknown accounts, from=, keys revoked for sshd (only root and the groups adm and systemd-journal may read the journal)'
is 'no journalctl is left over' "$(on_secondary 'pgrep -x journalctl')" ''

finish
