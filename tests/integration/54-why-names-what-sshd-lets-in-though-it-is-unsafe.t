#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# suites: bookworm trixie
. ./matrix.sh

both='own_too "$key"; echo "$key" >/etc/keyhole/keys.d/brian.keys'

# TOKEN, what sshd does not mind, and what makes it so
danger home-writable 'others can write to the home, and the key comes from the command' 'chmod 777 /home/brian'
danger home-owner 'the home belongs to another, and the key comes from the command' 'useradd mallory; chown mallory /home/brian'
danger home-missing 'there is no home, and the key comes from the command' 'rm -r /home/brian'
danger parent-writable 'others can write to /home' "$both" 'chmod 777 /home'
danger parent-owner '/home belongs to another' "$both" 'useradd mallory; chown mallory /home'
danger home-acl 'an access control list lets another write authorized_keys' "$both" 'useradd mallory' \
	'setfacl -m u:mallory:rw /home/brian/.ssh/authorized_keys'
danger home-acl 'an access control list lets another write .ssh' "$both" 'useradd mallory; setfacl -m u:mallory:rwx /home/brian/.ssh'
danger home-acl 'an access control list lets another write the home' "$both" 'useradd mallory; setfacl -m u:mallory:rwx /home/brian'
danger home-acl 'new files in .ssh will be open to another' "$both" 'useradd mallory; setfacl -d -m u:mallory:rwx /home/brian/.ssh'
danger ssh-symlink '.ssh is a link to a safe folder' "$both" 'mv /home/brian/.ssh /home/brian/keys; ln -s keys /home/brian/.ssh'
danger home-writable '.ssh is a link to a safe folder, in a home that others can write to' "$both" \
	'mkdir /srv/roots; mv /home/brian/.ssh /srv/roots/brian; ln -s /srv/roots/brian /home/brian/.ssh; chmod 777 /home/brian'
danger ssh-symlink '.ssh is a link of another' "$both" \
	'useradd mallory; mv /home/brian/.ssh /home/brian/keys; ln -s keys /home/brian/.ssh; chown -h mallory /home/brian/.ssh'
danger hard-link 'authorized_keys has a second name' "$both" 'ln /home/brian/.ssh/authorized_keys /home/brian/second'
danger private-key-readable 'others can read a private key' "$both" 'ssh-keygen -q -t ed25519 -N "" -f /home/brian/.ssh/id_ed25519; chmod 644 /home/brian/.ssh/id_ed25519' \
	'chown brian: /home/brian/.ssh/id_ed25519'
danger keys-writable 'others can write ~/.ssh/rc, which runs at each login' "$both" 'echo : >/home/brian/.ssh/rc; chown brian: /home/brian/.ssh/rc; chmod 666 /home/brian/.ssh/rc'
danger keys-readable 'others can read authorized_keys' "$both" 'chmod 644 /home/brian/.ssh/authorized_keys'
danger ssh-readable 'others can look into .ssh' "$both" 'chmod 755 /home/brian/.ssh'
danger ssh-writable 'the private group can write to .ssh' "$both" 'chmod 770 /home/brian/.ssh'
danger stripped 'the own file strips from= off a key' 'own_too "$key"; store brian "from=\"10.9.9.9\" $key"'
danger stripped 'the own file strips command= off a key' 'own_too "$key"; store brian "command=\"true\" $key"'
danger stripped 'the own file lets a revoked key in' 'own_too "$key"' "echo '$(fingerprint id) lost' >>/etc/keyhole/revoked_keys"
danger stripped 'the own file lets an expired key in' 'own_too "$key"; store brian "expiry-time=\"20200101\" $key"'
danger stripped 'the own file lets a key in whose grant has ended' 'own_too "$key"' \
	'rules "grants = ( { people = ( \"brian\" ); until = \"2020-01-01T00:00:00Z\"; } );"'
danger strict-modes 'StrictModes is no' 'own "$key"; chmod 777 /home/brian; sshd_has "StrictModes no"'
danger user-environment 'PermitUserEnvironment is yes' 'sshd_has "PermitUserEnvironment yes"'
danger password-locked 'the password is locked' 'echo brian:secret | chpasswd; passwd -q -l brian'
danger pam-off 'UsePAM is no' 'usermod -p "*" brian; sshd_has "UsePAM no"'
danger pam-line 'PAM does not ask keyhole before a login' 'sed -i "/^account.*keyhole/d" /etc/pam.d/sshd'
danger pam-line 'PAM does not tell keyhole of sessions' 'sed -i "/^session.*keyhole/d" /etc/pam.d/sshd'
danger pam-order 'a sufficient line stands before keyhole' 'sed -i "1i account sufficient pam_permit.so" /etc/pam.d/sshd'
danger pam-order "keyhole's no does not count" 'sed -i "s/^account.*keyhole.*/account optional pam_keyhole.so/" /etc/pam.d/sshd'
danger pam-module 'the module is missing' 'rm "$module"'
danger home-unchecked 'home_check is off' 'settings "home_check = \"off\";"'

summary
