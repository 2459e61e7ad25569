"""Parsers that hang, exit, eat memory or overflow their stack cost their own file and nothing else."""

import sys
import threading
import time
from collections import Counter

import pytest

from indexer.errors import DocumentError
from indexer.model import ParsedDocument
from indexer.parsing.limits import MB, Limits
from indexer.parsing.pool import ParserPool

# A plug-in reader, found in the child by its entry point as any other plug-in is.
READER = """
import ctypes, os, socket, subprocess, time

class Document:
    def __init__(self, text, **metadata):
        self.text, self.metadata = text, metadata

def deep(n):
    return deep(n + 1) + 1

class Reader:
    def load_data(self, file):
        act = file.read_text("utf-8").strip()
        if act == "hang":
            while True:
                time.sleep(1)
        if act == "spin":
            while True:
                pass
        if act == "stuck":  # C code that never gives the interpreter back, so that no sign of life is sent
            ctypes.PyDLL(None).sleep(60)
        if act == "exit":
            os._exit(3)
        if act == "kill":
            os.kill(os.getpid(), 9)
        if act == "segfault":
            ctypes.string_at(8)
        if act == "memory":
            hoard = []
            while True:
                hoard.append(bytearray(os.urandom(1 << 20)))
        if act == "recursion":
            deep(0)
        if act == "bug":
            raise KeyError("secret words of the document")
        if act == "network":
            socket.create_connection(("127.0.0.1", 9), 1)
        if act == "process":
            subprocess.run(["true"])
        return [Document(act + " one", page_label="3"), Document("two\\n\\nthree", page_label="4")]
"""
EXPECTED = {
    "hang": "timed_out", "spin": "timed_out", "stuck": "timed_out", "exit": "timed_out", "kill": "timed_out",
    "segfault": "timed_out", "memory": "too_large", "recursion": "damaged", "bug": "unsupported",
    "network": "unsupported", "process": "unsupported",
}  # fmt: skip
LIMITS = Limits(wall=1.5, silence=1.0, memory=160 * MB)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the faults are made with POSIX means")


@pytest.fixture
def plugin(tmp_path, monkeypatch):
    """An installed plug-in for files named .fault."""
    site = tmp_path / "site"
    about = site / "faulty-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: faulty\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[munseonaru.readers]\nfault = faulty_reader:Reader\n")
    (site / "faulty_reader.py").write_text(READER)
    monkeypatch.syspath_prepend(site)


def test_a_hundred_files_some_of_them_deadly(plugin, tmp_path):
    """Every good file comes in, every bad one is recorded with its reason, and the pool goes on."""
    folder = tmp_path / "files"
    folder.mkdir()
    acts = list(EXPECTED)
    paths = {}
    for n in range(100):
        act = acts[n // 6 % len(acts)] if n % 6 == 0 else f"good {n}"
        path = folder / f"{n:03}.fault"
        path.write_text(act)
        paths[path] = act
    begun = time.monotonic()
    with ParserPool(2, LIMITS) as pool:
        results = dict(pool.parse_many(paths))
        children = pool.pids()
    assert results.keys() == paths.keys()
    wrong = {
        (act, getattr(results[path], "kind", "read"), getattr(results[path], "detail", ""))
        for path, act in paths.items()
        if (EXPECTED.get(act, "read") != getattr(results[path], "kind", "read"))
    }
    assert not wrong
    assert Counter(type(r) is ParsedDocument for r in results.values()) == {True: 83, False: 17}
    assert all(r.message and r.next_step for r in results.values() if isinstance(r, DocumentError))
    assert not any("secret" in r.detail for r in results.values() if isinstance(r, DocumentError))
    assert len(children) <= 2
    assert time.monotonic() - begun < 40


def test_a_plugin_gives_pages(plugin, tmp_path):
    """A reader's documents become paragraphs with the page its metadata names."""
    path = tmp_path / "a.fault"
    path.write_text("good")
    with ParserPool(1, LIMITS) as pool:
        found = pool.parse(path)
    assert [(b.text, b.location.page, b.location.paragraph) for b in found.blocks] == [
        ("good one", 3, 0), ("two", 4, 1), ("three", 4, 2),
    ]  # fmt: skip
    assert found.format == "fault" and found.pages == 4


def test_a_stock_llama_index_reader(tmp_path, monkeypatch):
    """A third party's `BaseReader` works under the child's limits as it comes."""
    site = tmp_path / "site"
    about = site / "stock-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: stock\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[munseonaru.readers]\nstock = stock_reader:StockReader\n")
    (site / "stock_reader.py").write_text(
        "from llama_index.core.readers.base import BaseReader\nfrom llama_index.core.schema import Document\n"
        "class StockReader(BaseReader):\n"
        "    def lazy_load_data(self, file, **more):\n"
        "        yield Document(text=file.read_text('utf-8'), metadata={'page_label': '2'})\n"
    )
    monkeypatch.syspath_prepend(site)
    path = tmp_path / "규정.stock"
    path.write_text("여비는 실비로 지급한다.", "utf-8")
    with ParserPool(1) as pool:
        [block] = pool.parse(path).blocks
    assert (block.text, block.location.page) == ("여비는 실비로 지급한다.", 2)


def test_a_killed_child_costs_only_its_own_file(plugin, tmp_path):
    """The file that waits behind a deadly one is read by the next child."""
    deadly, good = tmp_path / "1.fault", tmp_path / "2.fault"
    deadly.write_text("exit")
    good.write_text("good")
    with ParserPool(1, LIMITS) as pool:
        results = dict(pool.parse_many([deadly, good] * 3))
    assert results[deadly].kind == "timed_out" and isinstance(results[good], ParsedDocument)


def test_cancelling_does_not_wait_for_a_hanging_file(plugin, tmp_path):
    """A set `cancel` ends the run at once and the hanging child with it."""
    path = tmp_path / "a.fault"
    path.write_text("hang")
    cancel = threading.Event()
    with ParserPool(1, Limits()) as pool:
        threading.Timer(0.5, cancel.set).start()
        begun = time.monotonic()
        assert list(pool.parse_many([path], cancel)) == []
        assert time.monotonic() - begun < 5
        assert pool.pids() == []


def test_notes_of_native_code_do_not_reach_the_terminal(plugin, tmp_path, capfd):
    """Children have no stdout and no stderr."""
    path = tmp_path / "a.fault"
    path.write_text("segfault")
    with ParserPool(1, LIMITS) as pool, pytest.raises(DocumentError):
        pool.parse(path)
    assert capfd.readouterr() == ("", "")
