"""Sentences as a model says them, true and altered, on sources in the forms of official documents."""

from __future__ import annotations

import pytest

from indexer.answering.differing import missing
from indexer.answering.evidence import Source
from indexer.answering.grounding import check
from indexer.answering.numbers import facts
from indexer.language.analyzer import Analyzer
from tests.benchmarks.said_pairs import cited, pairs

_BAD = ("number_mismatch", "unsupported")


def test_forms() -> None:
    """Tables in 백만원, periods, parts of a hundred, areas, minus triangles: true ones pass, altered ones are told."""
    analyzer = Analyzer()
    wrong = {"true": 0, "altered": 0}
    said = pairs("forms")
    for pair in said:
        source = [Source(1, cited(pair, "forms"))]
        for kind, sentence in (("true", pair.true), ("altered", pair.altered)):
            found = check(f"{sentence.rstrip('.')} [1].", source, analyzer.terms, analyzer.names)
            wrong[kind] += any(c.verdict in _BAD for c in found) != (kind == "altered")
    assert wrong["true"] <= 0.03 * len(said)
    assert wrong["altered"] <= 0.06 * len(said)


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("34억원입니다.", "사업비(백만원) | 3,400"),
        ("2,400m입니다.", "길이는 2.4㎞이다."),
        ("7.1km입니다.", "하수관(km) | 7.1"),
        ("5,000㎡입니다.", "면적 0.5ha"),
        ("50%를 감면합니다.", "100분의 50을 감면한다."),
        ("1/3 이상입니다.", "3분의 1 이상"),
        ("3/10까지입니다.", "3. 10.까지"),
        ("352,418명입니다.", "35만 2,418명"),
        ("2026년 3월부터 2027년 2월까지입니다.", "2026. 3. ~ 2027. 2."),
        ("9. 4. ~ 5. 열립니다.", "9월 4일부터 9월 5일까지"),
        ("60만 장입니다.", "600,000장"),
        ("2주 안에 냅니다.", "14일 안에 낸다."),
        ("열다섯 명입니다.", "15명"),
        ("1.2퍼센트입니다.", "1.2%"),
    ],
)
def test_same_fact(said: str, source: str) -> None:
    """One fact, two ways of writing it."""
    assert missing(facts(said), facts(source)) == []


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("증감률은 29.7%입니다.", "증감률 | △29.7%"),
        ("2만원입니다.", "한도(천원) | 20,000"),
        ("사흘입니다.", "2일"),
        ("석 달 안입니다.", "2개월 안에"),
        ("3분의 1입니다.", "100분의 50"),
        ("2,600m입니다.", "2.4㎞"),
    ],
)
def test_other_fact(said: str, source: str) -> None:
    """The sign, the scale, spoken numbers, parts and measures count."""
    assert missing(facts(said), facts(source))
