"""One question and its answer as 묻기 shows it; made of the engine's events, or of a turn that was kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from desktop.messages import Told
from desktop.protocol import answers, requests

# Coverage, quoting and what AI wrote have lines of their own under every answer; steps stand above it.
UNSHOWN = frozenset({"coverage", "quoting", "generated", "step"})


@dataclass(slots=True)
class Turn:
    """One question, or a task, and all that is known of its answer. `told`: all notices, `notices`: those to show.

    `request` None: one that was kept and cannot be asked again. `whole`: the question as it was understood, "" for as
    it is. `kept`: its number in the conversation that is kept, 0 for none.
    """

    question: str
    scope: tuple[str, ...] = ()
    filters: dict[str, str] = field(default_factory=dict)
    request: Any = None
    task: str = ""
    at: str = ""
    text: str = ""
    stage: str = ""
    citations: list[answers.CitationEvent] = field(default_factory=list)
    checks: list[answers.CheckEvent] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    told: list[answers.NoticeEvent] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    tables: list[answers.TableEvent] = field(default_factory=list)
    coverage: dict[str, int] = field(default_factory=dict)
    answered_by: str = ""
    refused: bool = False
    fault: Told | None = None
    stopped: bool = False
    running: bool = True
    asked: bool = False
    whole: str = ""
    kept: int = 0

    @property
    def by_platform(self) -> bool:
        """True when a model wrote the text, not the quoting answerer; of an answer that was broken off too."""
        return self.answered_by != "quote" if self.answered_by else self.asked

    def citation(self, number: int) -> answers.CitationEvent | None:
        return next((c for c in self.citations if c.number == number), None)

    def notice(self, event: answers.NoticeEvent) -> None:
        self.told.append(event)
        if event.kind == "step":
            self.steps.append(event.message)
        elif event.kind not in UNSHOWN:
            self.notices.append(event.message)

    def as_kept(self) -> answers.Turn:
        """As the engine keeps and exports it."""
        cited = tuple(sorted(self.citations, key=lambda c: c.number))
        return answers.Turn(
            self.question, self.whole or self.question, self.text.strip(), self.refused, self.answered_by, cited,
            self.at, tuple(self.checks), tuple(self.told), tuple(self.tables), dict(self.coverage), self.task,
            self.scope, self.filters,
        )  # fmt: skip

    @classmethod
    def of_kept(cls, kept: answers.Turn, number: int = 0) -> Turn:
        """As it was shown when it was answered. A question can be asked again, of the same; a task cannot."""
        request = (
            None if kept.task else requests.Ask(kept.asked, scope=kept.scope, filters=dict(kept.filters) or None)
        )
        made = cls(
            kept.asked, kept.scope, kept.filters, request, kept.task, kept.at, kept.answer,
            citations=list(kept.citations),
            checks=list(kept.checks), tables=list(kept.tables), coverage=dict(kept.coverage),
            answered_by=kept.answered_by, refused=kept.refused, running=False, whole=kept.whole, kept=number,
        )  # fmt: skip
        for event in kept.notices:
            made.notice(event)
        return made
