"""A question becomes a stream of events: answer, citations, checks, what the reader must know, the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from connectors.ports import ChatModel
from indexer.answering import answerable, conditions, refusal
from indexer.answering.generated import asked
from indexer.answering.quoted import judged, refuse
from indexer.answering.run import Run, Searcher, look
from indexer.answering.sentence_signs import Similar
from indexer.answering.words import understand
from indexer.answers import AnswerEvent, NoticeEvent, StatusEvent
from indexer.model import Hit


def answer(
    question: str,
    search: Searcher,
    *,
    chat: ChatModel | None = None,
    model: str | None = None,
    quote: bool = False,
    **parts: Any,
) -> Iterator[AnswerEvent]:
    """As `answered`, of a Run with these parts; None leaves a part at its default."""
    made = Run(question, search, **{name: part for name, part in parts.items() if part is not None})
    return answered(made, chat=chat, model=model, quote=quote)


def answered(
    run: Run, *, chat: ChatModel | None = None, model: str | None = None, quote: bool = False
) -> Iterator[AnswerEvent]:
    """Answer from what the run's search finds: by quoting without a `chat` model or with `quote`, else by the model.

    Ends with one DoneEvent, unless `run.cancel` is set, when it ends at once. Errors of the platform do not escape:
    the answer is then quoted. Those of the search do. What may not go to the model is left out, and that is told.
    """
    if run.similar is not None:
        run.similar = once(run.similar)
    yield StatusEvent("searching", "자료를 찾고 있습니다.")
    quoting_only = chat is None or quote
    candidates = run.settings.candidates
    top = max(answerable.LOOKED, candidates) if quoting_only else None
    looked, understood = look(run.question, run.search, run.scope, run.settings, top)
    hits = looked[:candidates]
    run.lap("search")
    if run.cancel.is_set():
        return
    yield from conditions.told(understood)
    known = refusal.chance(refusal.features(understand(run.question, run.terms), hits, run.nouns_of))
    yield from answer_from(run, hits, looked, known, chat=None if quote else chat, model=model)


def answer_from(
    run: Run,
    hits: Sequence[Hit],
    looked: Sequence[Hit],
    known: float,
    *,
    chat: ChatModel | None = None,
    model: str | None = None,
) -> Iterator[AnswerEvent]:
    """Answer from passages that were found. `known`: refusal's chance that they answer; `looked`: more of them."""
    question = understand(run.question, run.terms)
    if hits and chat is None:
        yield from judged(run, question, hits, looked, known)
        return
    if not hits or chat is None or known < run.settings.refuse_below:
        yield from refuse(run, hits)
        return
    sent = run.sent(hits)
    if len(sent) < len(hits):
        yield NoticeEvent("grade", withheld(hits, sent))
    if sent:
        yield from asked(run, sent, chat, model or chat.name)
    else:
        yield from judged(run, question, hits, looked, known)


def withheld(hits: Sequence[Hit], sent: Sequence[Hit]) -> str:
    """What the data's grade kept from the model."""
    kept = len({hit.path for hit in hits} - {hit.path for hit in sent})
    told = f"자료 등급이 AI 플랫폼에 보낼 수 있는 등급보다 높은 문서 {kept}건은 보내지 않았습니다."
    return told if sent else f"{told} 대신 자료의 문장을 인용합니다."


def once(similar: Similar) -> Similar:
    """The same, each text encoded once: the judgement and the choice of quotes ask about the same sentences."""
    known: dict[str, float] = {}

    def remembered(question: str, texts: Sequence[str]) -> Sequence[float]:
        new = [t for t in dict.fromkeys(texts) if t not in known]
        if new:
            known.update(zip(new, similar(question, new), strict=True))
        return [known[t] for t in texts]

    return remembered
