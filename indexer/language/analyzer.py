"""Korean text to index terms: morphemes, joined compounds, and syllable bigrams beside them.

Measured together they find more than any of them alone: morphemes are precise, compounds tell 연가일수 from any
일수, bigrams survive whatever the morphological analysis got wrong. A term's first letter is its kind, so that
the bigram 휴가 and the noun 휴가 stay two terms.
"""

from __future__ import annotations

import gc
import math
import re
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from indexer.language.normal import normalized
from indexer.language.spacing import Piece, respaced
from indexer.model import Passage

Kind = Literal["m", "c", "b"]

_NOUNS = frozenset({"NNG", "NNP", "NNB", "NR", "XR", "SL", "SH", "SN", "XPN", "XSN"})
_CONTENT = _NOUNS | {"NP", "VV", "VA", "MAG", "MM", "W_SERIAL", "W_URL", "W_EMAIL", "W_HASHTAG", "W_MENTION"}
_SUBJECTS = frozenset({"NNG", "NNP", "SL", "XR", "SH"})
_ALONE_LEFT_OUT = frozenset({"XPN", "XSN"})  # 제-, -액: part of a compound, no word
_HANGUL = re.compile("[가-힣]+")

# What a question is made of besides its subject, as Kiwi writes it.
_QUESTION_WORDS = frozenset(
    "무엇 뭐 어디 누구 언제 얼마 얼마나 어떻 어떤 어느 어떠하 왜 몇 무슨 며칠 "
    "알 알리 궁금 궁금하 말하 가르치 알려주 설명 "
    "하 되 있 없 주 싶 이 그 저 것 수 때 등 및 나 저희 제 우리 거 좀 대하 위하 따르 관하 경우 가능".split()
)


_BLANKS = 2  # inside one word of a question that are read over
_LAST_GUESS = 10  # Kiwi's first morphemes are what it makes of words it does not know, one a part of speech
# Texts whose counted terms are remembered (about 20 MB): a title stands over every passage of its document, and
# drafts, versions and copies repeat whole passages.
_KEPT = 4096

Span = tuple[str, int, int]  # a morpheme's form and its characters [start, end)
Counts = tuple[tuple[str, ...], tuple[int, ...]]  # terms and how often each stands in a text


class Term(NamedTuple):
    """One term and the characters [start, end) of the normalised text that it comes from.

    known: whether the dictionary has it; what it does not have is a name, a new word or a mistyped one.
    """

    kind: Kind
    text: str
    start: int
    end: int
    tag: str = ""
    known: bool = True

    @property
    def key(self) -> str:
        """As it is indexed."""
        return f"{self.kind}:{self.text}"


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
        mended, at = respaced(plain, pieces)
        morphemes = [t._replace(start=at[t.start], end=at[t.end - 1] + 1) for t in _content(tokens)]
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
            tag = _plain_tag(token.tag)
            if tag in _CONTENT:
                form = token.form
                if tag not in _ALONE_LEFT_OUT:
                    words.append(form)
                if tag in _NOUNS:
                    start = token.start
                    nouns.append((form, start, start + token.len))
        runs = _HANGUL.findall(plain)
        pairs = [run[at : at + 2] for run in runs for at in range(len(run) - 1)]
        counted: dict[str, int] = {}
        for kind, found in (("m:", words), ("c:", [c[0] for c in _compounds(nouns, plain)]), ("b:", pairs)):
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
            if term.kind == "m" and not _is_question_word(term):
                covered.update(range(term.start, term.end))
        weights: dict[str, float] = {}
        often = Counter(term.key for term in terms)
        for term in terms:
            weight = s.kinds[term.kind]
            if term.kind == "m" and _is_question_word(term):
                weight *= s.question_word
            elif term.kind == "b" and not (term.start in covered and term.end - 1 in covered):
                weight *= s.loose_bigram
            weights[term.key] = weights.get(term.key, 0.0) + weight / math.sqrt(often[term.key])
        return {key: weight for key, weight in weights.items() if weight > 0}

    def read(self, plain: str) -> tuple[list[Term], float]:
        """Morphemes of a normalised text, and the logarithm of how likely Kiwi's language model holds it to be."""
        tokens, score = self._loaded().analyze(plain)[0]
        return list(_content(tokens)), float(score)

    def nouns(self, text: str) -> list[Term]:
        """What the text speaks of: nouns and foreign words of two syllables and more, without question words."""
        return [
            t
            for t in self._morphemes(normalized(text))
            if t.tag in _SUBJECTS and len(t.text) > 1 and not _is_question_word(t)
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
        return list(_content(self._tokens(plain)))

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


@lru_cache(maxsize=1024)
def _plain_tag(tag: str) -> str:
    """Without -I and -R, of irregular and regular stems."""
    return tag.split("-")[0]


def _content(tokens: Iterable[Any]) -> Iterator[Term]:
    for token in tokens:
        tag = _plain_tag(token.tag)
        if tag in _CONTENT:
            known = token.id > _LAST_GUESS
            yield Term("m", token.form, token.start, token.start + token.len, tag, known)


def _terms(plain: str, morphemes: Sequence[Term]) -> list[Term]:
    words = [t for t in morphemes if t.tag not in _ALONE_LEFT_OUT]
    nouns = [(t.text, t.start, t.end) for t in morphemes if t.tag in _NOUNS]
    compounds = [Term("c", *span) for span in _compounds(nouns, plain)]
    return [*words, *compounds, *_bigrams(plain)]


def _is_question_word(term: Term) -> bool:
    return term.text in _QUESTION_WORDS and term.tag not in {"SN", "SL"}


def _compounds(nouns: list[Span], plain: str) -> Iterator[Span]:
    """Neighbouring nouns joined, written together or apart, and whole runs of three or more written together."""
    run: list[Span] = []
    for noun in nouns:
        if not run:
            run = [noun]
            continue
        form, begin, end = run[-1]
        between = plain[end : noun[1]]
        if end > noun[1] or between not in ("", " "):
            yield from _whole(run)
            run = [noun]
            continue
        yield form + noun[0], begin, noun[2]
        if between:
            yield from _whole(run)
            run = [noun]
        else:
            run.append(noun)
    yield from _whole(run)


def _whole(run: list[Span]) -> Iterator[Span]:
    if len(run) > 2:
        yield "".join(n[0] for n in run), run[0][1], run[-1][2]


def _bigrams(plain: str) -> Iterator[Term]:
    for match in _HANGUL.finditer(plain):
        for start in range(match.start(), match.end() - 1):
            yield Term("b", plain[start : start + 2], start, start + 2)
