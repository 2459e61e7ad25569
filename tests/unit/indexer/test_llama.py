"""Others' readers feed us, and others' query engines answer over us, through llama-index's own types."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "helpers"))

with warnings.catch_warnings():
    # Its dependencies warn of their own deprecations while they are imported.
    warnings.simplefilter("ignore")
    from llama_index.core.query_engine import RetrieverQueryEngine
    from llama_index.core.readers.base import BaseReader
    from llama_index.core.response_synthesizers import get_response_synthesizer
    from llama_index.core.schema import Document

    from indexer.llama import MunseoLLM, MunseoNodeParser, MunseoRetriever, read

import pytest
from scripted_chat import ScriptedChat
from small_search import SmallSearch

from connectors.ports import ChatDelta, ChatEvent, ChatFinished, ChatRequest
from indexer.passages import split


class MinutesReader(BaseReader):
    """A reader as a third party writes one: a document a page."""

    def load_data(self, text: str, **_: Any) -> list[Document]:  # type: ignore[override]
        return [
            Document(text=page, metadata={"page_label": str(n), "title": "회의록"})
            for n, page in enumerate(text.split("\f"), 1)
        ]


TEXT = (
    f"1. 개회\n\n위원 12명이 출석하여 회의를 열었다. {'위원장은 안건의 취지를 설명하였다. ' * 30}\f"
    "2. 의결\n\n내년도 국내 출장 일비는 1일당 20,000원으로 의결하였다."
)


class Echo:
    """A far end that answers with the line of its prompt that has an amount in it."""

    name = "되울림"

    def stream(self, request: ChatRequest, cancel: threading.Event) -> Iterator[ChatEvent]:
        lines = "\n".join(m.content for m in request.messages).splitlines()
        yield ChatDelta(next(line for line in lines if "원으로" in line))
        yield ChatFinished("stop")


@pytest.fixture
def search() -> SmallSearch:
    out = SmallSearch()
    document = read(MinutesReader(), TEXT)
    out.add("/자료/회의록.xyz", split(document), document.title)
    return out


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_stock_query_engine_answers_over_us(search: SmallSearch) -> None:
    """A third party's reader is read, indexed, retrieved and answered by llama-index's own query engine."""
    engine = RetrieverQueryEngine(
        retriever=MunseoRetriever(search.search, top=3),
        response_synthesizer=get_response_synthesizer(llm=MunseoLLM(chat_model=Echo(), model="m")),
    )
    response = engine.query("출장 일비는 얼마로 의결했나요?")
    assert "20,000원" in str(response)
    first = response.source_nodes[0]
    assert (first.metadata["path"], first.metadata["page"]) == ("/자료/회의록.xyz", 2)


def test_pages_of_a_reader_are_kept() -> None:
    """A reader's page labels become pages, and its paragraphs blocks."""
    document = read(MinutesReader(), TEXT)
    assert [b.location.page for b in document.blocks] == [1, 1, 2, 2]
    assert (document.pages, document.title) == (2, "회의록")


def test_the_node_parser_follows_the_structure() -> None:
    """Articles become nodes with their heading path, and know the document they come from."""
    long = "여비는 예산의 범위에서 지급한다. " * 20
    document = Document(text=f"제1장 총칙\n\n제1조(목적) {long}\n\n제2조(정의) {long}", metadata={"file": "a"})
    nodes = MunseoNodeParser().get_nodes_from_documents([document])
    assert [n.metadata["heading_path"] for n in nodes] == ["제1장 총칙 > 제1조(목적)", "제1장 총칙 > 제2조(정의)"]
    assert {n.ref_doc_id for n in nodes} == {document.doc_id}
    assert nodes[0].metadata["file"] == "a"


def test_the_llm_streams_without_reasoning() -> None:
    """Deltas arrive one by one, the model's thinking stays out, and the whole is the answer."""
    llm = MunseoLLM(chat_model=ScriptedChat("일비는 20,000원입니다.", size=4), model="m")
    pieces = list(llm.stream_complete("일비는?"))
    assert len(pieces) > 2
    assert pieces[-1].text == llm.complete("일비는?").text == "일비는 20,000원입니다."
