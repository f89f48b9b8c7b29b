#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./matrix.sh

pam=/etc/pam.d/sshd
enforce='settings "home_check = \"enforce\";"'

# TOKEN, whether a command mends it, what sshd and PAM say of it, the cause, and what makes it so
refusal account-expired yes 'has expired' 'the account has expired' 'chage -E 2020-01-01 brian'
refusal password-expired yes 'has expired' 'the password expired long ago' 'chage -d 2020-01-01 -M 10 -I 5 brian'
refusal password-change yes 'expired' 'the password has to be changed' 'chage -d 0 brian'
refusal password-change yes 'expired' 'the password is too old' 'chage -d 2020-01-01 -M 10 brian'
refusal nologin yes 'nologin' '/etc/nologin is there' 'echo closed >/etc/nologin'
refusal nologin yes 'nologin' '/run/nologin is there' 'echo closed >/run/nologin'
refusal pam-denies yes 'pam_deny' 'a line of pam_deny' "sed -i '1i account required pam_deny.so' $pam"
refusal pam-module yes 'pam_nowhere' 'an account module is missing' "sed -i '1i account required pam_nowhere.so' $pam"
refusal pam-module yes 'pam_nowhere' 'an account module with a dash is missing' "sed -i '1i -account required pam_nowhere.so' $pam"
refusal pam-module yes 'pam_nowhere' 'a session module is missing' "echo 'session required pam_nowhere.so' >>$pam"
refusal pam-denies yes 'pam_nowhere|nowhere' 'a file that is included is missing' "echo 'account include nowhere' >>$pam"
refusal pam-denies no 'nowhere' 'a file of an @include is missing' "echo '@include nowhere' >>$pam"
refusal pam-module yes 'pam_keyhole' 'the module is missing, and required' \
	'rm "$module"' "sed -i 's/^account.*pam_keyhole.*/account required pam_keyhole.so/' $pam"

refusal home-writable yes - 'others can write to the home' "$enforce" 'chmod 777 /home/brian'
refusal ssh-writable yes - 'others can write to .ssh' "$enforce" 'ssh_folder; chmod 777 /home/brian/.ssh'
refusal ssh-writable yes - 'a shared group can write to .ssh' "$enforce" \
	'groupadd -f ubuntu; ssh_folder; chgrp ubuntu /home/brian/.ssh; chmod 770 /home/brian/.ssh'
refusal keys-writable yes - 'others can write to authorized_keys' "$enforce" 'own_too "$key"; echo "$key" >/etc/keyhole/keys.d/brian.keys' \
	'chmod 666 /home/brian/.ssh/authorized_keys'
refusal home-acl yes - 'an access control list on .ssh' "$enforce" 'useradd mallory; ssh_folder; setfacl -m u:mallory:rwx /home/brian/.ssh'
refusal home-owner yes - 'the home belongs to another' "$enforce" 'useradd mallory; chown mallory /home/brian'
refusal ssh-owner no - '.ssh belongs to another' "$enforce" 'useradd mallory; ssh_folder; chown mallory /home/brian/.ssh'
refusal keys-owner no - 'authorized_keys belongs to another' "$enforce" 'useradd mallory; own_too "$key"; chown mallory /home/brian/.ssh/authorized_keys'
refusal parent-writable yes - 'others can write to /home' "$enforce" 'chmod 777 /home'
refusal parent-owner yes - '/home belongs to another' "$enforce" 'useradd mallory; chown mallory /home'

by=sftp refusal chroot yes 'chroot' 'ChrootDirectory does not exist' 'sshd_has "ChrootDirectory /srv/cage" "ForceCommand internal-sftp"'
by=sftp refusal chroot yes 'chroot' 'ChrootDirectory belongs to brian' \
	'mkdir /srv/cage; chown brian /srv/cage; sshd_has "ChrootDirectory /srv/cage" "ForceCommand internal-sftp"'
refusal chroot no - 'there is no shell in the ChrootDirectory' 'mkdir /srv/cage; sshd_has "ChrootDirectory /srv/cage"'
refusal forced-command yes - 'ForceCommand does not exist' 'sshd_has "ForceCommand /srv/none"'

summary
