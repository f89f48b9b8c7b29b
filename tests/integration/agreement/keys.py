# SPDX-License-Identifier: Apache-2.0
"""Public keys that need no private half, and certificates, all from seeded randomness."""
import base64
import hashlib
import struct

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

CURVES = {"nistp256": ec.SECP256R1(), "nistp384": ec.SECP384R1(), "nistp521": ec.SECP521R1()}


def text(value):
    """A string in SSH's wire form."""
    value = value.encode() if isinstance(value, str) else value
    return struct.pack(">I", len(value)) + value


def number(value):
    """A positive number in SSH's wire form."""
    return text(value.to_bytes(value.bit_length() // 8 + 1, "big"))


def encoded(blob):
    """A blob as a line has it."""
    return base64.b64encode(blob)


class Key:
    """A key as a line has it (kind, blob), and as it is asked for (asked, algorithm)."""

    def __init__(self, kind, blob, asked=None, asked_kind=None):
        self.kind, self.blob = kind.encode(), blob
        self.asked = asked or blob
        self.asked_kind = asked_kind or kind
        self.algorithm = self.asked_kind.replace("ssh-rsa", "rsa-sha2-512")

    def fingerprint(self):
        """What sshd's log and keyhole's call the key that is asked for."""
        plain = self.inside if hasattr(self, "inside") else self.asked
        digest = hashlib.sha256(plain).digest()
        return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def make_ed25519(random, size=32):
    """Any 32 bytes will do."""
    return Key("ssh-ed25519", text("ssh-ed25519") + text(random.randbytes(size)))


def make_rsa(random, bits, exponent=65537):
    """sshd asks for no more than the number of bits."""
    modulus = random.getrandbits(bits) | 1 << (bits - 1) | 1
    return Key("ssh-rsa", text("ssh-rsa") + number(exponent) + number(modulus))


def point(random, curve, form=serialization.PublicFormat.UncompressedPoint):
    """A point of a curve."""
    private = ec.derive_private_key(random.getrandbits(250) + 1, CURVES[curve])
    return private.public_key().public_bytes(serialization.Encoding.X962, form)


def make_ecdsa(random, curve, public=None):
    """A point of the curve, or what else is given for one."""
    kind = "ecdsa-sha2-" + curve
    return Key(kind, text(kind) + text(curve) + text(public or point(random, curve)))


def make_sk_ed25519(random):
    """As from a security key."""
    kind = "sk-ssh-ed25519@openssh.com"
    return Key(kind, text(kind) + text(random.randbytes(32)) + text("ssh:"))


def make_sk_ecdsa(random):
    """As from a security key."""
    kind = "sk-ecdsa-sha2-nistp256@openssh.com"
    return Key(kind, text(kind) + text("nistp256") + text(point(random, "nistp256")) + text("ssh:"))


def make_dsa(random):
    """Four numbers: sshd of Debian 13 knows no such type."""
    body = b"".join(number(random.getrandbits(bits) | 1 << (bits - 1) | 1)
                    for bits in (1024, 160, 1023, 1023))
    return Key("ssh-dss", text("ssh-dss") + body)


def make_odd(random):
    """A blob that only looks like a key."""
    raw = text("ssh-ed25519") + text(random.randbytes(32))
    rsa = random.getrandbits(2048) | 1 << 2047 | 1
    return random.choice([
        lambda: make_ed25519(random, random.choice([0, 31, 33, 64])),
        lambda: Key("ssh-ed25519", raw + b"\0"),
        lambda: make_rsa(random, random.choice([768, 1000, 1016, 1023])),
        lambda: make_rsa(random, 16392),
        lambda: make_rsa(random, 2048, random.choice([1, 2, 3, 65536])),
        lambda: Key("ssh-rsa", text("ssh-rsa") + number(65537) + text(rsa.to_bytes(256, "big"))),
        lambda: Key("ssh-rsa", text("ssh-rsa") + number(65537) + text(b"\0" + rsa.to_bytes(257, "big"))),
        lambda: Key("ssh-rsa", text("ssh-rsa") + text(b"") + number(rsa)),
        lambda: make_ecdsa(random, "nistp256", b"\x04" + random.randbytes(64)),
        lambda: make_ecdsa(random, "nistp256", b"\0"),
        lambda: make_ecdsa(random, "nistp256", point(
            random, "nistp256", serialization.PublicFormat.CompressedPoint)),
        lambda: make_ecdsa(random, "nistp256", point(random, "nistp384")),
        lambda: Key("ecdsa-sha2-nistp256", text("ecdsa-sha2-nistp256") + text("nistp384") +
                    text(point(random, "nistp384"))),
    ])()


def make(random):
    """A key of any type, the common ones mostly."""
    return random.choices([
        lambda: make_ed25519(random),
        lambda: make_rsa(random, random.choice([2048, 2048, 3072, 4096])),
        lambda: make_rsa(random, random.choice([1024, 1536, 2047])),
        lambda: make_ecdsa(random, random.choice(sorted(CURVES))),
        lambda: make_sk_ed25519(random),
        lambda: make_sk_ecdsa(random),
        lambda: make_dsa(random),
    ], [60, 14, 2, 14, 4, 4, 2])[0]()


def make_authority(random, principals):
    """An authority's key; a certificate of it for these principals is asked for."""
    private = ed25519.Ed25519PrivateKey.from_private_bytes(random.randbytes(32))
    public = private.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    authority = text("ssh-ed25519") + text(public)
    kind = "ssh-ed25519-cert-v01@openssh.com"
    inside = random.randbytes(32)
    body = (text(kind) + text(random.randbytes(32)) + text(inside) + struct.pack(">QI", 7, 1) +
            text("agreement") + text(b"".join(map(text, principals))) +
            struct.pack(">QQ", 0, 2**64 - 1) + text("") + text(text("permit-pty") + text("")) +
            text("") + text(authority))
    key = Key("ssh-ed25519", authority,
              body + text(text("ssh-ed25519") + text(private.sign(body))), kind)
    key.inside = text("ssh-ed25519") + text(inside)
    return key
