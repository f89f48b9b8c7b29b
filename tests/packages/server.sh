# SPDX-License-Identifier: Apache-2.0
# server.sh – what is asked of a server that the package comes to and goes from
# shellcheck shell=sh
export DEBIAN_FRONTEND=noninteractive
first=$(echo /packages/first/keyhole_*.deb)
newer=$(echo /packages/newer/keyhole_*.deb)
drop_in=/etc/ssh/sshd_config.d/10-keyhole.conf
log=/var/log/keyhole/logins.jsonl
export first newer drop_in log

# listed: every file with its kind, mode, owner and link, the sums of /etc, and what dpkg knows of keyhole; but what
# systemd, the books of packages and logins change.
listed() {
	find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /tmp -o -path /run -o -path /packages -o -path /tests -o -path /src \
		-o -path /root -o -path /home -o -path /var/lib/dpkg -o -path /var/log/journal -o -path /var/log/private -o -path /var/lib/private \) \
		-prune -o ! -path '/etc/*-' ! -name .pwd.lock ! -path '/var/log/[bw]tmp*' ! -path '/var/log/lastlog' ! -path '/var/lib/wtmpdb*' \
		! -path '/var/lib/systemd/*' -printf '%p %y %m %u:%g %l\n' | sort
	find /etc -type f ! -name '*-' ! -name .pwd.lock -exec sha256sum {} + | sort -k 2
	find /run /root /var/lib/dpkg /var/lib/systemd -name '*keyhole*'
	dpkg-query -W -f '${db:Status-Status} ${Package}\n' 'keyhole*' 2>/dev/null | grep -v ^not-installed
}

# unchanged_since: is the file system as it was when the list was made?
unchanged_since() {
	listed >/tmp/now
	diff "$1" /tmp/now
}

# given_accounts: `own` has its key at home, `stored` in keyhole's folder alone, root as `own`.
given_accounts() {
	for account in own stored; do
		useradd -m -s /bin/sh "$account"
		ssh-keygen -q -t ed25519 -N '' -f "/root/$account.key"
	done
	install -d -m 700 -o own -g own /home/own/.ssh
	install -m 600 -o own -g own /root/own.key.pub /home/own/.ssh/authorized_keys
	install -d -m 700 /root/.ssh
	install -m 600 /root/own.key.pub /root/.ssh/authorized_keys
}

# answers: does sshd take connections (again)?
answers() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		ssh-keyscan -T 2 127.0.0.1 2>/dev/null | grep -q . && return
		sleep 0.2
	done
	return 1
}

# client: ssh to this machine, as an account with a key; while sshd reads its configuration anew it tries again.
client() {
	account=$1
	key=$2
	shift 2
	ssh -T -i "/root/$key.key" -o BatchMode=yes -o ConnectionAttempts=10 -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
		-o LogLevel=ERROR "$account@127.0.0.1" "$@"
}

# login: as an account, with its key.
login() {
	client "$1" "$1" true </dev/null
}

# begin: a session of an account, on two descriptors of this shell; end ends the one on the first of them (by a word: those
# that were begun after it have its descriptors too).
begin() {
	mkfifo "/tmp/in$2" "/tmp/out$2"
	client "$1" "$1" sh <"/tmp/in$2" >"/tmp/out$2" 2>/dev/null &
	eval "session$2=$!; exec $2>/tmp/in$2 $3</tmp/out$2"
}
end() {
	eval "echo exit >&$1; wait \$session$1; exec $1>&-" || :
}

# is_open: is the session on these descriptors there?
is_open() {
	eval "echo 'echo still here' >&$1; read -r said <&$2; [ \"\$said\" = 'still here' ]"
}

# logouts: how many of an account are recorded.
logouts() {
	grep '"event":"logout"' "$log" | grep -c "\"account\":\"$1\""
}

# logs_out: does the session that ends now on a descriptor have its logout recorded? sshd does that after the client has gone.
logs_out() {
	recorded=$(logouts "$2")
	end "$1"
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ "$(logouts "$2")" -le "$recorded" ] || return 0
		sleep 0.2
	done
	return 1
}

# knocking: while a command runs, do all that log in by their own key get in? One that sshd was asked for before it read its
# configuration anew may be turned away, but not twice.
knocking() {
	: >/tmp/knocks
	while [ ! -e /tmp/enough ]; do
		{ login own || login own; } >>/tmp/knocks 2>&1 && echo in >>/tmp/knocks || echo OUT >>/tmp/knocks
	done &
	knocker=$!
	"$@"
	status=$?
	touch /tmp/enough
	wait "$knocker"
	rm /tmp/enough
	cat /tmp/knocks
	grep -qx in /tmp/knocks && ! grep -qx OUT /tmp/knocks && return "$status"
}
