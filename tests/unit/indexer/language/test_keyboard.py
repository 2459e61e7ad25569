"""Keys to text and back; which keys lie beside each other."""

from __future__ import annotations

import pytest

from indexer.language.keyboard import beside, composed, keys_of


@pytest.mark.parametrize(
    "text", ["연가", "장애아동수당을", "닭과 값을 꿰뚫다", "ㅋㅋ 의료급여", "읽었다", "ABC 12", ""]
)
def test_what_is_typed_is_what_was_meant(text: str) -> None:
    assert composed(keys_of(text)) == text


def test_a_final_moves_on_and_what_is_none_stays_loose() -> None:
    assert composed("ㅇㅕㄴㅏ") == "여나"
    assert composed("ㄷㅏㄹㄱㅣ") == "달기"
    assert composed("ㅇㄴㄱㅏ") == "ㅇㄴ가"
    assert composed("ㅏㅏ") == "ㅏㅏ"


def test_beside() -> None:
    """On its row, over and under it, and with shift; old jamo lie nowhere."""
    assert beside("ㄱ", "ㅅ") and beside("ㄱ", "ㄹ") and beside("ㄱ", "ㄲ") and beside("ㅑ", "ㅣ")
    assert not beside("ㅂ", "ㅔ") and not beside("ㄱ", "ㆍ")
