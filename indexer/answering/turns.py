"""An answer's events gathered into the turn that is kept, shown again and exported."""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.answers import (
    AnswerEvent,
    CheckEvent,
    CitationEvent,
    DoneEvent,
    NoticeEvent,
    TableEvent,
    TokenEvent,
    Turn,
)


@dataclass(slots=True)
class TurnInTheMaking:
    """`at`: ISO 8601 with zone. `task`: as in Turn."""

    asked: str
    whole: str
    at: str
    task: str = ""
    _text: list[str] = field(default_factory=list)
    _citations: list[CitationEvent] = field(default_factory=list)
    _checks: list[CheckEvent] = field(default_factory=list)
    _notices: list[NoticeEvent] = field(default_factory=list)
    _tables: list[TableEvent] = field(default_factory=list)

    def take(self, event: AnswerEvent) -> Turn | None:
        """Take one event in; the whole turn with the last, so that a broken-off answer never becomes one."""
        if isinstance(event, TokenEvent):
            self._text.append(event.text)
        elif isinstance(event, CitationEvent):
            self._citations.append(event)
        elif isinstance(event, CheckEvent):
            self._checks.append(event)
        elif isinstance(event, NoticeEvent):
            self._notices.append(event)
        elif isinstance(event, TableEvent):
            self._tables.append(event)
        elif isinstance(event, DoneEvent):
            return Turn(
                self.asked,
                self.whole,
                "".join(self._text).strip(),
                event.refused,
                event.answered_by,
                tuple(sorted(self._citations, key=lambda c: c.number)),
                self.at,
                tuple(self._checks),
                tuple(self._notices),
                tuple(self._tables),
                dict(event.coverage),
                self.task,
            )
        return None
