"""What a text is made of as it is indexed: morphemes, compounds, syllable pairs, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Literal, NamedTuple

Kind = Literal["m", "c", "b"]

NOUNS = frozenset({"NNG", "NNP", "NNB", "NR", "XR", "SL", "SH", "SN", "XPN", "XSN"})
CONTENT = NOUNS | {"NP", "VV", "VA", "MAG", "MM", "W_SERIAL", "W_URL", "W_EMAIL", "W_HASHTAG", "W_MENTION"}
ALONE_LEFT_OUT = frozenset({"XPN", "XSN"})  # 제-, -액: part of a compound, no word
HANGUL = re.compile("[가-힣]+")

# What a question is made of besides its subject, as Kiwi writes it.
_QUESTION_WORDS = frozenset(
    "무엇 뭐 어디 누구 언제 얼마 얼마나 어떻 어떤 어느 어떠하 왜 몇 무슨 며칠 "
    "알 알리 궁금 궁금하 말하 가르치 알려주 설명 "
    "하 되 있 없 주 싶 이 그 저 것 수 때 등 및 나 저희 제 우리 거 좀 대하 위하 따르 관하 경우 가능".split()
)

_LAST_GUESS = 10  # Kiwi's first morphemes are what it makes of words it does not know, one a part of speech

Span = tuple[str, int, int]  # a morpheme's form and its characters [start, end)


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


@lru_cache(maxsize=1024)
def plain_tag(tag: str) -> str:
    """Without -I and -R, of irregular and regular stems."""
    return tag.split("-")[0]


def content(tokens: Iterable[Any]) -> Iterator[Term]:
    for token in tokens:
        tag = plain_tag(token.tag)
        if tag in CONTENT:
            known = token.id > _LAST_GUESS
            yield Term("m", token.form, token.start, token.start + token.len, tag, known)


def is_question_word(term: Term) -> bool:
    return term.text in _QUESTION_WORDS and term.tag not in {"SN", "SL"}


def compounds(nouns: list[Span], plain: str) -> Iterator[Span]:
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


def bigrams(plain: str) -> Iterator[Term]:
    for match in HANGUL.finditer(plain):
        for start in range(match.start(), match.end() - 1):
            yield Term("b", plain[start : start + 2], start, start + 2)
