"""The limits hold in every format: text, inflated bytes, members, nesting, and no way out of the child."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.errors import DOCUMENT_ERRORS, Damaged, DocumentError, Empty, TooLarge
from indexer.model import ParsedDocument
from indexer.parsing import child
from indexer.parsing.dispatch import parse_bytes
from indexer.parsing.limits import MB, Limits
from indexer.parsing.pool import ParserPool
from tests.helpers.seeds import SEEDS

ZIPS = (".docx", ".hwpx", ".xlsx", ".pptx", ".odt", ".ods", ".odp")
MAIN = {".docx": "document.xml", ".hwpx": "section0.xml", ".xlsx": "sheet1.xml", ".pptx": "slide1.xml",
        ".odt": "content.xml", ".ods": "content.xml", ".odp": "content.xml"}  # fmt: skip


@pytest.mark.parametrize("suffix", SEEDS)
def test_text_is_bounded(suffix: str) -> None:
    """More characters than allowed are TooLarge, never half a document."""
    data = SEEDS[suffix]()
    whole = sum(len(b.text) for b in parse_bytes(data, "a" + suffix, Limits()).blocks)
    with pytest.raises(TooLarge):
        parse_bytes(data, "a" + suffix, Limits(characters=whole - 1))


@pytest.mark.parametrize("suffix", ZIPS)
def test_members_and_inflated_bytes_are_bounded(suffix: str) -> None:
    """A package of too many members, or one that inflates too far, is refused."""
    data = SEEDS[suffix]()
    with pytest.raises(TooLarge):
        parse_bytes(data, "a" + suffix, Limits(zip_entries=0))
    with pytest.raises(TooLarge):
        parse_bytes(data, "a" + suffix, Limits(inflated=200))


def test_an_archive_is_bounded_too() -> None:
    """Too many members are refused; members over the bound are named, the others read."""
    data = SEEDS[".zip"]()
    with pytest.raises(TooLarge):
        parse_bytes(data, "a.zip", Limits(zip_entries=1))
    document = parse_bytes(data, "a.zip", Limits(inflated=20))
    assert [b.text for b in document.blocks] == ["b.txt", "여비"]
    assert "규정.rtf" in document.warnings[0].message


@pytest.mark.parametrize("suffix", ZIPS)
def test_a_member_may_not_inflate_without_end(suffix: str) -> None:
    """Ten megabytes of blanks from a few kilobytes pass; past the ratio they do not."""
    data = repacked(SEEDS[suffix](), MAIN[suffix], lambda part: part + b" " * (12 * MB))
    with pytest.raises(TooLarge):
        parse_bytes(data, "a" + suffix, Limits())


@pytest.mark.parametrize("suffix", ZIPS)
def test_nesting_is_bounded(suffix: str) -> None:
    """Elements ten thousand deep are a typed error, at once."""

    def deep(part: bytes) -> bytes:
        end = part.rfind(b"</")
        return part[:end] + b"<x>" * 10_000 + b"</x>" * 10_000 + part[end:]

    with pytest.raises((TooLarge, Damaged)):
        parse_bytes(repacked(SEEDS[suffix](), MAIN[suffix], deep), "a" + suffix, Limits())


def repacked(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            part = old.read(member)
            new.writestr(member, change(part) if member.endswith(name) else part)
    return buffer.getvalue()


def test_rtf_groups_and_mail_parts_without_end() -> None:
    """What is nested or repeated in formats of text is bounded too."""
    with pytest.raises(DocumentError):
        parse_bytes(b"{\\rtf1 " + b"{" * 100_000, "a.rtf", Limits())
    bomb = (
        b"From: a\nTo: b\nSubject: c\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
        + b"--x\n\n\n" * 50_000
    )
    with pytest.raises(DocumentError):
        parse_bytes(bomb, "a.eml", Limits())
    inner = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    outcome = attempt(b"From: a\nSubject: b\nMIME-Version: 1.0\n" + inner + b"\ntext", "a.eml")
    assert outcome in {"read", *DOCUMENT_ERRORS}


def attempt(data: bytes, name: str) -> str:
    try:
        parse_bytes(data, name, Limits())
    except DocumentError as error:
        return error.kind
    return "read"


# ---- misbehaving in the real child, after the format's own libraries were loaded and used


def misbehave(path: Path, limits: Limits) -> ParsedDocument:
    """Read the file as its child would, then do what its name says."""
    document = child.parse_file(path, limits)
    act = path.name.split("-")[0]
    if act == "hang":
        while True:
            pass
    elif act == "exit":
        os._exit(5)
    elif act == "memory":
        hoard = []
        while True:
            hoard.append(bytearray(b"\1" * (1 << 24)))
    elif act == "stack":
        without_end(0)
    elif act == "fork":
        outside(lambda: subprocess.run([sys.executable, "-c", "0"]))
    elif act == "socket":
        outside(lambda: socket.create_connection(("127.0.0.1", 9), 1))
        outside(lambda: socket.getaddrinfo("example.org", 80))
    return document


def without_end(depth: int) -> int:
    return without_end(depth + 1) + 1


def outside(act: Callable[[], object]) -> None:
    try:
        act()
    except PermissionError:
        return
    raise Empty("it reached the outside")


def misbehaving_child(pipe, limits) -> None:  # type: ignore[no-untyped-def]
    child.serve(pipe, limits, misbehave)


EXPECTED = {
    "hang": "timed_out",
    "exit": "timed_out",
    "memory": "too_large",
    "stack": "damaged",
    "fork": "read",
    "socket": "read",
}


@pytest.mark.skipif(sys.platform == "win32", reason="the faults are made with POSIX means")
def test_each_format_in_a_child_that_misbehaves(tmp_path: Path) -> None:
    """Hangs, exits, memory, deep recursion, processes, sockets: each format with each act, one after the other."""
    paths: dict[Path, str] = {}
    acts = list(EXPECTED)
    for number, (suffix, make) in enumerate(SEEDS.items()):
        # A child that dies costs a second or two for the next: every format takes its turn with one act.
        act = acts[number % len(acts)]
        path = tmp_path / f"{act}-{number}{suffix}"
        path.write_bytes(make())
        paths[path] = act
    with ParserPool(2, Limits(wall=3.0, silence=2.0, memory=320 * MB), misbehaving_child) as pool:
        results = dict(pool.parse_many(paths))
    assert results.keys() == paths.keys()
    wrong = {
        (path.name, getattr(results[path], "kind", "read"), getattr(results[path], "detail", ""))
        for path, act in paths.items()
        if getattr(results[path], "kind", "read") != EXPECTED.get(act, "read")
    }
    assert not wrong
