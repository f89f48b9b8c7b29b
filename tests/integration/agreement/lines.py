# SPDX-License-Identifier: Apache-2.0
"""Lines of authorized_keys: valid, nearly valid, hostile; each with keys of its own."""
import keys
import values

BLANKS = [" ", "\t", "  ", " \t ", "\t\t"]
COMMENTS = ["", "brian@primary", "two words", "#5", '"', 'a "b', "ä ☃", "\\", "ssh-ed25519 AAAA", "\x01\x1b[0m", "from=\"*\"",
            "\u2028",
            "=", ",", "pty", " trailing ", "\ttab", "\udcff\udcfe", "x" * 300]


class Line:
    """A line, its kind for the summary, and the keys that are asked for."""

    def __init__(self, raw, *asked):
        raw = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else raw
        self.raw = raw.replace(b"\n", b"")
        self.asked = asked
        self.kind = None


def put(random, key, options="", comment=None):
    """The usual form of a line."""
    blank = " " if random.random() < .9 else random.choice(BLANKS)
    comment = random.choice(COMMENTS) if comment is None else comment
    words = ([options] if options else []) + [key.kind.decode(), keys.encoded(key.blob).decode()] + ([comment] if comment else [])
    return blank.join(words)


def plain(random, _):
    """A key and a comment."""
    key = keys.make(random)
    return Line(put(random, key), key)


def blanks(random, _):
    """Blanks of all kinds before, between and behind."""
    key = keys.make(random)
    odd = BLANKS + ["\r", "\x0b", "\x0c", "\xa0", "\u3000", " \r "]
    options = random.choice(["", "pty", "restrict"])
    words = [options, key.kind.decode(), keys.encoded(key.blob).decode(), "comment", ""]
    parts = ["" if random.random() < .5 else random.choice(odd)]
    for word in words if options else words[1:]:
        parts += [word, random.choice(BLANKS * 3 + odd)]
    return Line("".join(parts), key)


def returns(random, _):
    """Carriage returns."""
    key = keys.make(random)
    line = put(random, key, random.choice(["", "no-pty"]), random.choice(["", "c"]))
    at = random.randrange(len(line))
    return Line(random.choice([line + "\r", line + "\r", line + "\r\r", "\r" + line, line[:at] + "\r" + line[at:]]), key)


def nuls(random, here):
    """A NUL somewhere."""
    line = random.choice([plain, flags, assigned])(random, here)
    at = random.choice([random.randrange(len(line.raw) + 1), len(line.raw), 0])
    line.raw = line.raw[:at] + b"\0" + random.choice([b"", b" x", b",pty"]) + line.raw[at:]
    return line


def flags(random, _):
    """Flags that sshd knows, doubled and contradicting."""
    key = keys.make(random)
    return Line(put(random, key, ",".join(values.some(random, 5, lambda: values.flag(random)))), key)


def odd_flags(random, _):
    """Flags among which some are none, and commas where none belong."""
    key = keys.make(random)
    pick = values.some(random, 4, lambda: random.choice([values.flag, values.odd_flag])(random))
    joined = random.choice([","] * 8 + [",,", ", ", " ,", ";", "\t,"]).join(pick)
    return Line(put(random, key, random.choice(["", "", "", ","]) + joined + random.choice(["", "", "", ","])), key)


def sound(random, here):
    """Options as people write them."""
    key = keys.make(random)
    return Line(put(random, key, ",".join(values.some(random, 4, lambda: values.sound(random, here)))), key)


def assigned(random, here):
    """Options with values, sound and not."""
    key = keys.make(random)
    pick = values.some(random, 3, lambda: values.assignment(random, here))
    pick += [values.flag(random)] * random.choice([0, 0, 1])
    random.shuffle(pick)
    return Line(put(random, key, ",".join(pick)), key)


def addressed(random, here):
    """Nothing but from=."""
    key = keys.make(random)
    if random.random() < .02:
        return Line(put(random, key, random.choice([f'from="*,{"x" * 300}"', f'from="{"?*," * 200}*"', 'from="*,10.1"'])), key)
    again = [values.flag(random)] if random.random() < .2 else []
    return Line(put(random, key, ",".join(["from=" + values.addresses(random, here)] + again)), key)


def expiring(random, _):
    """Nothing but times."""
    key = keys.make(random)
    return Line(put(random, key, ",".join(values.some(random, 2, lambda: "expiry-time=" + values.expiry(random)))), key)


def placed(random, _):
    """Nothing but places, a few or very many."""
    key = keys.make(random)
    name = random.choice(["permitopen", "permitlisten"])
    pick = values.some(random, 3, lambda: f"{name}={values.places(random)}")
    if random.random() < .05:
        pick = [f'{name}="localhost:{1000 + n}"' for n in range(random.choice([31, 32, 33, 100]))]
    return Line(put(random, key, ",".join(pick)), key)


def varied(random, _):
    """Nothing but variables, a few or very many."""
    key = keys.make(random)
    pick = values.some(random, 3, lambda: "environment=" + values.environment(random))
    if random.random() < .05:
        pick = [f'environment="V{n}=1"' for n in range(random.choice([31, 32, 33, 100]))]
    return Line(put(random, key, ",".join(pick)), key)


def doubled(random, here):
    """An option twice, which some may be and some may not."""
    key = keys.make(random)
    one = values.assignment(random, here)
    name = one.split("=")[0]
    return Line(put(random, key,
                    f'{one},{random.choice([one, name + chr(61) + chr(34) + "1" + chr(34), name.upper() + one[len(name):]])}'),
                    key)


def authorities(random, _):
    """cert-authority and principals=, with and without each other, for a certificate and for the key itself."""
    account = random.choice(["ann", "bob"])
    key = keys.make_authority(random, random.choice([["ann"], ["ann", "bob"], [], ["a,b"], ["*"], ["ann "]]))
    key = key if random.random() < .8 else keys.make_ed25519(random)
    principals = random.choice(["ann", "bob", "ann,bob", "", ",", "bob,ann", "*", "ANN", "ann ", "a,b", "#", "ä", "ann\x01",
                                "x" * 500])
    options = random.choice([f'cert-authority,principals="{principals}"'] * 4 + [
        "cert-authority", f'principals="{principals}"', f'principals="{account}",cert-authority',
        f'cert-authority,principals={account}',
        f'cert-authority,principals="{account}",principals="bob"', f'cert-authority,principals="{account}",restrict,command="id"',
        f'CERT-AUTHORITY,Principals="{account}"', f'cert-authority,cert-authority,principals="{account}"', "pty",
        f'cert-authority,principals="{account}',
        f'cert-authority, principals="{account}"', f'cert-authority,principals="{account}",from="203.0.113.1"', ""])
    return Line(put(random, key, options), key)


def mistyped(random, _):
    """A type's word that is not the blob's."""
    key = keys.make(random)
    words = ["ssh-rsa", "ssh-ed25519", "rsa-sha2-256", "rsa-sha2-512", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp521",
             "SSH-ED25519", "Ssh-Rsa", "ed25519",
             "rsa", "ssh-ed25519-cert-v01@openssh.com", "ssh-rsa-cert-v01@openssh.com", "sk-ssh-ed25519@openssh.com",
             "sk-ssh-ed25519", "ssh-dss", "ssh-xmss@openssh.com",
             "webauthn-sk-ecdsa-sha2-nistp256@openssh.com", "ecdsa-sha2-nistp256 nistp256", "", "ssh-ed25519,ssh-rsa",
             "ssh-ed25519:", "\ufeffssh-ed25519", "ecdsa", "ssh-ed448"]
    if b"sk-ecdsa" in key.kind and random.random() < .8:
        words = ["webauthn-sk-ecdsa-sha2-nistp256@openssh.com"]
    return Line(" ".join([random.choice(words), keys.encoded(key.blob).decode(), "c"]), key)


def misencoded(random, _):
    """base64 that is nearly base64; the key that was meant is asked for."""
    key = keys.make(random)
    b64 = keys.encoded(key.blob).decode()
    at = random.randrange(1, len(b64))
    stem = b64.rstrip("=")
    last = stem[:-1] + chr(ord(stem[-1]) + 1)
    bad = random.choice([b64[:-1], b64 + "=", b64 + "==", stem, stem + "=", b64 + "A", b64 + "AAAA", b64[:at], b64[at:],
                         b64[:at] + "=" + b64[at:], b64 + "\x0b", b64 + "\x0c",
                         b64[:at] + " " + b64[at:], b64[:at] + "\t" + b64[at:], b64[:at] + "\x0b" + b64[at:],
                         b64[:at] + "\x0c" + b64[at:], b64[:at] + "\r" + b64[at:],
                         b64.replace("+", "-").replace("/", "_"), b64[:at] + "*" + b64[at + 1:], last + b64[len(stem):],
                         b64 + "#", b64 + ",", '"' + b64 + '"',
                         b64[:at] + "\xe4" + b64[at:], "=" + b64, b64 + ";pty", b64.lower(), b64 + "\\", b64 + '"x"'])
    return Line(f"{key.kind.decode()} {bad}{random.choice(['', ' comment'])}", key)


def cut(random, _):
    """A blob that was cut off, went on, or was changed; the key that was meant is asked for."""
    key = keys.make(random)
    at = random.randrange(len(key.blob))
    blob = random.choice([key.blob[:at], key.blob[:-1], key.blob + b"\0", key.blob + random.randbytes(4),
                          key.blob[:at] + bytes([key.blob[at] ^ 1 << random.randrange(8)]) + key.blob[at + 1:]])
    return Line(f"{key.kind.decode()} {keys.encoded(blob).decode()} c", key)


def unsound(random, _):
    """A blob that only looks like a key, on the line and asked for."""
    key = keys.make_odd(random)
    return Line(put(random, key), key)


def long(random, _):
    """Lines longer than any buffer."""
    key = keys.make(random)
    size = random.choice([8 << 10, 9000, 64 << 10, 70000])
    line = put(random, key, "", "c")
    return Line(random.choice([line + "x" * size, " " * size + line, line + " " * size, f'command="{"x" * size}" {line}',
                               "pty," * (size // 4) + "pty " + line,
                               f'environment="A={"x" * size}" {line}',
                               key.kind.decode() + " " * size + keys.encoded(key.blob).decode(), line + '"' * size]), key)


def hashed(random, _):
    """Comments, or what is nearly one."""
    key = keys.make(random)
    line = put(random, key, random.choice(["", "", "pty"]))
    return Line(random.choice(["#", "# ", " #", "\t#\t", "##", "#\0", ";", "//", "\r#", ",#", "\x0c#", "'"]) + line, key)


def misplaced(random, _):
    """The words of a line in another order."""
    key = keys.make(random)
    words = [random.choice(["no-pty", 'command="id"', "restrict"]), key.kind.decode(), keys.encoded(key.blob).decode(), "c"]
    order = random.choice([(1, 0, 2, 3), (1, 2, 0, 3), (2, 1), (2,), (1,), (0, 2), (0, 1), (0, 0, 1, 2), (1, 1, 2), (0, 1, 1, 2),
                           (3, 0, 1, 2), (0, 3, 1, 2), (3, 1, 2)])
    return Line(" ".join(words[n] for n in order), key)


def ancient(random, _):
    """Lines of the first protocol, and marks of known_hosts."""
    key = keys.make(random)
    line = put(random, key)
    old = f"{random.choice([768, 1024, 2048])} {random.choice([35, 65537])} {random.getrandbits(1024)}"
    return Line(random.choice([old + " c", old + " " + line, "1024 " + line, "2 " + line, "@cert-authority " + line,
                               "@revoked " + line, "* " + line, "@cert-authority * " + line,
                               "host " + line, "ssh2 " + line, "---- BEGIN SSH2 PUBLIC KEY ----", "\ufeff" + line,
                               "command " + line, "export A=1 " + line]), key)


def twice(random, _):
    """Two keys on a line: one behind the other, or between quotes."""
    one, two = keys.make(random), keys.make(random)
    first, second = put(random, one, "", ""), put(random, two, "", "")
    return Line(random.choice([f"{first} {second}", f'command="{first}" {second}', f'command="{first} {second}',
                               f'command="a\\" {first}" {second}', f'"{first}" {second}',
                               f"{first},{second}", f'command="a"{first} {second}', f'command="a\\\\" {first} " {second}',
                               f'pty,"{first} ", {second}', f"{first}\r{second}",
                               f'{first} "{second}', f"pty {first} {second}", f'pty" {first} "pty {second}',
                               f'\\" {first} {second}']), one, two)


def mutated(random, here):
    """Any other line with some bytes changed."""
    make = random.choice([plain, flags, sound, sound, assigned, addressed, expiring, placed, varied, authorities, twice])
    line = make(random, here)
    raw = bytearray(line.raw)
    end = raw.find(b"AAAA")
    end = end if end > 0 and random.random() < .9 else len(raw)
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        at = random.randrange(end + 1)
        byte = random.choice(b' \t",=\\!*?/:.-#\0\r\x0b\x80aZ0[]') if random.random() < .8 else random.randrange(256)
        how = random.randrange(4)
        if how == 0:
            raw[at:at] = bytes([byte])
        elif how == 1:
            raw[at:at + 1] = b""
        elif how == 2:
            raw[at:at + 1] = bytes([byte])
        else:
            raw[at:at] = raw[at:at + random.randint(1, 12)]
    line.raw = bytes(raw).replace(b"\n", b" ")
    return line


KINDS = [(plain, 8), (blanks, 5), (returns, 3), (nuls, 3), (flags, 6), (odd_flags, 8), (sound, 24), (assigned, 14),
         (addressed, 8), (expiring, 5), (placed, 5), (varied, 4), (doubled, 3),
         (authorities, 6), (mistyped, 4), (misencoded, 5), (cut, 4), (unsound, 3), (long, .6), (hashed, 2), (misplaced, 3),
         (ancient, 2), (twice, 3), (mutated, 18)]


def make(random, here):
    """A line of any kind."""
    kind = random.choices([kind for kind, _ in KINDS], [weight for _, weight in KINDS])[0]
    line = kind(random, here)
    line.kind = kind.__name__
    return line
