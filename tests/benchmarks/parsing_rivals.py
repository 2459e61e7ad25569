"""Other readers of Hangul and Word documents, each as one function from a file to its text.

`pip install -r tests/benchmarks/requirements.txt` brings those that the project itself does not use.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import logging
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ReadText = Callable[[Path], str]


class Rival(NamedTuple):
    """A reader: which kinds of the corpus it reads, and what makes its function (raises ImportError)."""

    name: str
    kinds: frozenset[str]
    load: Callable[[], ReadText]


def _hwp5txt() -> ReadText:
    hwp5txt = importlib.import_module("hwp5.hwp5txt")
    opened = importlib.import_module("hwp5.xmlmodel").Hwp5File
    logging.getLogger("hwp5").setLevel(logging.CRITICAL)
    transform = hwp5txt.TextTransform().transform_hwp5_to_text

    def read(path: Path) -> str:
        out = io.BytesIO()
        with contextlib.closing(opened(str(path))) as file:
            transform(file, out)
        return out.getvalue().decode("utf-8", "replace")

    return read


def _unhwp() -> ReadText:
    extract = importlib.import_module("unhwp").extract_text
    return lambda path: str(extract(str(path)))


def _syhwp() -> ReadText:
    extract = importlib.import_module("syhwp").extract_text
    return lambda path: str(extract(str(path)))


def _extract_hwp() -> ReadText:
    extract = importlib.import_module("extract_hwp").extract_text_from_hwp
    logging.getLogger().addHandler(logging.NullHandler())  # it reports errors to the root logger

    def read(path: Path) -> str:
        text, error = extract(str(path))
        if error:
            raise ValueError(error)
        return str(text)

    return read


def _hwpkit() -> ReadText:
    extract = importlib.import_module("hwpkit.extract").extract_text_from_file
    return lambda path: str(extract(str(path)))


def _python_docx() -> ReadText:
    opened = importlib.import_module("docx").Document

    def read(path: Path) -> str:
        document = opened(str(path))
        lines = [p.text for p in document.paragraphs]
        lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join(lines)

    return read


HANGUL = frozenset(("hwp5", "hwpx"))
RIVALS = (
    Rival("hwp5txt", frozenset(("hwp5",)), _hwp5txt),
    Rival("unhwp", HANGUL, _unhwp),
    Rival("syhwp", HANGUL, _syhwp),
    Rival("extract-hwp", HANGUL, _extract_hwp),
    Rival("hwpkit", HANGUL, _hwpkit),
    Rival("python-docx", frozenset(("docx",)), _python_docx),
)
