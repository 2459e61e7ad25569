"""The commands' sentences: both languages alike, none missing, errors in English by kind."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import connectors.errors
import indexer.errors
from indexer.answers import ErrorEvent, NoticeEvent, TokenEvent
from indexer.commands import faults, say
from indexer.requests import FailedFile, Indexed

ROOT = Path(__file__).resolve().parents[4]
# `say("a.b")`, `could_not(kind, "error.x", …)`, `help="help.x"`.
SAID = re.compile(r"""\bsay\(\s*"([a-z0-9_.]+)"[,)]|help="(help\.[a-z0-9_]+)\"""")
REFUSED = re.compile(r"""could_not\(\s*"\w+",\s*"([a-z_.]+)\"""")
EVENT = re.compile(r"""\b(NoticeEvent|StatusEvent)\(\s*"([a-z_]+)\"""")
HANGUL = re.compile(r"[가-힣]")


def code() -> str:
    return "\n".join(f.read_text("utf-8") for f in (ROOT / "indexer").rglob("*.py"))


@pytest.fixture
def speaking_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(say, "_chosen", ["en"])


def places(text: str) -> set[str]:
    return {p[1] for p in Formatter().parse(text) if p[1]}


def test_both_languages_say_the_same_things() -> None:
    """English has the same names, with the same places to fill in, and no Korean in it."""
    korean, english = say.strings_of("ko"), say.strings_of("en")
    assert english.names == korean.names
    for name in korean.names:
        assert places(korean(name)) == places(english(name)), name
        assert not HANGUL.search(english(name)), name


def test_every_sentence_that_is_said_exists() -> None:
    """A name in the code without a sentence would be an error before the user's eyes."""
    text = code()
    used = {a or b for a, b in SAID.findall(text)}
    used |= {f"{n}.{part}" for n in REFUSED.findall(text) for part in ("message", "next")}
    assert len(used) > 100
    assert sorted(used - say.strings_of("ko").names) == []


def test_what_the_answer_says_has_english_words() -> None:
    """Each kind of notice and status that the engine sends has its sentence."""
    for event, kind in EVENT.findall(code()):
        name = f"ask.{'notice' if event == 'NoticeEvent' else 'stage'}.{kind}"
        assert say.strings_of("en").has(name), name


@pytest.mark.parametrize("module", [indexer.errors, connectors.errors])
def test_every_error_has_english_words(module: object, speaking_english: None) -> None:
    """Each error class has an English sentence and next step of its own kind."""
    for item in vars(module).values():
        if not (isinstance(item, type) and issubclass(item, Exception)):
            continue
        group = "document" if issubclass(item, indexer.errors.DocumentError) else "fault"
        assert say.faults_of("en").has(f"{group}.{item.kind}.message"), item  # type: ignore[attr-defined]
        told = faults.file_fault if group == "document" else faults.fault
        for text in told(item.kind, "한국어", "한국어"):  # type: ignore[attr-defined]
            assert text
            assert not HANGUL.search(text)


def test_events_are_told_in_english(speaking_english: None) -> None:
    """Notices, errors and failed files change language; the words of a document do not."""
    near = faults.told(NoticeEvent("near", "가까운 내용: 지침 3쪽: 연가는 15일"))
    assert near.message == "Close by: 지침 3쪽: 연가는 15일"
    error = faults.told(ErrorEvent("unheard_of", "한국어", "한국어"))
    assert not HANGUL.search(error.message + error.next_step)
    failed = FailedFile("/a.hwp", "encrypted", "암호가 걸려 있어 읽지 못했습니다.", "해제하십시오.")
    (told,) = faults.told(Indexed(1, 0, 0, 0, (failed,), 0, 0, 0.1)).failed
    assert told.message == "It is locked with a password."
    assert faults.told(TokenEvent("연가는 15일입니다.")).text == "연가는 15일입니다."


@pytest.mark.parametrize(
    ("arguments", "variable", "expected"),
    [
        ((), "", "ko"), ((), "en_US.UTF-8", "en"), (("ask", "q", "--lang", "en"), "", "en"),
        (("--lang=en",), "ko", "en"), (("ask", "--", "--lang", "en"), "", "ko"), (("--lang", "xx"), "", "ko"),
    ],
)  # fmt: skip
def test_the_language(
    arguments: tuple[str, ...], variable: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--lang goes before MUNSEO_LANG, which goes before Korean; what follows `--` is not an option."""
    monkeypatch.setattr(say, "_chosen", [])
    monkeypatch.setenv("MUNSEO_LANG", variable)
    say.look_ahead(arguments)
    assert say.language() == expected
