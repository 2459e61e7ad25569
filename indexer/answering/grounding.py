"""A model's sentences held against the sources they cite: numbers, words, and whether the source exists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.answering.differing import missing
from indexer.answering.evidence import Source
from indexer.answering.names import NamesOf, is_name, strange_names, written_names
from indexer.answering.numbers import facts
from indexer.answering.places import Window, followed, misplaced, windows_of
from indexer.answering.settings import REFUSAL
from indexer.answering.slots import Place, place, taken
from indexer.answering.words import Terms, bigrams, content
from indexer.answers import CheckEvent, Verdict
from indexer.passages.sentences import sentences
from indexer.search.query import bare

CITE = re.compile(r"\s?\[(\d{1,3}(?:\s?[,·]\s?\d{1,3})*)\]")
_SUPPORTED = 0.6  # share of a sentence's words that its source holds
_WEAK = 0.3
_MARKUP = re.compile(
    r"!?\[([^\]\n]{0,200})\]\([^)\n]{0,2000}\)"  # links and images
    r"|</?[a-zA-Z][^>\n]{0,2000}>|<!--.*?-->|&(?:lt|gt|amp|quot|#\d+);"
    r"|^\s{0,3}#{1,6}\s|\*\*|__|`{1,3}",
    re.MULTILINE | re.DOTALL,
)
_LISTED = re.compile(r"^\s*(?:\d{1,2}[.)]\s+(?!\d)|[-•*○□▪·]\s*)")  # the mark of a list, no number of the text
_POLITE = re.compile(r"(?:입니다|합니다|습니다|됩니다|이다|한다|된다|니다)(?=[.\s]|$)")
_URL = re.compile(r"(?:https?|ftp|file|javascript|data):[^\s)\]]+", re.IGNORECASE)
_LEAKED = re.compile(r"<\|[^|\n]{0,40}\|>|</?s>")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]")


def plain(text: str) -> str:
    """A model's text without markup: links and images leave their words, HTML and addresses leave nothing."""
    text = _INVISIBLE.sub("", _LEAKED.sub("", text))
    text = _MARKUP.sub(lambda m: m.group(1) or "", text)
    return _URL.sub("", text)


def known_citations(text: str, count: int) -> str:
    """The text without [n] where there is no source n."""

    def keep(match: re.Match[str]) -> str:
        numbers = [n for n in map(int, re.findall(r"\d+", match.group(1))) if 1 <= n <= count]
        return "".join(f"[{n}]" for n in numbers)

    return CITE.sub(keep, text)


def cited_sentences(answer: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each sentence with the numbers behind it. A [n] after the full stop belongs to the sentence before it."""
    # "합니다.[1] 다음" → "합니다[1]. 다음": then a sentence's end is an end again.
    moved = re.sub(
        r"([.?!])((?:\s?\[\d{1,3}(?:\s?[,·]\s?\d{1,3})*\])+)", lambda m: f"{m.group(2)}{m.group(1)}", answer
    )
    for start, end in sentences(moved):
        piece = moved[start:end]
        numbers = tuple(dict.fromkeys(int(n) for m in CITE.findall(piece) for n in re.findall(r"\d+", m)))
        text = " ".join(CITE.sub("", piece).split())
        if re.search(r"\w", text):
            yield text, numbers


def without_numbers(sentence: str) -> str:
    """Numbers are checked by themselves, and a model's polite endings are not the source's words."""
    return _POLITE.sub("", re.sub(r"\d[\d,.]*\s?[가-힣%]{0,2}", " ", sentence))


def overlap(sentence: str, source: str, terms: Terms = bigrams) -> float:
    """The share of the sentence's content words that the source holds, 0 to 1."""
    wanted = set(terms(content(without_numbers(sentence))))
    return len(wanted & set(terms(source))) / len(wanted) if wanted else 1.0


def check(
    answer: str,
    sources: Sequence[Source],
    terms: Terms = bigrams,
    names_of: NamesOf | None = None,
    question: str = "",
) -> list[CheckEvent]:
    """One verdict a sentence. The fixed refusal is not a claim and is not checked.

    `question`: a name that the user gave is no claim of the answer.
    """
    by_number = {s.number: s for s in sources}
    checker = _Checker(sources, terms, names_of, question)
    out: list[CheckEvent] = []
    for sentence, numbers in cited_sentences(answer):
        if sentence.rstrip(".") == REFUSAL.rstrip("."):
            continue
        cited = [by_number[n] for n in numbers if n in by_number]
        forged = [n for n in numbers if n not in by_number]
        out.append(checker.verdict(sentence, cited, forged))
    return out


class _Checker:
    """Holds sentences against sources; what is worked out for one source serves all sentences that cite it."""

    def __init__(self, sources: Sequence[Source], terms: Terms, names_of: NamesOf | None, question: str) -> None:
        self._sources = sources
        self._terms = terms
        self._names_of = names_of
        self._question = bare(question)
        self._windows: dict[int, list[Window]] = {}
        self._places: dict[int, list[Place]] = {}

    def verdict(self, sentence: str, cited: Sequence[Source], forged: Sequence[int]) -> CheckEvent:
        """The verdict on one sentence: numbers first, then names, then words."""
        number = cited[0].number if cited else None
        against = cited or self._sources
        text = "\n".join(s.text for s in against)
        claim = facts(_LISTED.sub("", sentence))
        if absent := missing(claim, facts(text)):
            return CheckEvent(sentence, "number_mismatch", number, f"자료에 없는 수치: {', '.join(absent)}")
        names = self._names(sentence)
        known = bare(text) + self._question + "".join(bare(s.hit.path) for s in self._sources)
        if strange := strange_names(names, sentence, known):
            return CheckEvent(sentence, "unsupported", number, f"자료에 없는 이름: {', '.join(strange)}")
        other = taken(_LISTED.sub("", sentence), self._followed(against), self._question, self._names_of)
        if other.numbers:
            told = ", ".join(other.numbers)
            return CheckEvent(sentence, "number_mismatch", number, f"자료의 같은 문장과 다른 수치: {told}")
        if other.names:
            told = ", ".join(other.names)
            return CheckEvent(sentence, "unsupported", number, f"자료의 같은 문장과 다른 이름: {told}")
        windows = [] if other.letter else [w for s in against for w in self._of(s)]
        if elsewhere := misplaced(claim, names, self._wanted(sentence), windows):
            told = ", ".join(elsewhere)
            return CheckEvent(sentence, "number_mismatch", number, f"자료의 다른 대목에 있는 값: {told}")
        share = 1.0 if other.letter else max((overlap(sentence, s.text, self._terms) for s in against), default=0.0)
        if len(cited) > 1:
            share = max(share, overlap(sentence, text, self._terms))
        # Other words around figures that all stand in the source: to be read, but not unfounded.
        least = _WEAK if not (claim.numbers or claim.dates) else 0.0
        verdict: Verdict = "supported" if share >= _SUPPORTED else "weak" if share >= least else "unsupported"
        if not cited:
            detail = f"없는 출처 번호: {', '.join(map(str, forged))}" if forged else "출처 표시가 없습니다."
            return CheckEvent(sentence, "weak" if verdict == "supported" else "unsupported", None, detail)
        details = {
            "supported": "",
            "weak": "출처와 표현이 많이 다릅니다. 원문을 확인하십시오.",
            "unsupported": "출처에서 확인되지 않습니다.",
        }
        return CheckEvent(sentence, verdict, number, details[verdict])

    def _wanted(self, sentence: str) -> frozenset[str]:
        return frozenset(self._terms(content(without_numbers(sentence))))

    def _of(self, source: Source) -> list[Window]:
        known = self._windows.get(source.number)
        if known is None:
            known = self._windows[source.number] = windows_of(source, self._terms)
        return known

    def _followed(self, sources: Sequence[Source]) -> list[Place]:
        for source in sources:
            if source.number not in self._places:
                self._places[source.number] = [place(text) for text in followed(source)]
        return [p for s in sources for p in self._places[s.number]]

    def _names(self, sentence: str) -> list[str]:
        found = [*written_names(sentence), *(self._names_of(sentence) if self._names_of else ())]
        return [n for n in dict.fromkeys(found) if is_name(n) and bare(n) not in self._question]
