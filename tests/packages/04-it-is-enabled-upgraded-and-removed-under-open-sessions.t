#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# image: server
# first: systemd
# suites: bookworm trixie
# shellcheck disable=SC2016 # used where check evaluates
# shellcheck source=tests/packages/tap.sh
. /tests/tap.sh
# shellcheck source=tests/packages/server.sh
. /tests/server.sh

# enabled: does keyhole enable go through, with these options?
enabled() {
	keyhole enable --as own --revert-after 5m "$@"
}

# confirmed: does it, from a new connection?
confirmed() {
	client root own keyhole confirm </dev/null
}

# as_before: are sshd's and PAM's files as they were, and does nothing name a module that is not there?
as_before() {
	find /etc/ssh /etc/pam.d -type f -exec sha256sum {} + | sort | diff /tmp/wiring - && ! grep -r pam_keyhole /etc/pam.d
}

# is_off: is the nightly look there, and off?
is_off() {
	[ "$(systemctl is-enabled keyhole-check.timer)" = disabled ] && ! systemctl -q is-active keyhole-check.timer
}

# looked: once the service ran, what came of it, as systemctl has it.
looked() {
	systemctl start keyhole-check.service
	systemctl --failed | grep keyhole-check.service && journalctl -u keyhole-check | grep '/home/stored'
}

ldconfig
given_accounts
answers
listed >/tmp/before
find /etc/ssh /etc/pam.d -type f -exec sha256sum {} + | sort >/tmp/wiring

check 'the package installs' dpkg -i "$first"
check 'the nightly look is there, and off; nothing runs' eval 'is_off && [ -z "$(systemctl list-units --no-legend "keyhole*")" ]'
check 'keyhole is enabled' enabled
check 'removed before it is confirmed, all is as before' eval 'knocking dpkg -r keyhole && as_before && login own'
check 'and nothing waits, and nothing has failed' eval '[ -z "$(systemctl list-units --no-legend "keyhole*")" ] && [ -z "$(systemctl --failed --no-legend)" ]'
check 'installed and enabled again, a key of its store opens an account' eval 'dpkg -i "$first" && enabled &&
	install -m 644 /root/stored.key.pub /etc/keyhole/keys.d/stored.keys && login stored'
begin stored 3 4
begin stored 5 6
begin stored 7 8
check 'sessions are open' eval 'is_open 3 4 && is_open 5 6 && is_open 7 8'
check 'the next version installs over it while it waits to be confirmed, and everybody gets in meanwhile' knocking dpkg -i "$newer"
check 'it waits still, and is confirmed' eval 'systemctl is-active keyhole-revert.timer && confirmed'
check 'it is enabled as before, and all of it in force, of the new version' eval 'keyhole status && keyhole status | grep -F 0.1.1 && login stored && login own'
check 'the sessions are open still' eval 'is_open 3 4 && is_open 5 6 && is_open 7 8'
check 'one that ends now has its logout recorded' logs_out 3 stored
check 'and the log is whole' eval 'keyhole verify'

chmod 757 /home/stored
check 'once the nightly look is on, what is grave is in the list of failed units and in the journal' eval 'systemctl enable --now keyhole-check.timer && looked'
chmod 755 /home/stored
check 'with nothing grave it fails no more' systemctl start keyhole-check.service
check 'an upgrade leaves it on' eval 'dpkg -i "$newer" && systemctl is-active keyhole-check.timer && systemctl is-enabled keyhole-check.timer'

check 'removed while it is enabled, everybody gets in meanwhile' knocking dpkg -r keyhole
check 'all is as before' as_before
check 'the own key opens, the stored one no longer' eval 'login own && ! login stored'
check 'the sessions are open still' eval 'is_open 5 6 && is_open 7 8'
check 'one that ends now has its logout recorded' logs_out 5 stored
check 'the nightly look is gone' eval '[ -z "$(systemctl list-units --no-legend "keyhole*")" ] && ! find /etc/systemd | grep keyhole'
check 'the package is purged' eval 'rm /etc/keyhole/keys.d/stored.keys && dpkg -P keyhole'
check 'the session is open still' is_open 7 8
end 7
check 'nothing is left, after its end too' unchanged_since /tmp/before
check 'nothing has failed' [ -z "$(systemctl --failed --no-legend)" ]
finish
