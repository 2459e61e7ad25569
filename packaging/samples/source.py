"""The sources of the sample documents: a small line language and its blocks.

A source is `NAME.md`: a YAML head between two `---` lines, then one paragraph a line.

    # 제목            title          ## 제1장        heading        ### 제1조      sub-heading
    @center 글        centred        @right 글       right-aligned  (two spaces)글 one level deeper
    @page             a new page     [^1]: 글        the text of footnote 1, marked `[^1]` in a paragraph
    | 가 | 나 |       a table row; `<` joins the cell to its left, `^` to the one above, `<br>` breaks a line
    @widths 1 2 3     relative column widths of the next table
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

NOTE_MARK = re.compile(r"\[\^(\d+)\]")
_NOTE = re.compile(r"\[\^(\d+)\]:\s*(.+)")
_STYLES = {"# ": "title", "## ": "heading", "### ": "subheading", "@center ": "center", "@right ": "right"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. `style`: title, heading, subheading, center, right or body; `level`: depth of indentation."""

    text: str
    style: str = "body"
    level: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell at its top-left place; `text` may hold line ends."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A grid whose merged cells stand once. `widths` are relative, one a column."""

    rows: int
    columns: int
    cells: tuple[Cell, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts a new page."""


Block = Paragraph | Table | PageBreak


@dataclass(frozen=True, slots=True)
class Source:
    """One sample document. `file`: its name in the documents folder, the suffix choosing the writer."""

    path: Path
    file: str
    title: str
    author: str
    date: str
    running: str
    body: str = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)


def read_source(path: Path) -> Source:
    """Read one source file. Raises ValueError where the head or a table is malformed."""
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    meta = yaml.safe_load(head)
    return Source(
        path=path,
        file=meta["file"],
        title=meta["title"],
        author=meta.get("author", "한빛시"),
        date=str(meta["date"]),
        running=meta.get("running", ""),
        body=body,
        blocks=tuple(_blocks(body)),
    )


def read_sources(folder: Path) -> list[Source]:
    """Every source of a folder, in the order of their names."""
    return [read_source(path) for path in sorted(folder.glob("*.md"))]


def _blocks(body: str) -> Iterator[Block]:
    lines = body.splitlines()
    notes = {m[1]: m[2] for line in lines if (m := _NOTE.fullmatch(line))}
    rows: list[list[str]] = []
    widths: tuple[float, ...] = ()
    for line in [*lines, ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
            continue
        if rows:
            yield _table(rows, widths)
            rows, widths = [], ()
        if line.startswith("@widths "):
            widths = tuple(float(part) for part in line.split()[1:])
        elif line.strip() == "@page":
            yield PageBreak()
        elif line.strip() and not _NOTE.fullmatch(line):
            yield _paragraph(line, notes)


def _paragraph(line: str, notes: dict[str, str]) -> Paragraph:
    found = tuple(notes[m[1]] for m in NOTE_MARK.finditer(line))
    line = NOTE_MARK.sub("", line)
    for mark, style in _STYLES.items():
        if line.startswith(mark):
            return Paragraph(line[len(mark) :].strip(), style, 0, found)
    level = (len(line) - len(line.lstrip(" "))) // 2
    return Paragraph(line.strip(), "body", level, found)


def _table(rows: list[list[str]], widths: tuple[float, ...]) -> Table:
    columns = len(rows[0])
    if any(len(row) != columns for row in rows):
        raise ValueError(f"rows of unequal length: {rows[0]}")
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text == "<":
                owner[r, c] = owner[r, c - 1]
            elif text == "^":
                owner[r, c] = owner[r - 1, c]
            else:
                owner[r, c] = (r, c)
    cells = []
    for place in dict.fromkeys(owner.values()):
        covered = [p for p, o in owner.items() if o == place]
        height = max(r for r, _ in covered) - place[0] + 1
        width = max(c for _, c in covered) - place[1] + 1
        text = rows[place[0]][place[1]].replace("<br>", "\n")
        cells.append(Cell(place[0], place[1], height, width, text))
    return Table(len(rows), columns, tuple(cells), widths or (1.0,) * columns)
