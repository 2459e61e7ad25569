"""자세히 찾기: a question is taken apart, each part is looked for, and the whole is answered from all that was found.

With a platform its model plans: sub-questions, then, seeing the beginnings of what was found, what is still missing,
within a number of calls and a time. Without one, or where it fails, the question's own words decide.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from connectors.errors import PlatformError, PolicyError
from connectors.ports import ChatModel
from indexer.answering import conditions, refusal
from indexer.answering.answer import answer_from, answered
from indexer.answering.generated import collected
from indexer.answering.prompt import fenced
from indexer.answering.run import Run, look
from indexer.answering.settings import REFUSAL
from indexer.answering.templates import template
from indexer.answering.words import understand
from indexer.answers import AnswerEvent, CitationEvent, DoneEvent, NoticeEvent, StatusEvent, TokenEvent
from indexer.model import Hit
from indexer.tasks.decompose import decomposed
from indexer.tasks.jsonish import first_object

PARTS = 4  # sub-questions of one plan
ALL_PARTS = 8
_LONGEST = 120  # characters of a sub-question
_SHOWN = 2  # passages of each part that the model sees when it plans on, by their beginnings
_BEGINNING = 160
_PASSAGES = 1.5  # more evidence than an ordinary answer


class Deadline(threading.Event):
    """Set when `inner` is, or once `seconds` have passed."""

    def __init__(self, inner: threading.Event, seconds: float) -> None:
        super().__init__()
        self._inner = inner
        self._end = time.monotonic() + seconds

    def is_set(self) -> bool:
        return self._inner.is_set() or self.passed

    @property
    def passed(self) -> bool:
        return time.monotonic() >= self._end


@dataclass(slots=True)
class _Search:
    """What was looked for, and found, so far. `known`: the best chance that any part is answered."""

    asked: dict[str, list[Hit]] = field(default_factory=dict)
    known: float = 0.0

    def step(self, run: Run, part: str) -> Iterator[AnswerEvent]:
        """Look for one part and say what was found."""
        hits, understood = look(part, run.search, run.scope, run.settings)
        self.asked[part] = hits
        chance = refusal.chance(refusal.features(understand(part, run.terms), hits, run.nouns_of))
        self.known = max(self.known, chance if hits else 0.0)
        yield from conditions.told(understood)
        files = len({hit.path for hit in hits})
        yield NoticeEvent("step", f"‘{part}’: 문서 {files}건에서 구절 {len(hits)}개를 찾았습니다.")

    def merged(self) -> list[Hit]:
        """The best of each part by turns, each passage once."""
        out: dict[tuple[str, int], Hit] = {}
        for rank in range(max(map(len, self.asked.values()), default=0)):
            for hits in self.asked.values():
                if rank < len(hits):
                    out.setdefault((hits[rank].path, hits[rank].passage_id), hits[rank])
        return list(out.values())


def deep_answered(run: Run, *, chat: ChatModel | None = None, model: str = "") -> Iterator[AnswerEvent]:
    """As answer.answered, looking for each part of the question by itself."""
    if chat is None:
        yield from _quoted_by_part(run)
        return
    found = _Search()
    deadline = Deadline(run.cancel, run.settings.deep_seconds)
    yield StatusEvent("planning", "질문을 나누고 있습니다.")
    calls = 0
    while calls < run.settings.deep_calls - 1 and not deadline.is_set():
        most = min(PARTS, ALL_PARTS - len(found.asked))
        if most <= 0:
            break
        try:
            planned = _plan(run, chat, model, found, most, deadline)
        except (PlatformError, PolicyError) as failure:
            yield NoticeEvent("step", f"질문을 나누지 못했습니다. {failure.message}")
            planned = None
        calls += 1
        if run.cancel.is_set():
            return
        if planned is None:
            break
        new = [part for part in planned if part not in found.asked]
        if not new:
            break
        for part in new:
            yield StatusEvent("searching", f"‘{part}’을(를) 찾고 있습니다.")
            yield from found.step(run, part)
            if run.cancel.is_set():
                return
    if deadline.passed:
        yield NoticeEvent("step", "정한 시간이 지나 여기까지 찾은 것으로 답합니다.")
    if not found.asked:
        yield NoticeEvent("step", "질문을 나누지 않고 보통 방법으로 찾습니다.")
        yield from answered(run, chat=chat, model=model)
        return
    if run.question not in found.asked:
        yield from found.step(run, run.question)
    run.lap("search")
    s = run.settings
    run.settings = replace(
        s,
        evidence_passages=int(s.evidence_passages * _PASSAGES),
        evidence_length=int(s.evidence_length * _PASSAGES),
    )
    hits = found.merged()
    yield from answer_from(run, hits, hits, found.known, chat=chat, model=model)


def _plan(
    run: Run, chat: ChatModel, model: str, found: _Search, most: int, cancel: threading.Event
) -> list[str] | None:
    """The model's sub-questions, cleaned; None where it gave nothing that can be used. Raises PlatformError."""
    shown: list[Hit] = []
    lines: list[str] = []
    for part, hits in found.asked.items():
        seen = run.sent(hits)[:_SHOWN]
        shown += seen
        texts = " / ".join(" ".join(h.text.split())[:_BEGINNING] for h in seen)
        lines.append(f"- {fenced(part)}: {fenced(texts) or '찾지 못함'}")
    told = f"<찾은 내용>\n{chr(10).join(lines)}\n</찾은 내용>\n" if lines else ""
    request = template("plan", "plan").request(
        model,
        {"question": fenced(" ".join(run.question.split())), "found": told, "most": str(most)},
        paths=tuple(dict.fromkeys(h.path for h in shown)),
        max_tokens=300,
    )
    answer = first_object(collected(chat, request, cancel, 0))
    planned = answer.get("질문") if answer else None
    if not isinstance(planned, list):
        return None
    known = set(re.findall(r"\d+", " ".join((run.question, *lines))))
    out = []
    for item in planned:
        part = " ".join(item.split()) if isinstance(item, str) else ""
        # A figure that nobody has said would look for what the model imagines.
        if part and len(part) <= _LONGEST and set(re.findall(r"\d+", part)) <= known:
            out.append(part)
    if planned and not out:
        return None
    return list(dict.fromkeys(out))[:most]


def _quoted_by_part(run: Run) -> Iterator[AnswerEvent]:
    """Each part of the question quoted for itself, under its own words."""
    parts = decomposed(run.question)
    if len(parts) == 1:
        yield NoticeEvent("step", "나눌 것이 없는 질문이라 보통 방법으로 찾습니다.")
        yield from answered(run)
        return
    for part in parts:
        yield NoticeEvent("step", f"나눈 질문: ‘{part}’")
    offset = 0
    answers = 0
    told: dict[NoticeEvent, None] = {}
    citations: list[CitationEvent] = []
    settings = replace(run.settings, quotes=max(1, run.settings.quotes // 2))
    for number, part in enumerate(parts):
        one = replace(run, question=part, settings=settings, coverage={})
        tokens: list[str] = []
        for event in answered(one):
            if isinstance(event, TokenEvent):
                tokens.append(event.text)
            elif isinstance(event, CitationEvent):
                citations.append(replace(event, number=event.number + offset))
            elif isinstance(event, NoticeEvent):
                told[event] = None
            elif isinstance(event, DoneEvent):
                answers += not event.refused
            elif isinstance(event, StatusEvent):
                yield event
        if run.cancel.is_set():
            return
        yield TokenEvent(f"{chr(10) if number else ''}▸ {part}\n{_shifted(''.join(tokens) or REFUSAL, offset)}\n")
        offset = len(citations)
    yield from citations
    yield from told
    yield from run.done("quote", refused=answers == 0)


def _shifted(text: str, offset: int) -> str:
    """[n] as [n + offset]."""
    return re.sub(r"\[(\d{1,3})\]", lambda m: f"[{int(m[1]) + offset}]", text)
