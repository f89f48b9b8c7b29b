#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
#
# 10 000 lines of authorized_keys, made from one seed, each with a key of its own (agreement/lines.py). sshd is asked for every key
# without a login, and again with what keyhole printed for it in place of the line. Both have to let in the same keys, from the
# same addresses, with the same options; where keyhole is stricter on purpose, agreement/compare.py lists it with its reason.
# In an account's own file sshd takes these lines all the same: keyhole access says of none of them that it opens nothing.
. ./words.sh

# on_failure: the logs have ten thousand of everything.
on_failure() {
	:
}

# step: one of python's; a scenario that lost one has shown nothing.
step() {
	python3 /scenarios/agreement "$@" && return
	fail "agreement $*"
	return 1
}

# ask_both: asks sshd with the lines, and sshd with what keyhole printed.
ask_both() {
	step ask "${1}lines" "$2" "$3"
	step ask "${1}printed" "$2" "$4"
}

here=$(hostname -i)
there=$(getent hosts "$server" | cut -d ' ' -f 1)

step make "${COUNT:-10000}" "$here" "$there" 127.0.0.1
tar -c lines.d questions.* passwd | ssh "$door" 'rm -rf /srv/agreement; mkdir /srv/agreement; tar -x --no-same-owner -C /srv/agreement'
# Both read the same files, in a time zone that is not UTC, and keyhole as the user that sshd runs it as.
succeeds 'keyhole decides about every key' on_secondary 'cd /srv/agreement && cat passwd >>/etc/passwd
	chmod 755 . lines.d; chmod 644 lines.d/*.keys; cp lines.d/*.keys /etc/keyhole/keys.d/
	export TZ=NOWHERE-5:30
	for share in 0 1; do
		setpriv --reuid keyhole --regid keyhole --clear-groups \
			xargs -0 -n 5 /usr/libexec/keyhole-keys <questions.$share >out.$share & pids="$pids $!"
	done
	for pid in $pids; do wait $pid || exit 1; done; cp /var/log/keyhole/offers.jsonl offers'
ssh "$door" 'tar -c -C /srv/agreement out.0 out.1 offers' | tar -x
step printed
tar -c printed.d | ssh "$door" 'tar -x --no-same-owner -C /srv/agreement; chmod 755 /srv/agreement/printed.d; chmod 644 /srv/agreement/printed.d/*'

# Two more sshd: one reads the lines, one what keyhole printed. They say in their log what they make of the options.
on_secondary 'cd /srv/agreement
	grep -h PerSourcePenalties /etc/ssh/sshd_config.d/05-rig.conf >sshd_config
	cat >>sshd_config <<-END
	HostKey /rig/control_host_key
	LogLevel DEBUG
	UsePAM no
	PermitUserEnvironment yes
	LoginGraceTime 0
	MaxAuthTries 100000
	MaxStartups 1000
	END
	export TZ=NOWHERE-5:30
	/usr/sbin/sshd -f sshd_config -p 2222 -E $PWD/log.lines -o "PidFile $PWD/pid.lines" \
		-o "AuthorizedKeysFile $PWD/lines.d/%u.keys"
	/usr/sbin/sshd -f sshd_config -p 2223 -E $PWD/log.printed -o "PidFile $PWD/pid.printed" \
		-o "AuthorizedKeysFile $PWD/printed.d/%u.keys"'
# Through the control door the client comes from other addresses: 127.0.0.1, and the server's own.
ssh -N -S none -o ControlMaster=no -o ExitOnForwardFailure=yes -L 127.0.0.1:3222:127.0.0.1:2222 -L 127.0.0.1:3223:127.0.0.1:2223 \
	-L "127.0.0.1:4222:$there:2222" -L "127.0.0.1:4223:$there:2223" "$door" &
tunnel=$!
ask_both '' "$server" 2222 2223
ask_both from-1- 127.0.0.1 3222 3223
ask_both from-2- 127.0.0.1 4222 4223
kill "$tunnel"
ssh "$door" 'cd /srv/agreement && kill $(cat pid.lines pid.printed) && tar -c log.lines log.printed' | tar -x
# What sshd lets in by a line, keyhole access shows, whether keyhole can read the line or not.
given_sshd 'AuthorizedKeysFile /srv/agreement/lines.d/%u.keys'
on_secondary 'TZ=NOWHERE-5:30 keyhole access --json' >access 2>/dev/null || [ $? -eq 2 ] || fail 'keyhole access'
if step compare; then
	pass 'keyhole and sshd let in the same keys with the same options, but where keyhole is stricter on purpose'
fi

finish
