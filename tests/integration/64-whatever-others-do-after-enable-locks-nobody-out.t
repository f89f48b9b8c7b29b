#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016
server=drill-3
. ./drill.sh

dropin=/etc/ssh/sshd_config.d/10-keyhole.conf
module='/usr/lib/*/security/pam_keyhole.so'

# meanwhile: NAME HARM: enable waits, and then that is done.
meanwhile() {
	drill "$1"
	undertake
	is "$row: it is enabled, and waits" "$code" 0
	on_secondary "$2" || fail "$row: the harm could be done"
}

# afterwards: NAME HARM: it is enabled and confirmed, and then that is done.
afterwards() {
	drill "$1"
	undertake --yes
	is "$row: it is enabled" "$code" 0
	on_secondary "$2" || fail "$row: the harm could be done"
}

# time_is_over: what the timer does, as if the time were over.
time_is_over() {
	on_secondary 'systemctl stop keyhole-revert.timer; faketime -f +1h keyhole revert --due' >said 2>&1 || :
	said=$(cat said)
}

# put_back: alice gets in, the time is over, and all is as before.
put_back() {
	at_once
	time_is_over
	stands before
	at_once
}

# disabled: keyhole disable puts all back.
disabled() {
	succeeds "$row: it is disabled" on_secondary keyhole disable
	stands before
	at_once
}

# These are waited for, by the machine's own timer: alice is kept out until all is put back.
meanwhile 'the list of revoked keys is taken away, and all but the target is stopped' 'rm /etc/keyhole/revoked.krl; systemctl isolate multi-user.target'
login_as alice id
refuses "$row: alice is kept out"
gets_in
on_secondary 'ls /etc/keyhole/revoked.krl 2>/dev/null || cp -p /rig/kept/etc/keyhole/revoked.krl /etc/keyhole/'
stands before

meanwhile 'keyhole.conf can no longer be read, and the unit of the start runs again' \
	'echo "keys_dir = ;" >>/etc/keyhole/keyhole.conf; systemctl start keyhole-revert-boot.service'
login_as alice id
refuses "$row: alice is kept out"
gets_in
on_secondary 'sed -i "/^keys_dir = ;/d" /etc/keyhole/keyhole.conf'
stands before

# What is kept out by nothing.
meanwhile 'the module is taken away' "rm $module"
put_back
meanwhile 'the module is garbage' "echo garbage >\"\$(echo $module)\""
put_back
meanwhile 'the command is taken away' 'rm /usr/libexec/keyhole-keys'
put_back
meanwhile 'the command can be written by all' 'chmod 777 /usr/libexec/keyhole-keys'
put_back
meanwhile 'the user keyhole is taken away' 'cp -p /etc/passwd /etc/group /etc/shadow /etc/gshadow /rig/; userdel keyhole'
at_once
time_is_over
on_secondary 'for file in passwd group shadow gshadow; do cp -p /rig/$file /etc/; done; for file in passwd group shadow gshadow subuid subgid; do
	[ -e /rig/kept/etc/$file- ] && cp -p /rig/kept/etc/$file- /etc/ || rm -f /etc/$file-; done'
stands before
at_once
meanwhile 'sshd is started anew' 'systemctl restart ssh'
put_back
meanwhile "sshd's configuration is broken" 'echo Nonsense >>/etc/ssh/sshd_config'
at_once
time_is_over
on_secondary 'sed -i /^Nonsense/d /etc/ssh/sshd_config'
stands before
on_secondary 'systemctl reload ssh'
at_once
meanwhile "keyhole's drop-in is taken away" "rm $dropin; systemctl reload ssh"
put_back
meanwhile "PAM's line is taken away" 'sed -i /pam_keyhole/d /etc/pam.d/sshd'
put_back
meanwhile "both are edited" "echo '# mine' >>$dropin; echo 'session optional pam_permit.so' >>/etc/pam.d/sshd; systemctl reload ssh"
at_once
time_is_over
is "$row: in the drop-in that stays" "$(on_secondary cat $dropin)" '# mine'
is "$row: in PAM's file too, and nothing else" "$(on_secondary 'diff /rig/kept/etc/pam.d/sshd /etc/pam.d/sshd')" \
	"$(on_secondary 'wc -l </rig/kept/etc/pam.d/sshd')a$(on_secondary 'wc -l </etc/pam.d/sshd')
> session optional pam_permit.so"
on_secondary "rm $dropin; sed -i '\$d' /etc/pam.d/sshd"
stands before
at_once
meanwhile 'keyhole.conf names another folder for the state' \
	'cp -p /etc/keyhole/keyhole.conf /rig/; mkdir /var/lib/other; echo "state_dir = \"/var/lib/other\";" >>/etc/keyhole/keyhole.conf'
at_once
time_is_over
on_secondary 'sed -i "/^state_dir = /d" /etc/keyhole/keyhole.conf; rm -r /var/lib/other'
stands before
at_once
meanwhile 'it is disabled' 'keyhole disable'
stands before
at_once
meanwhile 'it is removed' 'keyhole disable --package && make -s -C /src -o all uninstall >/dev/null'
is "$row: and only the rotation of its log is gone" "$(on_secondary 'sh /rig/drill state' | grep '^[<>]' | grep -v '^< ./logrotate.d/keyhole ')" ''
at_once
meanwhile 'a file that is included from elsewhere asks keyhole' 'keyhole disable && sed -i "1i Include /etc/more.conf" /etc/ssh/sshd_config &&
	printf "AuthorizedKeysFile none\nAuthorizedKeysCommand /usr/libexec/keyhole-keys %%u %%U %%f %%t %%k\n" >/etc/more.conf'
said=$(on_secondary 'make -s -C /src -o all uninstall' 2>&1) && code=0 || code=$?
is "$row: it is not removed" "$code" 2
has "$row: for that line" "$said" '/etc/more.conf:2 has sshd still ask keyhole'
on_secondary 'sed -i 1d /etc/ssh/sshd_config; rm /etc/more.conf'
stands before
at_once
meanwhile "keyhole's own folder is taken away" 'rm -rf /var/lib/keyhole'
at_once
time_is_over
succeeds "$row: it is disabled" on_secondary keyhole disable
is "$row: and but for a setting that nobody remembers /etc is as before" "$(on_secondary 'sh /rig/drill state' | sed -n 's/^[<>] //p' |
	cut -d ' ' -f 1 | sort -u)" ./keyhole/keyhole.conf
at_once
meanwhile 'the command keyhole is taken away' 'mv /usr/sbin/keyhole /root/'
at_once
stands after
on_secondary 'mv /root/keyhole /usr/sbin/'
time_is_over
stands before
at_once
meanwhile 'somebody else has sshd ask another command' \
	"printf 'AuthorizedKeysCommand /usr/bin/true\nAuthorizedKeysCommandUser nobody\n' >/etc/ssh/sshd_config.d/05-other.conf; systemctl reload ssh"
at_once
time_is_over
on_secondary 'rm /etc/ssh/sshd_config.d/05-other.conf; systemctl reload ssh'
stands before
at_once

# After it was confirmed it can always be taken away again.
afterwards 'the module is taken away, then' "rm $module"
at_once
disabled
afterwards 'the command and the module are taken away, then' "rm $module /usr/libexec/keyhole-keys"
at_once
disabled
afterwards 'keyhole.conf can not be read, then' 'cp -p /etc/keyhole/keyhole.conf /rig/; echo "keys_dir = ;" >>/etc/keyhole/keyhole.conf'
succeeds "$row: it is disabled" on_secondary keyhole disable
on_secondary 'sed -i "/^keys_dir = ;/d" /etc/keyhole/keyhole.conf'
stands before
at_once
afterwards 'the list of revoked keys is taken away, then' 'rm /etc/keyhole/revoked.krl'
succeeds "$row: it is disabled" on_secondary keyhole disable
at_once
afterwards "keyhole's own folder is taken away, then" 'rm -rf /var/lib/keyhole'
succeeds "$row: it is disabled" on_secondary keyhole disable
at_once

# A newer package of sshd, with another file of PAM's in it.
newer='export DEBIAN_FRONTEND=noninteractive
	rm -rf /root/newer && dpkg-deb -R /var/cache/apt/archives/openssh-server_*.deb /root/newer && cd /root/newer &&
	sed -i "s/^Version: .*/&.1/" DEBIAN/control && sed -i "1i # of the newer package" etc/pam.d/sshd &&
	sed -i "s|^[0-9a-f]*  etc/pam.d/sshd$|$(md5sum <etc/pam.d/sshd | cut -d " " -f 1)  etc/pam.d/sshd|" DEBIAN/md5sums &&
	dpkg-deb --nocheck -b /root/newer /root/newer.deb >/dev/null'
older='DEBIAN_FRONTEND=noninteractive dpkg --force-confnew --force-confmiss --force-downgrade -i /var/cache/apt/archives/openssh-server_*.deb >/root/apt 2>&1'

meanwhile 'openssh-server is installed again' 'DEBIAN_FRONTEND=noninteractive apt-get install -y --reinstall openssh-server >/root/apt 2>&1'
put_back
afterwards 'openssh-server is upgraded, and the file of PAM stays' "$newer && dpkg --force-confold -i /root/newer.deb >/root/apt 2>&1"
at_once
succeeds "$row: all is still in force" on_secondary keyhole status
on_secondary 'rm -f /etc/pam.d/sshd.dpkg-*'
stands after
disabled
on_secondary "$older"
afterwards "openssh-server is upgraded, and the package's file of PAM comes" "$newer && dpkg --force-confnew -i /root/newer.deb >/root/apt 2>&1"
at_once
fails "$row: status says that PAM does not ask" on_secondary keyhole status
undertake --yes
is "$row: enable mends it" "$code" 0
at_once
succeeds "$row: it is disabled" on_secondary keyhole disable
is "$row: and PAM's file is the newer package's" "$(on_secondary 'diff /root/newer/etc/pam.d/sshd /etc/pam.d/sshd')" ''
at_once
on_secondary "$older"

finish
