"""The same fields asked of many files: a row a file, each cell with its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from connectors.errors import PlatformError, PolicyError
from connectors.ports import ChatModel
from indexer.answering.evidence import Source, choose, length
from indexer.answering.generated import collected, platform_down
from indexer.answering.grounding import check
from indexer.answering.prompt import fenced, source_text
from indexer.answering.run import Run
from indexer.answering.templates import template
from indexer.answering.told import NOT_FOUND, told
from indexer.answers import (
    AnswerEvent,
    Cell,
    CheckEvent,
    CitationEvent,
    NoticeEvent,
    Span,
    StatusEvent,
    TableEvent,
    TokenEvent,
    Verdict,
)
from indexer.model import Hit, Location
from indexer.requests import Search
from indexer.tasks.jsonish import first_object
from indexer.tasks.values import value_of

FILES, FIELDS = 100, 12  # at most
_TOP = 5  # passages looked at for a field

_WORSE: tuple[Verdict, ...] = ("supported", "weak", "unsupported", "number_mismatch")

MetadataOf = Callable[[str], Mapping[str, str]]


@dataclass(slots=True)
class _Table:
    """The table in the making: its rows, sources and checks; how many cells a model wrote."""

    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    citations: list[CitationEvent] = field(default_factory=list)
    checks: list[CheckEvent] = field(default_factory=list)
    found: int = 0
    by_model: int = 0

    def cite(self, path: str, quote: str, hit: Hit | None, at: Location) -> int:
        number = len(self.citations) + 1
        title, above, passage = (hit.title, hit.heading_path, hit.passage_id) if hit else ("", (), 0)
        self.citations.append(CitationEvent(number, path, at.page, at.page_exact, at, quote, title, above, passage))
        return number


def name_of(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def tabulated(
    run: Run,
    paths: Sequence[str],
    fields: Sequence[str],
    metadata_of: MetadataOf,
    chat: ChatModel | None,
    model: str,
) -> Iterator[AnswerEvent]:
    """A TableEvent of the fields of all files. A file that may not go to the model, or of which it gives nothing
    that can be read, is answered by quoting. Once the platform fails it is not asked again."""
    table = _Table()
    quoted: list[str] = []
    for number, path in enumerate(paths, 1):
        yield StatusEvent("reading", f"파일 {len(paths)}개 가운데 {number}번째를 살펴보고 있습니다.")
        hits = {name: _hits(run, path, name) for name in fields}
        cells: list[Cell] | None = None
        if chat is not None and (run.sendable is None or run.sendable(path)):
            try:
                cells = _asked(run, path, hits, chat, model, table)
            except (PlatformError, PolicyError) as failure:
                yield platform_down(failure)
                chat = None
        if run.cancel.is_set():
            return
        if cells is None:
            quoted.append(path)
            cells = _quoted(run, path, hits, metadata_of(path), table)
        table.rows.append((Cell((Span(name_of(path)),)), *cells))
    total = len(paths) * len(fields)
    yield TokenEvent(told("table", files=len(paths), fields=len(fields), cells=total, filled=table.found))
    yield TableEvent(("파일", *fields), tuple(table.rows))
    yield from table.citations
    yield from table.checks
    if table.by_model:
        if quoted:
            names = ", ".join(f"‘{name_of(p)}’" for p in quoted[:3])
            more = f" 등 {len(quoted)}개" if len(quoted) > 3 else ""
            yield NoticeEvent("quoted_rows", f"{names}{more} 파일의 줄은 AI 없이 문서의 말을 그대로 옮겼습니다.")
        yield NoticeEvent("generated", "AI가 생성한 답변입니다. 중요한 내용은 출처의 원문을 확인하십시오.")
    else:
        yield NoticeEvent("quoting", "AI가 쓴 글이 아니라 문서의 말을 그대로 옮긴 표입니다.")
    by = "quote"
    if table.by_model and chat is not None:
        by = f"{chat.name}/{model}" if model != chat.name else model
    elif table.by_model:
        by = model
    yield from run.done(by, refused=table.found == 0)


def _hits(run: Run, path: str, name: str) -> list[Hit]:
    found = run.search(Search(name, top=_TOP * 2, filters={"path": path})).hits
    return [hit for hit in found if hit.path == path][:_TOP]


def _quoted(
    run: Run, path: str, hits: Mapping[str, Sequence[Hit]], metadata: Mapping[str, str], table: _Table
) -> list[Cell]:
    cells = []
    for name, found in hits.items():
        value = value_of(name, found, run.terms, metadata)
        if value is None:
            cells.append(Cell((Span(NOT_FOUND, "told"),)))
            continue
        table.found += 1
        number = table.cite(path, value.quote, value.hit, value.location)
        cells.append(Cell((Span(value.text),), number))
    return cells


def _asked(
    run: Run, path: str, hits: Mapping[str, Sequence[Hit]], chat: ChatModel, model: str, table: _Table
) -> list[Cell] | None:
    """A row by the model, each value checked against the source it names; None where its answer cannot be read."""
    merged = {h.passage_id: h for found in hits.values() for h in found}
    sources = choose(list(merged.values()), length(run.settings, run.window), run.settings.evidence_passages * 2)
    if not sources:
        return None
    request = template("table", "table").request(
        model,
        {"evidence": "\n".join(map(source_text, sources)), "fields": ", ".join(fenced(name) for name in hits)},
        paths=(path,),
        max_tokens=run.settings.max_tokens,
    )
    answer = first_object(collected(chat, request, run.cancel, len(sources)))
    rows = answer.get("값") if answer else None
    if not isinstance(rows, list):
        return None
    values = {str(r.get("항목", "")).strip(): r for r in rows if isinstance(r, dict)}
    by_number = {s.number: s for s in sources}
    cells = []
    for name in hits:
        row = values.get(name, {})
        text = " ".join(str(row.get("내용") or "").split())
        source = by_number.get(row["번호"]) if isinstance(row.get("번호"), int) else None
        if not text:
            cells.append(Cell((Span(NOT_FOUND, "told"),)))
            continue
        cells.append(_checked(run, path, name, text, source, sources, table))
    return cells


def _checked(
    run: Run, path: str, name: str, text: str, source: Source | None, sources: Sequence[Source], table: _Table
) -> Cell:
    # The value alone is the claim: the field's name is ours.
    claim = f"{text} [{source.number}]" if source else text
    verdicts = check(claim, sources, run.terms, run.names_of, name)
    worst = max(verdicts, key=lambda c: _WORSE.index(c.verdict), default=None)
    verdict: Verdict = worst.verdict if worst else "supported"
    table.found += 1
    table.by_model += 1
    number = None
    if source is not None:
        number = table.cite(path, source.hit.text[:300], source.hit, source.hit.location)
    detail = worst.detail if worst else ""
    table.checks.append(CheckEvent(f"{name_of(path)} · {name}: {text}", verdict, number, detail))
    return Cell((Span(text),), number, verdict)
