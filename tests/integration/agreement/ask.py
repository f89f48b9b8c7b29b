# SPDX-License-Identifier: Apache-2.0
"""Asks sshd whether a key would do, without signing: as many keys as there are, over one connection an account."""
import concurrent.futures
import queue

import paramiko

SERVICE_REQUEST, SERVICE_ACCEPT, REQUEST, FAILURE, BANNER, PK_OK = 5, 6, 50, 51, 53, 60
AT_ONCE = 64  # questions on the way; sshd answers in their order


class Answers:
    """Stands where paramiko has what authenticates, and only keeps what sshd answers."""

    def __init__(self):
        self.kept = queue.Queue()
        kinds = (SERVICE_ACCEPT, FAILURE, PK_OK)
        self._handler_table = {kind: lambda *_, kind=kind: self.kept.put(kind) for kind in kinds}
        self._handler_table[BANNER] = lambda *_: None

    def abort(self):
        """Nothing to abort; paramiko asks when the connection ends."""

    def is_authenticated(self):
        """Never."""
        return False


class Connection(paramiko.Transport):
    """A connection that only asks."""

    def __init__(self, address):
        super().__init__(address)
        self.get_security_options().kex = ["curve25519-sha256@libssh.org"]
        self.start_client(timeout=60)
        self.auth_handler = Answers()
        message = paramiko.Message()
        message.add_byte(bytes([SERVICE_REQUEST]))
        message.add_string("ssh-userauth")
        self._send_message(message)
        assert self.reply() == SERVICE_ACCEPT

    def reply(self):
        """The next answer's number."""
        return self.auth_handler.kept.get(timeout=60)

    def send(self, account, key):
        """Asks for a key, with no signature."""
        message = paramiko.Message()
        message.add_byte(bytes([REQUEST]))
        for word in (account, "ssh-connection", "publickey"):
            message.add_string(word)
        message.add_boolean(False)
        message.add_string(key.algorithm)
        message.add_string(key.asked)
        self._send_message(message)

    def ask(self, account, asked):
        """Asks for many keys; gives a yes or no for each."""
        answers = []
        for sent, key in enumerate(asked):
            if sent >= AT_ONCE:
                answers.append(self.reply() == PK_OK)
            self.send(account, key)
        while len(answers) < len(asked):
            answers.append(self.reply() == PK_OK)
        return answers


def ask_account(address, account, asked):
    """Asks all of one account's questions."""
    connection = Connection(address)
    try:
        return connection.ask(account, asked)
    finally:
        connection.close()


def ask_all(address, questions):
    """Asks sshd at an address; `questions` are (account, keys). Gives the answers in the same form."""
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        waiting = [(account, pool.submit(ask_account, address, account, asked)) for account, asked in questions]
        return [(account, future.result()) for account, future in waiting]
