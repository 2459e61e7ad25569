"""How hard a passphrase is to guess."""

from __future__ import annotations

import pytest

from indexer.passphrases import bits, level


@pytest.mark.parametrize(
    "text",
    ["", "1234567890", "aaaaaaaaaaaaaaaaaaaa", "password1234", "Qwertyuiop", "가나다라마바사아자차카타", "비밀번호2026",
     "대한민국공무원2026", "짧은말", "qpwoeiq", "!@#$%^&*()", "20252026"],
)  # fmt: skip
def test_what_is_tried_first_is_weak(text: str) -> None:
    """Runs, repeats, years, keyboard rows, common words, and whatever is short."""
    assert level(text) == "weak"


@pytest.mark.parametrize("text", ["넘길 때의 문구 하나", "Tb7#qL2v9", "버드나무 아래 낡은 자전거"])
def test_a_few_unrelated_words_hold(text: str) -> None:
    """As does a random password of nine letters."""
    assert level(text) in ("fair", "good")


def test_longer_is_better() -> None:
    """Each further word adds; NFD counts as NFC."""
    assert bits("버드나무") < bits("버드나무 자전거") < bits("버드나무 자전거 일곱 우체국")
    assert level("버드나무 자전거 일곱 우체국") == "good"
    import unicodedata

    assert bits(unicodedata.normalize("NFD", "버드나무")) == bits("버드나무")
