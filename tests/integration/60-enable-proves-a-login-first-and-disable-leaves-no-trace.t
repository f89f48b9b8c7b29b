#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
# shellcheck disable=SC2016
server=booted
. ./words.sh

drop_in=/etc/ssh/sshd_config.d/10-keyhole.conf
other=/etc/ssh/sshd_config.d/01-scenario.conf
later=/etc/ssh/sshd_config.d/50-scenario.conf
reread='touch /run/reread; systemctl reload ssh; until [ -s /run/sshd.pid ] && [ /run/sshd.pid -nt /run/reread ]; do sleep 0.01; done'

# The host comes wired; what it starts from here is as `make install` leaves it.
on_secondary "rm -f $drop_in /etc/keyhole/revoked.krl && sed -i /pam_keyhole/d /etc/pam.d/sshd ; $reread"
trap 'on_secondary "keyhole disable; rm -f $other $later; cp /usr/share/keyhole/sshd_config.d/10-keyhole.conf $drop_in; $reread" >end.out 2>&1' EXIT
given_key id
given_account brian
given_own_key brian id
given_own_key root id
on_secondary 'cat >/root/etc <<\END
find /etc -printf "%p %y %m %U %G %s %l\n" | sort
find /etc -type f -exec sha256sum {} + | sort
END
sh /root/etc >/root/etc.before'

# same: is /etc what it was?
same() {
	on_secondary 'sh /root/etc | diff /root/etc.before -'
}

# undertake: keyhole enable with these options, and how it ends.
undertake() {
	said=$(on_secondary "keyhole enable --revert-after 5m $*" 2>&1) && code=0 || code=$?
}

# left: what a rehearsal must not leave: its folder, its mounts, its processes.
left() {
	on_secondary 'ls -d /run/keyhole-rehearsal; grep keyhole-rehearsal /proc/mounts; pgrep -fx "/usr/bin/ssh .*127.0.0.1 true"; :' 2>/dev/null
}

# refused: WHAT SAYS MEND SETUP: after the setup the login is not proven, for this reason, and nothing is changed.
refused() {
	on_secondary "$4"
	undertake "${5:---as brian}"
	is "$1: it is not enabled" "$code" 2
	has "$1: and says why" "$said" "$2"
	has "$1: and that nothing was changed" "$said" 'nothing was changed'
	on_secondary "$3"
	is "$1: which is so" "$(same)$(left)" ''
}

login_as brian id
lets_in 'before, brian gets in by his own file'

refused 'from elsewhere alone' 'not listed in AllowUsers' "rm $other; $reread" \
	"echo 'AllowUsers brian@192.0.2.1 root' >$other; $reread"
refused 'PAM keeps brian out' 'by PAM account configuration' \
	'mv /root/sshd /etc/pam.d/; sed -i /-:brian/d /etc/security/access.conf' \
	'cp -p /etc/pam.d/sshd /root/; sed -i "1i account required pam_access.so" /etc/pam.d/sshd; echo "-:brian:127.0.0.1" >>/etc/security/access.conf'
refused 'the module is garbage' 'has no record of it' 'mv /root/pam_keyhole.so /usr/lib/*/security/' \
	'cp -p /usr/lib/*/security/pam_keyhole.so /root/; echo garbage >"$(echo /usr/lib/*/security/pam_keyhole.so)"'
# The proof is in the middle of its work when the terminal goes.
on_secondary 'keyhole enable --as brian >/root/said 2>&1 & pid=$!
	until grep -qs keyhole-rehearsal "/proc/$(pgrep -P $pid | head -n 1)/mounts"; do sleep 0.01; done
	kill -HUP $pid; wait $pid; echo $? >>/root/said' || :
said=$(on_secondary 'cat /root/said; rm /root/said')
has 'a terminal that is closed ends it' "$said" 'the terminal was closed'
has 'and nothing was changed' "$said" 'nothing was changed'
is 'which is so' "$(same)$(left)" ''

undertake --as brian
is 'it is enabled' "$code" 0
has 'after a login that was proven' "$said" 'Proven: brian gets in'
is 'of which nothing is left' "$(left)" ''
expect_records 'but its record' 1 logins '.event == "login" and .account == "brian" and (.person // "" | startswith("keyhole-proof-"))'
is 'and its key is in no file' "$(on_secondary 'grep -rl keyhole-proof /etc /var/lib/keyhole')" ''
on_secondary 'true; keyhole confirm' >out 2>&1 && status=0 || status=$?
is 'a connection of another sshd can not confirm' "$status" 1
login_as brian id
lets_in 'after it, brian gets in'
client ssh -o IdentitiesOnly=yes -i id "root@$server" keyhole confirm
lets_in 'and root confirms from a new connection'
succeeds 'all of it is in force' on_secondary keyhole status
undertake --as brian
is 'a second time there is nothing to change' "$code $said" '0 keyhole is enabled; there is nothing to change.'
succeeds 'it is disabled' on_secondary keyhole disable
is '/etc is what it was, byte by byte' "$(same)" ''
login_as brian id
lets_in 'and brian gets in as before'

undertake --as brian
is 'enabled, and not confirmed' "$code" 0
succeeds 'the unit of the start of the machine is started again' on_secondary 'systemctl start keyhole-revert-boot.service'
has 'and knows that this is the same start' "$(on_secondary 'cat /var/lib/keyhole/undertaking')" 'phase applied'
on_secondary "printf 'Port 2299\nPidFile /run/another.pid\nUsePAM yes\n' >/root/another && /usr/sbin/sshd -f /root/another"
client ssh -p 2299 -o HostKeyAlias="$server" -o IdentitiesOnly=yes -i id "root@$server" keyhole confirm
is 'a login by another sshd does not confirm' "$status" 1
has 'and is told so' "$err" 'did not come by the sshd that was told'
on_secondary 'kill "$(cat /run/another.pid)"; sed -i /PidFile/d /root/another; /usr/sbin/sshd -f /root/another; until grep -q -- -f "/proc/$(cat /run/sshd.pid)/cmdline"; do sleep 0.01; done'
client ssh -p 2299 -o HostKeyAlias="$server" -o IdentitiesOnly=yes -i id "root@$server" keyhole confirm
is 'nor does it where that sshd has written over the pid file' "$status" 1
has 'and is told so again' "$err" 'did not come by the sshd that was told'
client ssh -o IdentitiesOnly=yes -i id "root@$server" keyhole confirm
lets_in 'but by the right one root confirms all the same'
on_secondary 'kill "$(cat /run/sshd.pid)"; rm /root/another'
succeeds 'keyhole disable' on_secondary keyhole disable
is 'puts all back' "$(same)" ''
undertake --as brian
is 'enabled again, and not confirmed' "$code" 0
succeeds 'keyhole revert' on_secondary keyhole revert
is 'puts all back, too' "$(same)" ''
login_as brian id
lets_in 'and brian gets in as before that'

given_key rsa -t rsa
given_own_key brian rsa
on_secondary "printf 'Match User brian\n\tPubkeyAcceptedAlgorithms rsa-sha2-512\n' >$other; $reread; sh /root/etc >/root/etc.before"
undertake --as brian --yes
is 'where only RSA is taken, it is proven by RSA' "$code" 0
expect_records 'as the log has it' 1 logins '.account == "brian" and (.person // "" | startswith("keyhole-proof-")) and .key_type == "ssh-rsa"'
on_secondary "keyhole disable && rm $other; $reread"

given_key spare
put /etc/ssh/revoked <spare.pub
on_secondary "echo RevokedKeys /etc/ssh/revoked >$later; $reread; sh /root/etc >/root/etc.before"
undertake --as brian --yes
is 'a list of revoked keys is taken in' "$code" 0
has 'which is shown' "$said" 'taken in from /etc/ssh/revoked'
has 'and sshd still goes by its key' "$(on_secondary 'ssh-keygen -Q -f "$(sshd -T | sed -n "s/^revokedkeys //p")" /etc/ssh/revoked' 2>&1 || :)" REVOKED
succeeds 'it is disabled again' on_secondary keyhole disable
is 'and the list is where it was' "$(same)" ''
on_secondary "rm $later /etc/ssh/revoked; $reread; sh /root/etc >/root/etc.before"

# Without keyhole's list, a revoked key that stands in an own file opens again: that is told.
given_key lost
given_own_key brian lost
undertake --as brian --yes
is 'enabled once more' "$code" 0
login_as brian lost
lets_in 'brian gets in by another key of his own file'
on_secondary "cp -p /etc/keyhole/revoked_keys /root/revoked_keys; keyhole revoke '$(fingerprint lost)' --yes" >/dev/null
login_as brian lost
refuses 'which is revoked then'
said=$(on_secondary keyhole disable 2>&1)
has 'disable names it' "$said" '/home/brian/.ssh/authorized_keys:3: this key was revoked, and opens brian again'
lacks 'and no other' "$said" 'authorized_keys:1'
login_as brian lost
lets_in 'for that is so'
on_secondary 'sed -i 3d /home/brian/.ssh/authorized_keys; mv /root/revoked_keys /etc/keyhole/; rm -f /etc/keyhole/revoked.krl'
is '/etc is what it was, but for that' "$(same)" ''

on_secondary 'cp /root/.ssh/authorized_keys /etc/keyhole/break_glass.keys; chmod 644 /etc/keyhole/break_glass.keys'
undertake --as brian --exclusive
is 'exclusively, not before the store has every key' "$code" 1
has 'of which those are named that it has not' "$said" '/home/brian/.ssh/authorized_keys:1: this key opens brian today and is not in the store'
has 'with the command' "$said" 'keyhole import root'
succeeds 'which brings them' on_secondary keyhole import --yes
undertake --as brian --exclusive
is 'exclusively, too' "$code" 0
has 'with break-glass' "$said" 'and break-glass while keyhole does not answer'
login_as root id
lets_in 'which is true'
on_secondary 'keyhole disable && cd /etc/keyhole && rm break_glass.keys revoked.krl keys.d/brian.keys keys.d/root.keys accounts.d/root.conf'
is '/etc is what it was again' "$(same)" ''

finish
