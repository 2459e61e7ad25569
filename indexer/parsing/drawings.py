"""DrawingML, as slides and sheets carry it: paragraphs, tables, charts, diagrams (ECMA-376, part 1, 20 and 21)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from indexer.parsing.cellformats import plain, shown
from indexer.parsing.ooxml import child, children, local
from indexer.parsing.tables import Cell, grid

_NUMBERS = {"arabicPeriod": "{}.", "arabicParenR": "{})", "arabicParenBoth": "({})", "arabicPlain": "{}"}
CHART = "차트"  # marker of a table that is a chart's data
_MOST_POINTS = 20_000
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One a:p. level from 0; marker: its bullet or number as drawn; bullet None: as the placeholder has it."""

    text: str
    level: int
    marker: str
    bullet: bool | None


def paragraphs(body: etree._Element | None) -> Iterator[Paragraph]:
    """The paragraphs of a text body, numbers counted."""
    counts: dict[int, int] = {}
    for element in children(body, "p") if body is not None else ():
        text = text_of(element)
        properties = child(element, "pPr")
        level = _small(properties.get("lvl")) if properties is not None else 0
        marker, bullet = "", None
        numbered = child(properties, "buAutoNum")
        if numbered is not None and text.strip():
            start = _small(numbered.get("startAt") or "1")
            counts[level] = counts.get(level, start - 1) + 1
            marker, bullet = _number(numbered.get("type") or "", counts[level]), True
        elif text.strip():
            counts[level] = 0
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        drawn = child(properties, "buChar")
        if drawn is not None:
            marker, bullet = drawn.get("char") or "", True
        elif child(properties, "buNone") is not None:
            bullet = False
        yield Paragraph(text, level, marker, bullet)


def _small(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 5 else 0


def _number(kind: str, count: int) -> str:
    if kind.startswith("circleNum") and count <= len(_CIRCLED):
        return _CIRCLED[count - 1]
    return _NUMBERS.get(kind, "{}.").format(count)


def text_of(element: etree._Element) -> str:
    """The text of one paragraph: runs, fields, line breaks, formulas. Slide numbers are no text."""
    out: list[str] = []
    _inline(element, out)
    return "".join(out)


def _inline(element: etree._Element, out: list[str]) -> None:
    for one in element:
        name = local(one)
        if name == "t":
            out.append(one.text or "")
        elif name == "br":
            out.append("\n")
        elif name == "tab":
            out.append("\t")
        elif name == "fld" and one.get("type") == "slidenum":
            continue
        elif name == "AlternateContent":
            chosen = child(one, "Choice")
            _inline(chosen if chosen is not None else one, out)
        elif name not in ("pPr", "rPr", "endParaRPr"):
            _inline(one, out)


def body_text(body: etree._Element | None) -> str:
    """All paragraphs of a text body, one a line, blank ones left out."""
    return "\n".join(p.text for p in paragraphs(body) if p.text.strip())


def table_rows(table: etree._Element) -> tuple[tuple[str, ...], ...]:
    """An a:tbl as a grid; a merged cell's text stands at its first place."""
    cells: list[Cell] = []
    for row, element in enumerate(children(table, "tr")):
        for column, cell in enumerate(children(element, "tc")):
            text = body_text(child(cell, "txBody"))
            if text or not (cell.get("hMerge") or cell.get("vMerge")):
                cells.append((row, column, text, ()))
    return grid(cells)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart's words: title, axis titles, and its data as a grid with series across and categories down."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def chart(root: etree._Element) -> Chart:
    """The cached texts and values of a chart part."""
    titles: list[str] = []
    for element in root.iter():
        if local(element) == "title":
            words = [body_text(e) for e in element.iter() if local(e) == "rich"]
            words += ["\n".join(_cache(e).values()) for e in element.iter() if local(e) == "strCache"]
            titles.extend(w for w in words if w.strip())
    names: list[str] = []
    columns: list[dict[int, str]] = []
    categories: dict[int, str] = {}
    for series in (e for e in root.iter() if local(e) == "ser"):
        name = child(series, "tx")
        names.append(" ".join(_points(name).values()))
        for part in ("cat", "xVal"):
            for place, text in _points(child(series, part)).items():
                categories.setdefault(place, text)
        values: dict[int, str] = {}
        for part in ("val", "yVal"):
            values.update(_points(child(series, part)))
        columns.append(values)
    places = sorted({*categories, *(k for c in columns for k in c)})[:_MOST_POINTS]
    rows = [("", *names), *((categories.get(k, ""), *(c.get(k, "") for c in columns)) for k in places)]
    return Chart(tuple(titles), tuple(r for r in rows if any(c.strip() for c in r)))


def _points(element: etree._Element | None) -> dict[int, str]:
    if element is None:
        return {}
    found: dict[int, str] = {}
    levels = [e for e in element.iter() if local(e) == "lvl"]
    for level in reversed(levels):  # outer categories stand before inner ones
        for place, text in _cache(level).items():
            found[place] = f"{found[place]} {text}" if place in found else text
    if levels:
        return found
    caches = [e for e in element.iter() if local(e) in ("strCache", "numCache", "strLit", "numLit")]
    if caches:
        return _cache(caches[0])
    direct = child(element, "v")
    return {0: direct.text or ""} if direct is not None else {}


def _cache(element: etree._Element) -> dict[int, str]:
    out = {}
    code = child(element, "formatCode")
    for point in children(element, "pt"):
        value = child(point, "v")
        if value is not None and value.text:
            own = point.get("formatCode") or (code.text if code is not None else "")
            out[_place(point.get("idx"))] = _number_shown(value.text, own) if _numeric(element) else value.text
    return out


def _numeric(element: etree._Element) -> bool:
    return local(element) in ("numCache", "numLit")


def _place(index: str | None) -> int:
    return int(index) if index and index.isdecimal() and len(index) < 8 else 0


def _number_shown(text: str, code: str | None) -> str:
    """A value as the chart's axis and labels write it."""
    try:
        number = float(text)
    except ValueError:
        return text
    if number != number or abs(number) == float("inf"):
        return ""
    return plain(number) if code in (None, "", "General") else shown(number, code or "", date1904=False)


def diagram(root: etree._Element) -> list[str]:
    """The texts of a diagram (SmartArt): those of its data model, in its order."""
    out = []
    for point in (e for e in root.iter() if local(e) == "pt"):
        if point.get("type") not in ("pres", "parTrans", "sibTrans"):
            text = body_text(child(point, "t"))
            if text:
                out.append(text)
    return out
