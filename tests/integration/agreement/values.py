# SPDX-License-Identifier: Apache-2.0
"""Options in front of a key: sound ones, and ones that nearly are."""

FLAGS = ["agent-forwarding", "port-forwarding", "pty", "user-rc", "x11-forwarding", "touch-required",
         "verify-required"]
HOSTS = ["localhost", "10.0.0.1", "*", "example.org", "2001:db8::1", "a_b", "*.example.org", "::", "?x"]
NAMES = ["A", "PATH", "LD_PRELOAD", "a_b", "_", "X1"]


def some(random, most, make):
    """A list of some of what `make` gives."""
    return [make() for _ in range(random.randint(1, most))]


def swapped(random, word):
    """A word with its letters in any case."""
    return "".join(random.choice([c.lower(), c.upper()]) for c in word)


def flag(random):
    """A flag that sshd knows, in its two forms."""
    word = random.choice(FLAGS + ["restrict"] * 3)
    if word != "restrict" and random.random() < .5:
        word = "no-" + word
    return swapped(random, word) if random.random() < .2 else word


def odd_flag(random):
    """What is nearly a flag."""
    word = flag(random)
    return random.choice([
        word + "s", word[:-1], word + "=", word + '="x"', word + "=yes", "no-" + word, "no-", "no-restrict",
        "no-cert-authority", "", " " + word, word + " ", "-" + word, '"' + word + '"', "yes-" + word, "permit-pty",
        "force-command", "x11_forwarding", "command", "from", "tunnel", "sk-required", "no-pty\\", "\\pty", "ssh-ed25519",
    ])


def quoted(value):
    """A value between quotes, those in it escaped."""
    return '"' + value.replace('"', '\\"') + '"'


def command(random):
    """Commands with whatever a shell and quotes make of them."""
    return random.choice([
        '"id"', '"/bin/sh -c \'a b\'"', '""', '"a \\"b\\" c"', '"a\\\\"', '"a\\"', '"\\""', '"a\\nb"', '"\\\\\\"x"',
        '"a, b"', '"no-pty,pty"', "'id'", "id", '"id', 'id"', '"a"b"', '"a" "b"', '"ä ☃"', '"a#b"', '"$(id) `id` %u"',
        '"a\tb"', '"a\x01b"', '"a\x7fb"', '"a\x1b[31m"', '"\x85"', '"a\rb"', '"a\x0bb"', '"\\\\\\\\"', '"=,=,"',
        '"a=\\"b\\",pty"',
        quoted("x" * random.choice([100, 1020, 1500])), quoted('"' * random.randint(1, 5)), "“id”", '"a\\\\" b"',
        quoted('ssh-ed25519 AAAA" b'), '"\u2028"', '"\u202eabc"', '"a" ', ' "a"',
    ])


def environment(random):
    """A variable, or what is nearly one."""
    name, value = random.choice(NAMES), random.choice(["", "1", "a b", "a=b", '\\"', "ä", "a,b", "\x02"])
    return random.choices([f'"{name}={value}"', f'"{name}"', f'"={value}"', f'"{name} ={value}"', f'"{name}-x={value}"',
                           f'"{name}.x=1"', f"{name}={value}", '""', f'" {name}=1"', '"ä=1"', f'"{name}=1\\"'],
                           [10] + [1] * 10)[0]


def expiry(random):
    """Times, of which some are none."""
    year = random.choice([1969, 1970, 1971, 1999, 2020, 2037, 2038, 2039, 2060, 2106, 2107, 3000, 9999])
    day = f"{year}{random.choice(['0101', '1231', '0228', '0229', '0230', '0231', '1301', '0010', '0100', '0630'])}"
    hour = random.choice(["0000", "1200", "2359", "2400", "2360", "000000", "235959", "235960", "235961", "240000", "120", "12"])
    whole = random.choice([day, day + hour])
    return quoted(random.choice([whole] * 4 + [whole + "Z"] * 3 + [
        whole + "z", whole + "UTC", whole + "utc", whole + " Z", whole + "ZZ", " " + whole, whole + " ", "+" + whole,
        whole + "+0100",
        "", "0", "Z", "20990101T120000Z", "2099-01-01", "209901", "99991231235959Z", "100000101", "2099010112000000", "-20990101",
        "2099 101", "20990101\\\"", "٢٠٩٩0101", "19700101Z", "19700101000000Z", "19691231Z", "0x990101", "209901011260Z",
    ]))


def places(random):
    """A place for permitopen or permitlisten, or what is nearly one."""
    host = random.choice(HOSTS)
    port = random.choice(["22", "1", "65535", "*", "8080", "80"])
    bad = random.choice(["0", "65536", "-1", "", "022", "+22", "ssh", "http", "22 ", " 22", "0x16", "2222222222", "22a", "**",
                         "nosuch"])
    form = f"[{host}]" if ":" in host else host
    return quoted(random.choices([
        f"{form}:{port}", f"{form}:{bad}", f"{host}:{port}", f"{form}/{port}", form, port, bad, f":{port}", f"[{host}:{port}",
        f"{host}]:{port}",
        f"[]:{port}", f"{form} :{port}", f"{form}::{port}", f"{form}:{port}:1", "", "/tmp/socket", "*:*", "*",
        f"{'h' * random.choice([300, 1023, 1024, 1025])}:1",
        f"{form}\\\":{port}", "any", "none",
    ], [30, 4] + [1] * 20)[0])


def tunnel(random):
    """A tunnel device, or what is nearly one."""
    return quoted(random.choice(["0", "1", "7", "any", "ANY", "Any", "", "-1", "01", "2147483645", "2147483646", "2147483647",
                                 "2147483648",
                                 "4294967296", "1:2", "any:1", "1 ", " 1", "point-to-point", "0x1", "+1", "1a", "00",
                                 "999999999999"]))


def entry(random, here):
    """One entry of a from= list; `here` are the addresses that will be tried."""
    ours = random.choice(here)
    net = ours.rsplit(".", 1)[0] if "." in ours else None
    return random.choice([ours] * 3 + [
        "127.0.0.0/8", "0.0.0.0/0", "::/0", "::1", "*", "?*", "10.0.0.0/8", "203.0.113.7", "2001:db8::/32", "localhost",
        "*.example.org",
        f"{net}.0/24" if net else "::1/128", f"{net}.*" if net else "::*", f"{ours}/32", f"{ours}/128", f"{ours}/8",
        f"{ours}/33", f"{ours}/129", f"{ours}/",
        f"{ours}/-1", f"{ours}/ 8", f"{ours}/08", f"{ours}/0", f"::ffff:{ours}", "127.1", "0x7f.0.0.1", "127.000.000.001",
        "127.0.0.1 ", " 127.0.0.1",
        "2130706433", "fe80::1%lo", "", "/", "/8", "!", "!!127.0.0.1", "127.0.0.?", "127.*.0.1", "**", "1.2.3.4.5", "300.1.1.1",
        "a/24", "::1/127",
        "0:0:0:0:0:0:0:1", "::0001", "[::1]", "[::]", "::ffff:127.0.0.0/104", "10.1.2.3/8", "unknown", "UNKNOWN", "ä", "a b",
        "a;b", "127.0.0.1#",
        "x" * 300, "10/8", "127/8", "127.0.0.1/255.0.0.0", "0/0", "*/0", "?.?.?.?", "127.0.0.1\\",
    ])


def addresses(random, here):
    """A from= list, some of it excluding."""
    items = [("!" if random.random() < .2 else "") + entry(random, here) for _ in range(random.choice([1, 1, 1, 2, 2, 3, 4]))]
    if random.random() < .02:
        items = items * random.choice([40, 130])
    return quoted(random.choice([","] * 9 + [", "]).join(items))


def assignment(random, here):
    """An option with a value, from any of the above."""
    name, make = random.choice([("command", command), ("environment", environment), ("expiry-time", expiry),
                                ("permitopen", places),
                                ("permitlisten", places), ("tunnel", tunnel), ("from", lambda r: addresses(r, here))])
    if random.random() < .1:
        name = swapped(random, name)
    return name + random.choices(["=", "", " =", "= ", "=="], [60, 1, 1, 1, 1])[0] + make(random)


def sound(random, here):
    """An option with a value that sshd takes."""
    return random.choice([
        lambda: "command=" + quoted(random.choice(["id", "a b", 'echo "a"', "", "a,b", "a=b", "\\", "ä", "#", "x" * 900])),
        lambda: f'environment="{random.choice(NAMES)}={random.choice(["", "1", "a b", "a=b", "ä"])}"',
        lambda: f'expiry-time="20{random.randint(10, 99)}{random.choice(["0101", "0630", "1231"])}'
                f'{random.choice(["", "1200", "235959"])}{random.choice(["", "Z"])}"',
        lambda: f'{random.choice(["permitopen", "permitlisten"])}="{random.choice(["localhost", "10.0.0.1", "[2001:db8::1]", "*"])}'
                f':{random.choice(["1", "80", "*"])}"',
        lambda: f'permitlisten="{random.randint(1, 65535)}"',
        lambda: f'tunnel="{random.choice(["0", "1", "any"])}"',
        lambda: 'from="' + ",".join(some(random, 3, lambda: random.choice(
            [*here, "127.0.0.0/8", "0.0.0.0/0", "::1", "10.0.0.0/8", "*", "!10.0.0.1", "172.*", "*.example.org"]))) + '"',
        lambda: flag(random), lambda: flag(random),
    ])()
