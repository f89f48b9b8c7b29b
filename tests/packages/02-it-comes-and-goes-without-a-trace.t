#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# image: server
. /tests/tap.sh
export DEBIAN_FRONTEND=noninteractive
first=$(echo /packages/first/keyhole_*.deb)
# shellcheck disable=SC2034 # used where check evaluates
newer=$(echo /packages/newer/keyhole_*.deb)
dropin=/etc/ssh/sshd_config.d/10-keyhole.conf

# listed: every file with its kind, mode, owner and link, and the sums of /etc, but what packages' own
# bookkeeping and logins change.
listed() {
	find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /tmp -o -path /run -o -path /packages -o -path /tests \
		-o -path /root -o -path /home -o -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/cache -o -path /var/log \) -prune -o \
		! -name '*-' ! -name .pwd.lock -printf '%p %y %m %u:%g %l\n' | sort
	find /etc -type f ! -name '*-' ! -name .pwd.lock -exec sha256sum {} + | sort -k 2
	ls -d /var/log/keyhole /var/cache/keyhole /run/keyhole 2>/dev/null
}

# unchanged_since: is the file system as it was when the list was made?
unchanged_since() {
	listed >/tmp/now
	diff "$1" /tmp/now
}

# wire: has sshd and PAM ask keyhole, as its manual says it is done by hand.
wire() {
	cp /usr/share/keyhole/sshd_config.d/10-keyhole.conf "$dropin"
	sed -i "s|^@include common-account|$(grep '^account ' /usr/share/keyhole/pam.d/sshd)\n&|" /etc/pam.d/sshd
	grep '^session ' /usr/share/keyhole/pam.d/sshd >>/etc/pam.d/sshd
	sshd -t && kill -HUP "$(cat /run/sshd.pid)" && answers
}

# answers: does sshd take connections (again)?
answers() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		ssh-keyscan -T 2 127.0.0.1 2>/dev/null | grep -q . && return
		sleep 0.2
	done
	return 1
}

# login: as an account, with its key.
login() {
	ssh -n -i "/root/$1.key" -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null "$1@127.0.0.1" true
}

# is_open: is the session that was begun before everything still there?
is_open() {
	echo "echo still here" >&3 && read -r line <&4 && [ "$line" = 'still here' ]
}

ldconfig # as the first package that triggers it would
mkdir -p /run/sshd && /usr/sbin/sshd && answers
for account in own stored; do
	useradd -m -s /bin/sh "$account"
	ssh-keygen -q -t ed25519 -N '' -f "/root/$account.key"
done
install -d -m 700 -o own /home/own/.ssh
install -m 600 -o own /root/own.key.pub /home/own/.ssh/authorized_keys
listed >/tmp/before
sha256sum /etc/pam.d/sshd /etc/ssh/sshd_config >/tmp/wiring

check 'the package installs, and needs nothing else' dpkg -i "$first"
check 'it changes nothing of sshd or PAM' eval 'sha256sum -c /tmp/wiring && [ ! -e "$dropin" ]'
check 'its folders, user and settings are there' eval 'id keyhole && [ -d /var/log/keyhole ] && [ -f /var/log/keyhole/offers.jsonl ] &&
	[ "$(stat -c %a:%U /var/lib/keyhole)" = 700:root ] && [ -f /etc/keyhole/keyhole.conf ] && [ -d /etc/keyhole/keys.d ]'
check 'the nightly look is there, and off' eval '[ -f /usr/lib/systemd/system/keyhole-check.timer ] &&
	! find /etc/systemd -name "keyhole*" | grep .'
check 'the completion is where bash looks' test -f /usr/share/bash-completion/completions/keyhole
check 'purged at once, nothing is left' eval 'dpkg -P keyhole && unchanged_since /tmp/before'

check 'it installs again, and a key of its store opens an account' eval 'dpkg -i "$first" && wire &&
	install -m 644 /root/stored.key.pub /etc/keyhole/keys.d/stored.keys && login stored'
mkfifo /tmp/in /tmp/out
ssh -T -i /root/stored.key -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null stored@127.0.0.1 sh \
	</tmp/in >/tmp/out 2>/dev/null &
exec 3>/tmp/in 4</tmp/out
check 'a session is open' is_open
echo 'home_check = "enforce";' >/etc/keyhole/keyhole.conf
check 'the next version installs over it, asking nothing' eval 'dpkg -i "$newer" </dev/null && keyhole --version | grep -F 0.1.1'
check 'settings and keys are the administrator'"'"'s still' eval 'grep -qx "home_check = \"enforce\";" /etc/keyhole/keyhole.conf &&
	grep -q pam_keyhole /etc/pam.d/sshd && login stored && login own'
check 'the session is open still' is_open
check 'removed, sshd and PAM are as they were' eval 'dpkg -r keyhole && sha256sum -c /tmp/wiring && [ ! -e "$dropin" ]'
check 'nobody is locked out: the own key opens, the stored one no longer' eval 'answers && login own && ! login stored'
check 'the session is open still' is_open
check 'keys, settings and the log are there still' eval '[ -f /etc/keyhole/keys.d/stored.keys ] && [ -f /etc/keyhole/keyhole.conf ] &&
	[ -s /var/log/keyhole/logins.jsonl ]'
check 'purged, the log and the state are gone, keys and changed settings stay and are named' eval 'dpkg -P keyhole | grep "/etc/keyhole stays" &&
	[ ! -e /var/log/keyhole ] && [ ! -e /var/lib/keyhole ] && [ -f /etc/keyhole/keys.d/stored.keys ] && [ -f /etc/keyhole/keyhole.conf ]'
rm -rf /etc/keyhole
check 'without those, nothing is left' unchanged_since /tmp/before
finish
