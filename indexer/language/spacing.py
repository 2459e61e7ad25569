"""A question's blanks where its words ask for them, by its morphemes.

Kiwi reads over blanks inside a word (홈 페이지) where that is likelier, so that one analysis says which blanks are
wrong and where one is missing. The rules are those of the orthography (한글 맞춤법 제41, 42, 47항): particles and
endings are written to the word before, words apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from indexer.language.keyboard import FIRST, LAST

_RUN = re.compile("[가-힣]+")
_JOINED = ("J", "E", "XS", "VCP")  # written to what stands before
_WORDS = ("NN", "NP", "NR", "M", "VV", "VA", "VX", "XR", "XPN")  # words of their own
_AFTER = ("J", "E", "M", "XS")  # … behind these always,
_NOUNS = ("NN", "NP", "NR", "XR")  # and nouns behind nouns where compounds are taken apart


class Piece(NamedTuple):
    """A morpheme and its characters [start, end) of a text."""

    form: str
    tag: str
    start: int
    end: int


def respaced(text: str, pieces: Iterable[Piece], apart: bool = False, unbroken: int = 0) -> tuple[str, Sequence[int]]:
    """The text with its blanks put right, and where each of its characters (and its end) stands in that.

    apart: nouns that stand side by side are taken apart, so that 재택근무 and 재택 근무 become one text.
    unbroken: only runs of so many syllables get blanks: shorter ones may be a word mistyped (요첬 for 요청).
    """
    long = {i for run in _RUN.finditer(text) if len(run.group()) >= unbroken for i in range(*run.span())}
    drop: set[int] = set()
    put: set[int] = set()
    before, end = "", 0
    for piece in pieces:
        drop.update(i for i in range(piece.start, piece.end) if text[i] == " ")
        if end and _syllable(text[end - 1]) and _syllable(text[piece.start : piece.start + 1]):
            if text[end : piece.start] == " " and piece.tag.startswith(_JOINED):
                drop.add(end)
            elif end == piece.start and end in long and _begins(piece, before, apart):
                put.add(end)
        if piece.end >= end:
            before, end = piece.tag, piece.end
    out: list[str] = []
    at: list[int] = []
    length = 0
    for i, character in enumerate(text):
        if i in put:
            out.append(" ")
            length += 1
        at.append(length)
        if i not in drop:
            out.append(character)
            length += 1
    return "".join(out), [*at, length]


def _begins(piece: Piece, before: str, apart: bool) -> bool:
    if not piece.tag.startswith(_WORDS) or (piece.tag == "VX" and piece.form in ("하", "지")):
        return False
    return before.startswith(_AFTER) or (apart and before.startswith(_NOUNS) and piece.tag.startswith(_NOUNS))


def _syllable(character: str) -> bool:
    return len(character) == 1 and FIRST <= ord(character) <= LAST
