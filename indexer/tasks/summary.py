"""A summary of one document: by its own sentences, or by a model that reads it part by part (map, then reduce)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from connectors.errors import PlatformError, PolicyError
from connectors.ports import ChatModel
from indexer.answering.evidence import Source
from indexer.answering.generated import collected, platform_down, written
from indexer.answering.grounding import check, cited_sentences
from indexer.answering.prompt import fenced, source_text
from indexer.answering.run import Run
from indexer.answering.settings import REFUSAL
from indexer.answering.templates import template
from indexer.answering.told import told
from indexer.answers import AnswerEvent, CitationEvent, NoticeEvent, StatusEvent, TokenEvent
from indexer.model import Hit
from indexer.tasks.documents import numbered, parts, room
from indexer.tasks.extract import extracts

SENTENCES = 8  # of an extractive summary
PARTS = 12  # parts of a document that a model is sent at most
_KEPT = frozenset({"supported", "weak"})


def summarised(run: Run, hits: Sequence[Hit], chat: ChatModel | None, model: str) -> Iterator[AnswerEvent]:
    """The summary of the document whose passages these are. What a model may not read is summed up by quoting."""
    if chat is not None and run.sent(hits[:1]):
        yield from _by_model(run, hits, chat, model)
        return
    if chat is not None:
        yield NoticeEvent(
            "grade",
            "자료 등급이 AI 플랫폼에 보낼 수 있는 등급보다 높아 보내지 않았습니다. 대신 문서의 문장을 인용합니다.",
        )
    yield from quoted_summary(run, hits)


def quoted_summary(run: Run, hits: Sequence[Hit]) -> Iterator[AnswerEvent]:
    """Headings, and under each the sentences that stand for the rest."""
    found = extracts(hits, run.terms, SENTENCES)
    if not found:
        yield TokenEvent(told("no_summary"))
        yield from run.done("quote", refused=True)
        return
    citations: list[CitationEvent] = []
    section = ""
    for number, item in enumerate(found, 1):
        if item.section and item.section != section:
            section = item.section
            yield TokenEvent(f"{'' if number == 1 else chr(10)}□ {section}\n")
        hit, at = item.hit, item.location
        text = " ".join(item.text.split())
        yield TokenEvent(f"{text} [{number}]\n")
        citations.append(
            CitationEvent(
                number, hit.path, at.page, at.page_exact, at, item.text, hit.title, hit.heading_path, hit.passage_id
            )
        )
    yield from citations
    yield NoticeEvent("quoting", "AI가 쓴 글이 아니라 문서의 문장을 그대로 골라 옮긴 요약입니다.")
    yield from run.done("quote", refused=False)


def _by_model(run: Run, hits: Sequence[Hit], chat: ChatModel, model: str) -> Iterator[AnswerEvent]:
    sources = numbered(hits)
    settings = run.settings
    pieces = parts(sources, room(run.window or 8192, settings.max_tokens))
    path = (hits[0].path,)
    title = fenced(hits[0].title or hits[0].path.replace("\\", "/").rsplit("/", 1)[-1])

    def otherwise() -> Iterator[AnswerEvent]:
        return quoted_summary(run, hits)

    if len(pieces) == 1:
        evidence = "\n".join(map(source_text, sources))
        request = template("summary", "summary").request(
            model, {"evidence": evidence, "title": title}, paths=path, max_tokens=settings.max_tokens
        )
        yield from written(run, request, sources, hits[:12], chat, otherwise)
        return
    if len(pieces) > PARTS:
        cut = "문서가 길어 {}부분 가운데 {}부분을 고르게 골라 읽었습니다. 빠진 부분이 있으므로 원문을 확인하십시오."
        yield NoticeEvent("partial", cut.format(len(pieces), PARTS))
        pieces = [pieces[at * (len(pieces) - 1) // (PARTS - 1)] for at in range(PARTS)]
    lines: list[str] = []
    for number, piece in enumerate(pieces, 1):
        yield StatusEvent("reading", f"문서의 {len(pieces)}부분 가운데 {number}번째를 읽고 있습니다.")
        try:
            lines += _part(run, piece, sources, chat, model, title)
        except (PlatformError, PolicyError) as failure:
            yield platform_down(failure)
            yield from otherwise()
            return
        if run.cancel.is_set():
            return
    if not lines:
        yield platform_down(None)
        yield from otherwise()
        return
    request = template("summary_join", "summary").request(
        model, {"notes": "\n".join(lines), "title": title}, paths=path, max_tokens=settings.max_tokens
    )
    yield from written(run, request, sources, hits[:12], chat, otherwise)


def _part(
    run: Run, piece: Sequence[Source], sources: Sequence[Source], chat: ChatModel, model: str, title: str
) -> list[str]:
    """What a model notes of one part: the sentences that its own sources bear out, each with its numbers."""
    request = template("summary_part", "summary").request(
        model,
        {"evidence": "\n".join(map(source_text, piece)), "title": title},
        paths=(piece[0].hit.path,),
        max_tokens=min(400, run.settings.max_tokens),
    )
    text = collected(chat, request, run.cancel, len(sources))
    known = {s.number for s in piece}
    out = []
    verdicts = check(text, piece, run.terms, run.names_of, run.question)
    for (sentence, numbers), verdict in zip(_claims(text), verdicts, strict=False):
        cited = [n for n in numbers if n in known]
        if cited and verdict.verdict in _KEPT:
            marks = "".join(f"[{n}]" for n in cited)
            out.append(f"- {fenced(re.sub(r'^[-○□•·*]+ *', '', sentence))} {marks}")
    return out


def _claims(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """The sentences that `check` gives a verdict on, in its order."""
    return [(s, n) for s, n in cited_sentences(text) if s.rstrip(".") != REFUSAL.rstrip(".")]
