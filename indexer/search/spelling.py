"""Questions typed otherwise: blanks in odd places, particles, one jamo beside its key.

A word is taken for mistyped where no dictionary has it and it stands nowhere in the documents. It is put right by the
documents' own words alone: one jamo is changed so that all its bigrams exist, and of such words the one whose passage
holds most of the rest of the question is taken. No vocabulary is kept: the bigrams of the index are one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.language.analyzer import Analyzer, Term
from indexer.language.normal import normalized
from indexer.store.lexical import LexicalIndex

_HANGUL = re.compile("[가-힣]+")
_FIRST, _LAST = 0xAC00, 0xD7A3
_VOWELS, _FINALS = 21, 28
_NOUNS = frozenset({"NNG", "NNP", "SL", "SN", "XR", "SH", "NR"})
_FEW = 2  # nouns of a question that is no more than its words
_TRIED = 6  # candidates for one word that are searched with
_UNBROKEN = 12  # syllables in a row that no single word has
_WORDS = 2  # mistyped words of one question
_BRIDGE = 0.75  # weight of a bigram over a blank, as of one inside a word


@dataclass(frozen=True, slots=True)
class Correction:
    """`written` stands in the question, `taken` is searched for."""

    written: str
    taken: str


def joined_syllables(text: str) -> str:
    """연 가 일 수 → 연가일수: a question of single syllables only is one word."""
    parts = text.split()
    if len(parts) > 1 and all(len(p) == 1 and _HANGUL.fullmatch(p) for p in parts):
        return "".join(parts)
    return text


def with_blanks(text: str, analyzer: Analyzer) -> str:
    """연가를며칠쓸수있나요 → 연가를 며칠 쓸 수 있나요: a question typed without blanks is read as one with them."""
    run = _HANGUL.search(text)
    if run and len(run.group()) >= _UNBROKEN and len(text.split()) == 1:
        return analyzer.spaced(text)
    return text


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


def corrected(
    text: str, terms: Sequence[Term], analyzer: Analyzer, lexical: LexicalIndex
) -> tuple[str, tuple[Correction, ...]]:
    """The question with mistyped words put right, and what was changed."""
    plain = normalized(text)
    made: list[Correction] = []
    for match in reversed(list(_HANGUL.finditer(plain))):
        if len(made) == _WORDS:
            break
        word = match.group()
        inside = [t for t in terms if t.kind == "m" and match.start() <= t.start and t.end <= match.end()]
        candidates = _candidates(word, inside, match.start(), lexical)
        taken = _best(candidates, plain, match, analyzer, lexical) if candidates else None
        if taken is not None:
            plain = _with(plain, match, taken)
            made.append(Correction(word, taken))
    return (plain, tuple(made)) if made else (text, ())


def _with(plain: str, match: re.Match[str], word: str) -> str:
    return plain[: match.start()] + word + plain[match.end() :]


def _candidates(word: str, terms: Sequence[Term], at: int, lexical: LexicalIndex) -> list[str]:
    """Words one jamo away whose bigrams all stand in the documents, the most usual first; none for a sound word."""
    if len(word) < 2:
        return []
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    counts = lexical.document_frequencies([*(f"b:{p}" for p in pairs), *(t.key for t in terms)])
    # A compound of sound words is sound, even where the documents do not join them.
    odd = [(t.start - at, t.end - at) for t in terms if not t.known and len(t.text) > 1 and not counts[t.key]] + [
        (a.start - at, b.end - at)
        for a, b in pairwise(t for t in terms if t.tag in _NOUNS)
        if a.end == b.start and b.end - a.start == 2 and not counts[f"b:{word[a.start - at : b.end - at]}"]
    ]
    if not odd:
        return []
    first, last = min(a for a, _ in odd), max(b for _, b in odd)
    broken = [i for i in range(first, last - 1) if not counts[f"b:{pairs[i]}"]]
    # Every pair that stands nowhere must be mended by the one change.
    places = [p for p in range(first, last) if all(p in (i, i + 1) for i in broken)]
    needed: dict[str, list[str]] = {}
    for place in places:
        for syllable in _near(word[place]):
            other = word[:place] + syllable + word[place + 1 :]
            needed[other] = [f"b:{other[i : i + 2]}" for i in (place - 1, place) if 0 <= i < len(other) - 1]
    found = lexical.document_frequencies(list({t for some in needed.values() for t in some}))
    standing = [(min(found[t] for t in some), other) for other, some in needed.items()]
    return [other for least, other in sorted(standing, reverse=True) if least][: 4 * _TRIED]


def _best(
    candidates: Sequence[str], plain: str, match: re.Match[str], analyzer: Analyzer, lexical: LexicalIndex
) -> str | None:
    """Of the candidates whose nouns all stand in the documents the one that fits the rest of the question best."""
    scored: list[tuple[float, str]] = []
    for other in candidates:
        nouns = [t for t in analyzer.analyze(other) if t.kind == "m" and t.tag in _NOUNS and len(t.text) > 1]
        changed = next(i for i, (a, b) in enumerate(zip(match.group(), other, strict=True)) if a != b)
        if not any(t.start <= changed < t.end for t in nouns):
            continue
        if not all(lexical.document_frequencies([t.key for t in nouns]).values()):
            continue
        scores = lexical.search(_subject(_with(plain, match, other), analyzer), 1)[1]
        scored.append((float(scores[0]) if len(scores) else 0.0, other))
        if len(scored) == _TRIED:
            break
    return max(scored)[1] if scored else None


def _subject(text: str, analyzer: Analyzer) -> dict[str, float]:
    """Weights of the words of a text that say what it is about."""
    return {k: w for k, w in analyzer.query_terms(text).items() if k[0] == "m" and w >= 0.99}


def _near(syllable: str) -> list[str]:
    """Syllables that differ by one jamo: another initial, vowel or final."""
    code = ord(syllable) - _FIRST
    if not 0 <= code <= _LAST - _FIRST:
        return []
    initial, vowel, final = code // (_VOWELS * _FINALS), code // _FINALS % _VOWELS, code % _FINALS
    near = [(i, vowel, final) for i in range(19) if i != initial]
    near += [(initial, v, final) for v in range(_VOWELS) if v != vowel]
    near += [(initial, vowel, f) for f in range(_FINALS) if f != final]
    return [chr(_FIRST + (i * _VOWELS + v) * _FINALS + f) for i, v, f in near]
