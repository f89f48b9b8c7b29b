# SPDX-License-Identifier: Apache-2.0
# matrix-secondary.sh – on secondary, before each row of a matrix, after reset.sh: what else rows change is put back, there is an
# account brian whose key is in the store, and there are words to say what is wrong
# shellcheck shell=sh disable=SC2154,SC3013
module=$(dirname "$(echo /usr/lib/*/security/pam_unix.so)")/pam_keyhole.so

# reread: has sshd read its configuration, and waits until it has.
reread() {
	touch /run/reread
	kill -HUP "$(cat /run/sshd.pid)"
	until [ -s /run/sshd.pid ] && [ /run/sshd.pid -nt /run/reread ]; do sleep 0.01; done
}

# put_back: what no scenario but these changes.
put_back() {
	chmod 755 /usr /usr/libexec
	rm -rf /etc/nologin /run/nologin /srv/cage /srv/other /etc/ssh/revoked /srv/roots /etc/environment.row
	for path in /usr/libexec/keyhole-keys "$module"; do
		cmp -s "$path" "/rig/matrix$path" || { rm -rf "$path"; cp -a "/rig/matrix$path" "$path"; }
		chown root: "$path"
		chmod "$(stat -c %a "/rig/matrix$path")" "$path"
	done
	if ! diff -rq /rig/matrix/etc/ssh /etc/ssh >/dev/null; then
		rm -rf /etc/ssh
		cp -a /rig/matrix/etc/ssh /etc/ssh
		reread
	fi
}

if [ ! -e /rig/matrix ]; then
	mkdir /rig/matrix
	(cd / && cp -a --parents etc/ssh usr/libexec/keyhole-keys "${module#/}" /rig/matrix)
fi
put_back
useradd -s /bin/bash -m brian
echo "$key" >/etc/keyhole/keys.d/brian.keys
echo "$key" >/tmp/key.pub
: >/var/log/syslog

# sshd_has: lines of sshd's configuration, in force when this returns.
sshd_has() {
	printf '%s\n' "$@" >/etc/ssh/sshd_config.d/01-scenario.conf
	sshd -t && reread
}

# settings, rules: the lines of keyhole.conf, of brian's file of rules.
settings() {
	printf '%s\n' "$@" >/etc/keyhole/keyhole.conf
}

rules() {
	printf '%s\n' "$@" >/etc/keyhole/accounts.d/brian.conf
}

# store: the lines of a person's file; own: those of brian's own file.
store() {
	person=$1
	shift
	printf '%s\n' "$@" >"/etc/keyhole/keys.d/$person.keys"
}

own() {
	rm -f /etc/keyhole/keys.d/brian.keys
	own_too "$@"
}

own_too() {
	mkdir -p /home/brian/.ssh
	printf '%s\n' "$@" >/home/brian/.ssh/authorized_keys
	chmod 700 /home/brian/.ssh
	chmod 600 /home/brian/.ssh/authorized_keys
	chown -R brian: /home/brian/.ssh
}

# ssh_folder: brian's .ssh, as the tutorial makes it.
ssh_folder() {
	mkdir -p /home/brian/.ssh
	chmod 700 /home/brian/.ssh
	chown brian: /home/brian/.ssh
}
