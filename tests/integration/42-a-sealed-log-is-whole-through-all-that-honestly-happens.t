#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
server=booted
. ./words.sh

# verify: asks for a judgement of the log with its key; further arguments are options and files.
verify() {
	said=$(on_secondary "keyhole verify --key /root/log.key $* 2>/root/complaint; status=\$?; cat /root/complaint >&2; exit \$status" 2>complaint) &&
		judged=0 || judged=$?
}

# whole, broken: what the judgement is.
whole() {
	verify
	if [ "$judged" -eq 0 ] && [ "${said#whole: }" != "$said" ]; then
		pass "$1: the log is whole"
	else
		fail "$1: the log is whole" "status $judged" "$said" "$(cat complaint)"
	fi
}

# visit: a login and its logout, both recorded.
visits=0
visit() {
	login_as brian id
	lets_in "$1: brian is let in"
	visits=$((visits + 1))
	eventually counted_everywhere "$visits" || fail "$1: the logout is recorded" "$(on_secondary keyhole log)"
}

# counted_everywhere: so many logouts, in all files of the log.
counted_everywhere() {
	[ "$(on_secondary keyhole log --json --event logout | wc -l)" -eq "$1" ]
}

# rotate: as the timer of logrotate does, with the file that was installed.
rotate() {
	on_secondary 'logrotate --force /etc/logrotate.d/keyhole'
}

given_account brian
given_key id
given_known brian id
given_key own
given_own_key root own

# The seal begins after a login that was not sealed yet.
visit 'before it is sealed'
on_secondary keyhole seal >log.key 2>explained
put /root/log.key 600 <log.key
is 'the verification key is four lines' "$(grep -c . log.key)" 4
lacks 'it is kept nowhere on the machine' "$(on_secondary 'cat /run/keyhole/seal /var/lib/keyhole/seal /var/log/keyhole/*' | tr -d '\0')" \
	"$(head -n 1 log.key)"
fails 'it is not sealed twice' on_secondary keyhole seal
has 'and the way to another key is named' "$_said" 'keyhole seal --renew'
visit 'sealed'
is 'each record is in epoch 1' "$(logins '.epoch == 1 and (.seal | length) == 64' | wc -l)" 3
whole 'after a login'

# logrotate's own program, twice, so that one file is compressed.
succeeds 'logrotate is content' rotate
visit 'after a rotation'
succeeds 'and once more' rotate
visit 'after another one'
is 'there is a compressed file' "$(on_secondary 'cd /var/log/keyhole; echo logins*')" 'logins.jsonl logins.jsonl.1 logins.jsonl.2.gz'
whole 'after two rotations'

# A monitor that is killed.
ssh -i id "brian@$server" sleep 600 >/dev/null 2>&1 </dev/null &
client=$!
eventually counted 2 logins '.event == "login"'
on_secondary kill -KILL "$(logins '.event == "login"' | tail -n 1 | jq .monitor)"
kill "$client"
whole 'after a monitor was killed'
visit 'after that'

# What a boot leaves: nothing in /run.
on_secondary 'rm -r /run/keyhole'
visit 'after a boot'
whole 'after a boot'

# A writer that was stopped while it had the lock.
put /root/hold.pl <<'END'
open my $file, '+<', '/var/lib/keyhole/lock' or die;
my $lock = pack 's s x4 q q i x4', 1, 0, 0, 1, 0; # F_WRLCK, SEEK_SET, the first byte
fcntl $file, 37, $lock or die; # F_OFD_SETLK
kill STOP => $$;
END
holder=$(on_secondary 'perl /root/hold.pl >/dev/null 2>&1 </dev/null & echo $!')
# stopped: has it the lock, and is it stopped?
stopped() {
	on_secondary "grep -q '^State:.*stopped' /proc/$holder/status"
}
eventually stopped && pass 'a process that has the lock is stopped' || fail 'a process that has the lock is stopped'
before=$(on_secondary 'cat /var/log/keyhole/logins.jsonl' | wc -l)
login_as brian id
lets_in 'while a stopped process has the lock brian is let in'
shouts 'and the syslog says why he is not in the log' 'pam_keyhole.*login of brian is not in the log: .*/var/lib/keyhole/lock'
given_settings 'audit_failure = "refuse";'
login_as brian id
refuses 'with audit_failure = "refuse" he is not'
has 'and his screen says why' "$err" '[audit-failed]'
login_as root own
lets_in 'root, a break-glass account, is'
given_settings 'audit_failure = "allow";'
# gone: has every connection ended, and given up to record its logout?
gone() {
	! on_secondary 'pgrep -P "$(cat /run/sshd.pid)"' >/dev/null
}
eventually gone
is 'nothing of that is in the log' "$(on_secondary 'cat /var/log/keyhole/logins.jsonl' | wc -l)" "$before"
on_secondary "kill -KILL $holder"
visit 'once it is gone'
whole 'after that'

# What the journal was told last is the head of the chain.
head=$(on_secondary 'journalctl --sync; journalctl -q -t keyhole -o json _UID=0' | tail -n 1 | jq -r .KEYHOLE_SEAL)
is 'the journal has the last seal' "$head" "$(on_secondary 'tail -n 1 /var/log/keyhole/logins.jsonl' | jq -r .seal)"
verify --head "$head"
is 'by it the log has its end' "$judged" 0

# Copies of the files are judged in the order in which they are named. What the machine itself remembers is not asked then.
on_secondary 'mkdir /root/copy && cp /var/log/keyhole/logins.jsonl* /root/copy'
files='/root/copy/logins.jsonl.2.gz /root/copy/logins.jsonl.1 /root/copy/logins.jsonl'
on_secondary 'sed -i "\$d" /root/copy/logins.jsonl'
verify "$files"
is 'a copy without its last line is whole, as far as it goes' "$judged" 0
verify --head "$head" "$files"
is 'but not with the head that the journal was told' "$judged" 1
has 'which says that the end was cut off' "$said$(cat complaint)" 'cut'
on_secondary 'cp -a /var/log/keyhole/logins.jsonl /root/whole.jsonl; sed -i "\$d" /var/log/keyhole/logins.jsonl'
verify
is 'on the machine itself it is found out without' "$judged" 1
on_secondary 'cat /root/whole.jsonl >/var/log/keyhole/logins.jsonl'
whole 'with its end again'

# Somebody who is root changes a name.
on_secondary 'sed -i "1s/\"account\":\"brian\"/\"account\":\"carol\"/" /var/log/keyhole/logins.jsonl.1'
verify
is 'a line that was changed is found' "$judged" 1
has 'with its file and line' "$said$(cat complaint)" 'logins.jsonl.1:1'
has 'and what was done to it' "$said$(cat complaint)" 'changed'

finish
