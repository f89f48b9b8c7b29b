#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# image: server
# suites: bookworm trixie
# shellcheck disable=SC2016 # used where check evaluates
# shellcheck source=tests/packages/tap.sh
. /tests/tap.sh
# shellcheck source=tests/packages/server.sh
. /tests/server.sh

# wire: has sshd and PAM ask keyhole, as README.md says it is done by hand.
wire() {
	cp /usr/share/keyhole/sshd_config.d/10-keyhole.conf "$drop_in"
	sed -i "s|^@include common-account|$(grep '^account ' /usr/share/keyhole/pam.d/sshd)\n&|" /etc/pam.d/sshd
	grep '^session ' /usr/share/keyhole/pam.d/sshd >>/etc/pam.d/sshd
	reload
}

# reload: has sshd read its configuration.
reload() {
	sshd -t && kill -HUP "$(cat /run/sshd.pid)" && answers
}

ldconfig # as the first package that triggers it would
mkdir -p /run/sshd && /usr/sbin/sshd && answers
given_accounts
listed >/tmp/before
sha256sum /etc/pam.d/sshd /etc/ssh/sshd_config >/tmp/wiring

check 'the package installs, and needs nothing else' dpkg -i "$first"
check 'it changes nothing of sshd or PAM' eval 'sha256sum -c /tmp/wiring && [ ! -e "$drop_in" ]'
check 'its folders, user and settings are there' eval 'id keyhole && [ -d /var/log/keyhole ] && [ -f /var/log/keyhole/offers.jsonl ] &&
	[ "$(stat -c %a:%U /var/lib/keyhole)" = 700:root ] && [ -f /etc/keyhole/keyhole.conf ] && [ -d /etc/keyhole/keys.d ]'
check 'logrotate has its part, bash its completion, man its pages' eval '[ -f /etc/logrotate.d/keyhole ] &&
	[ -f /usr/share/bash-completion/completions/keyhole ] && dpkg -L keyhole | grep -c "/man/man.*/.*keyhole.*gz" | grep -x 4'
check 'purged at once, nothing is left' eval 'dpkg -P keyhole && unchanged_since /tmp/before'

check 'it installs again, and a key of its store opens an account' eval 'dpkg -i "$first" && wire &&
	install -m 644 /root/stored.key.pub /etc/keyhole/keys.d/stored.keys && login stored'
begin stored 3 4
check 'a session is open' is_open 3 4
echo 'home_check = "enforce";' >/etc/keyhole/keyhole.conf
check 'the next version installs over it, asking nothing' eval 'dpkg -i "$newer" </dev/null && keyhole --version | grep -F 0.1.1'
check 'settings and keys are the administrator'"'"'s still' eval 'grep -qx "home_check = \"enforce\";" /etc/keyhole/keyhole.conf &&
	grep -q pam_keyhole /etc/pam.d/sshd && login stored && login own'
check 'the session is open still' is_open 3 4

echo 'AuthorizedKeysFile none' >>"$drop_in"
sed -i 1d "$drop_in"
reload
check 'where users'"'"' own files count no more by hand, it is removed with the drop-in' eval 'dpkg -r keyhole && answers && login own'
check 'sshd and PAM are as they were' eval 'sha256sum -c /tmp/wiring && [ ! -e "$drop_in" ]'
check 'nobody is locked out: the own key opens, the stored one no longer' eval 'answers && login own && ! login stored'
check 'the session is open still' is_open 3 4
check 'keys, settings and the log are there still' eval '[ -f /etc/keyhole/keys.d/stored.keys ] && [ -f /etc/keyhole/keyhole.conf ] && [ -s "$log" ]'
check 'purged, settings, log and state are gone, keys stay and are named' eval 'dpkg -P keyhole | grep "/etc/keyhole stays" &&
	[ ! -e /var/log/keyhole ] && [ ! -e /var/lib/keyhole ] && [ ! -e /etc/keyhole/keyhole.conf ] && [ -f /etc/keyhole/keys.d/stored.keys ]'
rm -rf /etc/keyhole
check 'without those, nothing is left' unchanged_since /tmp/before
end 3

dpkg -i "$first" >/dev/null 2>&1
cp /etc/ssh/sshd_config /root/sshd_config
sed -i '1i AuthorizedKeysCommand /usr/libexec/keyhole-keys %u %U %f %t %k\nAuthorizedKeysCommandUser keyhole\nAuthorizedKeysFile none' /etc/ssh/sshd_config
reload
check 'it stays where lines in sshd_config itself would lock everybody out without it, and names them' eval '! dpkg -r keyhole >/tmp/said 2>&1 &&
	grep -q "/etc/ssh/sshd_config:3 (AuthorizedKeysFile)" /tmp/said && [ -x /usr/libexec/keyhole-keys ]'
cp /root/sshd_config /etc/ssh/sshd_config
keyhole revoke --rebuild >/dev/null
mkdir /etc/site
printf 'Match User *\n\tRevokedKeys /etc/keyhole/revoked.krl\n' >/etc/site/ssh.conf
echo 'Include /etc/site/ssh.conf' >/etc/ssh/sshd_config.d/90-site.conf
reload
check 'the list that a line of the site'"'"'s own names stays when it is purged' eval 'dpkg -P keyhole && login own && [ -s /etc/keyhole/revoked.krl ]'
rm -r /etc/site /etc/keyhole /etc/ssh/sshd_config.d/90-site.conf
check 'without those, nothing is left' unchanged_since /tmp/before
finish
