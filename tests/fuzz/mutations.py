"""How files are broken: (data, random) → data. Flips, cuts, lying sizes, zip members rewritten with right checksums."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile

from indexer.parsing.limits import MB

CANARY = "CANARY7F3A"
_XML = (".xml", ".hpf", ".rels")


def flip(data, dice):
    out = bytearray(data)
    for _ in range(dice.choice([1, 4, 32])):
        out[dice.randrange(len(out))] ^= 1 << dice.randrange(8)
    return bytes(out)


def cut(data, dice):
    return data[: dice.randrange(1, len(data))]


def lie(data, dice):
    """A number somewhere becomes huge, zero or negative."""
    out = bytearray(data)
    for _ in range(dice.choice([1, 8])):
        at = dice.randrange(0, max(1, len(out) - 4)) & ~3
        out[at : at + 4] = struct.pack("<I", dice.choice([0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE, len(data)]))
    return bytes(out)


def shuffle(data, dice):
    """A piece is said twice, or two pieces change places."""
    a, b = sorted(dice.randrange(len(data)) for _ in range(2))
    return data[:b] + data[a:b] + data[b:] if dice.random() < 0.5 else data[b:] + data[a:b] + data[:a]


def digits(data, dice):
    """Numbers written as text (PDF offsets, XML attributes) become others."""
    out = bytearray(data)
    places = [n for n, c in enumerate(out) if 48 <= c <= 57]
    for at in dice.sample(places, min(len(places), 6)):
        out[at] = 48 + dice.randrange(10)
    return bytes(out)


def in_member(change):
    """A mutation of one XML member of a zip file, packed again with a right checksum."""

    def mutate(data, dice):
        buffer = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
            names = old.namelist()
            xml = [n for n in names if n.endswith(_XML)]
            target = dice.choice(xml or names)
            for name in names:
                part = old.read(name)
                new.writestr(name, change(part, dice) if name == target else part)
        return buffer.getvalue()

    return mutate


def laughs(part, dice):
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return (f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "하">{entities}]><a>&l9;</a>').encode()


def canary(uri):
    def entity(part, dice):
        doctype = f'<!DOCTYPE x [<!ENTITY c SYSTEM "{uri}"><!ENTITY % p SYSTEM "{uri}"> %p;]>'.encode()
        start = part.find(b"?>") + 2 if part.startswith(b"<?xml") else 0
        return part[:start] + doctype + part[start:].replace("여비".encode(), b"&c;")

    return entity


def deep(part, dice):
    end = part.rfind(b"</")
    return part[:end] + b"<w:p>" * 10_000 + b"</w:p>" * 10_000 + part[end:]


def bomb(part, dice):
    return part + b" " * (40 * MB)


def doubled(data, dice):
    """A second member of the same name, or one whose header points into another."""
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr(archive.namelist()[0], b"again")
    out = bytearray(buffer.getvalue())
    if dice.random() < 0.7:
        struct.pack_into("<I", out, out.rfind(b"PK\x01\x02") + 42, 0)
    return bytes(out)


PLAIN = (flip, flip, cut, lie, shuffle, digits)


def words(data, dice):
    """A control word, tag or header is said many times over, or a piece of markup goes missing."""
    tokens = (b"{", b"}", b"\\u-3913?", b"\\bin99999 ", b"<table>", b"</td>", b"<div>" * 300, b"--x\r\n", b"=?euc-kr?B?", b"\0",
              b"\\footnote ", b"\\cell\\row", b"\xb0", b"charset=utf-7", b'"', b"\r\n\r\n", b"Content-Type: message/rfc822\r\n\r\n")  # fmt: skip
    out = bytearray(data)
    for _ in range(dice.choice([1, 5, 40])):
        at = dice.randrange(len(out) + 1)
        out[at:at] = dice.choice(tokens)
    return bytes(out)


def zips(canary_uri):
    """The mutations that keep a zip file a zip file."""
    return (in_member(flip), in_member(cut), in_member(laughs), in_member(canary(canary_uri)), in_member(deep),
            in_member(bomb), in_member(digits), in_member(words), doubled)  # fmt: skip
