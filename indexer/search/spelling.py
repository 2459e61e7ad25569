"""Questions typed otherwise: blanks in odd places, and words dressed as questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from indexer.language.analyzer import Analyzer
from indexer.language.normal import normalized
from indexer.language.terms import Term
from indexer.store.lexical import LexicalIndex

_HANGUL = re.compile("[가-힣]+")
_NOUNS = frozenset({"NNG", "NNP", "SL", "SN", "XR", "SH", "NR"})
# Particles, and whether they stand behind a final.
_PAIRS = {"은": True, "는": False, "이": True, "가": False, "을": True, "를": False, "과": True, "와": False,
          "으로": True, "이란": True, "란": False, "이나": True, "나": False}  # fmt: skip
_PARTICLES = (*_PAIRS, "로", "의", "에", "도", "만", "에서", "에는", "까지", "부터")
_FEW = 2  # nouns of a question that is no more than its words
# Weight of a bigram over a blank, as inside a word. At .3 rankings gain .4 to .9 points of nDCG, and a question typed
# with other blanks finds the same first hit in 95.0 % instead of 96.5 (docs/retrieval.md).
_BRIDGE = 0.75


def joined_syllables(text: str) -> str:
    """연 가 일 수 → 연가일수: a question of single syllables only is one word."""
    parts = text.split()
    if len(parts) > 1 and all(len(p) == 1 and _HANGUL.fullmatch(p) for p in parts):
        return "".join(parts)
    return text


def without_particle(text: str, lexical: LexicalIndex) -> str:
    """연가란? → 연가, 피해도 → 피해: a question of one word that only without its particle stands in the documents.

    By the documents' own words: Kiwi reads many a word with a particle as another word (피하|어도, 독립|과).
    """
    word = normalized(text).strip().rstrip("?.! ")
    if not _HANGUL.fullmatch(word):
        return text
    stems = {word[: -len(p)]: p for p in _PARTICLES if len(word) - len(p) > 1 and word.endswith(p)}
    stems = {s: p for s, p in stems.items() if _agrees(s, p)}
    if not stems:
        return text
    counts = lexical.document_frequencies([f"{kind}:{w}" for w in (word, *stems) for kind in "mc"])
    if counts[f"m:{word}"] or counts[f"c:{word}"]:
        return text
    return next((s for s in sorted(stems, key=len) if counts[f"m:{s}"] or counts[f"c:{s}"]), text)


def _agrees(stem: str, particle: str) -> bool:
    """과 stands behind a final, 와 behind none, and so on; 로 behind ㄹ too."""
    final = (ord(stem[-1]) - 0xAC00) % 28
    if particle == "로":
        return final in (0, 8)
    return particle not in _PAIRS or (final > 0) == _PAIRS[particle]


def words_alone(text: str, terms: Sequence[Term], analyzer: Analyzer) -> str:
    """연가에 대해 알려 주세요 → 연가: a question of one or two nouns is those nouns, however it is dressed."""
    weights = analyzer.weigh(list(terms))
    content = [t for t in terms if t.kind == "m" and weights.get(t.key, 0.0) >= 0.99]
    if not 0 < len(content) <= _FEW or any(t.tag not in _NOUNS for t in content):
        return text
    plain = normalized(text)
    out = ""
    end = -1
    for term in content:
        out += ("" if term.start == end or not out else " ") + plain[term.start : term.end].strip()
        end = term.end
    return out


def bridges(terms: Sequence[Term], text: str, lexical: LexicalIndex) -> dict[str, float]:
    """재택 근무 → 택근: bigrams over the blank between nouns that documents write as one word, with their weight."""
    plain = normalized(text)
    nouns = [t for t in terms if t.kind == "m" and t.tag in _NOUNS]
    wholes: dict[str, list[str]] = {}
    for a, b in pairwise(nouns):
        pair = plain[a.end - 1] + plain[b.start]
        if plain[a.end : b.start] == " " and _HANGUL.fullmatch(pair):
            wholes[f"b:{pair}"] = [f"c:{a.text}{b.text}", f"m:{a.text}{b.text}"]
    counts = lexical.document_frequencies([*wholes, *(w for some in wholes.values() for w in some)])
    return {pair: _BRIDGE for pair, some in wholes.items() if counts[pair] and any(counts[w] for w in some)}
