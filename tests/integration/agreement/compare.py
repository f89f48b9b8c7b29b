# SPDX-License-Identifier: Apache-2.0
"""Holds what sshd said against what keyhole said, line by line."""
import collections
import json
import pickle
import re
from pathlib import Path

import keys

# Where keyhole says no and sshd yes: what keyhole recorded, and why it is meant so. Any other difference is a fault.
STRICTER = [
    ("white space inside the base64", None,
     "one key has one text, so that what is searched for is found, in revoked_keys too"),
    ("a NUL in the file", r"has a NUL at byte \d+: it is not a text$",
     "sshd reads each line up to it, and an editor shows something else"),
    ("a control character in a value", r": option \".*\": its value has a control character$",
     "it could become a line of its own, or hide something on a terminal"),
    ("from=: a number that only some take for an address", r': from=: ".*" is no address: write four decimal',
     "127.1 and octal 010.0.0.1 are not the same to all who read addresses"),
    ("from=: a character that no address has", r': from=: ".*" has a character that no address and no host name has$',
     "such an entry never matches, and nobody meant that"),
    ("from=: a block that is none", r': from=: ".*" has no (address before|length after) the slash',
     "sshd takes it for a name, which nobody has"),
    ("from=: an entry that is too long", r': from=: ".*" is too long$',
     "no host's name has more than 255 characters"),
    ("a place with an odd host", r'" is not a place: its host is empty or has a character that no host has$',
     "an empty host, a quote or a lone bracket is there by accident"),
    ("a place with a slash, or without a port", r'" is not a place: it has no host and port with a colon between$',
     "sshd takes host/port too, which looks like a block of addresses"),
    ("a place with an odd port", r'" is not a place: its port is neither a number from 1 to 65535 nor \*$',
     "sshd asks /etc/services, and takes blanks and signs before a number"),
    ("a tunnel with an odd number", r': tunnel= is neither "any" nor the number of a device$',
     "+1 and 01 are 1 to sshd"),
    ("a time with a blank in it", r': expiry-time=".* .*" is no time: ',
     "sshd takes a blank for a zero"),
    ("more than keyhole takes",
     r": (permitopen|permitlisten|environment)= is there more than 32 times$|from= has more than 128 entries$",
     "32 places or variables and 128 addresses are enough for a line, and a grant's can be joined with them"),
    ("an authority for everybody", r": cert-authority needs principals=",
     "sshd takes a certificate that names nobody for anybody's"),
    ("a short RSA key", r": the RSA key has \d+ bits, and rsa_min_bits asks for 2048$",
     "rsa_min_bits is 2048 where nobody says otherwise"),
    ("an RSA key with impossible numbers",
     r"the ssh-rsa key is damaged: its (exponent|modulus) is not a positive number in its shortest form",
     "one key has one text, and an exponent of 0 never signs"),
    ("a signature's name for a key's type",
     r': option "webauthn-sk-ecdsa-sha2-nistp256@openssh\.com": no option of sshd is called so$',
     "no key has that type; sshd compares the key alone"),
]
ALIKE = "let in by both, and read alike"
ENOUGH = 20  # lines of a hundred are let in by both, or the lines are no test

# What sshd's log says of the options of a line that it has accepted. It cuts a line of its log at 1023 bytes.
READING = re.compile(rb"debug1: /\S*/(\w+)\.keys:(\d+): ((?:key options|environment|expires at|authorized principals|"
                     rb"forced command|permitted open|permitted listen).*)")
READING_MAX = 900


def printed_lines(shares):
    """What keyhole printed, by the key that is its last word."""
    found = {}
    for share in shares:
        for raw in Path(f"out.{share}").read_bytes().split(b"\n"):
            found.setdefault(raw.rsplit(b" ", 1)[-1], []).append(raw)
    return found


def recorded():
    """Why keyhole refused, by the fingerprint of what was offered."""
    found = {}
    for raw in Path("offers").read_bytes().split(b"\n"):
        if not raw:
            continue
        event = json.loads(raw)
        found[event["key"]] = (event["reason"], event["detail"])
    return found


def shown():
    """What keyhole access says of the lines, without --all: by account and number, whether it opens, None for perhaps."""
    found = {}
    for raw in Path("access").read_text(encoding="utf-8").splitlines():
        row = json.loads(raw)
        place = re.match(r"/srv/agreement/lines\.d/(\w+)\.keys:(\d+)$", row["known_at"])
        if place:
            found[place[1], int(place[2])] = row["opens"]
    return found


def same_place(raw):
    """A place with its brackets off where they change nothing, as keyhole prints it."""
    return re.sub(rb"^(permitted (?:open|listen): )\[([^\]:]*)\]:", rb"\1\2:", raw)


def readings(log):
    """What sshd said of each line that it accepted: (account, number) and a set of sentences."""
    found = collections.defaultdict(set)
    for raw in Path(log).read_bytes().split(b"\n"):
        hit = READING.match(raw)
        if hit:
            found[hit[1].decode(), int(hit[2])].add(same_place(hit[3][:READING_MAX].rstrip(b"\r")))
    return found


def answers():
    """What sshd answered, by the name under which it was asked."""
    return {path.suffix[1:]: pickle.loads(path.read_bytes()) for path in sorted(Path().glob("answers.*"))}


class Evidence:
    """All that was said."""

    def __init__(self):
        said = answers()
        self.lines = [said[name] for name in sorted(said) if name.endswith("lines")]
        self.printed = [said[name] for name in sorted(said) if name.endswith("printed")]
        self.read, self.read_again = readings("log.lines"), readings("log.printed")
        self.places = pickle.loads(Path("places").read_bytes())
        self.recorded = recorded()
        self.shown = shown()

    def judge(self, case, key):
        """The class of a question, and whether it may be."""
        at = case.account, key.asked
        sshd = [said.get(at) for said in self.lines]
        again = [bool(said.get(at)) if at in first else None for said, first in zip(self.printed, self.lines)]
        places = self.places.get((case.account, case.number, key.asked), [])
        if not places:
            return self.refused(case, key, any(sshd), any(again))
        if sshd != again:
            return "keyhole's line lets in from other addresses", False
        if not any(sshd):
            return "kept out by its address by both", True
        if not self.read[case.account, case.number]:
            return "let in, and sshd's log says nothing of it", False
        if self.read[case.account, case.number] != set().union(*(self.read_again[case.account, place] for place in places)):
            return "sshd reads keyhole's line differently", False
        return ALIKE, True

    def hides(self, case, key):
        """Whether sshd lets a key in by a line that keyhole access does not show."""
        let_in = any(said.get((case.account, key.asked)) for said in self.lines)
        return let_in and (case.account, case.number) not in self.shown

    def refused(self, case, key, sshd, again):
        """The class of a key that keyhole has no line for."""
        if again:
            return "let in by a line of keyhole's that is not its own", False
        if not sshd:
            return "refused by both", True
        reason, detail = self.recorded.get(key.fingerprint(), ("none", "nothing is recorded"))
        for name, pattern, _ in STRICTER:
            if re.search(pattern, detail) if pattern else has_broken_base64(case, key):
                return name, True
        return f"unlisted: {reason}: {detail}", False


def has_broken_base64(case, key):
    """Whether the key is on the line only for who passes over white space in it."""
    text = keys.encoded(key.blob)
    together = re.sub(rb"[\r\x0b\x0c]", b"", case.line.raw)
    return text in together and not re.search(rb"(^|[ \t])" + re.escape(text) + rb"([ \t]|$)", case.line.raw)


def sum_up(classes, shown, evidence):
    """The table: what there was how often, and why; of what may not be, some lines."""
    why = {name: reason for name, _, reason in STRICTER}
    for (name, may_be), count in sorted(classes.items(), key=lambda item: (not item[0][1], -item[1])):
        print(f"# {count:6}  {'' if may_be else 'NOT ALIKE: '}{name}" + (f": {why[name]}" if name in why else ""))
        for case, key in shown.get(name, [])[:5]:
            print(f"#           {case.account}:{case.number} ({case.line.kind}) {case.line.raw[:400]!r}")
            print(f"#           sshd: {sorted(evidence.read[case.account, case.number])}")
            for place in evidence.places.get((case.account, case.number, key.asked), []):
                print(f"#           then: {sorted(evidence.read_again[case.account, place])}")


def run(cases):
    """Prints the summary; says what is wrong, and gives 1, where something is."""
    evidence = Evidence()
    classes, examples = collections.Counter(), collections.defaultdict(list)
    for case in cases:
        for key in case.line.asked:
            name, may_be = evidence.judge(case, key)
            classes[name, may_be] += 1
            if not may_be:
                examples[name].append((case, key))
            if evidence.hides(case, key):
                classes["let in, and not shown by keyhole access", False] += 1
                examples["let in, and not shown by keyhole access"].append((case, key))
    sum_up(classes, examples, evidence)
    print(f"#  of {len(cases)} lines keyhole access says of {list(evidence.shown.values()).count(None)} that they perhaps open")
    idle = [name for name, _, _ in STRICTER if not classes[name, True]] if len(cases) >= 10000 else []
    few = 100 * classes[ALIKE, True] < ENOUGH * len(cases)
    if idle:
        print("# listed, and never seen:", "; ".join(idle))
    if few:
        print("# too few lines are let in at all")
    return int(bool(examples or idle or few))
