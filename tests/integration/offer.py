# SPDX-License-Identifier: Apache-2.0
"""Logs in to HOST as ACCOUNT, any bytes, with an ECDSA key, and runs `id -un`."""
import os
import sys

import paramiko

host, account, key = sys.argv[1:]
transport = paramiko.Transport((host, 22))
transport.start_client(timeout=10)
transport.auth_publickey(os.fsencode(account), paramiko.ECDSAKey.from_private_key_file(key))
channel = transport.open_session()
channel.exec_command("id -un")
print(channel.makefile().read().decode(errors="replace"), end="")
transport.close()
