"""What the user typed: words, “quoted phrases” that must stand there, and -words that must not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_PHRASE = re.compile(r'["“”]([^"“”]{1,200})["“”]')
_MINUS = re.compile(r"(?:^|(?<=\s))[-−]([^\s\-−]\S*)")


@dataclass(frozen=True, slots=True)
class Query:
    """`text` is what is searched for; `phrases` and `excluded` are compared by `bare`."""

    text: str
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


def bare(text: str) -> str:
    """Text without white space, width, case and composition: what a phrase is compared by."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def understand(text: str) -> Query:
    """Phrases stay part of the words; excluded words do not."""
    text = unicodedata.normalize("NFC", text)
    phrases = tuple(p for p in (bare(m.group(1)) for m in _PHRASE.finditer(text)) if p)
    rest = _PHRASE.sub(r" \1 ", text)
    # "-3%" or "-12" is a number that is asked for, not a word to leave out.
    excluded = tuple(bare(m.group(1)) for m in _MINUS.finditer(rest) if not m.group(1)[0].isdigit())
    words = _MINUS.sub(lambda m: m.group(0) if m.group(1)[0].isdigit() else " ", rest)
    return Query(" ".join(words.split()), phrases, tuple(x for x in excluded if x))
