"""Korean text to index terms: morphemes, joined compounds, and syllable bigrams beside them.

Measured together they find more than any of them alone: morphemes are precise, compounds tell 연가일수 from any
일수, bigrams survive whatever the morphological analysis got wrong. A term's first letter is its kind, so that
the bigram 휴가 and the noun 휴가 stay two terms.
"""

from __future__ import annotations

import gc
import math
import sys
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from indexer.language.normal import normalized
from indexer.language.spacing import Piece, respaced
from indexer.language.terms import (
    ALONE_LEFT_OUT,
    CONTENT,
    HANGUL,
    NOUNS,
    Kind,
    Term,
    bigrams,
    compounds,
    content,
    is_question_word,
    plain_tag,
)
from indexer.model import Passage

_SUBJECTS = frozenset({"NNG", "NNP", "SL", "XR", "SH"})
# Texts whose counted terms are remembered (about 20 MB): a title stands over every passage of its document, and
# drafts, versions and copies repeat whole passages.
_KEPT = 4096
_UNBROKEN = 12  # syllables in a row that no single word has
_BLANKS = 2  # inside one word of a question that are read over

Counts = tuple[tuple[str, ...], tuple[int, ...]]  # terms and how often each stands in a text


@dataclass(frozen=True, slots=True)
class AnalyzerSettings:
    """Weights of the fields (whole numbers: term frequencies) and of the kinds in a question.

    A field's term is counted once however often it stands there, so that a long title does not drown the text.
    """

    title: int = 1
    heading: int = 1
    context: int = 1
    file_name: int = 1
    kinds: Mapping[Kind, float] = field(default_factory=lambda: MappingProxyType({"m": 1.0, "c": 0.5, "b": 0.75}))
    question_word: float = 0.2
    loose_bigram: float = 0.3


class Analyzer:
    """Terms of passages and of questions. Loads Kiwi when first used (0.9 s, 330 MB); safe to share by threads."""

    def __init__(self, settings: AnalyzerSettings = AnalyzerSettings()) -> None:
        self._settings = settings
        self._lock = threading.RLock()
        self._kiwi: Any = None
        self._over_blanks: Any = None  # Kiwi's settings for questions
        self._counted = lru_cache(maxsize=_KEPT)(self._count)

    def analyze(self, text: str) -> list[Term]:
        """All terms with their places in `normalized(text)`: morphemes, then compounds, then bigrams."""
        plain = normalized(text)
        return _terms(plain, self._morphemes(plain))

    def asked(self, text: str) -> tuple[str, list[Term], str]:
        """A question with its blanks where its words ask for them; the terms of that, as `analyze` has them; and with
        compounds taken apart too, for its meaning: the same text however it was spaced.
        """
        plain = normalized(text)
        kiwi = self._loaded()
        tokens = kiwi.tokenize(plain, override_config=self._over_blanks)
        pieces = [Piece(t.form, t.tag, t.start, t.start + t.len) for t in tokens]
        mended, at = respaced(plain, pieces, unbroken=_UNBROKEN)
        morphemes = [t._replace(start=at[t.start], end=at[t.end - 1] + 1) for t in content(tokens)]
        return mended, _terms(mended, morphemes), respaced(plain, pieces, apart=True)[0]

    def terms(self, text: str) -> list[str]:
        """The index terms of a text, a term as often as it stands there."""
        return [term.key for term in self.analyze(text)]

    def passage_terms(self, passage: Passage, title: str, file_name: str) -> dict[str, int]:
        """Weighted term frequencies of a passage, with what its document and its place in it say about it."""
        s = self._settings
        counts = dict(zip(*self._counted(passage.text), strict=True))
        stem = PurePath(file_name).stem.replace("_", " ")
        fields = (
            (title, s.title),
            ("\n".join(passage.heading_path), s.heading),
            (passage.context, s.context),
            (stem, s.file_name),
        )
        seen: dict[str, int] = {}
        for text, weight in fields:
            if text and weight:
                for term in self._counted(text)[0]:
                    # A title that repeats the heading that repeats the file name says it once.
                    seen[term] = max(seen.get(term, 0), weight)
        for term, weight in seen.items():
            counts[term] = counts.get(term, 0) + weight
        return counts

    def _count(self, text: str) -> Counts:
        """The terms of a text, each once with its frequency: `terms` without places, in half the time."""
        plain = normalized(text)
        words, nouns = [], []
        for token in self._tokens(plain):
            tag = plain_tag(token.tag)
            if tag in CONTENT:
                form = token.form
                if tag not in ALONE_LEFT_OUT:
                    words.append(form)
                if tag in NOUNS:
                    start = token.start
                    nouns.append((form, start, start + token.len))
        runs = HANGUL.findall(plain)
        pairs = [run[at : at + 2] for run in runs for at in range(len(run) - 1)]
        counted: dict[str, int] = {}
        for kind, found in (("m:", words), ("c:", [c[0] for c in compounds(nouns, plain)]), ("b:", pairs)):
            # One string a term however many remembered texts have it.
            counted.update((sys.intern(kind + term), n) for term, n in Counter(found).items())
        return tuple(counted), tuple(counted.values())

    def query_terms(self, text: str) -> dict[str, float]:
        """Weights of a question's terms: less for what merely makes it a question."""
        return self.weigh(self.analyze(text))

    def weigh(self, terms: list[Term]) -> dict[str, float]:
        """Weights of analysed terms, as `query_terms`.

        What is said again counts less each time (the square root of how often): in a letter of 300 characters the
        words of its story come back more often than those of its question.
        """
        s = self._settings
        covered: set[int] = set()
        for term in terms:
            if term.kind == "m" and not is_question_word(term):
                covered.update(range(term.start, term.end))
        weights: dict[str, float] = {}
        often = Counter(term.key for term in terms)
        for term in terms:
            weight = s.kinds[term.kind]
            if term.kind == "m" and is_question_word(term):
                weight *= s.question_word
            elif term.kind == "b" and not (term.start in covered and term.end - 1 in covered):
                weight *= s.loose_bigram
            weights[term.key] = weights.get(term.key, 0.0) + weight / math.sqrt(often[term.key])
        return {key: weight for key, weight in weights.items() if weight > 0}

    def read(self, plain: str) -> tuple[list[Term], float]:
        """Morphemes of a normalised text, and the logarithm of how likely Kiwi's language model holds it to be."""
        tokens, score = self._loaded().analyze(plain)[0]
        return list(content(tokens)), float(score)

    def nouns(self, text: str) -> list[Term]:
        """What the text speaks of: nouns and foreign words of two syllables and more, without question words."""
        return [
            t
            for t in self._morphemes(normalized(text))
            if t.tag in _SUBJECTS and len(t.text) > 1 and not is_question_word(t)
        ]

    def names(self, text: str) -> list[str]:
        """Proper nouns and foreign words, as they stand in the normalised text."""
        plain = normalized(text)
        found = [t for t in self._morphemes(plain) if t.tag in ("NNP", "SL") and t.end - t.start > 1]
        return list(dict.fromkeys(plain[t.start : t.end] for t in found))

    def warm(self) -> None:
        """Load Kiwi now, so that the first question does not wait for it."""
        self.terms("준비")

    @property
    def loaded(self) -> bool:
        """Whether Kiwi is in memory."""
        return self._kiwi is not None

    def release(self) -> None:
        """Give the memory back; the next use loads again."""
        with self._lock:
            self._kiwi = None
        self._counted.cache_clear()
        gc.collect()

    def _morphemes(self, plain: str) -> list[Term]:
        return list(content(self._tokens(plain)))

    def _tokens(self, plain: str) -> list[Any]:
        """Kiwi's tokens. It leaves the interpreter while it works, so that threads analyse side by side."""
        tokens: list[Any] = self._loaded().tokenize(plain)
        return tokens

    def _loaded(self) -> Any:
        with self._lock:
            if self._kiwi is None:
                from kiwipiepy import Kiwi  # loads its libraries: only where text is analysed

                # Without the typo and the multi-word dictionaries: 160 MB and 2.8 s less, the same tokens.
                self._kiwi = Kiwi(num_workers=1, load_typo_dict=False, load_multi_dict=False)
                self._over_blanks = replace(self._kiwi.global_config, space_tolerance=_BLANKS)
            return self._kiwi


def _terms(plain: str, morphemes: Sequence[Term]) -> list[Term]:
    words = [t for t in morphemes if t.tag not in ALONE_LEFT_OUT]
    nouns = [(t.text, t.start, t.end) for t in morphemes if t.tag in NOUNS]
    joined = [Term("c", *span) for span in compounds(nouns, plain)]
    return [*words, *joined, *bigrams(plain)]
