"""Which words of two lines differ."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from indexer.answers import Span

_WORD = re.compile(r"\s+|\d[\d,.]*|[가-힣]+|[一-鿿]+|[A-Za-z]+|.", re.DOTALL)
# Endings and particles hang on the word before them: where the word changes, all of it is marked.
_JOIN = re.compile(r"^[가-힣\d,.%()]+$")


def differing(before: str, after: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Both texts as spans, what differs marked `changed`; joined, the spans are the texts."""
    a, b = _words(before), _words(after)
    left: list[Span] = []
    right: list[Span] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        _add(left, "".join(a[i1:i2]), tag != "equal")
        _add(right, "".join(b[j1:j2]), tag != "equal")
    return _tidy(left), _tidy(right)


def _words(text: str) -> list[str]:
    """Words with what hangs on them: 20,000원으로 is one, its blank another."""
    out: list[str] = []
    for piece in _WORD.findall(text):
        if out and _JOIN.match(piece) and _JOIN.match(out[-1]) and piece not in "(" and not out[-1].endswith(")"):
            out[-1] += piece
        else:
            out.append(piece)
    return out


def _add(spans: list[Span], text: str, changed: bool) -> None:
    if not text:
        return
    mark = "changed" if changed else ""
    if spans and spans[-1].mark == mark:
        spans[-1] = Span(spans[-1].text + text, spans[-1].mark)
    else:
        spans.append(Span(text, "changed" if changed else ""))


def _tidy(spans: list[Span]) -> tuple[Span, ...]:
    """A blank between two changed words is changed with them; a change of blanks alone is none."""
    out: list[Span] = []
    for at, span in enumerate(spans):
        blank = not span.text.strip()
        around = 0 < at < len(spans) - 1 and spans[at - 1].mark == spans[at + 1].mark == "changed"
        if blank:
            _add(out, span.text, around)
        else:
            _add(out, span.text, span.mark == "changed")
    return tuple(out)
