"""Results as lines for a person at a terminal, in the language that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from connectors.platform_ports import RequestNote
from indexer import requests
from indexer.answering.told import known
from indexer.answers import Cell, CitationEvent, TableEvent
from indexer.commands.say import english, say, strings_of
from indexer.daywords import korean_moment, local_time
from indexer.model import Hit, ParsedDocument


def page(number: int | None, exact: bool) -> str:
    """‘3쪽’, or ‘약 3쪽’ where it is an estimate; nothing where it is unknown."""
    if number is None:
        return ""
    return say("text.page" if exact else "text.page_about", n=number)


def duration(seconds: float) -> str:
    """‘45초’, ‘약 12분’, ‘약 2시간 5분’."""
    whole = round(seconds)
    if whole < 60:
        return say("text.seconds", n=whole)
    minutes = round(whole / 60)
    if minutes < 60:
        return say("text.minutes", n=minutes)
    return say("text.hours", hours=minutes // 60, minutes=minutes % 60)


def moment(iso: str) -> str:
    """A time with its zone as 2025. 3. 1.(토) 14:05, or 2025-03-01 14:05 in English, in local time."""
    found = local_time(iso)
    return f"{found:%Y-%m-%d %H:%M}" if found and english() else korean_moment(iso)


def progress(event: requests.IndexProgress) -> str:
    left = " · " + say("index.left", time=duration(event.seconds_left)) if event.seconds_left is not None else ""
    if event.stage == "vectors":
        return say("index.stage.vectors", n=event.vectors_pending) + left
    failed = " · " + say("index.failed_count", n=event.failed) if event.failed else ""
    return say(f"index.stage.{event.stage}", done=event.done, seen=event.seen) + failed + left


def indexed(result: requests.Indexed) -> str:
    return say(
        "index.done",
        seen=result.seen,
        indexed=result.indexed,
        unchanged=result.unchanged,
        moved=result.moved,
        removed=result.removed,
        failed=len(result.failed),
        passages=result.passages,
        seconds=result.seconds,
    )


def parsed(result: ParsedDocument) -> str:
    pages = " · " + say("text.pages", n=result.pages) if result.pages else ""
    title = result.title or say("text.untitled")
    return f"{result.format} · {title} · " + say("text.blocks", n=len(result.blocks)) + pages


def status(now: requests.Status) -> str:
    lines = [
        say("status.profile", home=now.home),
        say("status.files", sources=now.sources, files=now.files, indexed=now.indexed, failed=now.failed),
        say("status.passages", passages=now.passages, vectors=now.vectors, pending=now.vectors_pending),
        say(
            "status.store",
            megabytes=now.database_bytes / 1e6,
            last=moment(now.last_indexed) if now.last_indexed else say("status.never"),
        ),
        say(
            "status.parts",
            encoder=now.encoder or say("status.no_encoder"),
            platform=now.platform or say("status.no_platform"),
        ),
    ]
    return "\n".join([*lines, *map(space, now.spaces)])


def space(row: requests.SpaceRow) -> str:
    """One vector space: its state, how far it is, what it lacks and why."""
    state = say(f"vectors.state.{row.state}")
    parts = [say("vectors.row", name=row.name, state=state, vectors=row.vectors, pending=row.pending)]
    if row.withheld:
        parts.append(say("vectors.withheld", n=row.withheld))
    if row.seconds_left is not None:
        parts.append(say("index.left", time=duration(row.seconds_left)))
    if row.note:
        parts.append(row.note)
    return " · ".join(parts)


def hit(number: int, item: Hit) -> str:
    older = say("search.older") if item.version_of else ""
    where = " · ".join(x for x in (older, page(item.page, item.page_exact), " > ".join(item.heading_path)) if x)
    text = " ".join(item.text.split())
    shown = text if len(text) <= 200 else text[:200] + "…"
    return f"{number}. {Path(item.path).name} {('(' + where + ')') if where else ''}\n   {shown}\n   {item.path}"


def citation(item: CitationEvent) -> str:
    where = page(item.page, item.page_exact)
    return f"[{item.number}] {Path(item.path).name}{' ' + where if where else ''} — {item.path}"


def coverage(counts: Mapping[str, int]) -> str:
    """How many files of the scope the answer could not rest on, by reason."""
    known = strings_of("ko")
    names = {k: say(f"ask.reason.{k}") if known.has(f"ask.reason.{k}") else k for k in counts}
    parts = ", ".join(f"{names[k]} {n}" for k, n in sorted(counts.items(), key=lambda i: -i[1]))
    return say("ask.coverage", n=sum(counts.values()), parts=parts)


_COLUMNS = ("현행", "개정안", "파일")


def own(words: str) -> str:
    """What an answer says, our own sentences in it in the language that is spoken."""
    found = known(words) if english() else None
    return say(f"told.{found[0]}", **found[1]) + ("\n" if words.endswith("\n") else "") if found else words


def table(item: TableEvent) -> str:
    """A table's cells, a row a line, | between them; [n] names a cell's source, 【】 what differs."""
    columns = [say(f"told.column.{c}") if english() and c in _COLUMNS else c for c in item.columns]
    rows = [" | ".join(columns), *(" | ".join(map(_cell, row)) for row in item.rows)]
    return "\n".join([*([item.caption] if item.caption else []), *rows])


def _cell(cell: Cell) -> str:
    words = "".join(
        f"【{s.text}】" if s.mark == "changed" else own(s.text) if s.mark == "told" else s.text for s in cell.spans
    )
    doubt = f" ({say(f'ask.verdict.{cell.verdict}')})" if cell.verdict not in (None, "supported") else ""
    number = f" [{cell.citation}]" if cell.citation is not None else ""
    return " / ".join(words.split("\n")) + number + doubt


def request(row: RequestNote) -> str:
    """One line of `platform requests`: when, which, how it ended, how long, how much."""
    parts = [
        f"{datetime.fromtimestamp(row.at):%Y-%m-%d %H:%M:%S}",
        row.platform,
        row.path,
        row.model or "-",
        row.outcome + (f" {row.status}" if row.status not in (None, 200) else ""),
        say("request.time", seconds=row.ms / 1000),
    ]
    if row.first_ms is not None:
        parts.append(say("request.first", seconds=row.first_ms / 1000))
    parts.append(say("request.size", sent=row.sent / 1024, received=row.received / 1024))
    if row.prompt_tokens is not None:
        parts.append(say("request.tokens", sent=row.prompt_tokens, received=row.completion_tokens or 0))
    if row.tries != 1:
        parts.append(say("request.tries", n=row.tries))
    return "\t".join(parts)
