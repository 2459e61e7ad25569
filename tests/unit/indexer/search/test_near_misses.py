"""Every single error of the keyboard leads back to the word that was meant."""

from __future__ import annotations

import pytest

from indexer.language.keyboard import composed, keys_of
from indexer.language.normal import normalized
from indexer.search.near_misses import near_misses


@pytest.mark.parametrize(
    ("typed", "meant", "way"),
    [
        ("연거", "연가", "beside"), ("출잔", "출장", "beside"), ("연구", "연가", "other"), ("서뱌스를", "서비스를", "beside"),
        ("역나", "연가", "exchanged"), ("여나", "연가", "missing"), ("ㅇㄴ가", "연가", "missing"),
        ("깉의", "기타의", "missing"), ("궝되", "구성되", "missing"), ("연가ㅏ", "연가", "extra"),
        ("이녛ㅇ이", "인형이", "exchanged"),
    ],
)  # fmt: skip
def test_what_happened_at_the_keyboard(typed: str, meant: str, way: str) -> None:
    plain = normalized(typed)
    found = {m.word: m.way for m in near_misses(plain, range(len(plain)))}
    assert found[meant] == way
    assert plain not in found


@pytest.mark.parametrize("word", ["국민건강보험", "연가", "의료급여를"])
def test_no_key_left_out_or_exchanged_is_lost(word: str) -> None:
    """All that leave two syllables and more are led back."""
    keys = keys_of(word)
    wrong = {composed(keys[:k] + keys[k + 1 :]) for k in range(len(keys))}
    wrong |= {composed(keys[:k] + keys[k + 1] + keys[k] + keys[k + 2 :]) for k in range(len(keys) - 1)}
    lost = []
    for typed in {normalized(w) for w in wrong} - {word}:
        if len(typed) > 1 and word not in {m.word for m in near_misses(typed, range(len(typed)))}:
            lost.append(typed)
    assert not lost
