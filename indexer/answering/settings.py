"""How answers are made. Sizes are characters."""

from __future__ import annotations

from dataclasses import dataclass

REFUSAL = "자료에서 답을 찾지 못했습니다."


@dataclass(frozen=True, slots=True)
class AnswerSettings:
    """`candidates`: passages asked of the search. `quote_length`: of all quotes together.

    `evidence_length`, `evidence_passages`: what a model is given. `near`: passages named when nothing answers.
    `refuse_below`: the chance that the passages answer, under which the answer is refused (see refusal.py); at
    0.4 tests/benchmarks/quoting.py refused 95 of 100 questions that nothing answers.
    """

    candidates: int = 12
    quote_length: int = 300
    evidence_length: int = 6000
    evidence_passages: int = 8
    near: int = 3
    refuse_below: float = 0.4
    max_tokens: int = 1024
    temperature: float = 0.0
