"""Mutated files of every format: a document or a typed error, and nothing else happens.

Four hundred seeded mutations through the real pool: flips, cuts, swapped pieces, lying sizes, rewritten zip members
(bombs, overlaps, deep XML, billion laughs, entities to a canary).
"""

import importlib.util
import io
import random
import struct
import time
import warnings
import zipfile
from collections import Counter

import docx
import pymupdf
import pytest
from hwp_converter_ai import HwpWriter, HwpxGenerator

from indexer.errors import DocumentError
from indexer.model import ParsedDocument
from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.limits import MB, Limits
from indexer.parsing.pool import ParserPool

ROUNDS = 400
LIMITS = Limits(wall=6.0, silence=4.0, memory=320 * MB, inflated=64 * MB)
CANARY = "CANARY7F3A"
MARKDOWN = (
    "# 여비 규정\n\n제1조(목적) 여비는 실비로 지급한다.\n\n| 구분 | 금액 |\n|---|---|\n| 일비 | 20,000원 |\n\n- 가\n"
)
TARGETS = ("document.xml", "section0.xml", "styles.xml", "header.xml", ".hpf")
HML = (
    '<?xml version="1.0"?><HWPML Version="2.8"><BODY><SECTION Id="0"><P><TEXT><CHAR>여비</CHAR></TEXT></P></SECTION>'
    "</BODY></HWPML>"
)


def pdf_seed():
    with pymupdf.open() as document:
        for n in range(3):
            page = document.new_page()
            page.insert_text((72, 100), f"{n}쪽의 본문은 여비에 관한 것이다.", fontname="korea")
            for at in (200, 225, 250):
                page.draw_line((72, at), (372, at))
            for at in (72, 222, 372):
                page.draw_line((at, 200), (at, 250))
            page.insert_text((80, 215), "구분", fontname="korea")
        return document.tobytes()


def docx_seed():
    document = docx.Document()
    document.add_heading("여비 규정", 1)
    document.add_paragraph("여비는 실비로 지급한다.")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "구분"
    document.sections[0].footer.paragraphs[0].text = "바닥글"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    """One good file a format, by suffix."""
    folder = tmp_path_factory.mktemp("seeds")
    HwpWriter().from_markdown(MARKDOWN, folder / "a.hwp")
    HwpxGenerator().from_markdown(MARKDOWN, output_path=folder / "a.hwpx")
    made = {
        ".hwp": (folder / "a.hwp").read_bytes(),
        ".hwpx": (folder / "a.hwpx").read_bytes(),
        ".pdf": pdf_seed(),
        ".docx": docx_seed(),
        ".txt": ("제1장 총칙\r\n여비는 실비로 지급한다.\n" * 20).encode("cp949"),
        ".md": MARKDOWN.encode(),
        ".hml": HML.encode(),
        ".3.hwp": b"HWP Document File V3.00 \x1a\x01\x02\x03\x04\x05" + bytes(range(256)) * 8,
    }
    missing = {suffix for suffix, module in ((".hml", "hml"), (".3.hwp", "hwp3")) if not there(module)}
    return {suffix: data for suffix, data in made.items() if suffix not in missing}


def there(module):
    """Whether a format's reader is part of this tree yet."""
    return importlib.util.find_spec(f"indexer.parsing.{module}") is not None


# ---- mutations: (data, random) → data


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
            xml = [n for n in names if n.endswith(TARGETS)]
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


@pytest.mark.parametrize("suffix", [".hwp", ".hwpx", ".pdf", ".docx", ".txt", ".md", ".hml"])
def test_seeds_are_good(seeds, suffix):
    """Unharmed, a seed is read: else its mutations would test nothing."""
    if suffix not in seeds:
        pytest.skip("the reader of this format is not in this tree yet")
    document = parse_bytes(seeds[suffix], f"seed{suffix}", LIMITS)
    assert "여비" in "".join(b.text for b in document.blocks)


def test_mutated_files_give_a_document_or_a_typed_error(seeds, tmp_path):
    """No death of the parent, nothing over the limits, no bug of ours, no word of the canary."""
    secret = tmp_path / "canary.txt"
    secret.write_text(CANARY)
    zips = (in_member(flip), in_member(cut), in_member(laughs), in_member(canary(secret.as_uri())), in_member(deep),
            in_member(bomb), in_member(digits), doubled)  # fmt: skip
    dice = random.Random(20261124)
    paths = {}
    for n in range(ROUNDS):
        suffix = list(seeds)[n % len(seeds)]
        mutate = dice.choice(PLAIN + zips if suffix in (".docx", ".hwpx") else PLAIN)
        path = tmp_path / f"{n}-{getattr(mutate, '__name__', 'x')}{suffix}"
        path.write_bytes(mutate(seeds[suffix], dice))
        paths[path] = None
    begun = time.monotonic()
    with ParserPool(2, LIMITS) as pool:
        for path, result in pool.parse_many(paths):
            assert paths[path] is None
            paths[path] = result
    assert time.monotonic() - begun < 60
    assert all(isinstance(r, ParsedDocument | DocumentError) for r in paths.values())
    bugs = {p.name: r.detail for p, r in paths.items() if getattr(r, "detail", "").startswith("bug")}
    assert not bugs
    slow = [p.name for p, r in paths.items() if getattr(r, "kind", "") == "timed_out"]
    assert not slow
    leaked = [p.name for p, r in paths.items() if isinstance(r, ParsedDocument) and CANARY in str(r)]
    assert not leaked
    kinds = Counter(getattr(r, "kind", "read") for r in paths.values())
    assert kinds["read"] > ROUNDS // 10 and kinds["damaged"] > ROUNDS // 10
