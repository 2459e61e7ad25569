"""Sentences: every name that is used exists, in both languages alike."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from desktop.strings import Strings

ROOT = Path(__file__).resolve().parents[3]
USED = re.compile(r"""strings\(\s*"([a-z_.]+)"[,)]""")


def test_every_sentence_that_is_said_exists(strings: Strings) -> None:
    """A name in the code without a sentence would be an error before the user's eyes."""
    used = {n for f in (ROOT / "desktop").rglob("*.py") for n in USED.findall(f.read_text(encoding="utf-8"))}
    assert len(used) > 100
    assert sorted(used - strings.names) == []


def test_both_languages_say_the_same_things(strings: Strings) -> None:
    """English has the same names, with the same places to fill in."""
    english = Strings.load("en")
    assert english.names == strings.names
    places = {n: {p[1] for p in Formatter().parse(strings(n)) if p[1]} for n in strings.names}
    for name, wanted in places.items():
        assert {p[1] for p in Formatter().parse(english(name)) if p[1]} == wanted, name


def test_an_unknown_language_is_korean(strings: Strings) -> None:
    """A language we do not have falls back."""
    assert Strings.load("xx")("screen.ask") == "묻기"


def test_sentences_are_kept_and_read_anew_when_they_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kept table is used as long as its files are the same; a broken one is done without."""
    files = tmp_path / "strings"
    files.mkdir()
    (files / "ko.yaml").write_text("a: 하나\n", encoding="utf-8")
    monkeypatch.setattr("desktop.strings.resource", lambda *_parts: files)
    cache = tmp_path / "cache"
    assert Strings.load("ko", cache)("a") == "하나"
    kept = cache / "strings-ko.json"
    kept.write_text(kept.read_text(encoding="utf-8").replace("하나", "간직한 말"), encoding="utf-8")
    assert Strings.load("ko", cache)("a") == "간직한 말"
    (files / "ko.yaml").write_text("a: 둘이다\n", encoding="utf-8")
    assert Strings.load("ko", cache)("a") == "둘이다"
    kept.write_text("{", encoding="utf-8")
    assert Strings.load("ko", cache)("a") == "둘이다"
