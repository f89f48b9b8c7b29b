#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./words.sh

given_brian
given_key id -t rsa
given_known brian id

login_as brian id
lets_in 'the key of the store opens the account'
fails 'there is no ~/.ssh' on_secondary 'test -e ~brian/.ssh'
expect_visits 'it is one login and one logout' 1
records 'the login has every field that is known' '
	.event == "login" and .v == 1 and (.seq > 0) and (.time | test("^2[0-9]{3}-[0-9-]+T[0-9:]+\\.[0-9]{6}Z$")) and .account == "brian" and
	.uid == '"$(on_secondary id -u brian)"' and .person == "brian" and .from == "'"$(hostname -i)"'" and (.port > 1023) and
	.method == "publickey" and .key == "'"$(fingerprint id)"'" and .key_type == "ssh-rsa" and .key_bits == 3072 and
	.key_comment == "id@primary" and .known_at == "/etc/keyhole/keys.d/brian.keys:1" and
	.boot == "'"$(on_secondary cat /proc/sys/kernel/random/boot_id)"'" and (.monitor > 1) and (.monitor_start > 0) and
	(.audit_session | type) == "number" and .session == "\(.boot | gsub("-"; "") | .[0:12])-\(.monitor)-\(.monitor_start)"'
records 'the logout is of the same session, and says how long it lasted' '
	.event == "logout" and .account == "brian" and .seconds >= 0 and .session == "'"$(logins '.event == "login"' | jq -r .session)"'"'
has 'the administrator sees it as a row' "$(on_secondary keyhole log)" 'RSA 3072 SHA256:'

finish
