"""A circuit breaker opens at the first failure, longer after each, and closes when something worked."""

from __future__ import annotations

from indexer.breaker import FIRST, LONGEST, Breaker
from tests.helpers.small_engine import SetClock


def test_breaker() -> None:
    clock = SetClock()
    breaker = Breaker(clock)
    assert breaker.closed()
    assert breaker.failed() == FIRST
    assert not breaker.closed()
    clock.sleep(FIRST)
    assert breaker.closed()
    assert [breaker.failed() for _ in range(8)][-1] == LONGEST
    assert breaker.failed(1000) == 1000  # as long as the server said
    breaker.worked()
    assert breaker.closed()
    assert breaker.failed() == FIRST
