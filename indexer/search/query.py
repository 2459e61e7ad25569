"""What the user typed: words, “quoted phrases” that must stand there, -words that must not, and conditions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from indexer.search.filters import Condition, conditions_in

_PHRASE = re.compile(r'["“”]([^"“”]{1,200})["“”]')
_MINUS = re.compile(r"(?:^|(?<=\s))[-−]([^\s\-−]\S*)")


@dataclass(frozen=True, slots=True)
class Query:
    """`text` is what is searched for; `phrases` and `excluded` are compared by `bare`.

    conditions: what the words ask of documents; `narrowed` is the text without the words of those that narrow.
    """

    text: str
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()

    @property
    def narrowed(self) -> str:
        """The text without the words that name a file type or a folder; all of it where nothing else is left."""
        text = self.text
        for condition in reversed([c for c in self.conditions if c.narrows]):
            text = f"{text[: condition.start]} {text[condition.end :]}"
        return " ".join(text.split()) or self.text

    @property
    def added(self) -> str:
        """Words that mean the same as times in the question: 2025년 for 작년."""
        return " ".join(c.added for c in self.conditions if c.added)


def folded(text: str) -> str:
    """Text without width, case and composition."""
    return unicodedata.normalize("NFKC", text).casefold()


def bare(text: str) -> str:
    """Text without white space, width, case and composition: what a phrase is compared by."""
    return "".join(folded(text).split())


def understand(text: str, today: date | None = None) -> Query:
    """Phrases stay part of the words; excluded words do not. Without `today` no conditions are looked for."""
    text = unicodedata.normalize("NFC", text)
    phrases = tuple(p for p in (bare(m.group(1)) for m in _PHRASE.finditer(text)) if p)
    rest = _PHRASE.sub(r" \1 ", text)
    # "-3%" or "-12" is a number that is asked for, not a word to leave out.
    excluded = tuple(bare(m.group(1)) for m in _MINUS.finditer(rest) if not m.group(1)[0].isdigit())
    words = _MINUS.sub(lambda m: m.group(0) if m.group(1)[0].isdigit() else " ", rest)
    plain = " ".join(words.split())
    conditions = conditions_in(plain, today) if today is not None and plain else ()
    return Query(plain, phrases, tuple(x for x in excluded if x), conditions)
