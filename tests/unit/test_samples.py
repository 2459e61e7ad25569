"""The sample documents, their sources and the questions on them stay in step."""

from __future__ import annotations

import importlib.util
import io
import json
import re
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import olefile
import pymupdf
import pytest
from lxml import etree

_ROOT = Path(__file__).resolve().parents[2]
_SAMPLES = _ROOT / "resources" / "samples"
_DOCUMENTS = _SAMPLES / "documents"
_REAL = _ROOT / "tests" / "real_questions" / "questions.jsonl"


def _reader() -> ModuleType:
    """The module that reads sources; it is a script's neighbour, not part of a package."""
    path = _ROOT / "packaging" / "samples" / "source.py"
    spec = importlib.util.spec_from_file_location("sample_source", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["sample_source"] = module  # dataclasses look their module up by name
    spec.loader.exec_module(module)
    return module


_SOURCES = _reader().read_sources(_SAMPLES / "sources")


def _questions(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _plain(text: str) -> str:
    """Text without what only lays it out: note marks, white space, bars, line breaks and merge marks of cells."""
    return re.sub(r"\[\^\d+\]|\s|\||<br>|\^", "", text)


def test_every_source_has_its_document_and_no_document_is_a_stranger() -> None:
    """The documents folder holds exactly what the sources name."""
    assert sorted(source.file for source in _SOURCES) == sorted(path.name for path in _DOCUMENTS.iterdir())


def test_all_formats_are_there() -> None:
    """The samples cover each format the program reads in fair numbers."""
    counts = {suffix: len(list(_DOCUMENTS.glob(f"*{suffix}"))) for suffix in (".hwp", ".hwpx", ".docx", ".pdf")}
    assert counts[".hwp"] >= 6 and counts[".hwpx"] >= 6 and counts[".docx"] >= 4 and counts[".pdf"] >= 4


def test_documents_are_small() -> None:
    """They travel with every installation: 5 MB in all, 300 kB each."""
    sizes = [path.stat().st_size for path in _DOCUMENTS.iterdir()]
    assert sum(sizes) <= 5_000_000 and max(sizes) <= 300_000


@pytest.mark.parametrize("path", sorted(_DOCUMENTS.glob("*.pdf")), ids=lambda path: path.name)
def test_pdfs_hold_their_text(path: Path) -> None:
    """Each PDF holds its source's first paragraphs, with plain spaces, so that it can be searched."""
    with pymupdf.open(path) as document:
        text = "".join(page.get_text() for page in document)
        assert document.page_count >= 2
    source = next(each for each in _SOURCES if each.file == path.name)
    paragraphs = [block.text for block in source.blocks if hasattr(block, "text")]
    assert all(_plain(paragraph) in _plain(text) for paragraph in paragraphs[:5])
    assert "\xa0" not in text


@pytest.mark.parametrize("path", sorted(_DOCUMENTS.glob("*.hwp*")), ids=lambda path: path.name)
def test_hancom_files_open(path: Path) -> None:
    """Each HWP is a compound file with a body, each HWPX a package with the source's paragraphs."""
    data = path.read_bytes()
    if path.suffix == ".hwp":
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            assert ole.openstream("FileHeader").read(17) == b"HWP Document File"
            assert len(ole.openstream("BodyText/Section0").read()) > 500
        return
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.namelist()[0] == "mimetype"
        text = _plain("".join(etree.fromstring(package.read("Contents/section0.xml")).itertext()))
    source = next(each for each in _SOURCES if each.file == path.name)
    assert all(_plain(block.text) in text for block in source.blocks if hasattr(block, "text"))


def test_text_sample_is_cp949() -> None:
    """The one TXT is in the encoding old systems export, not in UTF-8."""
    (path,) = _DOCUMENTS.glob("*.txt")
    data = path.read_bytes()
    assert "당직" in data.decode("cp949")
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")


def test_questions_are_numbered_once() -> None:
    """No two questions of a file share an id or a text, and there are enough of them."""
    for path, least in ((_SAMPLES / "questions.jsonl", 35), (_REAL, 40)):
        questions = _questions(path)
        assert len(questions) >= least
        assert len({each["id"] for each in questions}) == len({each["text"] for each in questions}) == len(questions)


def test_answers_stand_in_the_sources() -> None:
    """The passage of each question is in the source of its document, and the answer in the passage."""
    bodies = {f"documents/{source.file}": _plain(source.body) for source in _SOURCES}
    for question in _questions(_SAMPLES / "questions.jsonl"):
        if question.get("unanswerable"):
            continue
        for file in question["relevant"]:
            assert (_SAMPLES / file).is_file(), question["id"]
            assert _plain(question["passage"]) in bodies[file], question["id"]
        assert _plain(question["answer"]) in _plain(question["passage"]), question["id"]


def test_unanswerable_questions_have_no_document() -> None:
    """Five questions are far from anything in the files, and all others have a document."""
    questions = _questions(_SAMPLES / "questions.jsonl")
    assert sum(bool(each.get("unanswerable")) for each in questions) == 5
    for each in questions:
        assert bool(each["relevant"]) != bool(each.get("unanswerable", False)), each["id"]


def test_questions_do_not_repeat_the_passage() -> None:
    """Officials ask in their own words: no question shares ten letters in a row with its passage."""
    for question in _questions(_SAMPLES / "questions.jsonl") + _questions(_REAL):
        text, passage = _plain(question["text"]), _plain(question.get("passage", ""))
        assert not any(text[i : i + 10] in passage for i in range(len(text) - 9)), question["id"]


def test_real_questions_quote_little() -> None:
    """Questions on documents of others carry no more than 40 characters of them."""
    for question in _questions(_REAL):
        assert len(question["answer"]) <= 40 and len(question["passage"]) <= 40, question["id"]
        assert question["relevant"], question["id"]


@pytest.mark.corpus
def test_real_questions_name_documents_that_exist() -> None:
    """Each relevant file of a real question lies in the corpus beside the repository."""
    corpus = _ROOT.parent / "shared" / "corpus"
    if not corpus.is_dir():
        pytest.skip("the real documents are not beside this repository")
    for question in _questions(_REAL):
        assert all((corpus / file).is_file() for file in question["relevant"]), question["id"]


def test_hwp_titles_end_where_the_text_ends() -> None:
    """The summary's title is the title, without the bytes that follow it in the property set."""
    from indexer.parsing.dispatch import parse_bytes
    from indexer.parsing.limits import Limits

    path = Path(__file__).resolve().parents[2] / "resources" / "samples" / "documents" / "휴가 운영 지침(2024년).hwp"
    document = parse_bytes(path.read_bytes(), path.name, Limits())
    assert document.title == "한빛시 직원 휴가 운영 지침"
    assert document.metadata["author"] == "한빛시"
