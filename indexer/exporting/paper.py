"""A document before it is written in any format: headings, paragraphs and tables, with notes where they are cited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Style = Literal["", "strong", "changed", "warning"]
Origin = Literal["ai", "quote", "record"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph. `note`: the text of the footnote behind it. changed: underlined, as in a 대비표."""

    text: str
    style: Style = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` from 1."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`kind`: body, or small (dates, notices, what wrote it)."""

    runs: tuple[Run, ...]
    kind: Literal["body", "small"] = "body"


@dataclass(frozen=True, slots=True)
class Table:
    """`rows`: cells of paragraphs' runs, one row as wide as `columns`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[Run, ...], ...], ...]
    caption: str = ""


Part = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Paper:
    """`origin`: ai where a model wrote any of it, quote where all words are of documents, record for our own figures.

    `marking`: the sentence that says so; the file's metadata say it too.
    """

    title: str
    parts: tuple[Part, ...]
    marking: str
    origin: Origin
    at: datetime


def keywords(paper: Paper) -> str:
    """What the file's metadata says of who wrote it, for machines (인공지능기본법 제31조)."""
    told = {"ai": "AI-generated, 인공지능 생성물", "quote": "quotation, 인용 모음", "record": ""}
    return told[paper.origin]


def plain(text: str, style: Style = "") -> tuple[Run, ...]:
    """One run of text."""
    return (Run(text, style),) if text else ()
