#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
. ./words.sh

given_account brian
given_key id -t ecdsa
given_known brian id

dropbearconvert openssh dropbear id id.dropbear >/dev/null 2>&1
client dbclient -y -i id.dropbear brian@secondary id -un
lets_in dropbear
puttygen id -O private -o id.ppk
client plink -batch -hostkey "$(ssh-keygen -lf /etc/ssh/ssh_known_hosts | awk '/ED25519/ { print $2 }')" -i id.ppk brian@secondary id -un
lets_in putty
client python3 -c '
import paramiko
client = paramiko.SSHClient()
client.load_system_host_keys("/etc/ssh/ssh_known_hosts")
client.connect("secondary", username="brian", key_filename="id", allow_agent=False, look_for_keys=False)
print(client.exec_command("id -un")[1].read().decode())
client.close()'
lets_in paramiko
expect_visits 'three logins, three logouts' 3

finish
