"""A question whose subject stands nowhere is refused, whatever words of offices it shares with the passages."""

from __future__ import annotations

from indexer.answering.refusal import chance, features
from indexer.answering.subject import Nouns, subject
from indexer.answering.words import understand
from indexer.model import Hit, Location


def hit(text: str, vector: float | None = None) -> Hit:
    return Hit("/가/조례.hwp", 1, "한빛시 공유주차장 조례", (), 1, True, Location(), text, 1.0, 4.0, vector, (), "")


FEES = hit("공유 주차장의 요금은 30분에 600원을 넘지 못한다.", 0.86)
COUNTS = {"한빛": 140, "요금": 10, "주차장": 12, "파라솔": 0, "대여": 1}


def nouns(text: str) -> Nouns:
    return Nouns({n: f for n, f in COUNTS.items() if n in text}, 168)


def test_a_subject_found_nowhere_is_strong_evidence() -> None:
    """The agency's name and the word for a fee do not make a passage on parking answer for a beach."""
    far, near = "한빛시 파라솔 대여 요금은 얼마인가요?", "한빛시 주차장 요금은 얼마인가요?"
    assert chance(features(understand(far), [FEES], nouns)) < 0.4 < chance(features(understand(near), [FEES], nouns))


def test_common_nouns_weigh_little() -> None:
    """What stands in most passages says nothing of the subject; what stands nowhere weighs most."""
    asked = subject("한빛시 파라솔 대여 요금", [FEES], nouns)
    assert asked.weights["한빛"] < 0.3 < asked.weights["요금"] < asked.weights["파라솔"]
    assert 0.3 < asked.unknown < 0.6


def test_a_noun_inside_a_compound_is_known() -> None:
    """The analyser may cut a compound otherwise than the index did; the passage's letters decide."""
    asked = subject("노천탕", [hit("시립 온천의 노천탕이용료는 5,000원")], lambda _: Nouns({"노천탕": 0}, 10))
    assert asked.unknown == 0.0


def test_without_an_analyser_the_words_decide() -> None:
    """Telling words stand for nouns, and the hits for the index."""
    assert subject("달 탐사선의 분화구", [FEES]).unknown > 0.9
    assert subject("공유 주차장의 요금", [FEES]).unknown == 0.0
