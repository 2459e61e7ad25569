"""Answers that a model writes: its evidence, its stream, a verdict on each of its sentences."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence

from connectors.errors import PlatformError, PolicyError
from connectors.ports import ChatDelta, ChatFinished, ChatModel, ChatRequest
from indexer.answering import cautions, grounding, prompt, quoting
from indexer.answering.evidence import Source
from indexer.answering.quoted import COMPARABLE, near, quoted, warned
from indexer.answering.run import Run
from indexer.answering.settings import REFUSAL
from indexer.answering.stream import Plain
from indexer.answering.words import understand
from indexer.answers import AnswerEvent, CitationEvent, NoticeEvent, StatusEvent, TokenEvent
from indexer.model import Hit


def asked(run: Run, hits: Sequence[Hit], chat: ChatModel, model: str) -> Iterator[AnswerEvent]:
    """The model's answer to the run's question from the best of the hits."""
    sources = run.evidence(hits, run.settings.evidence_passages)
    request = prompt.build(run.question, sources, model, run.settings)
    yield from written(run, request, sources, hits, chat, lambda: quoted(run, hits))


def written(
    run: Run,
    request: ChatRequest,
    sources: Sequence[Source],
    hits: Sequence[Hit],
    chat: ChatModel,
    otherwise: Callable[[], Iterator[AnswerEvent]],
) -> Iterator[AnswerEvent]:
    """What the model writes to a request, streamed, then checked against the sources.

    `otherwise`: what is said where the platform gives nothing. `hits`: shown as near where the model refuses.
    """
    model = request.model
    yield StatusEvent("asking", "AI 플랫폼에 묻고 있습니다.")
    text = Plain(len(sources))
    whole = ""
    usage: dict[str, int] = {}
    failure: PlatformError | PolicyError | None = None
    reason = ""
    try:
        for event in chat.stream(request, run.cancel):
            if isinstance(event, ChatFinished):
                reason = event.finish_reason
                usage = _usage(event)
            elif isinstance(event, ChatDelta) and not event.reasoning and (piece := text.feed(event.text)):
                if not whole:
                    piece = piece.lstrip()
                if piece:
                    if not whole:
                        run.lap("first_token")
                    whole += piece
                    yield TokenEvent(piece)
    except (PlatformError, PolicyError) as error:
        failure = error
    if run.cancel.is_set():
        return
    if rest := text.rest():
        rest = rest if whole else rest.lstrip()
        whole += rest
        if rest:
            yield TokenEvent(rest)
    if not whole.strip():
        yield platform_down(failure)
        yield from otherwise()
        return
    if failure is not None:
        yield NoticeEvent("partial", f"답변이 중간에 끊겼습니다. {failure.message} 여기까지의 내용만 표시합니다.")
    elif reason == "length":
        yield NoticeEvent("partial", "답변이 길이 제한에 이르러 중간에 끊겼습니다.")
    elif reason == "content_filter":
        yield NoticeEvent("partial", "AI 플랫폼의 내용 필터가 답변을 중단했습니다.")
    yield from _checked(run, whole, sources, hits, f"{chat.name}/{model}" if model != chat.name else model, usage)


def _usage(event: ChatFinished) -> dict[str, int]:
    counts = {"prompt_tokens": event.prompt_tokens, "completion_tokens": event.completion_tokens}
    return {name: n for name, n in counts.items() if n is not None}


def platform_down(failure: PlatformError | PolicyError | None) -> NoticeEvent:
    """Why nothing came, and what comes instead."""
    why = f"{failure.message} {failure.next_step}" if failure else "AI 플랫폼이 빈 답을 보냈습니다."
    return NoticeEvent("platform_down", f"{why} 대신 자료의 문장을 인용합니다.")


def collected(chat: ChatModel, request: ChatRequest, cancel: threading.Event, sources: int) -> str:
    """All that a model writes, as plain text with citations of known sources only.

    Raises PlatformError, PolicyError.
    """
    text = Plain(sources)
    out = [text.feed(e.text) for e in chat.stream(request, cancel) if isinstance(e, ChatDelta) and not e.reasoning]
    return "".join([*out, text.rest()]).strip()


def _checked(
    run: Run, whole: str, sources: Sequence[Source], hits: Sequence[Hit], answered_by: str, usage: Mapping[str, int]
) -> Iterator[AnswerEvent]:
    """Citations of the sources that the answer uses, then a verdict for each of its sentences."""
    if refuses(whole):
        yield from near(run, hits)
        yield from run.done(answered_by, refused=True, usage=usage)
        return
    used = {n for _, numbers in grounding.cited_sentences(whole) for n in numbers}
    wanted = understand(whole + " " + run.question, run.terms)
    cited: list[cautions.Said] = []
    for source in sources:
        if source.number in used:
            spans = quoting.candidates(wanted, [source.hit], run.terms, run.settings.quote_length)
            if spans:
                best = spans[0]
                at = best.location
                cited.append(cautions.Said(source.hit, best.text))
                page = (at.page, at.page_exact) if at.page is not None else (source.hit.page, source.hit.page_exact)
                hit = source.hit
                yield CitationEvent(
                    source.number, hit.path, *page, at, best.text, hit.title, hit.heading_path, hit.passage_id
                )
            else:
                yield source.citation()
    yield from grounding.check(whole, sources, run.terms, run.names_of, run.question)
    run.lap("checked")
    scored = quoting.candidates(understand(run.question, run.terms), hits, run.terms, run.settings.quote_length)
    least = COMPARABLE * scored[0].score if scored else 0.0
    yield from warned(run, cited, [cautions.Said(c.hit, c.text) for c in scored if c.score >= least])
    yield NoticeEvent("generated", "AI가 생성한 답변입니다. 중요한 내용은 출처의 원문을 확인하십시오.")
    yield from run.done(answered_by, refused=False, usage=usage)


def refuses(text: str) -> bool:
    """Whether a model's whole answer is that the sources do not answer."""
    bare = re.sub(r"\[\d+\]|[\s.]", "", text)
    return bare == re.sub(r"[\s.]", "", REFUSAL)
