"""Compound files come out of our own reader as `olefile` gives them, sound or damaged."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Callable, Iterable

import olefile
import pytest
from hwp_converter_ai import HwpWriter

from indexer.errors import Damaged
from indexer.parsing.compound import Compound
from indexer.parsing.hwp5_storage import check_compound_header

NUMBERS = (0, 1, 2, 3, 10, 0xFFFFFFFF, 0xFFFFFFFE)
REFUSALS = (OSError, ValueError, struct.error, IndexError, TypeError, AttributeError, RecursionError, OverflowError)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small file with streams of both sizes."""
    path = tmp_path_factory.mktemp("hwp") / "made.hwp"
    HwpWriter().from_markdown("\n\n".join(f"{n}번 문단 {'가나다라마바사' * n}" for n in range(300)), path)
    return path.read_bytes()


def streams(paths: Iterable[str], read: Callable[[str], bytes]) -> dict[str, bytes | None]:
    """Every stream by its path; None where it cannot be read."""
    found: dict[str, bytes | None] = {}
    for path in paths:
        try:
            found[path.lower()] = read(path)
        except REFUSALS:
            found[path.lower()] = None
    return found


def by_olefile(data: bytes) -> dict[str, bytes | None] | None:
    """What `olefile` reads; None where it refuses the file."""
    try:
        ole = olefile.OleFileIO(io.BytesIO(data))
    except REFUSALS:
        return None
    return streams(["/".join(p) for p in ole.listdir()], lambda path: bytes(ole.openstream(path).read()))


def by_us(data: bytes) -> tuple[dict[str, bytes | None] | None, bool]:
    """What we read, and whether without `olefile`."""
    try:
        compound = Compound(data)
    except REFUSALS:
        return None, False
    return streams(compound.paths(), compound.read), compound._slow is None


def test_a_sound_file_is_read_without_olefile(made: bytes) -> None:
    """Streams in sectors and in mini sectors, by paths of any case."""
    found, ours = by_us(made)
    assert ours and found is not None and found == by_olefile(made)
    sizes = [len(data or b"") for data in found.values()]
    assert min(sizes) < 4096 <= max(sizes)
    compound = Compound(made)
    assert compound.exists("bodytext/SECTION0") and compound.exists("BodyText") and not compound.exists("BodyText/x")
    assert compound.read("fileheader").startswith(b"HWP Document File")
    with pytest.raises(OSError):
        compound.read("BodyText/Section9")


def test_damaged_files_are_read_as_olefile_reads_them(made: bytes) -> None:
    """Header, FAT, directory overwritten here and there, or the file cut: never other bytes, never a loop."""
    chance = random.Random(11)
    directory = (struct.unpack_from("<I", made, 48)[0] + 1) * 512
    fat = (struct.unpack_from("<I", made, 76)[0] + 1) * 512
    ours = 0
    for _ in range(150):
        data = bytearray(made)
        for _ in range(chance.choice((1, 1, 2, 4))):
            start, length = chance.choice(((28, 90), (directory, 1024), (fat, 512)))
            at = start + chance.randrange(length // 4) * 4
            if chance.random() < 0.5:
                data[at + chance.randrange(4)] = chance.randrange(256)
            else:
                struct.pack_into("<I", data, at, chance.choice((*NUMBERS, chance.randrange(200))))
        if chance.random() < 0.1:
            del data[chance.randrange(600, len(data)) :]
        try:
            check_compound_header(bytes(data))
        except Damaged:
            continue
        found, without = by_us(bytes(data))
        assert found == by_olefile(bytes(data))
        ours += without
    assert ours > 20


def test_a_chain_that_leaves_the_file_is_an_error(made: bytes) -> None:
    """As with `olefile`: the stream's size tells that something is missing."""
    compound = Compound(made)
    start, _ = compound._streams["bodytext/section0"]
    fat = (struct.unpack_from("<I", made, 76)[0] + 1) * 512
    data = bytearray(made)
    struct.pack_into("<I", data, fat + 4 * start, 0x00FFFFFF)
    found, _ = by_us(bytes(data))
    assert found is not None and found == by_olefile(bytes(data))
    assert len(found["bodytext/section0"] or b"") < len(compound.read("BodyText/Section0"))
