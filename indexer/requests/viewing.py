"""Showing a document at the place of a citation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from indexer.model import Location


@dataclass(frozen=True, slots=True)
class OpenSource:
    """Prepare a document for showing; answered by `SourceOpened`. `quote` is located and marked."""

    path: str
    location: Location = Location()
    quote: str = ""


@dataclass(frozen=True, slots=True)
class DrawPage:
    """One page of an opened document, from 1; answered by `PageDrawn`. `scale`: pixels a point (PDF)."""

    path: str
    page: int
    scale: float = 1.5


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of the quote on a page: rectangles in the page's own units (as PageDrawn.width, height)."""

    page: int
    rects: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One block for the text mode: `kind`, `level` as in Block; `rows` for tables."""

    kind: str
    text: str
    level: int | None = None
    marker: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    page: int | None = None
    marked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SourceOpened:
    """How a document can be shown. `form`: svg (HWP, HWPX), image (PDF) or text (the rest, or fallback).

    `marks` tells where the quote stands, exactly as laid out; empty where it was not found.
    `text` is always there for the text mode; `sizes` has a page's width and height, in page order.
    """

    path: str
    form: Literal["svg", "image", "text"]
    title: str
    pages: int
    sizes: tuple[tuple[float, float], ...] = ()
    marks: tuple[Mark, ...] = ()
    text: tuple[TextBlock, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class PageDrawn:
    """One page: `svg` text, or `png` (base64 text) of `width` x `height` page units."""

    path: str
    page: int
    width: float
    height: float
    svg: str = ""
    png: str = ""
