"""A question becomes a stream of events: answer, citations, checks, what the reader must know, the end."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from connectors.errors import PlatformError, PolicyError
from connectors.ports import ChatDelta, ChatFinished, ChatModel
from indexer.answering import answerable, cautions, grounding, prompt, quoting, refusal
from indexer.answering.evidence import Around, Source, choose, length
from indexer.answering.names import NamesOf
from indexer.answering.settings import NEAR_ONLY, REFUSAL, AnswerSettings
from indexer.answering.subject import NounsOf
from indexer.answering.words import Question, Terms, bigrams, understand
from indexer.model import (
    AnswerEvent,
    CitationEvent,
    DoneEvent,
    Hit,
    NoticeEvent,
    StatusEvent,
    TokenEvent,
)
from indexer.requests import Found, Search

Searcher = Callable[[Search], Found]

_REASONS = {
    "encrypted": "암호",
    "protected": "DRM",
    "damaged": "손상",
    "unsupported": "지원하지 않는 형식",
    "empty": "글자 없음",
    "too_large": "크기 초과",
    "timed_out": "시간 초과",
    "unreachable": "접근 불가",
    "pending": "색인 대기",
}
_COMPARABLE = 0.5  # sentences that score this much of the best one are compared with what is cited
_TOGETHER = 0.3  # the chance below which both judgements together refuse
_UNDECIDED = 60  # characters held back that may be the beginning of a link, a tag or a citation


@dataclass(slots=True)
class _Run:
    """One answer in the making."""

    question: str
    search: Searcher
    coverage: dict[str, int]
    cancel: threading.Event
    settings: AnswerSettings
    terms: Terms
    similar: quoting.Similar | None = None
    nouns_of: NounsOf | None = None
    names_of: NamesOf | None = None
    today: date = field(default_factory=date.today)
    around: Around | None = None
    window: int | None = None
    started: float = field(default_factory=time.monotonic)
    times: dict[str, float] = field(default_factory=dict)

    def lap(self, name: str) -> None:
        """Note the seconds since the start."""
        self.times[name] = round(time.monotonic() - self.started, 4)

    def done(
        self, answered_by: str, *, refused: bool, usage: Mapping[str, int] | None = None
    ) -> Iterator[AnswerEvent]:
        """What ends every answer: the files that could not be read, then the end."""
        if text := coverage_sentence(self.coverage):
            yield NoticeEvent("coverage", text)
        self.lap("total")
        yield DoneEvent(refused, answered_by, self.coverage, dict(usage or {}), self.times)


def coverage_sentence(coverage: Mapping[str, int]) -> str:
    """이 범위 중 12건은 읽지 못함: 암호 3, DRM 9. Empty when all was read."""
    counts = {kind: n for kind, n in coverage.items() if n > 0}
    if not counts:
        return ""
    told = ", ".join(f"{_REASONS.get(kind, kind)} {n}" for kind, n in sorted(counts.items(), key=lambda i: -i[1]))
    return f"이 범위 중 {sum(counts.values())}건은 읽지 못해 답에 반영되지 않았습니다: {told}"


def retrieve(
    question: str, search: Searcher, scope: Sequence[str], settings: AnswerSettings, top: int | None = None
) -> list[Hit]:
    """The passages found for the question; with `scope`, of each of its paths, best first. `top`: how many."""
    top = top or settings.candidates
    if not scope:
        return list(search(Search(question, top=top)).hits)
    hits: dict[tuple[str, int], Hit] = {}
    for path in scope:
        for hit in search(Search(question, top=top, filters={"path": path})).hits:
            hits.setdefault((hit.path, hit.passage_id), hit)
    return sorted(hits.values(), key=lambda h: -h.score)[:top]


def answer(
    question: str,
    search: Searcher,
    *,
    chat: ChatModel | None = None,
    model: str | None = None,
    scope: Sequence[str] = (),
    quote: bool = False,
    coverage: Mapping[str, int] | None = None,
    cancel: threading.Event | None = None,
    settings: AnswerSettings = AnswerSettings(),  # noqa: B008
    terms: Terms = bigrams,
    similar: quoting.Similar | None = None,
    nouns_of: NounsOf | None = None,
    names_of: NamesOf | None = None,
    today: date | None = None,
    around: Around | None = None,
    window: int | None = None,
) -> Iterator[AnswerEvent]:
    """Answer from what `search` finds: by quoting without a `chat` model or with `quote`, else by the model.

    Ends with one DoneEvent, unless `cancel` is set, when it ends at once. `coverage`: files of the scope that are not
    indexed, by reason. `scope`: paths of files or folders, given to the search as filter `path`. `similar`,
    `nouns_of`, `names_of`, `around`: see quoting.Similar, subject.NounsOf, names.NamesOf, evidence.Around. `window`:
    tokens that the model reads. Errors of the platform do not escape: the answer is then quoted. Those of the search
    do.
    """
    run = _Run(
        question,
        search,
        dict(coverage or {}),
        cancel or threading.Event(),
        settings,
        terms,
        _once(similar) if similar else None,
        nouns_of,
        names_of,
        today or date.today(),
        around,
        window,
    )
    yield StatusEvent("searching", "자료를 찾고 있습니다.")
    quoting_only = chat is None or quote
    looked = retrieve(
        question, search, scope, settings, max(answerable.LOOKED, settings.candidates) if quoting_only else None
    )
    hits = looked[: settings.candidates]
    run.lap("search")
    if run.cancel.is_set():
        return
    asked = understand(question, terms)
    known = refusal.chance(refusal.features(asked, hits, nouns_of))
    if not hits or known < settings.refuse_below:
        yield from _refuse(run, hits)
    elif chat is None or quote:
        yield from _judged(run, asked, hits, looked, known)
    else:
        yield from _asked(run, hits, chat, model or chat.name)


def _once(similar: quoting.Similar) -> quoting.Similar:
    """The same, each text encoded once: the judgement and the choice of quotes ask about the same sentences."""
    known: dict[str, float] = {}

    def remembered(question: str, texts: Sequence[str]) -> Sequence[float]:
        new = [t for t in dict.fromkeys(texts) if t not in known]
        if new:
            known.update(zip(new, similar(question, new), strict=True))
        return [known[t] for t in texts]

    return remembered


def _refuse(run: _Run, hits: Sequence[Hit], answered_by: str = "quote") -> Iterator[AnswerEvent]:
    yield TokenEvent(REFUSAL)
    yield from _near(run, hits)
    yield from run.done(answered_by, refused=True)


def _near(run: _Run, hits: Sequence[Hit]) -> Iterator[AnswerEvent]:
    """The nearest passages, for a reader who wants to look on."""
    for hit in hits[: run.settings.near]:
        text = " ".join(hit.text.split())
        where = hit.title or hit.path.replace("\\", "/").rsplit("/", 1)[-1]
        page = f" {'' if hit.page_exact else '약 '}{hit.page}쪽" if hit.page else ""
        yield NoticeEvent("near", f"가까운 내용: {where}{page}: {text[:80]}{'…' if len(text) > 80 else ''}")


def _judged(
    run: _Run, asked: Question, hits: Sequence[Hit], looked: Sequence[Hit], known: float
) -> Iterator[AnswerEvent]:
    """Quotes as an answer, as near content, or not at all: by how well they answer. `known`: refusal's chance."""
    s = run.settings
    found = answerable.signs(asked, looked, run.similar, run.nouns_of, s.quote_length) if run.similar else None
    chance = answerable.chance(found) if found else 1.0
    # Two doubts, each too small to refuse by itself, weigh together.
    together = known * chance / (known * chance + (1 - known) * (1 - chance)) if chance < 1 else 1.0
    if chance < s.unanswered_below or together < _TOGETHER:
        yield from _refuse(run, hits)
    else:
        yield from _quoted(run, hits, doubted=chance < s.doubted_below)


def _quoted(run: _Run, hits: Sequence[Hit], *, doubted: bool = False) -> Iterator[AnswerEvent]:
    s = run.settings
    asked = understand(run.question, run.terms)
    scored = quoting.candidates(asked, hits, run.terms, s.quote_length, run.similar)
    quotes = quoting.select(asked, hits, scored, s.quote_length, s.quotes)
    if not quotes:
        yield from _refuse(run, hits)
        return
    if doubted:
        yield NoticeEvent("near_only", "질문에 바로 답하는 문장은 찾지 못해 가까운 내용을 보여 드립니다.")
        yield TokenEvent(NEAR_ONLY)
    citations: list[CitationEvent] = []
    for number, item in enumerate(quotes, 1):
        at = item.location
        hit = item.hit
        page, exact = (at.page, at.page_exact) if at.page is not None else (hit.page, hit.page_exact)
        yield TokenEvent(f"{'' if number == 1 else chr(10)}{_columns(item)}{item.text} [{number}]")
        citations.append(
            CitationEvent(number, hit.path, page, exact, at, item.text, hit.title, hit.heading_path, hit.passage_id)
        )
    run.lap("first_token")
    yield from citations
    yield NoticeEvent("quoting", "AI가 쓴 글이 아니라 자료의 문장을 그대로 인용한 답변입니다.")
    near = [cautions.Said(c.hit, c.text) for c in scored if c.score >= _COMPARABLE * scored[0].score]
    yield from _cautions(run, [cautions.Said(q.hit, q.text) for q in quotes], near)
    yield from run.done("quote", refused=False)


def _cautions(run: _Run, cited: Sequence[cautions.Said], others: Sequence[cautions.Said]) -> Iterator[AnswerEvent]:
    """Contradictions among the sources, newer versions, rules not in force: after the answer, which does not wait."""
    hits = [said.hit for said in cited]
    yield from cautions.conflicts(cited, others, run.terms)
    yield from cautions.newer(hits, run.search)
    yield from cautions.out_of_force(hits, run.search, run.today)


def _columns(item: quoting.Quote) -> str:
    """The header row before a quoted table row, which means little without it; "" for other text."""
    header = item.hit.context.strip().splitlines()
    if not header or "|" not in item.text or "|" not in header[-1] or len(header[-1]) > 120:
        return ""
    return f"({header[-1]}) "


def _asked(run: _Run, hits: Sequence[Hit], chat: ChatModel, model: str) -> Iterator[AnswerEvent]:
    sources = choose(hits, length(run.settings, run.window), run.settings.evidence_passages, run.around)
    request = prompt.build(run.question, sources, model, run.settings)
    yield StatusEvent("asking", "AI 플랫폼에 묻고 있습니다.")
    text = _Plain(len(sources))
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
        yield from _platform_down(run, hits, failure)
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


def _platform_down(
    run: _Run, hits: Sequence[Hit], failure: PlatformError | PolicyError | None
) -> Iterator[AnswerEvent]:
    """Nothing came: say why, then answer by quoting."""
    why = f"{failure.message} {failure.next_step}" if failure else "AI 플랫폼이 빈 답을 보냈습니다."
    yield NoticeEvent("platform_down", f"{why} 대신 자료의 문장을 인용합니다.")
    yield from _quoted(run, hits)


def _checked(
    run: _Run, whole: str, sources: Sequence[Source], hits: Sequence[Hit], answered_by: str, usage: Mapping[str, int]
) -> Iterator[AnswerEvent]:
    """Citations of the sources that the answer uses, then a verdict for each of its sentences."""
    if refuses(whole):
        yield from _near(run, hits)
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
    least = _COMPARABLE * scored[0].score if scored else 0.0
    yield from _cautions(run, cited, [cautions.Said(c.hit, c.text) for c in scored if c.score >= least])
    yield NoticeEvent("generated", "AI가 생성한 답변입니다. 중요한 내용은 출처의 원문을 확인하십시오.")
    yield from run.done(answered_by, refused=False, usage=usage)


def refuses(text: str) -> bool:
    """Whether a model's whole answer is that the sources do not answer."""
    bare = re.sub(r"\[\d+\]|[\s.]", "", text)
    return bare == re.sub(r"[\s.]", "", REFUSAL)


class _Plain:
    """Turns a stream of a model's text into plain text, holding back what may be the start of markup."""

    def __init__(self, sources: int) -> None:
        self._sources = sources
        self._held = ""

    def feed(self, text: str) -> str:
        """The text that is certain so far."""
        self._held += text
        edge = self._edge()
        certain, self._held = self._held[:edge], self._held[edge:]
        return self._clean(certain)

    def rest(self) -> str:
        """What was held back, at the end of the stream."""
        held, self._held = self._held, ""
        return self._clean(held)

    def _clean(self, text: str) -> str:
        return grounding.known_citations(grounding.plain(text), self._sources)

    def _edge(self) -> int:
        """Up to where the held text cannot be part of markup any more."""
        text = self._held
        edge = len(text)
        for opener, closers in (("[", "]"), ("<", ">"), ("&", ";"), ("(", ")")):
            at = text.rfind(opener)
            if at < 0:
                continue
            if opener == "(" and (at == 0 or text[at - 1] != "]"):
                continue
            if closers not in text[at:] and len(text) - at < _UNDECIDED * 40:
                start = text.rfind("[", 0, at) if opener == "(" else at
                edge = min(edge, start)
        # "[이름]" may be followed by "(주소)": wait for one more character. "*", "#" and "`" may double.
        if match := re.search(r"(?:!?\[[^\]\n]{0,200}\]|[!*_#`]+|\s)$", text[:edge]):
            edge = min(edge, match.start())
        if match := re.search(r"(?:https?|ftp|file|javascript|data):?[^\s)\]]*$", text[:edge], re.IGNORECASE):
            edge = min(edge, match.start())
        elif match := re.search(r"[A-Za-z]{1,10}$", text[:edge]):
            edge = min(edge, match.start())
        return edge
