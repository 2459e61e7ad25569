"""Answers as a paper: the question, the answer with its footnotes and verdicts, what it rests on, who wrote it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from indexer.answering.coverage import coverage_sentence
from indexer.answering.verdicts import placed
from indexer.answers import CheckEvent, CitationEvent, TableEvent, Turn, Verdict
from indexer.daywords import korean_date
from indexer.exporting.paper import Heading, Origin, Paper, Paragraph, Part, Run, Table

VERDICTS: dict[Verdict, str] = {
    "supported": "근거 확인",
    "weak": "근거 약함",
    "unsupported": "근거 없음",
    "number_mismatch": "수치 불일치",
}
_NUMBER = re.compile(r"\s?\[(\d{1,3})\]")
_HEADS = {"summary": "요약", "compare": "신구조문대비표", "table": "항목별 내용", "report": "보고서 초안"}
# Told by lines of their own.
_SILENT = frozenset({"quoting", "generated", "coverage"})


def place(item: CitationEvent) -> str:
    """File, page, headings and paragraph of a citation: 여비.hwp, 약 3쪽, 제2장 > 제3조, 13번째 문단."""
    at = item.location
    told = [item.path.replace("\\", "/").rsplit("/", 1)[-1]]
    if item.page is not None:
        told.append(f"{'' if item.page_exact else '약 '}{item.page}쪽")
    if item.heading_path:
        told.append(" > ".join(item.heading_path))
    if at.paragraph is not None:
        told.append(f"{at.paragraph + 1}번째 문단")
    if at.cell is not None:
        told.append(f"표 {at.cell[0] + 1}행 {at.cell[1] + 1}열")
    return ", ".join(told)


class _Notes:
    """The footnotes of one document: a source is told whole once, then pointed back at."""

    def __init__(self) -> None:
        self._count = 0
        self._first: dict[CitationEvent, int] = {}

    def of(self, item: CitationEvent) -> str:
        self._count += 1
        if item in self._first:
            return f"각주 {self._first[item]}과 같은 곳: {place(item)}"
        self._first[item] = self._count
        quote = " ".join(item.quote.split())
        return f"{place(item)}: “{quote}”" if quote else place(item)


def origin(turns: Sequence[Turn]) -> Origin:
    """ai where a model wrote any of the answers."""
    return "ai" if any(t.answered_by != "quote" for t in turns) else "quote"


def marking(turns: Sequence[Turn]) -> str:
    """The sentence that tells who wrote it: 인공지능기본법 제31조 wants it on every copy that leaves the screen."""
    names = list(dict.fromkeys(t.answered_by for t in turns if t.answered_by != "quote"))
    if not names:
        return "인용 모음: AI가 쓴 글이 아니라 자료의 문장을 그대로 인용한 것입니다."
    return f"AI가 생성한 내용입니다({', '.join(names)}). 중요한 내용은 출처의 원문을 확인하십시오."


def paper(title: str, turns: Sequence[Turn], at: datetime) -> Paper:
    """One answer or a whole conversation as a document. `at`: when it is exported, with zone."""
    parts: list[Part] = [Paragraph((Run(f"{korean_date(at.date())} 문서나루에서 내보냄"),), "small")]
    notes = _Notes()
    for number, turn in enumerate(turns, 1):
        parts += _turn(turn, notes, number if len(turns) > 1 else None)
    return Paper(title, tuple(parts), marking(turns), origin(turns), at)


def _turn(turn: Turn, notes: _Notes, number: int | None) -> list[Part]:
    parts: list[Part] = []
    if not turn.task:
        parts.append(Heading(f"질문 {number}" if number else "질문"))
        parts.append(Paragraph((Run(turn.asked),)))
    if turn.whole and turn.whole != turn.asked:
        parts.append(Paragraph((Run(f"이해한 질문: {turn.whole}"),), "small"))
    if turn.at:
        day = korean_date(datetime.fromisoformat(turn.at).astimezone().date())
        parts.append(Paragraph((Run(f"{'만든' if turn.task else '질문한'} 날: {day}"),), "small"))
    parts.append(Heading(_HEADS.get(turn.task, "답변")))
    by_number = {c.number: c for c in turn.citations}
    parts += [Paragraph(tuple(line)) for line in _lines(turn.answer.strip(), turn.checks, by_number, notes)]
    parts += [_table(table, by_number, notes) for table in turn.tables]
    parts.append(Paragraph((Run(_wrote(turn)),), "small"))
    parts += _reliability(turn)
    return parts


def _wrote(turn: Turn) -> str:
    if turn.answered_by != "quote":
        return f"AI({turn.answered_by})가 생성한 답변입니다."
    if turn.refused:
        return "자료에서 답을 찾지 못했습니다."
    return "AI가 쓴 글이 아니라 자료의 문장을 그대로 인용한 답변입니다."


def _lines(
    text: str, checks: Sequence[CheckEvent], sources: dict[int, CitationEvent], notes: _Notes
) -> list[list[Run]]:
    """The answer's lines, [n] as footnotes, doubtful sentences marked where they end."""
    out: list[list[Run]] = [[]]

    def add(piece: str) -> None:
        for place_, line in enumerate(piece.split("\n")):
            if place_:
                out.append([])
            at = 0
            for found in _NUMBER.finditer(line):
                source = sources.get(int(found[1]))
                if source is None:
                    continue
                out[-1].append(Run(line[at : found.start()], "", notes.of(source)))
                at = found.end()
            if line[at:]:
                out[-1].append(Run(line[at:]))

    at = 0
    for end, check in placed(text, checks):
        add(text[at:end])
        if check.verdict != "supported":
            out[-1].append(Run(f" (확인 필요: {VERDICTS[check.verdict]})", "warning"))
        at = end
    add(text[at:])
    return [line for line in out if line]


def _table(table: TableEvent, sources: dict[int, CitationEvent], notes: _Notes) -> Table:
    rows = []
    for row in table.rows:
        cells = []
        for cell in row:
            runs = [Run(s.text, {"changed": "changed", "told": "strong"}.get(s.mark, "")) for s in cell.spans]  # type: ignore[arg-type]
            if cell.verdict not in (None, "supported"):
                runs.append(Run(f" (확인 필요: {VERDICTS[cell.verdict]})", "warning"))
            if cell.citation is not None and (source := sources.get(cell.citation)) is not None:
                runs.append(Run("", "", notes.of(source)))
            cells.append(tuple(runs))
        rows.append(tuple(cells))
    return Table(table.columns, tuple(rows), table.caption)


def _reliability(turn: Turn) -> list[Part]:
    """Verdicts, coverage and what the reader must know."""
    lines: list[str] = []
    if turn.checks:
        counts = Counter(c.verdict for c in turn.checks)
        told = ", ".join(f"{name} {counts[key]}문장" for key, name in VERDICTS.items() if counts[key])
        lines.append(f"문장별 근거 확인 결과: {told}")
        lines += [
            f"{VERDICTS[c.verdict]}: “{c.sentence}” {c.detail}".rstrip()
            for c in turn.checks
            if c.verdict != "supported"
        ]
    if turn.citations:
        files = len({c.path for c in turn.citations})
        lines.append(f"근거: 문서 {files}건의 {len(turn.citations)}곳")
    if told := coverage_sentence(turn.coverage):
        lines.append(told)
    lines += [n.message for n in turn.notices if n.kind not in _SILENT]
    if not lines:
        return []
    return [Heading("확인할 사항", 2), *(Paragraph((Run(line),), "small") for line in dict.fromkeys(lines))]
