"""Answers of the sources' own words: quotes, what is near, and the honest refusal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.answering import answerable, cautions, quoting, tables
from indexer.answering.run import Run
from indexer.answering.settings import NEAR_ONLY, REFUSAL
from indexer.answering.words import Question, understand
from indexer.answers import AnswerEvent, CitationEvent, NoticeEvent, TokenEvent
from indexer.model import Hit

COMPARABLE = 0.5  # sentences that score this much of the best one are compared with what is cited


def refuse(run: Run, hits: Sequence[Hit], answered_by: str = "quote") -> Iterator[AnswerEvent]:
    yield TokenEvent(REFUSAL)
    yield from near(run, hits)
    yield from run.done(answered_by, refused=True)


def near(run: Run, hits: Sequence[Hit]) -> Iterator[AnswerEvent]:
    """The nearest passages, for a reader who wants to look on."""
    for hit in hits[: run.settings.near]:
        text = " ".join(hit.text.split())
        where = hit.title or hit.path.replace("\\", "/").rsplit("/", 1)[-1]
        page = f" {'' if hit.page_exact else '약 '}{hit.page}쪽" if hit.page else ""
        yield NoticeEvent("near", f"가까운 내용: {where}{page}: {text[:80]}{'…' if len(text) > 80 else ''}")


def judged(
    run: Run, asked: Question, hits: Sequence[Hit], looked: Sequence[Hit], known: float
) -> Iterator[AnswerEvent]:
    """Quotes as an answer, as near content, or not at all: by how well they answer. `known`: refusal's chance."""
    s = run.settings
    found = answerable.signs(asked, looked, run.similar, run.nouns_of, s.quote_length) if run.similar else None
    if found is None:
        if known < s.refuse_below:
            yield from refuse(run, hits)
        else:
            yield from quoted(run, hits)
        return
    if answerable.told(found) < s.unanswered_below:
        yield from refuse(run, hits)
    else:
        yield from quoted(run, hits, doubted=answerable.chance(found) < s.doubted_below)


def quoted(run: Run, hits: Sequence[Hit], *, doubted: bool = False) -> Iterator[AnswerEvent]:
    s = run.settings
    asked = understand(run.question, run.terms)
    scored = quoting.candidates(asked, hits, run.terms, s.quote_length, run.similar)
    quotes = quoting.select(asked, hits, scored, s.quote_length, s.quotes)
    if not quotes:
        yield from refuse(run, hits)
        return
    if doubted:
        yield NoticeEvent("near_only", "질문에 바로 답하는 문장은 찾지 못해 가까운 내용을 보여 드립니다.")
        yield TokenEvent(NEAR_ONLY)
    citations: list[CitationEvent] = []
    over = tables.Above()
    for number, item in enumerate(quotes, 1):
        at = item.location
        hit = item.hit
        page, exact = (at.page, at.page_exact) if at.page is not None else (hit.page, hit.page_exact)
        before, over = _over(item, over)
        yield TokenEvent(f"{'' if number == 1 else chr(10)}{before}{item.text} [{number}]")
        citations.append(
            CitationEvent(number, hit.path, page, exact, at, item.text, hit.title, hit.heading_path, hit.passage_id)
        )
    run.lap("first_token")
    yield from citations
    yield NoticeEvent("quoting", "AI가 쓴 글이 아니라 자료의 문장을 그대로 인용한 답변입니다.")
    near = [cautions.Said(c.hit, c.text) for c in scored if c.score >= COMPARABLE * scored[0].score]
    yield from warned(run, [cautions.Said(q.hit, q.text) for q in quotes], near)
    yield from run.done("quote", refused=False)


def warned(run: Run, cited: Sequence[cautions.Said], others: Sequence[cautions.Said]) -> Iterator[AnswerEvent]:
    """Contradictions among the sources, newer versions, rules not in force: after the answer, which does not wait."""
    hits = [said.hit for said in cited]
    yield from cautions.conflicts(cited, others, run.terms)
    yield from cautions.newer(hits, run.search)
    yield from cautions.out_of_force(hits, run.search, run.today)


def _over(item: quoting.Quote, former: tables.Above) -> tuple[str, tables.Above]:
    """What stands over a quoted table row, in brackets, as far as it was not said for the row before; "" for other
    text. A row means little without its columns' names, or without the cell that reaches over several rows."""
    over = tables.above(item.hit, item.start, tables.header_rows(item.hit))
    header = f"({over.header}) " if over.header and over.header != former.header else ""
    if over.header and "|" not in item.text:  # a part of one cell
        name = tables.column_of(item.hit, item.start, over.header)
        return f"({name}) " if name else "", tables.Above()
    return f"{header}{f'{over.group} ' if over.group else ''}", over
