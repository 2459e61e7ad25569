"""Others' parts in ours and ours in others': a plug-in reader in the parser's child, a stock query engine on top."""

from __future__ import annotations

import os
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer import requests
from indexer.compose import OwnedEngine, open_engine
from indexer.parsing import plugins
from tests.helpers.model_server import KEY, MODEL, model_server

# A distribution as a third party installs it: one module, and the entry point that announces it.
MODULE = """
import os
from llama_index.core.readers.base import BaseReader
from llama_index.core.schema import Document

class MinutesReader(BaseReader):
    def load_data(self, file, extra_info=None):
        pages = open(file, "rb").read()[4:].decode("utf-8")[::-1].split("\\f")
        return [
            Document(text=page, metadata={"page_label": str(n), "pid": os.getpid()}) for n, page in enumerate(pages, 1)
        ]
"""
ENTRY_POINTS = "[munseonaru.readers]\nmnt = minutes_reader:MinutesReader\n"
METADATA = "Metadata-Version: 2.1\nName: minutes-reader\nVersion: 1.0\n"
TEXT = (
    f"1. 개회\n\n위원 12명이 출석하여 도시공원위원회를 열었습니다. {'위원장은 안건의 취지를 설명하였습니다. ' * 30}\f"
    "2. 의결\n\n내년도 국내 출장의 일비는 1일당 23,000원으로 의결하였습니다."
)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The reader's distribution on sys.path, for this process and, as spawn hands it on, for its children."""
    site = tmp_path / "site"
    information = site / "minutes_reader-1.0.dist-info"
    information.mkdir(parents=True)
    (site / "minutes_reader.py").write_text(MODULE, "utf-8")
    (information / "entry_points.txt").write_text(ENTRY_POINTS, "utf-8")
    (information / "METADATA").write_text(METADATA, "utf-8")
    monkeypatch.syspath_prepend(str(site))
    plugins._found.cache_clear()
    yield
    plugins._found.cache_clear()
    sys.modules.pop("minutes_reader", None)


@pytest.fixture
def engine(tmp_path: Path, installed: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnedEngine]:
    """A real engine over a real SQLCipher profile with one document that only the plug-in can read."""
    monkeypatch.setenv("MUNSEO_PASSPHRASE", "시험용 암호문구")
    folder = tmp_path / "자료"
    folder.mkdir()
    # Reversed, behind a head of its own: no reader of ours can find the words in it.
    (folder / "제3차 위원회.mnt").write_bytes(b"MNT\x00" + TEXT[::-1].encode())
    engine = open_engine(tmp_path / "profile", workers=1)
    try:
        *_, result = engine.handle(requests.Index((str(folder),), vectors=False), threading.Event())
        assert isinstance(result, requests.Indexed)
        assert (result.indexed, result.failed) == (1, ())
        yield engine
    finally:
        engine.close()


def found(engine: OwnedEngine, request: requests.Search) -> requests.Found:
    (answer,) = engine.handle(request, threading.Event())
    assert isinstance(answer, requests.Found)
    return answer


def test_a_plug_in_s_document_is_found(engine: OwnedEngine, tmp_path: Path) -> None:
    """The plug-in ran in the parser's child, its pages are kept, and the database on disk shows no word of it."""
    (row,) = next(iter(engine.handle(requests.ListFiles(), threading.Event()))).rows
    assert (row.format, row.pages, row.state) == ("mnt", 2, "indexed")
    hit = found(engine, requests.Search("출장 일비", mode="lexical")).hits[0]
    assert (Path(hit.path).name, hit.page) == ("제3차 위원회.mnt", 2)
    assert "minutes_reader" not in sys.modules  # a stranger's code never runs in the engine
    kept = b"".join(f.read_bytes() for f in (tmp_path / "profile").iterdir() if f.is_file())
    assert "의결하였습니다".encode() not in kept


def test_a_stock_query_engine_answers_over_our_retriever_and_llm(engine: OwnedEngine, tmp_path: Path) -> None:
    """llama-index's own RetrieverQueryEngine: our store and search below, a real model server for the words."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its dependencies warn of their own deprecations while they are imported
        from llama_index.core.query_engine import RetrieverQueryEngine
        from llama_index.core.response_synthesizers import get_response_synthesizer

        from indexer.llama import MunseoLLM, MunseoRetriever
    with model_server(tmp_path / "model") as url:
        list(engine.handle(requests.SavePlatform("시험", url, MODEL, KEY), threading.Event()))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            stock = RetrieverQueryEngine(
                retriever=MunseoRetriever(lambda request: found(engine, request), top=2, mode="lexical"),
                response_synthesizer=get_response_synthesizer(
                    llm=MunseoLLM(chat_model=engine.chat("시험"), model=MODEL, context_window=4096, max_tokens=32)
                ),
            )
            response = stock.query("국내 출장의 일비는 1일당 얼마로 의결했나요?")
    assert str(response).strip()
    node = response.source_nodes[0]
    assert Path(node.metadata["path"]).name == "제3차 위원회.mnt"
    assert node.metadata["page"] == 2
    assert "23,000원" in node.text
    assert os.fspath(tmp_path) in node.metadata["path"]
