"""Which files are found, and which are left out, on a real folder."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from types import SimpleNamespace

import pytest

from indexer.scanning import is_excluded, online_only, scan


def make(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("글", "utf-8")


def names(folder: Path, *excluded: str) -> list[str]:
    return [f.path.relative_to(folder).as_posix() for f in scan([folder], excluded)]


def test_documents_are_found_and_noise_is_not(tmp_path: Path) -> None:
    """Known suffixes in any case; no locks, autosaves, recycle bins or system folders."""
    make(tmp_path, "가.hwp", "나.HWPX", "다.hml", "라.pdf", "마.docx", "바.txt", "사.md", "하위/아.hwp")
    make(tmp_path, "그림.png", "~$가.hwp", ".~lock.마.docx#", "가.asv", "가.tmp", "~WRL0001.docx", "._가.hwp")
    make(tmp_path, "$RECYCLE.BIN/x.hwp", ".Trash-1000/x.hwp", "System Volume Information/x.txt", "AppData/L/x.txt")
    make(tmp_path, ".git/x.md", "node_modules/x.md")
    assert names(tmp_path) == ["가.hwp", "나.HWPX", "다.hml", "라.pdf", "마.docx", "바.txt", "사.md", "하위/아.hwp"]


def test_a_named_file_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    """Explicit files need no suffix, and nothing is found twice."""
    make(tmp_path, "보고서", "가.hwp")
    found = [f.path.name for f in scan([tmp_path / "보고서", tmp_path, tmp_path / "가.hwp"])]
    assert found == ["보고서", "가.hwp"]


def test_decomposed_names_and_emoji_are_left_as_they_are(tmp_path: Path) -> None:
    """The path is the one on disk, byte for byte."""
    odd = unicodedata.normalize("NFD", "한글 문서") + "😀.txt"
    make(tmp_path, odd)
    assert [f.path.name for f in scan([tmp_path])] == [odd]
    assert names(tmp_path, "한글*") == []


def test_long_paths_are_walked(tmp_path: Path) -> None:
    """Deeper than 260 characters."""
    deep = tmp_path
    for _ in range(8):
        deep = deep / ("깊은 폴더 이름이 아주 길다 " * 2).strip()
    make(deep, "끝.txt")
    assert len(str(deep)) > 260 and [f.path.name for f in scan([tmp_path])] == ["끝.txt"]


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege on Windows")
def test_links_that_lead_back_end(tmp_path: Path) -> None:
    """A loop of links is walked once; a link to nowhere is passed over."""
    make(tmp_path, "a/b/문서.txt")
    (tmp_path / "a" / "b" / "위로").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "없음.txt").symlink_to(tmp_path / "nowhere")
    assert names(tmp_path) == ["a/b/문서.txt"]


def test_what_is_not_there_is_reported_and_yields_nothing(tmp_path: Path) -> None:
    """A drive that is away raises nothing."""
    make(tmp_path, "있음/가.txt")
    lost: list[Path] = []
    found = [f.path.name for f in scan([tmp_path / "없음", tmp_path / "있음"], unreadable=lost)]
    assert found == ["가.txt"] and lost == [tmp_path / "없음"]


@pytest.mark.skipif(not hasattr(os, "fsencode") or os.name == "nt", reason="only POSIX names can be no text")
def test_a_name_that_is_no_text_does_not_stop_the_walk(tmp_path: Path) -> None:
    """A file from an old zip tool with a CP949 name is passed over, the rest is found."""
    make(tmp_path, "가.txt")
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "나".encode("cp949") + b".txt"))).write_text("x", "utf-8")
    assert names(tmp_path) == ["가.txt"]


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*.bak", "/자료/가.bak", True),
        ("초안", "/자료/초안/가.hwp", True),
        ("초안", "/자료/최초안/가.hwp", False),
        ("/자료/개인", "/자료/개인/가.hwp", True),
        ("/자료/개인/*", "/자료/개인2/가.hwp", False),
        ("C:\\자료\\*", "C:\\자료\\가.hwp", True),
        ("*대외비*", "/자료/대외비 목록.hwp", True),
        ("*.HWP", "/자료/가.hwp", True),
    ],
)
def test_patterns_match_names_folders_and_whole_paths(pattern: str, path: str, expected: bool) -> None:
    """A glob without a slash is about any one name; with one, about the path."""
    assert is_excluded(path, [pattern]) is expected


@pytest.mark.parametrize(
    ("attributes", "expected"), [(0x20, False), (0x1020, True), (0x400020, True), (0x40000, True)]
)
def test_placeholders_of_the_cloud_are_known_by_their_attributes(attributes: int, expected: bool) -> None:
    """winnt.h: OFFLINE, RECALL_ON_DATA_ACCESS, RECALL_ON_OPEN."""
    assert online_only(SimpleNamespace(st_file_attributes=attributes)) is expected  # type: ignore[arg-type]
    assert online_only(os.stat(__file__)) is False  # noqa: PTH116
