"""HWP 5: what is read, what is refused, and that a broken file gives a typed error or a document."""

from __future__ import annotations

import csv
import random
import struct
from collections import Counter
from pathlib import Path

import olefile
import pytest
from hwp_converter_ai import HwpWriter

from indexer.errors import Damaged, DocumentError, Encrypted, Protected, TooLarge
from indexer.parsing import hwp5
from indexer.parsing.drawings import CHART
from indexer.parsing.hwp5_records import PARA_TEXT, read_records, read_tree
from indexer.parsing.hwp5_storage import open_storage
from indexer.parsing.hwp5_text import decode_text
from indexer.parsing.limits import Limits

CORPUS = Path(__file__).resolve().parents[5] / "shared" / "corpus"
MARKDOWN = """# 예산 편성 기준

제1장 총칙

연가 일수는 재직 기간에 따라 정한다.

| 구분 | 금액 |
|---|---|
| 여비 | 1,200천원 |
| 수당 | 3,400천원 |
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small HWP 5 file with a title, a chapter, a paragraph and a table."""
    path = tmp_path_factory.mktemp("hwp") / "made.hwp"
    HwpWriter().from_markdown(MARKDOWN, path)
    return path.read_bytes()


def with_flags(data: bytes, flags: int) -> bytes:
    """The same file with more bits in its header's flags."""
    header = olefile.OleFileIO(data).openstream("FileHeader").read()
    changed = header[:36] + struct.pack("<I", struct.unpack_from("<I", header, 36)[0] | flags) + header[40:]
    assert header in data
    return data.replace(header, changed)


def test_text_table_and_chapter_are_read(made: bytes) -> None:
    """Every paragraph and cell comes once, the table as a grid, the chapter as a heading."""
    document = hwp5.parse(made, Limits())
    assert any("연가 일수는 재직 기간" in b.text for b in document.blocks)
    table = next(b for b in document.blocks if b.kind == "table")
    assert [[c.strip() for c in row] for row in table.rows] == [
        ["구분", "금액"], ["여비", "1,200천원"], ["수당", "3,400천원"],
    ]  # fmt: skip
    assert len(table.row_locations) == 3
    chapter = next(b for b in document.blocks if b.text.startswith("제1장"))
    assert (chapter.kind, chapter.level) == ("heading", 2)
    assert document.format == "hwp5"


@pytest.mark.parametrize(
    ("flag", "error"), [(1 << 1, Encrypted), (1 << 8, Encrypted), (1 << 4, Protected), (1 << 10, Protected)]
)
def test_locked_files_say_how_they_are_locked(made: bytes, flag: int, error: type[DocumentError]) -> None:
    """A password, a certificate and DRM are told by the header's flags before any text is read."""
    with pytest.raises(error):
        hwp5.parse(with_flags(made, flag), Limits())


def test_limits_hold(made: bytes) -> None:
    """Too many characters and too many inflated bytes are refused by name."""
    with pytest.raises(TooLarge):
        hwp5.parse(made, Limits(characters=5))
    with pytest.raises(TooLarge):
        hwp5.parse(made, Limits(inflated=64))


def test_lying_sector_counts_are_refused(made: bytes) -> None:
    """A header that claims more sectors than the file holds is not walked."""
    for offset in (44, 64, 72):
        with pytest.raises(Damaged):
            hwp5.parse(made[:offset] + b"\xff\xff\xff\x0f" + made[offset + 4 :], Limits())


def test_cyclic_sector_chain_ends(made: bytes) -> None:
    """A FAT in which every sector points to itself ends as a typed error."""
    fat = struct.unpack_from("<I", made, 76)[0]
    start = (fat + 1) * 512
    cyclic = struct.pack("<128I", *range(128))
    with pytest.raises(DocumentError):
        hwp5.parse(made[:start] + cyclic + made[start + 512 :], Limits())


def test_broken_files_give_a_document_or_a_typed_error(made: bytes) -> None:
    """Cuts and flipped bytes never raise anything but DocumentError."""
    luck = random.Random(5)
    outcomes = {"read": 0, "refused": 0}
    for turn in range(150):
        data = bytearray(made)
        if turn % 3 == 0:
            del data[luck.randrange(len(data)) :]
        else:
            for _ in range(luck.randrange(1, 30)):
                data[luck.randrange(len(data))] = luck.randrange(256)
        try:
            hwp5.parse(bytes(data), Limits())
            outcomes["read"] += 1
        except DocumentError:
            outcomes["refused"] += 1
    assert outcomes["read"] > 5
    assert outcomes["refused"] > 5


def test_controls_are_cut_out_of_text() -> None:
    """Extended controls give their place, tabs and line ends their character, pairs one character."""
    table = struct.pack("<8H", 11, 0x6C20, 0x7462, 0, 0, 0, 0, 11)
    payload = "가".encode("utf-16-le") + table + "나\n𠀀\r".encode("utf-16-le")
    decoded = decode_text(payload)
    assert decoded.text == "가나\n𠀀"
    assert [(c.unit, c.at) for c in decoded.controls] == [(1, 1)]
    assert decode_text(b"\x00\xd8" + "다".encode("utf-16-le")).text == "\ufffd다"


def test_records_cut_short_are_noticed() -> None:
    """A record longer than the stream is read as far as it goes and is not called whole."""
    record = struct.pack("<I", 0x43 | 4 << 20) + b"abcd"
    assert read_tree(record + bytes(6))[1]
    tree, whole = read_tree(record[:-1])
    assert not whole
    assert tree.children[0].payload == b"abc"


@pytest.mark.corpus
def test_real_files_are_read_or_refused_by_their_marks() -> None:
    """Distribution files give their true text, password files are refused, the rest are read or empty."""
    if not CORPUS.is_dir():
        pytest.skip("실제 문서 모음이 없습니다")
    with (CORPUS / "manifest.csv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["kind"] == "hwp5" and int(r["size"]) < 300_000]
    marked = [r for r in rows if r["marks"] in ("password", "distribution", "uncompressed")]
    for row in marked + rows[::8]:
        data = (CORPUS / row["file"]).read_bytes()
        if row["marks"] == "password":
            with pytest.raises(Encrypted):
                hwp5.parse(data, Limits())
            continue
        try:
            document = hwp5.parse(data, Limits())
        except DocumentError as error:
            assert error.kind == "empty", row["file"]
            continue
        assert not any(hwp5.STUB in b.text for b in document.blocks), row["file"]


@pytest.mark.corpus
def test_every_letter_of_real_files_comes_once() -> None:
    """The letters of all text records, wherever they hang, are those of the blocks; only drawn words are more."""
    if not CORPUS.is_dir():
        pytest.skip("실제 문서 모음이 없습니다")
    with (CORPUS / "manifest.csv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["kind"] == "hwp5" and int(r["size"]) < 300_000][::4]
    compared = 0
    for row in rows:
        data = (CORPUS / row["file"]).read_bytes()
        try:
            storage = open_storage(data, Limits())
            blocks = hwp5.parse(data, Limits()).blocks
        except DocumentError:
            continue
        paths = (storage.sections("ViewText") if storage.distributed else []) or storage.sections("BodyText")
        records = [r for path in paths for r in read_records(storage.records(path), frozenset((PARA_TEXT,)))]
        source = Counter("".join("".join(decode_text(payload).text for _, payload in records).split()))
        found = Counter(
            "".join("".join(b.text for b in blocks if b.kind != "equation" and b.marker != CHART).split())
        )
        assert not source - found, row["file"]
        assert sum((found - source).values()) <= 40, row["file"]  # 글자겹침, 덧말, form controls
        compared += sum(source.values())
    assert compared > 50_000
