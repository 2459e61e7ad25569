"""How answers are made. Sizes are characters."""

from __future__ import annotations

from dataclasses import dataclass

REFUSAL = "자료에서 답을 찾지 못했습니다."
NEAR_ONLY = "질문에 바로 답하는 문장은 찾지 못했습니다. 가까운 내용입니다.\n"


@dataclass(frozen=True, slots=True)
class AnswerSettings:
    """`candidates`: passages asked of the search. `quote_length`, `quotes`: of all quotes together,
    and how many.

    `evidence_length`, `evidence_passages`: what a model is given. `near`: passages named when nothing answers.
    `refuse_below`: the chance that the passages answer, under which the answer is refused; its figures are
    those of tests/benchmarks/refusal.py. `unanswered_below`: the chance that the files speak of what is asked, under
    which a quoted answer is refused; `doubted_below`: the chance that what was found answers rather than speaks of
    the same topic, under which it is shown as near content (tests/benchmarks/answers.py for both). `deep_calls`,
    `deep_seconds`: requests to the platform and time, the answer
    itself not counted in the time, when a question is taken apart. `history`: whether conversations are kept.
    """

    candidates: int = 12
    quote_length: int = 300
    quotes: int = 4
    evidence_length: int = 6000
    evidence_passages: int = 8
    near: int = 3
    refuse_below: float = 0.4
    unanswered_below: float = 0.37
    doubted_below: float = 0.5
    deep_calls: int = 6
    deep_seconds: float = 60.0
    max_tokens: int = 1024
    temperature: float = 0.0
    history: bool = True
