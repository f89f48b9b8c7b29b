#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016
server=drill-1
. ./drill.sh

config=/etc/ssh/sshd_config
address=$(getent hosts "$server" | cut -d ' ' -f 1)

# What sshd's configuration has that it can't read, or that keeps keyhole out.
refused_for 'Bad configuration option' 'sshd_config is broken' "echo Nonsense yes >>$config"
refused_for 'UsePAM no' 'UsePAM no' "sed -i 's/^UsePAM.*/UsePAM no/' $config; usermod -p '*' alice; systemctl reload ssh"
refused_for 'does not include' 'the drop-ins are not included' "sed -i /^Include/d $config; systemctl reload ssh"
refused_for 'below a Match' 'the Include stands below a Match' \
	"sed -i /^Include/d $config; printf 'Match Address 0.0.0.0/0\nInclude /etc/ssh/sshd_config.d/*.conf\n' >>$config; systemctl reload ssh"
refused_for "$config:" 'another AuthorizedKeysCommand in sshd_config' \
	"printf 'AuthorizedKeysCommand /usr/bin/true\nAuthorizedKeysCommandUser nobody\n' >>$config; systemctl reload ssh"
refused_for '/etc/ssh/sshd_config.d/20-other.conf:1' 'another AuthorizedKeysCommand in a drop-in' \
	"printf 'AuthorizedKeysCommand /usr/bin/true\nAuthorizedKeysCommandUser nobody\n' >/etc/ssh/sshd_config.d/20-other.conf; systemctl reload ssh"
refused_for 'started with -o AuthorizedKeysCommand' 'another AuthorizedKeysCommand by -o in the unit' \
	'echo "SSHD_OPTS=\"-o AuthorizedKeysCommand=/usr/bin/true -o AuthorizedKeysCommandUser=nobody\"" >/etc/default/ssh; systemctl restart ssh'
refused_for 'AuthorizedKeysCommand' 'a Match takes the command away' \
	"printf 'Match User alice\nAuthorizedKeysCommand none\n' >>$config; systemctl reload ssh"
refused_for 'AuthorizedKeysCommandUser' 'a Match changes who runs it' \
	"printf 'Match User alice\nAuthorizedKeysCommandUser nobody\n' >>$config; systemctl reload ssh"
refused_for 'AllowUsers' 'AllowUsers without alice waits for the next reload' "echo 'AllowUsers root' >>$config"
refused_for 'AllowGroups' 'AllowGroups without alice waits for the next reload' "echo 'AllowGroups adm' >>$config"
refused_for 'publickey' 'two methods are asked for from the next reload on' "echo 'AuthenticationMethods publickey,password' >>$config"
refused_for 'PubkeyAuthentication' 'keys are off from the next reload on' "echo 'PubkeyAuthentication no' >>/etc/ssh/sshd_config.d/05-no.conf"
refused_for 'goes by /etc/ssh/other' 'sshd goes by another file' \
	"cp $config /etc/ssh/other; echo 'SSHD_OPTS=\"-f /etc/ssh/other\"' >/etc/default/ssh; systemctl restart ssh"

refused_for "alice can't log in by ssh: /etc/ssh/revoked" 'RevokedKeys names a file that is not there' \
	"echo 'RevokedKeys /etc/ssh/revoked' >>$config"

# What PAM can't use.
refused_for 'common-gone' 'PAM includes a file that is not there' 'echo "@include common-gone" >>/etc/pam.d/sshd; sed -i "/^UsePAM/s/.*/UsePAM yes/" /etc/ssh/sshd_config' 'sed -i "/common-gone/d" /etc/pam.d/sshd'
refused_for '/etc/pam.d/sshd:1' 'a line of PAM is garbage' 'sed -i "1i account [succ pam_permit.so" /etc/pam.d/sshd' 'sed -i 1d /etc/pam.d/sshd'
refused_for '/etc/pam.d/sshd is not there' 'the service of PAM is missing' 'mv /etc/pam.d/sshd /root/' 'mv /root/sshd /etc/pam.d/'
refused_for '/etc/pam.d/sshd' 'the service of PAM is a link' 'mv /etc/pam.d/sshd /etc/pam.d/real && ln -s real /etc/pam.d/sshd'

# What of keyhole is missing, or not to be trusted.
refused_for 'pam_keyhole.so is in none' 'the module is missing' 'rm /usr/lib/*/security/pam_keyhole.so'
refused_for 'has no record of it' 'the module is garbage' 'echo garbage >"$(echo /usr/lib/*/security/pam_keyhole.so)"'
refused_for '/usr/libexec/keyhole-keys' 'the command is missing' 'rm /usr/libexec/keyhole-keys'
refused_for '/usr/libexec/keyhole-keys' 'everybody can write the command' 'chmod 777 /usr/libexec/keyhole-keys'
refused_for '/usr/libexec/keyhole-keys' 'the command can not be run' 'chmod 644 /usr/libexec/keyhole-keys'
refused_for 'no user keyhole' 'the user keyhole is missing' 'userdel keyhole'
refused_for '/etc/keyhole/keyhole.conf:' 'keyhole.conf can not be read' 'echo "keys_dir = ;" >/etc/keyhole/keyhole.conf'
refused_for '/etc/keyhole' 'others can write the folder of the keys' 'chmod 777 /etc/keyhole'

# Who has no key can't confirm; but where nothing is to be changed nobody has to.
drill 'no key of hers is known' 'rm ~alice/.ssh/authorized_keys'
undertake
has "$row: enable says so" "$said" 'no key is known that lets alice in'
undertake --yes
is "$row: with --yes it is enabled" "$code" 0
undertake
is "$row: once more without it" "$code" 0
has "$row: nothing is changed" "$said" 'nothing to change'

# Odd, but no hindrance.
enabled_despite 'a port other than 22' "echo 'Port 2222' >>/etc/ssh/sshd_config.d/05-port.conf; systemctl reload ssh" -p 2222
enabled_despite 'Port twice' "printf 'Port 2222\nPort 22\n' >>/etc/ssh/sshd_config.d/05-port.conf; systemctl reload ssh"
enabled_despite 'ListenAddress fits no loopback' "echo 'ListenAddress $address' >>/etc/ssh/sshd_config.d/05-listen.conf; systemctl reload ssh"
enabled_despite 'sshd was started by hand' 'systemctl stop ssh && mkdir -p /run/sshd && /usr/sbin/sshd && until [ -s /run/sshd.pid ]; do sleep 0.05; done'
enabled_despite 'a shell that runs nothing is another account'"'"'s' 'useradd -s /usr/sbin/nologin service'

finish
