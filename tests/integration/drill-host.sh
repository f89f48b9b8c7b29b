# SPDX-License-Identifier: Apache-2.0
# drill-host.sh – on a host of the lock-out drill: keeps what it starts from, goes back to it, and says how /etc stands;
# usage: sh drill-host.sh keep|reset|before|enabled|state
#
# /etc is held line by line: each file's kind, mode, owner, link and digest, but for the three files that the engine lays over it.
# shellcheck shell=sh
set -u
kept=/rig/kept
folders="/etc /root /home /var/lib/keyhole /var/log/keyhole /var/cache/keyhole /usr/share/keyhole /usr/libexec /usr/lib/systemd/system
	$(dirname /usr/lib/*/security/pam_unix.so)"
engine='--exclude=/etc/hosts --exclude=/etc/hostname --exclude=/etc/resolv.conf'
ours='^\./(keyhole/keyhole\.conf|keyhole/revoked\.krl|pam\.d/sshd|ssh/sshd_config\.d/10-keyhole\.conf) '

# list: /etc as it is.
list() {
	cd /etc && {
		find . -printf '%p %y %m %U:%G %l\n'
		find . -type f -exec sha256sum {} + | awk '{ print $2, $1 }'
	} | grep -Ev '^\./(hosts|hostname|resolv\.conf) ' | LC_ALL=C sort
}

# enabled: prints what /etc becomes when it is enabled from where the drill began: the four files, as they were seen once.
enabled() {
	{
		grep -Ev "$ours" /rig/before
		grep -E "$ours" /rig/enabled
	} | LC_ALL=C sort
}

# state: is /etc wholly before, or wholly after?
state() {
	list >/rig/now
	enabled >/rig/after
	if cmp -s /rig/now /rig/before; then
		echo before
	elif cmp -s /rig/now /rig/after; then
		echo after
	else
		echo neither
		diff /rig/before /rig/now
	fi
}

# calm: nothing of a drill goes on: no timer, no session, no mount.
calm() {
	systemctl stop keyhole-revert.timer keyhole-revert.service ssh.socket 2>/dev/null
	pkill -KILL -x keyhole
	if [ -s /run/sshd.pid ]; then
		daemon=$(cat /run/sshd.pid)
		pkill -KILL -P "$daemon"
		systemctl stop ssh
		kill -KILL "$daemon" 2>/dev/null # one that was started by hand
	fi
	for folder in /etc /etc/ssh/sshd_config.d /var/lib/keyhole; do
		while mountpoint -q "$folder"; do
			umount -l "$folder"
		done
	done
}

# reset: as it was kept, and sshd has read it; what differs all the same is printed.
reset() {
	calm
	for folder in $folders; do
		# shellcheck disable=SC2086 # a list of options
		rsync -aHAXR --checksum --delete $engine "$kept/.$folder/" /
	done
	cp -p "$kept/usr/sbin/keyhole" /usr/sbin/keyhole
	systemctl daemon-reload
	systemctl reset-failed
	systemctl restart ssh
	until [ -s /run/sshd.pid ]; do
		sleep 0.05
	done
	list | diff /rig/pristine -
}

# keep: this is where each drill begins.
keep() {
	rm -rf "$kept"
	mkdir -p "$kept"
	# shellcheck disable=SC2086 # lists
	rsync -aHAXR $engine $folders /usr/sbin/keyhole "$kept/"
	list >/rig/pristine
}

case $1 in
before | enabled) list >"/rig/$1" ;;
*) "$1" ;;
esac
