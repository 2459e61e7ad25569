"""Where Korean sentences end, by their written form alone.

A regular expression, not a morphological analyser: splitting must cost nothing while a folder is indexed,
and official documents (개조식) end their lines in nouns, where an analyser has no opinion either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

Span = tuple[int, int]

# A mark that opens an outline line; also found in mid-line where a parser has joined lines.
BULLET = "□■◇◆○●◎ㅇ❍❏▶▷►▪▫•‣∙·ㆍ※☞*"
_OPENER = re.compile(
    rf"\s*(?:[{re.escape(BULLET)}①-⑳㉮-㉻]|[-–―−]\s|제\s?\d+\s?(?:편|장|절|관|조)|[IVXⅠ-Ⅻ]+\s?\.\s|"
    r"\d{1,2}\s?[.)]\s|[가-하]\s?[.)]\s|\(\d{1,2}\)\s?|\([가-하]\)\s?)"
)
_END = re.compile(
    r"""[.?!。…]+["'”’」』)\]〉》>]*(?=\s|$)"""  # ordinary ends, with closing quotes
    r"""|(?<=[다요죠까])\.(?=[가-힣(「"'“‘])"""  # 합니다.그러나 : the space was left out
    r"""|\n[ \t]*\n"""  # a blank line
    r"""|\s(?=[□■◇◆◎❍❏▶▷►※☞①-⑳]\s?\S)"""  # an outline mark inside a joined line
    r"""|\s(?=○\s)"""
    r"""|\n"""
)
_NUMBER_BEFORE = re.compile(r"(?:^|[\s(~'’.])(?:\d{1,4}|[가-하]|[IVXⅠ-Ⅻ]+|[a-zA-Z]|No|vs|etc)$")
_TERMINAL = re.compile(r"""[.?!。…:;]["'”’」』)\]]*\s*$|[함임음됨것등까]\s*$""")
_WRAPPED = 25  # a line shorter than this was ended on purpose, not by the page's edge


def _is_end(text: str, match: re.Match[str], start: int) -> bool:
    """Whether this candidate ends the sentence that began at `start`."""
    found = match.group()
    if found == "\n":
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        after = text[match.end() :]
        return len(line.strip()) < _WRAPPED or bool(_TERMINAL.search(line)) or bool(_OPENER.match(after))
    if found.startswith("."):
        # 2024. 3. 1., 1. 가. and abbreviations do not end a sentence.
        return not _NUMBER_BEFORE.search(text[start : match.start()])
    return True


def sentences(text: str, breaks: Iterable[int] = ()) -> list[Span]:
    """Spans [start, end) of the sentences of `text`, trimmed of blanks, in order, covering all that is not blank.

    `breaks`: positions where a sentence certainly begins (a new block). A single newline ends a sentence only
    where the line was ended on purpose; lines wrapped at a page's edge are kept together.
    """
    cuts = sorted({b for b in breaks if 0 < b < len(text)})
    spans: list[Span] = []
    for begin, stop in zip([0, *cuts], [*cuts, len(text)], strict=True):
        start = begin
        for match in _END.finditer(text, begin, stop):
            if match.end() > start and _is_end(text, match, start):
                _add(spans, text, start, match.end())
                start = match.end()
        _add(spans, text, start, stop)
    return spans


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    if stripped := piece.strip():
        first = start + len(piece) - len(piece.lstrip())
        spans.append((first, first + len(stripped)))


def cut(text: str, target: int, maximum: int) -> list[Span]:
    """Spans of at most `maximum` characters, cut at sentence ends near `target`, else at blanks, else anywhere."""
    if len(text) <= maximum:
        return [(0, len(text))] if text.strip() else []
    pieces: list[Span] = []
    for start, end in sentences(text):
        while end - start > maximum:
            stop = text.rfind(" ", start + maximum // 2, start + maximum)
            stop = stop if stop > start else start + maximum
            pieces.append((start, stop))
            while stop < end and text[stop].isspace():
                stop += 1
            start = stop
        if start < end:
            pieces.append((start, end))
    out: list[Span] = []
    for start, end in pieces:
        if out and end - out[-1][0] <= maximum and out[-1][1] - out[-1][0] < target:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out
