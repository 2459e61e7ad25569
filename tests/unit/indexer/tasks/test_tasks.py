"""Summaries, tables across files and reports: every word cited, checked, and quoted where a model may not or cannot."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "helpers"))

from scripted_chat import ScriptedChat
from small_search import SmallSearch

from connectors.errors import Unreachable
from connectors.ports import ChatEvent, ChatRequest
from indexer.answering.run import Run
from indexer.answering.told import NOT_FOUND
from indexer.answering.words import bigrams
from indexer.answers import AnswerEvent, CheckEvent, CitationEvent, DoneEvent, NoticeEvent, TableEvent, TokenEvent
from indexer.model import Block, Hit, Location, ParsedDocument
from indexer.passages import PassageSettings, split
from indexer.tasks.documents import hit_of, numbered, parts
from indexer.tasks.extract import extracts
from indexer.tasks.jsonish import first_object
from indexer.tasks.report import drafted
from indexer.tasks.summary import PARTS, summarised
from indexer.tasks.tabulate import tabulated
from indexer.tasks.values import value_of

SMALL = PassageSettings(minimum=5, target=60, maximum=90, article=120)
PATH = "/자료/여비.hwp"
TRAVEL = (
    "제1조(목적) 이 규정은 공무로 여행하는 공무원에게 지급하는 여비에 관한 사항을 정한다.",
    "제2조(일비) 국내 출장의 일비는 1일당 20,000원으로 한다. 다만, 공용차량을 이용하면 2분의 1로 한다.",
    "제3조(숙박비) 숙박비는 서울특별시의 경우 1박에 10만원을 넘지 못한다.",
    "제4조(정산) 출장자는 출장을 마친 날부터 2주 이내에 여비를 정산하여야 한다.",
    "담당부서: 총무과",
    "부칙",
    "이 규정은 2025년 3월 1일부터 시행한다.",
)


def hits_of(lines: tuple[str, ...], path: str = PATH) -> list[Hit]:
    blocks = tuple(Block("paragraph", t, Location(i + 1, True, 0, i)) for i, t in enumerate(lines))
    found = split(ParsedDocument("hwp5", blocks), SMALL)
    return [hit_of(path, "여비 규정", passage, n) for n, passage in enumerate(found)]


@pytest.fixture
def run() -> Run:
    search = SmallSearch()
    blocks = tuple(Block("paragraph", t, Location(i + 1, True, 0, i)) for i, t in enumerate(TRAVEL))
    search.add(PATH, split(ParsedDocument("hwp5", blocks), SMALL), "여비 규정")
    return Run("여비 규정 요약", search.search, terms=bigrams)


def text(events: list[AnswerEvent]) -> str:
    return "".join(e.text for e in events if isinstance(e, TokenEvent))


def of(events: list[AnswerEvent], kind: type) -> list:  # type: ignore[type-arg]
    return [e for e in events if isinstance(e, kind)]


class Answers(ScriptedChat):
    """Answers each request with the next text; an exception in its place is raised."""

    def __init__(self, *texts: str | Exception) -> None:
        super().__init__()
        self._texts = list(texts)

    def stream(self, request: ChatRequest, cancel: object) -> Iterator[ChatEvent]:  # type: ignore[override]
        told = self._texts.pop(0) if len(self._texts) > 1 else self._texts[0]
        self.requests.append(request)
        one = ScriptedChat(told) if isinstance(told, str) else ScriptedChat("x", error=told)
        yield from one.stream(request, cancel)  # type: ignore[arg-type]


# ---- summary


def test_an_extract_is_the_documents_own_words(run: Run) -> None:
    """Every sentence of the summary stands in the document, is cited with its page, and the answer says it quotes."""
    events = list(summarised(run, hits_of(TRAVEL), None, ""))
    citations: list[CitationEvent] = of(events, CitationEvent)
    assert 3 <= len(citations) <= 8
    whole = "\n".join(TRAVEL)
    for item in citations:
        assert item.quote in whole
        assert f"[{item.number}]" in text(events)
        assert item.page is not None
    assert of(events, DoneEvent)[0].answered_by == "quote"
    assert "quoting" in [n.kind for n in of(events, NoticeEvent)]


def test_extracts_come_from_all_sections_and_do_not_repeat() -> None:
    sections = ["Ⅰ. 배경", "Ⅱ. 계획", "Ⅲ. 예산"]
    blocks = []
    for n, section in enumerate(sections):
        blocks.append(Block("heading", section, Location(n + 1, True, 0, len(blocks)), 1))
        for i in range(12):
            line = f"{section[3:]} 항목 {i}번은 {i * 10}건이며 주민 {section[3:]} 지원 사업을 추진한다."
            blocks.append(Block("paragraph", line, Location(n + 1, True, 0, len(blocks))))
    passages = split(ParsedDocument("hwp5", tuple(blocks)), SMALL)
    found = extracts([hit_of("/가", "계획", p, n) for n, p in enumerate(passages)], bigrams, 6)
    assert 3 <= len(found) <= 6
    assert {item.section for item in found} == set(sections)
    assert [i.location.paragraph for i in found] == sorted(i.location.paragraph or 0 for i in found)


def test_a_short_document_is_summed_up_in_one_call(run: Run) -> None:
    chat = ScriptedChat("국내 출장의 일비는 1일당 20,000원입니다.[2] 숙박비는 1박에 30만원을 넘지 못합니다.[3]")
    events = list(summarised(run, hits_of(TRAVEL), chat, "m"))
    assert len(chat.requests) == 1
    note = chat.requests[0].note
    assert (note.purpose, note.prompt_version, note.paths) == ("summary", "1", (PATH,))
    assert [c.verdict for c in of(events, CheckEvent)] == ["supported", "number_mismatch"]
    assert "generated" in [n.kind for n in of(events, NoticeEvent)]
    assert of(events, DoneEvent)[0].answered_by == "시험/m"


def long_document() -> list[Hit]:
    lines = [
        f"제{n}조(사무{n}) {n}번 사무의 처리 기간은 {n + 3}일이며 담당 부서가 {'성실히 ' * 60}처리한다."
        for n in range(1, 121)
    ]
    return hits_of(tuple(lines))


def test_a_long_document_is_read_part_by_part(run: Run) -> None:
    """Each part fits the window; what a part's note claims against its sources is not carried on."""
    run.window = 4096
    hits = long_document()
    chat = Answers(
        "1번 사무의 처리 기간은 4일입니다.[1] 모든 사무의 처리 기간은 99일입니다.[1]", "합친 요약입니다.[1]"
    )
    events = list(summarised(run, hits, chat, "m"))
    assert 2 < len(chat.requests) <= PARTS + 1
    assert all(len(r.messages[1].content) < 4096 * 1.2 for r in chat.requests)
    last = chat.requests[-1].messages[1].content
    assert "1번 사무의 처리 기간은 4일입니다 [1]" in last or "1번 사무의 처리 기간은 4일입니다. [1]" in last
    assert "99일" not in last
    assert of(events, NoticeEvent)[0].kind == "partial"  # more parts than are sent: that is told


def test_a_platform_that_fails_leaves_a_quoted_summary(run: Run) -> None:
    run.window = 4096
    chat = Answers("1번 사무의 처리 기간은 4일입니다.[1]", Unreachable())
    events = list(summarised(run, long_document(), chat, "m"))
    kinds = [n.kind for n in of(events, NoticeEvent)]
    assert "platform_down" in kinds
    assert kinds[-1] == "quoting"
    assert of(events, DoneEvent)[0].answered_by == "quote"


def test_what_may_not_be_sent_is_summed_up_here(run: Run) -> None:
    run.sendable = lambda path: False
    chat = ScriptedChat("보내면 안 됩니다.")
    events = list(summarised(run, hits_of(TRAVEL), chat, "m"))
    assert chat.requests == []
    assert [n.kind for n in of(events, NoticeEvent)] == ["grade", "quoting"]


def test_parts_hold_every_source_once() -> None:
    sources = numbered(long_document())
    assert [s.number for part in parts(sources, 3000) for s in part] == [s.number for s in sources]


# ---- table


def test_values_are_read_from_labels_figures_and_columns() -> None:
    hits = hits_of((*TRAVEL[:4], TRAVEL[4], TRAVEL[6]))
    read = {f: value_of(f, hits, bigrams, {}) for f in ("담당부서", "일비", "시행일", "계약 금액")}
    assert read["담당부서"] is not None
    assert read["담당부서"].text == "총무과"
    assert read["일비"] is not None
    assert read["일비"].text == "20,000원"
    assert read["계약 금액"] is None
    rows = (("구분", "일비(1일)", "비고"), ("국장", "35,000원", "가"), ("직원", "30,000원", "나"))
    table = Block("table", "", Location(1, True, 0, 0), rows=rows)
    passages = split(ParsedDocument("hwp5", (table,)), SMALL)
    value = value_of("일비", [hit_of("/가", "", p) for p in passages], bigrams, {})
    assert value is not None
    assert value.text == "국장: 35,000원, 직원: 30,000원"


def test_what_a_document_says_of_itself_fills_a_cell() -> None:
    assert value_of("시행일", [], bigrams, {"enforced_on": "2025-03-01"}).text == "2025-03-01"  # type: ignore[union-attr]
    assert value_of("예산", [], bigrams, {"enforced_on": "2025-03-01"}) is None


def test_a_table_by_quoting(run: Run) -> None:
    events = list(tabulated(run, [PATH], ["일비", "담당부서", "계약 금액"], lambda _path: {}, None, ""))
    (table,) = of(events, TableEvent)
    assert table.columns == ("파일", "일비", "담당부서", "계약 금액")
    (row,) = table.rows
    assert [c.text for c in row] == ["여비.hwp", "20,000원", "총무과", NOT_FOUND]
    citations = {c.number: c for c in of(events, CitationEvent)}
    assert "20,000원" in citations[row[1].citation].quote  # type: ignore[index]
    assert row[3].citation is None
    assert of(events, DoneEvent)[0].answered_by == "quote"


def test_a_table_by_a_model_is_checked_cell_by_cell(run: Run) -> None:
    """A value of the source is supported; a changed amount is found; JSON is taken out of its wrapping."""
    chat = Probe(
        "네, 다음과 같습니다.\n```json\n"
        '{{"값": [{{"항목": "일비", "내용": "1일당 20,000원", "번호": {daily}}},'
        ' {{"항목": "숙박비", "내용": "1박에 30만원", "번호": {stay}}}, {{"항목": "없는 항목", "내용": "", "번호": 0}}]}}\n```'
    )
    events = list(tabulated(run, [PATH], ["일비", "숙박비", "없는 항목"], lambda _path: {}, chat, "m"))
    (row,) = of(events, TableEvent)[0].rows
    assert [c.verdict for c in row] == [None, "supported", "number_mismatch", None]
    assert row[3].text == NOT_FOUND
    assert [c.verdict for c in of(events, CheckEvent)] == ["supported", "number_mismatch"]
    assert chat.requests[0].note.purpose == "table"
    assert of(events, DoneEvent)[0].answered_by == "시험/m"
    assert "generated" in [n.kind for n in of(events, NoticeEvent)]


class Probe(ScriptedChat):
    """Fills in the numbers of the sources that hold 일비 and 숙박비."""

    def stream(self, request: ChatRequest, cancel: object) -> Iterator[ChatEvent]:  # type: ignore[override]
        import re

        body = request.messages[1].content
        numbers = {
            name: next(n for n, t in re.findall(r'<자료 번호="(\d+)">(.*?)</자료>', body, re.DOTALL) if word in t)
            for name, word in (("daily", "1일당"), ("stay", "1박에"))
        }
        self.requests.append(request)
        yield from ScriptedChat(self._text.format(**numbers)).stream(request, cancel)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "told", ["표를 만들 수 없습니다.", '{"값": "없음"}', "[1, 2]", '{"값": [{"항목": 3}', "{" * 5000]
)
def test_an_answer_that_is_no_table_is_quoted(run: Run, told: str) -> None:
    events = list(tabulated(run, [PATH], ["일비"], lambda _path: {}, ScriptedChat(told), "m"))
    assert of(events, TableEvent)[0].rows[0][1].text == "20,000원"
    assert of(events, DoneEvent)[0].answered_by == "quote"


def test_a_platform_that_fails_is_not_asked_again(run: Run) -> None:
    chat = ScriptedChat("x", error=Unreachable())
    events = list(tabulated(run, [PATH, PATH], ["일비"], lambda _path: {}, chat, "m"))
    assert len(chat.requests) == 1
    assert of(events, NoticeEvent)[0].kind == "platform_down"
    assert len(of(events, TableEvent)[0].rows) == 2


def test_json_is_found_in_talk() -> None:
    assert first_object('그래서 {아님} 답: {"가": {"나": 1}} 끝') == {"가": {"나": 1}}
    assert first_object("없음") is None
    assert json.dumps(first_object('{"가": 1} {"나": 2}'), ensure_ascii=False) == '{"가": 1}'


# ---- report


def test_a_report_is_checked_line_by_line(run: Run) -> None:
    run.question = "국내 출장 일비"
    chat = Lines(
        "□ 국내 출장 일비 기준 [{n}]\n ○ 국내 출장의 일비는 1일당 20,000원임 [{n}]\n  - 일비는 1일당 90,000원임 [{n}]\n"
    )
    events = list(drafted(run, chat, "m"))
    assert text(events).startswith("□ ")
    assert [c.verdict for c in of(events, CheckEvent)] == ["supported", "supported", "number_mismatch"]
    assert chat.requests[0].note.purpose == "report"
    assert chat.requests[0].note.prompt_version == "1"


class Lines(Probe):
    def stream(self, request: ChatRequest, cancel: object) -> Iterator[ChatEvent]:  # type: ignore[override]
        import re

        body = request.messages[1].content
        n = next(n for n, t in re.findall(r'<자료 번호="(\d+)">(.*?)</자료>', body, re.DOTALL) if "1일당" in t)
        self.requests.append(request)
        yield from ScriptedChat(self._text.format(n=n)).stream(request, cancel)  # type: ignore[arg-type]
