"""HWP 5 files for tests, record by record, after the specification (sections 3 and 4) and [MS-CFB].

Every stream is padded past the size below which a compound file would use its mini stream.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hwp5.distdoc import decode_head_to_key

from indexer.parsing.hwp5_records import (
    BEGIN,
    BIN_DATA,
    BULLET,
    CHAR_SHAPES,
    CTRL_HEADER,
    EQEDIT,
    FORM_OBJECT,
    LIST_HEADER,
    NUMBERING,
    OLE_OBJECT,
    PARA_HEADER,
    PARA_SHAPE,
    PARA_TEXT,
    RANGE_TAG,
    SHAPE_COMPONENT,
    STYLE,
    TABLE,
    TEXTART,
    TRACK_CHANGE,
)

Records = list[tuple[int, int, bytes]]  # tag, level, payload
COMPRESSED, DISTRIBUTION = 1, 4


class Control(NamedTuple):
    """An extended control: its character, its four letters, what follows them, what stands below it."""

    code: int
    name: str
    payload: bytes = b""
    below: Records = []  # noqa: RUF012


def below(records: Records) -> Records:
    """The same records one level deeper."""
    return [(tag, level + 1, payload) for tag, level, payload in records]


def units(text: str) -> bytes:
    """A string of the format: its length, then its 16-bit units."""
    packed = text.encode("utf-16-le")
    return struct.pack("<H", len(packed) // 2) + packed


def paragraph(
    *parts: str | Control, shape: int = 0, style: int = 0, ranges: Sequence[tuple[int, int, int]] = ()
) -> Records:
    """A paragraph of words and controls. A tab in the words takes eight units, as in the format."""
    text = b""
    controls: Records = []
    for part in parts:
        if isinstance(part, str):
            text += b"".join(
                struct.pack("<8H", 9, 0, 0, 0, 0, 0, 0, 9) if c == "\t" else c.encode("utf-16-le") for c in part
            )
            continue
        name = part.name.encode("latin-1")[::-1]
        text += struct.pack("<H4s8xH", part.code, name, part.code)
        controls += below([(CTRL_HEADER, 0, name + part.payload), *below(part.below)])
    text += b"\r\0"
    header = struct.pack("<IIHBB12x", len(text) // 2, 0, shape, style, 0)
    records: Records = [(PARA_HEADER, 0, header), (PARA_TEXT, 1, text), (CHAR_SHAPES, 1, bytes(8))]
    if ranges:
        records.append((RANGE_TAG, 1, b"".join(struct.pack("<III", *r) for r in ranges)))
    return records + controls


def list_of(*paragraphs: Records, header: bytes = bytes(16)) -> Records:
    """A list: its header and, beside it, its paragraphs."""
    return [(LIST_HEADER, 0, header), *(r for p in paragraphs for r in p)]


def cell(row: int, column: int, *paragraphs: Records, spans: tuple[int, int] = (1, 1)) -> Records:
    """A cell of a table; `spans`: rows, columns."""
    return list_of(*paragraphs, header=struct.pack("<8x4H8x23x", column, row, spans[1], spans[0]))


def table(*cells: Records, caption: Records = []) -> Control:  # noqa: B006
    """A table's control."""
    shape = (TABLE, 0, struct.pack("<IHH16x", 0, 9, 9))
    return Control(11, "tbl ", bytes(42), [*caption, shape, *(r for c in cells for r in c)])


def box(*paragraphs: Records, caption: Records = []) -> Control:  # noqa: B006
    """A rectangle with text in it."""
    shape = [(SHAPE_COMPONENT, 0, b"cer$" * 2 + bytes(40)), *below(list_of(*paragraphs))] if paragraphs else []
    return Control(11, "gso ", bytes(42), [*caption, *shape])


def text_art(words: str) -> Control:
    """A 글맵시."""
    return Control(11, "gso ", bytes(42), [(SHAPE_COMPONENT, 0, bytes(48)), (TEXTART, 1, bytes(32) + units(words))])


def ole(number: int) -> Control:
    """An OLE object: the embedded file of this number, from 1."""
    shape = (OLE_OBJECT, 1, struct.pack("<IiiH12x", 0, 7200, 7200, number))
    return Control(11, "gso ", bytes(42), [(SHAPE_COMPONENT, 0, bytes(48)), shape])


def binaries(*suffixes: str) -> Records:
    """Embedded files, numbered from 1, each a stream of its own."""
    return [(BIN_DATA, 0, struct.pack("<HH", 2, n) + units(suffix)) for n, suffix in enumerate(suffixes, 1)]


def equation(script: str) -> Control:
    """An equation."""
    return Control(11, "eqed", bytes(42), [(EQEDIT, 0, bytes(4) + units(script))])


def form(kind: str, settings: str) -> Control:
    """A form control, such as `tbp+` (button) with `Caption:wstring:2:확인 `."""
    packed = settings.encode("utf-16-le")
    sizes = struct.pack("<IH", len(packed) // 2, len(packed) // 2)
    return Control(11, "form", bytes(42), [(FORM_OBJECT, 0, kind.encode() * 2 + sizes + packed)])


def auto_number(kind: int, number: int, before: str = "\0", after: str = "\0") -> Control:
    """A number control: kind 1 footnote, 2 endnote, 3 picture, 4 table, 5 equation."""
    return Control(18, "atno", struct.pack("<IHHHH", kind, number, 0, ord(before), ord(after)))


def heads(*kinds: tuple[int, int, int]) -> Records:
    """Paragraph shapes, each with (head: 0 none, 1 outline, 2 number, 3 bullet; level from 0; number of its list)."""
    return [
        (PARA_SHAPE, 0, struct.pack("<I26xH22xI", kind << 23 | min(level, 6) << 25, ref, level))
        for kind, level, ref in kinds
    ]


def numbering(*levels: tuple[str, int]) -> Records:
    """One numbering: for each level its pattern (`^1.`) and the shape of its number; more than seven as extended ones."""
    filled = [*levels, *[("", 0)] * (7 - len(levels))]
    written = [struct.pack("<I8x", shape << 5) + units(pattern) for pattern, shape in filled]
    payload = b"".join(written[:7]) + bytes(2) + struct.pack("<7I", *[1] * 7)
    if more := written[7:]:
        payload += b"".join(more) + struct.pack(f"<{len(more)}I", *[1] * len(more))
    return [(NUMBERING, 0, payload)]


def bullet(mark: str) -> Records:
    """One bullet."""
    return [(BULLET, 0, bytes(12) + mark.encode("utf-16-le"))]


def styles(*names: str) -> Records:
    """Styles by name."""
    return [(STYLE, 0, units(name) + units("") + bytes(10)) for name in names]


def changes(*kinds: int) -> Records:
    """Tracked changes: 0x10 insertion, 0x11 deletion."""
    return [(TRACK_CHANGE, 0, struct.pack("<I22x", kind)) for kind in kinds]


def packed(records: Sequence[tuple[int, int, bytes]]) -> bytes:
    """Records as a stream."""
    out = b""
    for tag, level, payload in records:
        size = min(len(payload), 0xFFF)
        out += struct.pack("<I", tag | level << 10 | size << 20)
        out += (struct.pack("<I", len(payload)) if size == 0xFFF else b"") + payload
    return out


def hwp5(
    *sections: Records | bytes,
    docinfo: Sequence[tuple[int, int, bytes]] = (),
    flags: int = COMPRESSED,
    view: Sequence[Records] = (),
    embedded: Sequence[bytes] = (),
    lock: Callable[[bytes], bytes] = bytes,
    method: int = 0,
    bare: bool = False,
) -> bytes:
    """A whole file; `embedded`: OLE objects in the order of `binaries` (files as they are where `bare`); `view` are the sections of ViewText, locked where `flags` say that it is a distribution copy; `lock` encrypts every stream, by the version `method`."""
    packs = (lambda data: zlib.compress(data, wbits=-15)) if flags & COMPRESSED else bytes

    def shut(data: bytes) -> bytes:
        return lock(packs(data))

    head = struct.pack("<4I", 0x05010000, flags, 0, method)
    streams = {"FileHeader": b"HWP Document File".ljust(32, b"\0") + head}
    streams["DocInfo"] = shut(packed(docinfo))
    bodies = {f"Section{n}": shut(s if isinstance(s, bytes) else packed(s)) for n, s in enumerate(sections)}
    views = {f"Section{n}": shut(packed(s)) for n, s in enumerate(view)}
    if flags & DISTRIBUTION:
        views = {name: _locked(data) for name, data in views.items()}
    storages = {"BodyText": bodies} | ({"ViewText": views} if views else {})
    if embedded:
        storages["BinData"] = {
            f"BIN{n:04X}.OLE": data if bare else shut(struct.pack("<I", len(data)) + data)
            for n, data in enumerate(embedded, 1)
        }
    return _compound(streams, storages)


def _locked(data: bytes) -> bytes:
    """A stream as distribution documents hold it: a record of 256 bytes that hide the key, then AES-128-ECB."""
    head = struct.pack("<I", 77) + bytes(range(252))
    engine = Cipher(algorithms.AES(bytes(decode_head_to_key(head))), modes.ECB()).encryptor()
    plain = data + bytes(-len(data) % 16)
    return struct.pack("<I", 0x1C | 256 << 20) + head + engine.update(plain) + engine.finalize()


def _compound(streams: dict[str, bytes], storages: dict[str, dict[str, bytes]]) -> bytes:
    """A compound file of these streams; siblings form a list, which every reader walks as the tree it should be."""
    entries: list[tuple[str, int, bytes, int, int]] = [("Root Entry", 5, b"", -1, 1)]  # name, type, data, next, child

    def add(names: list[str], kinds: dict[str, tuple[int, bytes]]) -> list[int]:
        first = len(entries)
        for place, name in enumerate(names):
            kind, data = kinds[name]
            entries.append((name, kind, data, first + place + 1 if place + 1 < len(names) else -1, -1))
        return list(range(first, len(entries)))

    top = {n: (2, d) for n, d in streams.items()} | dict.fromkeys(storages, (1, b""))
    for number in add(list(top), top):
        name = entries[number][0]
        if storages.get(name):
            child = len(entries)
            add(list(storages[name]), {n: (2, d) for n, d in storages[name].items()})
            entries[number] = (*entries[number][:4], child)
    directory_size = -(-len(entries) // 4)
    body, chain, directory = b"", [], b""
    starts: list[int] = []
    for _, kind, data, _, _ in entries:
        if kind != 2:
            starts.append(-2)
            continue
        data = data.ljust(4096, b"\0")
        data += bytes(-len(data) % 512)
        begin = len(body) // 512
        starts.append(begin)
        body += data
        chain += [*range(begin + 1, begin + len(data) // 512), -2]
    at = len(chain)
    chain += [*range(at + 1, at + directory_size), -2]
    fat_size = 1
    while (len(chain) + fat_size) > fat_size * 128:
        fat_size += 1
    fat_at = len(chain)
    chain += [-3] * fat_size
    chain += [-1] * (fat_size * 128 - len(chain))
    for (name, kind, data, following, child), start in zip(entries, starts, strict=True):
        encoded = (name + "\0").encode("utf-16-le")
        directory += encoded.ljust(64, b"\0") + struct.pack("<HBBiii", len(encoded), kind, 1, -1, following, child)
        size = max(len(data), 4096) if kind == 2 else 0
        directory += bytes(36) + struct.pack("<iQ", start, size)
    directory += (bytes(68) + struct.pack("<iii", -1, -1, -1) + bytes(48)) * (directory_size * 4 - len(entries))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6xIIiIIiIiI", 0x3E, 3, 0xFFFE, 9, 6,
        0, fat_size, at, 0, 4096, -2, 0, -2, 0)  # fmt: skip
    header += struct.pack("<109i", *range(fat_at, fat_at + fat_size), *[-1] * (109 - fat_size))
    return header + body + directory + struct.pack(f"<{len(chain)}i", *chain)


__all__ = ["BEGIN", "Control", "Records"]
