"""What a reader must know of the sources of an answer: they contradict each other, are replaced, or do not apply."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from indexer.answering.numbers import facts
from indexer.answering.words import Terms, content
from indexer.answers import NoticeEvent
from indexer.model import Hit
from indexer.requests import Found, Search
from indexer.search.versions import Version, family, version

_SAME = 0.6  # of the words of two sentences, so many shared speak of one subject
_WORDS = 3
_FROM = re.compile(r"(?:부터|에)\s?시행|시행일?\s?[:：]|\[시행")
_UNTIL = re.compile(r"까지\s?(?:효력|유효|존속|적용)|유효기간\s?[:：]|존속기한|폐지")
_DAY = re.compile(r"(\d{4})\s?[.년]\s?(\d{1,2})\s?[.월]\s?(\d{1,2})")
_IN_FORCE = "시행일 부칙 시행한다 유효기간 폐지"


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a source, cited or not."""

    hit: Hit
    text: str


def document(hit: Hit) -> str:
    """A document as a reader knows it: by its file's name."""
    return hit.path.replace("\\", "/").rsplit("/", 1)[-1]


def conflicts(cited: Sequence[Said], others: Sequence[Said], terms: Terms) -> Iterator[NoticeEvent]:
    """One notice for each document that gives another figure for the subject of a cited sentence."""
    told: set[str] = {said.hit.path for said in cited[:1]}
    for said in cited:
        words, figures = _words(said.text, terms), _figures(said.text)
        if len(words) < _WORDS:
            continue
        for other in (*cited, *others):
            if other.hit.path in told or other.hit.path == said.hit.path:
                continue
            there = _words(other.text, terms)
            if len(words & there) < _SAME * len(words | there):
                continue
            theirs = _figures(other.text)
            units = [u for u in figures if u in theirs and not figures[u].keys() & theirs[u].keys()]
            if not units:
                continue
            told.add(other.hit.path)
            here = ", ".join(v for u in units for v in figures[u].values())
            differing = ", ".join(v for u in units for v in theirs[u].values())
            if family(other.hit) == family(said.hit):
                text = f"다른 판 ‘{document(other.hit)}’에는 {differing}, 인용한 판에는 {here}(으)로 적혀 있습니다."
            else:
                text = f"자료마다 값이 다릅니다: ‘{document(said.hit)}’ {here}, ‘{document(other.hit)}’ {differing}."
            yield NoticeEvent("conflict", f"{text} 어느 쪽이 맞는지 원문을 확인하십시오.")


def _words(text: str, terms: Terms) -> frozenset[str]:
    return frozenset(terms(content(re.sub(r"\d[\d,.]*", " ", text))))


def _figures(text: str) -> dict[str, dict[float, str]]:
    """Value → as written, by unit; dates and articles left out, for two rules may well differ in those."""
    out: dict[str, dict[float, str]] = {}
    for fact in facts(text).numbers:
        if fact.unit and not fact.idiom:
            out.setdefault(fact.unit, {})[fact.value] = fact.shown
    return out


def newer(cited: Sequence[Hit], search: Callable[[Search], Found]) -> Iterator[NoticeEvent]:
    """One notice for each cited document of which the index holds a later version."""
    for hit in {h.path: h for h in cited}.values():
        own = version(hit)
        name = document(hit).rsplit(".", 1)[0]
        found = search(Search(re.sub(r"[\W_]+", " ", name), top=10, mode="lexical")).hits
        later: dict[str, Version] = {}
        for other in found:
            if other.path != hit.path and family(other) == family(hit) and (when := version(other)) and own:
                later[document(other)] = max(when, later.get(document(other), when))
        later = {n: v for n, v in later.items() if own and v > own}
        if later:
            latest = max(later, key=lambda n: later[n])
            yield NoticeEvent("newer_version", f"인용한 ‘{document(hit)}’보다 새로운 판이 있습니다: ‘{latest}’.")


def out_of_force(cited: Sequence[Hit], search: Callable[[Search], Found], today: date) -> Iterator[NoticeEvent]:
    """One notice for each cited document whose own text says that it is not yet, or no longer, in force."""
    for hit in {h.path: h for h in cited}.values():
        found = search(Search(_IN_FORCE, top=4, mode="lexical", filters={"path": hit.path})).hits
        lines = [line for h in (hit, *found) for line in h.text.splitlines()]
        begins = [d for line in lines if _FROM.search(line) for d in _days(line)]
        ends = [d for line in lines if _UNTIL.search(line) and not _FROM.search(line) for d in _days(line)]
        if begins and min(begins) > today:
            when = min(begins)
            text = f"‘{document(hit)}’은(는) {when.year}년 {when.month}월 {when.day}일 시행이라 아직 시행 전입니다."
            yield NoticeEvent("not_in_force", text)
        elif ends and max(ends) < today and not any(d > max(ends) for d in begins):
            when = max(ends)
            until = f"{when.year}년 {when.month}월 {when.day}일"
            yield NoticeEvent("not_in_force", f"‘{document(hit)}’은(는) {until}까지여서 효력이 끝났을 수 있습니다.")


def _days(line: str) -> list[date]:
    out = []
    for year, month, day in _DAY.findall(line):
        try:
            out.append(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return out
