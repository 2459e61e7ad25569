"""Question sets and their figures."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """As indexer.evaluation.questions.Question."""

    id: str
    text: str
    relevant: tuple[str, ...] = ()
    answer: str = ""
    unanswerable: bool = False
    passage: str = ""


@dataclass(frozen=True, slots=True)
class ListQuestionSets:
    pass


@dataclass(frozen=True, slots=True)
class GetQuestionSet:
    name: str


@dataclass(frozen=True, slots=True)
class SaveQuestionSet:
    """Keep a set in the profile, in place of one of that name. Answered by `QuestionSets`."""

    name: str
    rows: tuple[QuestionRow, ...]


@dataclass(frozen=True, slots=True)
class DeleteQuestionSet:
    name: str


@dataclass(frozen=True, slots=True)
class ReadQuestions:
    """The questions of a file (JSON lines, CSV, XLSX), without keeping them. Answered by `QuestionSet`."""

    path: str


@dataclass(frozen=True, slots=True)
class WriteQuestions:
    """Write a kept set to `path` as JSON lines."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Search (and with `answers` ask, by quoting) every question of a kept set under the profile's settings.

    other: values by name of a second set of settings, each question is then searched under both.
    Answered by `EvaluationProgress` and `Evaluated`.
    """

    name: str
    answers: bool = True
    other: dict[str, float] | None = None


@dataclass(frozen=True, slots=True)
class QuestionSets:
    """(name, number of questions), by name."""

    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    name: str
    rows: tuple[QuestionRow, ...]


@dataclass(frozen=True, slots=True)
class EvaluationProgress:
    done: int
    all: int


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """Mean and 95 % bootstrap interval of one score over `count` questions; `name` as in evaluation.run.SCORES."""

    name: str
    mean: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class EvaluatedRow:
    """One question. rank: of the first relevant hit, from 1; other_*: under the second settings.

    hits: (path, page, first words, relevant) of the best three.
    """

    id: str
    text: str
    relevant: tuple[str, ...]
    unanswerable: bool
    rank: int | None
    refused: bool
    scores: dict[str, float]
    hits: tuple[tuple[str, int | None, str, bool], ...]
    other_rank: int | None = None
    other_scores: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """rows: the worst first. second, differences: empty without a second set of settings; the latter are paired."""

    name: str
    rows: tuple[EvaluatedRow, ...]
    first: tuple[ScoreRow, ...]
    second: tuple[ScoreRow, ...] = ()
    differences: tuple[ScoreRow, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class DraftQuestions:
    """Make `count` questions of what the documents say, for a person to put right. Answered by `Drafted`."""

    count: int


@dataclass(frozen=True, slots=True)
class DraftedQuestion:
    """A line of a question set. `relevant`: path, with #page where sure; `passage`: the sentence asked for."""

    id: str
    text: str
    relevant: tuple[str, ...]
    answer: str
    passage: str


@dataclass(frozen=True, slots=True)
class Drafted:
    rows: tuple[DraftedQuestion, ...]
