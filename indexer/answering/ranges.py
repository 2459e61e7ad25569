"""Ranges of rules (10면 이상 30면 미만): whether a number that the question gives lies inside."""

from __future__ import annotations

import re

from indexer.answering.numbers import Fact, facts

_SCALE = r"(?:\s?[십백천만억조]+)?"
_END = re.compile(rf"(\d[\d,]*(?:\.\d+)?{_SCALE})\s?([가-힣㎡%]{{1,3}}?)?\s?(이상|이하|초과|미만)")


def _given(question: str) -> dict[str, list[float]]:
    """The numbers of a question by their written unit, those with 이상, 이하 and the like left out."""
    out: dict[str, list[float]] = {}
    for match in re.finditer(rf"(\d[\d,]*(?:\.\d+)?{_SCALE})\s?([가-힣㎡%]{{1,3}})", question):
        fact = _value(match.group(1))
        if fact is not None:
            out.setdefault(match.group(2)[0], []).append(fact.value)
    return out


def _value(text: str) -> Fact | None:
    return next(iter(facts(f"{text}원").numbers), None)


def within(question: str, sentence: str) -> int:
    """1 where a number of the question lies in the sentence's range of that unit, -1 where it lies outside, else 0.

    A range is one or two ends that stand together: "3년 이상 6년 미만", "30면 이상".
    """
    given = _given(question)
    ends = list(_END.finditer(sentence))
    if not given or not ends:
        return 0
    verdict = 0
    at = 0
    while at < len(ends):
        group = [ends[at]]
        if at + 1 < len(ends) and ends[at + 1].start() - ends[at].end() <= 4:
            group.append(ends[at + 1])
        at += len(group)
        unit = next((m.group(2)[0] for m in group if m.group(2)), "")
        for value in given.get(unit, []):
            verdict = max(verdict, 1) if all(_holds(value, m) for m in group) else verdict or -1
    return verdict


def _holds(value: float, end: re.Match[str]) -> bool:
    limit = _value(end.group(1))
    if limit is None:
        return False
    kind, edge = end.group(3), limit.value
    return {"이상": value >= edge, "이하": value <= edge, "초과": value > edge, "미만": value < edge}[kind]
