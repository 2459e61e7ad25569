"""Questions drafted from the user's own documents, to be put right by a person before they count.

A sentence that states something is taken, its figure becomes the answer, part of its words are left out and the rest
is asked for. Such questions share words with their passage, so they flatter a search by words: a start, no verdict.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.passages.sentences import sentences
from indexer.store.passages import StoredPassage

_WORD = re.compile(r"[\w%.,·~-]*[\w%]")
_PARTICLE = re.compile(
    r"(?<=[가-힣]{2})(?:으로부터|에서는|에게는|으로서|으로써|에서|에게|부터|까지|으로|은|는|이|가|을|를|에|의|로|와|과|도)$"
)
_FIGURE = re.compile(
    r"\d[\d,.]*\s?(?:%|퍼센트|(?:조|억|만|천)?\s?(?:원|달러|명|건|개소|개월|개|년|월|일|시간|회|배|점|㎡|km|kg))"
)
_HANGUL = re.compile("[가-힣]")
_ASKING = (
    (re.compile(r"(?:원|달러)$"), "얼마인가요?"),
    (re.compile(r"(?:%|퍼센트)$"), "몇 퍼센트인가요?"),
    (re.compile(r"(?:명|건|개소|개|회|배|점)$"), "몇 {unit}인가요?"),
    (re.compile(r"(?:개월|년|월|일|시간)$"), "언제, 또는 얼마 동안인가요?"),
)
_SHORT, _LONG = 25, 160  # characters of a sentence that states one thing
_KEPT = 0.6  # of its words are asked with
_FEWEST, _MOST = 3, 7


@dataclass(frozen=True, slots=True)
class Draft:
    """A question for `passage`. answer: its figure, or the sentence itself."""

    text: str
    answer: str
    sentence: str
    passage: StoredPassage


def draft(passages: Iterable[StoredPassage], seed: int = 20260101, kept: float = _KEPT) -> Iterator[Draft]:
    """At most one question a passage, in their order; the same ones for the same `seed`."""
    chance = random.Random(seed)
    for stored in passages:
        text = stored.passage.text
        stated = [
            piece
            for piece in (" ".join(text[a:b].split()) for a, b in sentences(text))
            if _SHORT <= len(piece) <= _LONG and len(_HANGUL.findall(piece)) > _SHORT // 2 and "|" not in piece
        ]
        if stated:
            made = _asked(chance.choice(stated), stored, chance, kept)
            if made is not None:
                yield made


def _asked(sentence: str, stored: StoredPassage, chance: random.Random, kept: float) -> Draft | None:
    figures = [m.group().strip() for m in _FIGURE.finditer(sentence) if m.group().strip()]
    figure = max(figures, key=len, default="")
    rest = sentence.replace(figure, " ", 1) if len(figure) > 1 else sentence
    words = [_PARTICLE.sub("", w) for w in _WORD.findall(rest)]
    words = [w for w in words if len(w) > 1]
    chosen = [w for w in words if chance.random() < kept][:_MOST]
    if len(chosen) < _FEWEST:
        return None
    ending = "어떻게 되어 있나요?"
    for pattern, asking in _ASKING:
        unit = pattern.search(figure)
        if unit:
            ending = asking.format(unit=unit.group())
            break
    about = stored.passage.heading_path[-1] if stored.passage.heading_path else ""
    lead = f"{' '.join(about.split()[:6])}에서 " if about and chance.random() < 0.3 else ""
    return Draft(f"{lead}{' '.join(chosen)} {ending}", figure if len(figure) > 1 else sentence, sentence, stored)
