"""Word and PowerPoint files of 97 to 2003, written after [MS-DOC] and [MS-PPT] as far as the tests need them."""

from __future__ import annotations

import struct
from typing import NamedTuple

from hwpx.hwp5.cfb import build_compound_file

PAGE = 512
_BEGIN = 1024  # where the text lies in the stream
IN_TABLE, ROW_END = struct.pack("<HB", 0x2416, 1), struct.pack("<HB", 0x2417, 1)
LISTED = struct.pack("<Hh", 0x460B, 1)
DELETED, HIDDEN = struct.pack("<HB", 0x0800, 1), struct.pack("<HB", 0x083C, 1)


class Paragraph(NamedTuple):
    """A paragraph with its mark, its style (1 to 9: headings) and modifications; `runs`: those of stretches of it."""

    text: str
    style: int = 0
    shape: bytes = b""
    runs: tuple[tuple[int, int, bytes], ...] = ()


def doc(
    *body: Paragraph,
    stories: tuple[str, ...] = ("",) * 7,
    headers: tuple[str, ...] = (),
    flags: int = 0,
    version: int = 0xC1,
    narrow: bool = False,
    more: dict[str, bytes] | None = None,
) -> bytes:
    """A document. `stories`: footnotes, headers (left empty), macros, comments, endnotes and two of text boxes;
    `headers`: the six of one section; `narrow`: the body in eight bits a character; `more`: further streams."""
    body = tuple(p._replace(text=_units(p.text)) for p in body)
    head = "".join(headers)
    texts = ["".join(p.text for p in body), stories[0], head, *stories[2:]]
    whole = "".join(texts[1:])
    width = 1 if narrow else 2
    first = texts[0].encode(*(("cp1252",) if narrow else ("utf-16-le", "surrogatepass")))
    rest = whole.encode("utf-16-le")
    document = bytearray(bytes(_BEGIN) + first + rest)
    document += bytes(-len(document) % PAGE)

    def page(entries: list[tuple[int, int, bytes]], size: int) -> int:
        """One page of modifications; returns its number."""
        number = len(document) // PAGE
        packed = bytearray(PAGE)
        packed[-1] = len(entries)
        places = [begin for begin, _, _ in entries] + [entries[-1][1]]
        struct.pack_into(f"<{len(places)}I", packed, 0, *places)
        at = PAGE - 1
        for index, (_, _, data) in enumerate(entries):
            at = (at - len(data)) // 2 * 2
            packed[at : at + len(data)] = data
            packed[4 * len(places) + size * index] = at // 2
        document.extend(packed)
        return number

    shapes: list[tuple[int, int, bytes]] = []
    runs: list[tuple[int, int, bytes]] = []
    at = _BEGIN
    for paragraph in body:
        own = struct.pack("<H", paragraph.style) + paragraph.shape
        own += bytes(len(own) % 2)
        shapes.append((at, at + width * len(paragraph.text), bytes([0, len(own) // 2]) + own))
        runs += [(at + width * a, at + width * b, bytes([len(m)]) + m) for a, b, m in paragraph.runs]
        at += width * len(paragraph.text)
    tables = [page(shapes, 13)]
    table = bytearray()
    where: dict[int, tuple[int, int]] = {}

    def put(place: int, data: bytes) -> None:
        where[place] = (len(table), len(data))
        table.extend(data)

    put(0x102, struct.pack("<III", shapes[0][0], shapes[-1][1], tables[0]))
    if runs:
        put(0xFA, struct.pack("<III", runs[0][0], runs[-1][1], page(runs, 1)))
    if headers:
        ends = [0] * 7 + [len("".join(headers[: n + 1])) for n in range(len(headers))]
        put(0xF2, struct.pack(f"<{len(ends)}I", *ends))
    places = (_BEGIN * 2 | 0x40000000 if narrow else _BEGIN, _BEGIN + len(first))
    pieces = struct.pack("<III", 0, len(texts[0]), len(texts[0]) + len(whole))
    pieces += b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    put(0x1A2, b"\1" + struct.pack("<H", 2) + bytes(2) + b"\2" + struct.pack("<I", len(pieces)) + pieces)
    struct.pack_into("<HH6xH", document, 0, 0xA5EC, version, flags | 0x200)
    struct.pack_into("<8I", document, 76, *map(len, texts))
    for place, (begin, size) in where.items():
        struct.pack_into("<II", document, place, begin, size)
    return build_compound_file(
        [("WordDocument", bytes(document)), ("1Table", bytes(table).ljust(4096, b"\0")), *(more or {}).items()]
    )


def _units(text: str) -> str:
    """The text with each half of a surrogate pair a character of its own, as the format counts them."""
    packed = text.encode("utf-16-le")
    return "".join(map(chr, struct.unpack(f"<{len(packed) // 2}H", packed)))


def record(kind: int, content: bytes, *, instance: int = 0, container: bool = False) -> bytes:
    """A record of PowerPoint or of its drawings."""
    return struct.pack("<HHI", instance << 4 | (0xF if container else 0), kind, len(content)) + content


def holder(kind: int, *records: bytes, instance: int = 0) -> bytes:
    """A record that holds records."""
    return record(kind, b"".join(records), instance=instance, container=True)


def words(text: str, kind: int = 4) -> bytes:
    """A text with its kind: 0 title, 1 body, 2 notes, 4 other."""
    return record(0x0F9F, struct.pack("<I", kind)) + record(0x0FA0, text.encode("utf-16-le"))


def shape(*texts: bytes, anchor: tuple[int, int] | None = None, placeholder: bool = False) -> bytes:
    """A shape with text; `anchor`: left and top of a shape in a group."""
    parts = [record(0xF00F, struct.pack("<4i", *anchor, 0, 0))] if anchor else []
    if placeholder:
        parts.append(holder(0xF011, record(0x0BC3, bytes(8))))
    return holder(0xF004, *parts, record(0xF00D, b"".join(texts), container=True))


def table(cells: dict[tuple[int, int], str]) -> bytes:
    """A table: a group that says it is one; cells by (left, top)."""
    first = holder(0xF004, record(0xF122, struct.pack("<HI", 0x039F, 1), instance=1))
    return holder(0xF003, first, *(shape(words(text), anchor=place) for place, text in cells.items()))


def slide(
    *shapes: bytes, notes: int = 0, comment: str = "", objects: tuple[int, ...] = (), kind: int = 0x03EE
) -> bytes:
    """A slide, master or page of notes. `objects`: numbers of those embedded in it."""
    parts = [record(0x03EF, bytes(16) + struct.pack("<I", notes) + bytes(4))]
    parts.append(holder(0x040C, holder(0xF002, holder(0xF003, *shapes))))
    if comment:
        parts.append(holder(0x2EE0, record(0x0FBA, comment.encode("utf-16-le"), instance=1)))
    parts += [record(0x0BC1, struct.pack("<I", number)) for number in objects]
    return holder(kind, *parts)


def ppt(
    slides: list[tuple[bytes, bytes]],
    *,
    notes: dict[int, bytes] | None = None,
    masters: tuple[bytes, ...] = (),
    embedded: tuple[bytes, ...] = (),
    token: int = 0xE391C05F,
) -> bytes:
    """A presentation. Each slide with the texts of its outline; `notes` by the number that slides name."""
    stored: dict[int, bytes] = {}

    def listed(ident: int, texts: bytes, name: int) -> bytes:
        return record(0x03F3, struct.pack("<IIiII", ident, 0, 0, name, 0)) + texts

    def store(data: bytes) -> int:
        stored[len(stored) + 2] = data
        return len(stored) + 1

    lists = [b"".join(listed(store(data), outline, 256) for data, outline in slides)]
    lists.append(b"".join(listed(store(data), b"", 1) for data in masters))
    lists.append(b"".join(listed(store(data), b"", name) for name, data in (notes or {}).items()))
    atoms = [
        record(0x0FC3, struct.pack("<6I", 0, 0, number, 0, store(record(0x1011, data)), 0))
        for number, data in enumerate(embedded, 1)
    ]
    groups = [record(0x0FF0, data, instance=n, container=True) for n, data in enumerate(lists)]
    stored[1] = holder(0x03E8, holder(0x0409, *atoms), *groups)
    old = slide(shape(words("지워진 옛 슬라이드")))
    stream, places = bytearray(old), {}
    for ident in sorted(stored):
        places[ident] = len(stream)
        stream += stored[ident]
    directory = len(stream)
    entry = struct.pack("<I", 1 | len(places) << 20) + b"".join(struct.pack("<I", places[n]) for n in sorted(places))
    stream += record(0x1772, entry)
    edit = len(stream)
    stream += record(0x0FF5, struct.pack("<7I", 256, 0, 0, directory, 1, 0, 0))
    user = record(0x0FF6, struct.pack("<III", 20, token, edit) + bytes(8))
    return build_compound_file([("PowerPoint Document", bytes(stream)), ("Current User", user)])
