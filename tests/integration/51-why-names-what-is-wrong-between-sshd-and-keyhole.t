#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. ./matrix.sh

given_key rsa -t rsa -b 2048
command='AuthorizedKeysCommand /usr/libexec/keyhole-keys'

# TOKEN, whether a command mends it, what sshd says of it, the cause, and what makes it so
refusal algorithm yes 'PubkeyAcceptedAlgorithms' 'PubkeyAcceptedAlgorithms has not the type of the key' \
	'sshd_has "PubkeyAcceptedAlgorithms ecdsa-sha2-nistp256"'
key=rsa refusal algorithm yes 'PubkeyAcceptedAlgorithms' 'PubkeyAcceptedAlgorithms has no RSA' \
	'sshd_has "PubkeyAcceptedAlgorithms ssh-ed25519"'
key=rsa refusal rsa-size yes 'refusing RSA key' 'RequiredRSASize asks for more bits' 'sshd_has "RequiredRSASize 3072"'
refusal revoked-keys yes 'revoked keys file' 'the file of RevokedKeys is missing' 'sshd_has "RevokedKeys /etc/ssh/revoked"'
refusal revoked-keys no 'revoked keys file' 'the file of RevokedKeys has a bad line' \
	'echo garbage >/etc/ssh/revoked; sshd_has "RevokedKeys /etc/ssh/revoked"'
refusal revoked-keys no 'revoked keys file' 'the file of RevokedKeys is damaged' \
	'printf "SSHKRL\\n\\0damaged, and long enough to be read" >/etc/ssh/revoked; sshd_has "RevokedKeys /etc/ssh/revoked"'
refusal revoked-keys no 'revoked keys file' 'the file of RevokedKeys is a folder' 'mkdir /etc/ssh/revoked; sshd_has "RevokedKeys /etc/ssh/revoked"'
refusal sshd-revoked no 'revoked by file' 'a list of RevokedKeys has the key' 'echo "$key" >/etc/ssh/revoked; sshd_has "RevokedKeys /etc/ssh/revoked"'
refusal sshd-revoked no 'revoked by file' 'a KRL of RevokedKeys has the key' \
	'ssh-keygen -q -k -f /etc/ssh/revoked /tmp/key.pub; sshd_has "RevokedKeys /etc/ssh/revoked"'

refusal command-none yes '[Aa]uthorizedKeysCommand' 'AuthorizedKeysCommand is none' 'sshd_has "AuthorizedKeysCommand none"'
refusal command-none yes '[Aa]uthorizedKeysCommand' 'AuthorizedKeysCommand is none for brian' \
	'sshd_has "Match User brian" "AuthorizedKeysCommand none"'
refusal command-other yes '[Aa]uthorizedKeysCommand' 'another package is asked first' \
	'sshd_has "AuthorizedKeysCommand /bin/true %u" "AuthorizedKeysCommandUser nobody"'
refusal command-user yes 'AuthorizedKeysCommandUser' 'AuthorizedKeysCommandUser does not exist' \
	"sshd_has '$command %u %U %f %t %k' 'AuthorizedKeysCommandUser nowhere'"
refusal command-user yes 'AuthorizedKeysCommandUser' 'the user keyhole was deleted' 'userdel keyhole'
refusal command-path yes 'Could not stat AuthorizedKeysCommand' 'the command is somewhere else' \
	'sshd_has "AuthorizedKeysCommand /usr/bin/keyhole-keys %u %U %f %t %k" "AuthorizedKeysCommandUser keyhole"'
refusal command-path no 'Could not stat AuthorizedKeysCommand' 'the command was removed' 'rm /usr/libexec/keyhole-keys'
refusal command-path yes 'Permission denied' 'the command is not executable' 'chmod 644 /usr/libexec/keyhole-keys'
refusal command-path yes 'Unsafe AuthorizedKeysCommand' 'others can write to the command' 'chmod 757 /usr/libexec/keyhole-keys'
refusal command-path yes 'Unsafe AuthorizedKeysCommand' 'the command belongs to brian' 'chown brian /usr/libexec/keyhole-keys'
refusal command-path yes 'Unsafe AuthorizedKeysCommand' 'others can write to its folder' 'chmod 777 /usr/libexec'
refusal command-path yes 'Unsafe AuthorizedKeysCommand' 'a group that has a member can write to its folder' \
	'usermod -aG staff brian; chgrp staff /usr/libexec; chmod 775 /usr/libexec'
refusal command-path yes 'Could not stat AuthorizedKeysCommand' 'its folder can not be passed' 'chmod 750 /usr/libexec'
refusal command-arguments yes - 'the command is not told the uid' "sshd_has '$command %u' 'AuthorizedKeysCommandUser keyhole'"
refusal command-arguments yes - 'the command is told too little' "sshd_has '$command %u %U %f' 'AuthorizedKeysCommandUser keyhole'"
refusal command-arguments yes - 'the command is told things in another order' \
	"sshd_has '$command %U %u %f %t %k' 'AuthorizedKeysCommandUser keyhole'"
refusal command-fails no 'failed, status' 'the command is another program of that name' \
	'printf "#!/bin/sh\\nexit 3\\n" >/usr/libexec/keyhole-keys'
refusal command-fails no 'exited on signal|failed' 'the command is damaged' 'head -c 3000 /rig/matrix/usr/libexec/keyhole-keys >/usr/libexec/keyhole-keys'
refusal command-fails no - 'the command prints nothing' 'printf "#!/bin/sh\\n" >/usr/libexec/keyhole-keys'

refusal strict-modes yes 'bad ownership or modes' 'the key is in the own file alone, in a home that others can write to' \
	'own "$key"; chmod 777 /home/brian'
refusal strict-modes yes 'bad ownership or modes' 'the key is in the own file alone, that others can write to' \
	'own "$key"; chmod 666 /home/brian/.ssh/authorized_keys'
refusal strict-modes no 'bad ownership or modes' 'the own file belongs to another' \
	'own "$key"; useradd mallory; chmod 644 /home/brian/.ssh/authorized_keys; chown mallory /home/brian/.ssh/authorized_keys'
refusal keys-file no 'Could not open' 'the own file can not be read by brian' \
	'own "$key"; chown root: /home/brian/.ssh/authorized_keys'
refusal keys-file no 'not a regular file' 'the own file is a FIFO' \
	'own "$key"; rm /home/brian/.ssh/authorized_keys; mkfifo /home/brian/.ssh/authorized_keys; chown brian: /home/brian/.ssh/authorized_keys'
refusal no-such-key yes - 'the key is in the own file, which sshd does not read' 'own "$key"; sshd_has "AuthorizedKeysFile none"'
refusal key-expired no - 'the key is in the own file alone, and has expired' 'own "expiry-time=\"20200101\" $key"'
refusal from no 'not permitted|correct key but not from' 'the key is in the own file alone, from elsewhere' 'own "from=\"10.9.9.9\" $key"'

summary
