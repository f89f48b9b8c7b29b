# SPDX-License-Identifier: Apache-2.0
"""What sshd and keyhole make of the same lines.

  make COUNT ADDRESS…   lines, for sshd and keyhole to read, and the questions for keyhole; ADDRESS: those that will ask
  printed               the lines that keyhole printed, for sshd to read again
  ask NAME HOST PORT    asks sshd for the keys: NAME is lines or printed (then for those that keyhole printed something for), or
                        from-N-lines or from-N-printed (for those whose line speaks of addresses)
  compare               both together; prints TAP and the summary

All in the folder that it is started in: lines.d, questions.N, out.N, offers, printed.d, answers.NAME, log.lines, log.printed.
"""
import pickle
import random
import sys
from pathlib import Path

import ask
import compare
import keys
import lines

EACH = 50  # lines an account
SHARES = 2  # of the questions, each for a process
FIRST_UID = 20000


class Case:
    """A line at its place."""

    def __init__(self, line, account, number):
        self.line, self.account, self.number = line, account, number
        self.addressed = sort_of(line) == "from"


def load():
    """The lines, as they were made."""
    return pickle.loads(Path("cases").read_bytes())


def by_account(cases):
    """Lists of lines, each an account's."""
    found = {}
    for case in cases:
        found.setdefault(case.account, []).append(case)
    return found


def write_lines(folder, accounts, ends=(b"\n", b"\n", b"")):
    """Files as sshd and keyhole read them; of some the last line has no end."""
    Path(folder).mkdir(exist_ok=True)
    for turn, (account, raws) in enumerate(accounts.items()):
        Path(folder, account + ".keys").write_bytes(b"\n".join(raws) + ends[turn % len(ends)])


def sort_of(line):
    """Lines that are asked for from several addresses are an account's together, and so are those that void their whole file."""
    return "nul" if b"\0" in line.raw else "from" if b"from" in line.raw.lower() else "any"


def place(made):
    """Gives each line its account and number."""
    cases, accounts = [], 0
    for sort in ("any", "from", "nul"):
        own = [line for line in made if sort_of(line) == sort]
        cases += [Case(line, f"a{accounts + n // EACH:03}", n % EACH + 1) for n, line in enumerate(own)]
        accounts += -(-len(own) // EACH)
    return cases


def make(count, *here):
    """Makes the lines from one seed, so that what fails can be looked at again."""
    dice = random.Random("keyhole and sshd")
    made = [lines.make(dice, here) for _ in range(int(count))]
    cases = place(made)
    accounts = by_account(cases)
    Path("cases").write_bytes(pickle.dumps(cases))
    write_lines("lines.d", {account: [case.line.raw for case in own] for account, own in accounts.items()})
    uids = {account: str(FIRST_UID + n) for n, account in enumerate(accounts)}
    Path("passwd").write_text("".join(f"{name}:*:{uid}:{uid}::/nonexistent:/bin/sh\n" for name, uid in uids.items()))
    shares = [b""] * SHARES
    for n, case in enumerate(cases):
        for key in case.line.asked:
            words = [case.account, uids[case.account], key.fingerprint(), key.asked_kind, keys.encoded(key.asked).decode()]
            shares[n % SHARES] += "".join(word + "\0" for word in words).encode()
    for n, share in enumerate(shares):
        Path(f"questions.{n}").write_bytes(share)


def printed():
    """Sorts what keyhole printed by account, for sshd to read again."""
    found = compare.printed_lines(range(SHARES))
    accounts, places = {}, {}
    for case in load():
        for key in case.line.asked:
            for raw in found.get(keys.encoded(key.blob), []):
                own = accounts.setdefault(case.account, [])
                own.append(raw)
                places.setdefault((case.account, case.number, key.asked), []).append(len(own))
    write_lines("printed.d", accounts, [b"\n"])
    Path("places").write_bytes(pickle.dumps(places))


def ask_sshd(name, host, port):
    """Asks sshd, and keeps its answers by account and key."""
    cases = [case for case in load() if case.addressed or not name.startswith("from-")]
    if name.endswith("printed"):
        printed_for = {place[:2] for place in pickle.loads(Path("places").read_bytes())}
        cases = [case for case in cases if (case.account, case.number) in printed_for]
    questions = [(account, [key for case in own for key in case.line.asked]) for account, own in by_account(cases).items()]
    answers = {}
    for (account, asked), (_, said) in zip(questions, ask.ask_all((host, int(port)), questions)):
        answers.update({(account, key.asked): yes for key, yes in zip(asked, said)})
    Path("answers." + name).write_bytes(pickle.dumps(answers))


def main(verb, *arguments):
    """Runs one step."""
    steps = {"make": make, "printed": printed, "ask": ask_sshd, "compare": lambda: compare.run(load())}
    sys.exit(steps[verb](*arguments))


main(*sys.argv[1:])
